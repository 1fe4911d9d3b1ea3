"""Steps of the catalogue's templates, and what they were good for in closed visits. Nothing here belongs to a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from checklists.findings import find_visible
from server.domain.local_day import LocalDay, local_day_of
from server.domain.problems import Invalid
from server.domain.step_figures import StepFigures, StepOutcome, measure_spans, shows_cause
from server.domain.visit import VisitState
from server.store.catalogue import the_catalogue
from server.store.events import AnySession, Event, get_installation
from server.store.field import FieldState
from server.store.gate import read_session
from server.store.visits import Visit

CLOSED = (VisitState.SIGNED, VisitState.SEALED)
DEFAULT_DAYS = 90
# Enough to judge a step by; more would only take longer to read.
MOST_VISITS = 2000
AT_ONCE = 100

Key = tuple[str, str]


@dataclass
class StepLine:
    figures: StepFigures
    # As the newest visit has it.
    step: dict[str, Any]


def get_step_figures(*, start: date | None, end: date | None, at: datetime) -> dict[str, Any]:
    """Each step that was asked in closed visits of these days, the last one included. Raises Invalid."""
    session = read_session()
    zone = get_installation(session).zone
    last = end or local_day_of(at, zone).day
    first = start or last - timedelta(days=DEFAULT_DAYS)
    if first > last:
        raise Invalid("/to", f"The period ends ({last}) before it starts ({first}).")
    visits = session.scalars(
        sa.select(Visit.id)
        .where(
            Visit.state.in_(CLOSED),
            Visit.starts_at >= LocalDay(first, zone).midnight,
            Visit.starts_at < LocalDay(last, zone).next_midnight,
        )
        .order_by(Visit.starts_at.desc(), Visit.id)
        .limit(MOST_VISITS + 1)
    ).all()
    counted = visits[:MOST_VISITS]
    lines: dict[Key, StepLine] = {}
    for chunk in range(0, len(counted), AT_ONCE):
        for step, outcome in _read_outcomes(session, counted[chunk : chunk + AT_ONCE]):
            for source in step.get("from", []):
                template = source.rpartition("@")[0]
                line = lines.setdefault((template, step["fact"]), StepLine(StepFigures(), step))
                line.figures.add(outcome)
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "visits": len(counted),
        "is_cut": len(visits) > MOST_VISITS,
        "items": [_show(key, line) for key, line in sorted(lines.items())],
    }


def _read_outcomes(
    session: AnySession, visits: Sequence[str]
) -> Iterator[tuple[dict[str, Any], StepOutcome]]:
    given = session.execute(sa.select(Visit.id, Visit.checklist).where(Visit.id.in_(visits)))
    checklists = {row.id: row.checklist for row in given}
    fields: dict[str, dict[str, Any]] = {}
    rows = session.execute(
        sa.select(FieldState.visit_id, FieldState.field, FieldState.shown).where(
            FieldState.visit_id.in_(visits)
        )
    )
    for visit, name, shown in rows:
        fields.setdefault(visit, {})[name] = shown
    spans = _read_spans(session, visits)
    for visit in visits:
        yield from _read_visit(checklists[visit], fields.get(visit, {}), spans.get(visit, {}))


def _read_visit(
    checklist: dict[str, Any], answers: dict[str, Any], spans: dict[str, float]
) -> Iterator[tuple[dict[str, Any], StepOutcome]]:
    named = [value["value"].get("opt", "") for value in answers.get("outcome/cause", [])]
    findings = find_visible(checklist, answers)
    for step in checklist["steps"]:
        finding = findings.get(step["id"])
        if finding is None:
            continue
        failed = finding.result == "fail" or finding.fixed
        showed = shows_cause(step["fact"], failed=failed, named=named, causes=checklist["causes"])
        yield step, StepOutcome(finding.result, finding.fixed, showed, spans.get(step["id"]))


def _read_spans(session: AnySession, visits: Sequence[str]) -> dict[str, dict[str, float]]:
    """Minutes of each step by visit, from the times that the phones noted."""
    rows = session.execute(
        sa.select(Event.visit_id, Event.kind, Event.field, Event.person_id, Event.device_at, Event.at)
        .where(
            Event.visit_id.in_(visits),
            sa.or_(
                Event.kind == "visit.arrived",
                sa.and_(Event.kind == "visit.field_changed", Event.field.startswith("step/")),
            ),
        )
        .order_by(Event.rev)
    )
    began: dict[str, datetime] = {}
    answers: dict[str, list[tuple[str, str | None, datetime]]] = {}
    for visit, kind, name, person, device_at, at in rows:
        if visit is None:
            continue
        moment = device_at or at
        if kind == "visit.arrived":
            began.setdefault(visit, moment)
        elif name is not None:
            answers.setdefault(visit, []).append((name.removeprefix("step/"), person, moment))
    return {visit: measure_spans(given, began.get(visit)) for visit, given in answers.items()}


def _show(key: Key, line: StepLine) -> dict[str, Any]:
    template, fact = key
    known = the_catalogue().templates.get(template)
    figures = line.figures
    return {
        "template": template,
        "template_title": known["title"] if known else {"en": template, "ru": template},
        "trade": template.partition(".")[0],
        "fact": fact,
        "title": line.step["title"],
        "is_required": line.step["required"],
        "is_proof": line.step["verify"],
        "is_asked_now": known is not None and any(step["fact"] == fact for step in known["steps"]),
        "asked": figures.asked,
        "answered": figures.answered,
        "failed": figures.failed,
        "found": figures.found,
        "skipped": figures.skipped,
        "minutes": figures.minutes,
        "planned_minutes": line.step["minutes"],
    }
