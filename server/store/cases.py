"""Reads what a closed visit or a remote fix teaches, and what in it is private."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from server.domain.article import Known
from server.domain.case import OTHER_SYMPTOM, Case, FailedStep, WrittenDraft
from server.store.acts import SignOff
from server.store.catalogue import symptom_title, the_catalogue
from server.store.field import FieldState
from server.store.people import Person
from server.store.sites import Asset, Contact, Customer, Site
from server.store.tickets import Ticket
from server.store.visits import FormerMember, Visit, VisitTicket

AnySession = Session | scoped_session[Session]
Value = dict[str, Any]


def read_visit_case(session: AnySession, visit: Visit) -> Case:
    """Raises NoResultFound for a visit without a ticket, which the schema's users never make."""
    tickets = tickets_of_visit(session, visit.id)
    symptom = next((ticket.symptom for ticket in tickets if ticket.symptom), None) or OTHER_SYMPTOM
    fields = session.scalars(
        sa.select(FieldState).where(FieldState.visit_id == visit.id).order_by(FieldState.field)
    ).all()
    cause = _cause(visit, fields)
    return Case(
        source=visit.id,
        kind="visit",
        at=visit.state_since,
        symptom=symptom,
        symptom_title=symptom_title(symptom),
        ticket=tickets[0].id,
        default_language=tickets[0].language,
        cause_code=None if cause is None else cause["id"],
        cause_title=None if cause is None else cause.get("title"),
        cause_remedy=None if cause is None else cause.get("remedy"),
        remedy=_text(_shown(fields, "outcome/remedy")),
        notes=tuple(text for value in _shown_all(fields, "note/") if (text := _text(value))),
        failed=tuple(_failed_steps(visit, fields)),
        draft=_draft(fields),
        linked_article=next(
            (str(v["article"]) for v in _shown_all(fields, "article/") if "article" in v), None
        ),
        environment=_environment(session, tickets),
        minutes=_work_minutes(fields),
        trades=tuple(sorted({trade for member in visit.crew for trade in member.trades})),
        parts=tuple(sorted({str(v["name"]) for v in _shown_all(fields, "part/") if "name" in v})),
        worked=_worked(session, visit.id),
    )


def read_remote_case(session: AnySession, ticket: Ticket) -> Case:
    """What the first line found out without a trip; the check that solved it is the coded cause."""
    symptom = ticket.symptom or OTHER_SYMPTOM
    solved_by = ticket.solved_by or {}
    check_id = solved_by.get("check")
    check, result = _solving_check(ticket, check_id)
    remedy = str(solved_by.get("text") or "")
    return Case(
        source=ticket.id,
        kind="remote",
        at=ticket.ended_at or ticket.state_since,
        symptom=symptom,
        symptom_title=symptom_title(symptom),
        ticket=ticket.id,
        default_language=ticket.language,
        cause_code=f"remote/{check_id}"[:60] if check_id else None,
        cause_title=_check_title(check, result),
        cause_remedy=None if result is None else result.get("remedy"),
        remedy=remedy,
        environment=_environment(session, [ticket]),
    )


def read_private(session: AnySession, tickets: Sequence[Ticket], visit: Visit | None = None) -> Known:
    """Names, addresses and numbers that must not reach an article: of the site, its contacts, the crew and the office."""
    sites = session.scalars(sa.select(Site).where(Site.id.in_({ticket.site_id for ticket in tickets}))).all()
    site_ids = [site.id for site in sites]
    customers = session.scalars(
        sa.select(Customer.name).where(Customer.id.in_({ticket.customer_id for ticket in tickets}))
    ).all()
    contacts = session.scalars(sa.select(Contact.name).where(Contact.site_id.in_(site_ids))).all()
    serials = session.execute(sa.select(Asset.serial, Asset.label).where(Asset.site_id.in_(site_ids))).all()
    people = {person for ticket in tickets for person in (ticket.owner_id, ticket.opened_by) if person}
    if visit is not None:
        people |= {member.person_id for member in visit.crew}
        people |= set(
            session.scalars(sa.select(FormerMember.person_id).where(FormerMember.visit_id == visit.id))
        )
    names = session.scalars(sa.select(Person.name).where(Person.id.in_(people))).all()
    return Known(
        people=(*contacts, *names),
        organisations=(*customers, *(site.name for site in sites)),
        addresses=tuple(site.address for site in sites),
        numbers=tuple(number for row in serials for number in row if number),
    )


def tickets_of_visit(session: AnySession, visit: str) -> Sequence[Ticket]:
    return session.scalars(
        sa.select(Ticket)
        .join(VisitTicket, VisitTicket.ticket_id == Ticket.id)
        .where(VisitTicket.visit_id == visit)
        .order_by(Ticket.number)
    ).all()


def _cause(visit: Visit, fields: Sequence[FieldState]) -> Value | None:
    chosen = _shown(fields, "outcome/cause")
    code = chosen.get("opt") if chosen else None
    if not code:
        return None
    causes: list[Value] = visit.checklist.get("causes", [])
    return next((cause for cause in causes if cause["id"] == code), {"id": str(code)})


def _failed_steps(visit: Visit, fields: Sequence[FieldState]) -> Iterator[FailedStep]:
    """Steps that failed at any time, also those that were repaired and passed later: that is what was wrong."""
    steps: dict[str, Value] = {step["id"]: step for step in visit.checklist.get("steps", [])}
    for state in fields:
        step = steps.get(state.field.removeprefix("step/").split("@", 1)[0])
        if not state.field.startswith("step/") or step is None:
            continue
        values = [_value(entry) for entry in state.shown]
        # A pass remembers by `fixed` that it was a failure before.
        if any(value.get("k") == "fail" or value.get("fixed") for value in values):
            yield FailedStep(step["title"], step.get("remedy"), step["fact"])


def _draft(fields: Sequence[FieldState]) -> WrittenDraft | None:
    for value in _shown_all(fields, "article/"):
        if "article" not in value and any(value.get(name) for name in ("title", "cause", "remedy")):
            return WrittenDraft(*(str(value.get(name) or "") for name in ("title", "cause", "remedy")))
    return None


def _work_minutes(fields: Sequence[FieldState]) -> int | None:
    spent = [int(v.get("minutes") or 0) for v in _shown_all(fields, "time/") if v.get("kind") == "work"]
    return sum(spent) if spent else None


def _worked(session: AnySession, visit: str) -> bool | None:
    last = session.scalars(
        sa.select(SignOff)
        .where(SignOff.visit_id == visit, SignOff.kind != "addendum")
        .order_by(SignOff.received_at.desc(), SignOff.act_id.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return True
    if last.kind == "refusal":
        return None
    return (last.act.get("word") or {}).get("result") != "not_accepted"


def _environment(session: AnySession, tickets: Sequence[Ticket]) -> str:
    """Kind and model of what it was about; never its name, which tells whose desk it stands on."""
    ids = [ticket.asset_id for ticket in tickets if ticket.asset_id]
    assets = session.scalars(sa.select(Asset).where(Asset.id.in_(ids)).order_by(Asset.kind, Asset.id)).all()
    return "; ".join(dict.fromkeys(", ".join(filter(None, (asset.kind, asset.model))) for asset in assets))


def _solving_check(ticket: Ticket, check_id: str | None) -> tuple[Value | None, Value | None]:
    entry = the_catalogue().symptoms.get(ticket.symptom or "")
    check = next((c for c in (entry or {}).get("checks", []) if c["id"] == check_id), None)
    if check is None:
        return None, None
    recorded: Value = next(
        (c for c in (ticket.triage or {}).get("checks", []) if c.get("check") == check_id), {}
    )
    return check, next((r for r in check["results"] if r["id"] == recorded.get("result")), None)


def _check_title(check: Value | None, result: Value | None) -> dict[str, str] | None:
    if check is None:
        return None
    title: dict[str, str] = check["title"]
    if result is None:
        return title
    return {language: f"{title[language]}: {result['label'][language]}" for language in ("en", "ru")}


def _shown(fields: Sequence[FieldState], name: str) -> Value | None:
    return next(iter(_shown_all(fields, name)), None)


def _shown_all(fields: Sequence[FieldState], prefix: str) -> list[Value]:
    """Values that stand now in all fields of this prefix; what was removed is left out."""
    values = (_value(entry) for state in fields if state.field.startswith(prefix) for entry in state.shown)
    return [value for value in values if value.get("k") != "removed"]


def _value(entry: Value) -> Value:
    value = entry.get("value")
    return value if isinstance(value, dict) else {}


def _text(value: Value | None) -> str:
    return str((value or {}).get("text") or "").strip()
