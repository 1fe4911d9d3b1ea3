"""What waits for a person, as a list in which each item says what happened and what can be done about it."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from server.domain.clock import iso
from server.domain.sync.reasons import REASONS
from server.domain.visit import VisitState
from server.queries.attention_words import FAULTS, TASKS, TEXTS, say_day
from server.queries.dead_jobs import DeadJob, list_dead_jobs
from server.store.acts import SignOff
from server.store.events import Event
from server.store.field import Op
from server.store.gate import read_session
from server.store.people import Device, Person
from server.store.visits import Visit

LIMIT = 200
OVERDUE = timedelta(hours=48)
RECENT = timedelta(days=14)

Item = dict[str, Any]


def list_attention(*, at: datetime) -> list[Item]:
    """All that waits, the newest first within each kind. `code` names the kind, `text` says it in both languages."""
    return [
        *_acts(at),
        *_refusals(),
        *_not_accepted(at),
        *_contradictions(at),
        *_kept_ops(),
        *(_dead_job(one) for one in list_dead_jobs(at=at)),
        *_unsent_work(),
    ]


def _acts(at: datetime) -> list[Item]:
    query = (
        sa.select(SignOff, Visit)
        .join(Visit, Visit.id == SignOff.visit_id)
        .where(SignOff.state.in_(("alarmed", "waiting")))
        .order_by(SignOff.received_at.desc())
        .limit(LIMIT)
    )
    return [_act(row.SignOff, row.Visit, at) for row in read_session().execute(query)]


def _act(sign_off: SignOff, visit: Visit, at: datetime) -> Item:
    details: dict[str, Any]
    if sign_off.state == "alarmed":
        code, details = "act_alarmed", {"faults": sign_off.faults, "what": "; ".join(sign_off.faults[:3])}
    else:
        kinds = [one["kind"] for one in sign_off.missing]
        is_late = at - sign_off.received_at > OVERDUE
        code = "act_overdue" if is_late else "act_waiting"
        details = {"missing": sign_off.missing, "files": kinds.count("file"), "ops": kinds.count("op")}
    return _item(code, sign_off.received_at, act=sign_off.act_id, visit=visit, **details)


def _refusals() -> list[Item]:
    query = (
        sa.select(SignOff, Visit)
        .join(Visit, Visit.id == SignOff.visit_id)
        .where(
            SignOff.kind == "refusal",
            Visit.ended_reason.is_(None),
            Visit.state.in_((VisitState.SIGNED, VisitState.SEALED)),
        )
        .order_by(SignOff.received_at.desc())
        .limit(LIMIT)
    )
    return [
        _item(
            "refusal_to_settle",
            row.SignOff.received_at,
            visit=row.Visit,
            act=row.SignOff.act_id,
            what=row.SignOff.act.get("refusal", {}).get("reason", ""),
        )
        for row in read_session().execute(query)
    ]


def _not_accepted(at: datetime) -> list[Item]:
    """Shown while the word is fresh; the ticket itself waits in the plan."""
    return [
        _item("not_accepted", event.at, visit=visit, act=event.data.get("act_id"))
        for event, visit in _recent("visit.not_accepted", at)
    ]


def _contradictions(at: datetime) -> list[Item]:
    return [
        _item("act_contradicted", event.at, visit=visit, what=", ".join(event.data["contradicts"]))
        for event, visit in _recent("visit.addendum_due", at)
        if event.data.get("contradicts")
    ]


def _recent(kind: str, at: datetime) -> list[tuple[Event, Visit]]:
    query = (
        sa.select(Event, Visit)
        .join(Visit, Visit.id == Event.visit_id)
        .where(Event.kind == kind, Event.at > at - RECENT)
        .order_by(Event.rev.desc())
        .limit(LIMIT)
    )
    return [(row.Event, row.Visit) for row in read_session().execute(query)]


def _kept_ops() -> list[Item]:
    query = (
        sa.select(Op, Person.name, Visit)
        .outerjoin(Person, Person.id == Op.person_id)
        .outerjoin(Visit, Visit.id == Op.visit_id)
        .where(Op.status == "quarantined")
        .order_by(Op.received_at.desc())
        .limit(LIMIT)
    )
    return [_kept_op(row.Op, row.name, row.Visit) for row in read_session().execute(query)]


def _kept_op(op: Op, author: str | None, visit: Visit | None) -> Item:
    reason = REASONS.get(op.reason or "", {"en": op.reason or "", "ru": op.reason or ""})
    item = _item("op_kept", op.received_at, visit=visit, op=op.op_id, author=author or "", type=op.type)
    item["field"], item["payload"], item["reason"] = op.field, op.payload, op.reason
    item["text"] = {language: f"{item['text'][language]} {reason[language]}" for language in item["text"]}
    return item


def _dead_job(one: DeadJob) -> Item:
    job = one.job
    visit = job.payload.get("visit")
    return _item(
        one.code,
        job.ended_at or job.created_at,
        visit=None if visit is None else read_session().get(Visit, visit),
        job=job.id,
        job_kind=job.kind,
        can_retry=one.can_retry,
        plan_day=one.day,
        task=TASKS.get(job.kind, {"en": job.kind, "ru": job.kind}),
        what=FAULTS.get(job.error or "", job.error or ""),
        day="" if one.day is None else say_day(date.fromisoformat(one.day)),
    )


def _unsent_work() -> list[Item]:
    """Devices that said at their last contact that they hold unsent work, oldest contact first."""
    query = (
        sa.select(Device, Person.name)
        .join(Person, Person.id == Device.person_id)
        .where(Device.heartbeat.is_not(None))
        .order_by(Device.heartbeat_at)
    )
    rows = read_session().execute(query).all()
    return [
        _item(
            "unsent_work",
            row.Device.heartbeat_at,
            device=row.Device.id,
            author=row.name,
            device_name=row.Device.name,
            unsent=row.Device.heartbeat["visits"],
        )
        for row in rows
        if row.Device.heartbeat.get("visits")
    ]


def _item(code: str, since: datetime | None, *, visit: Visit | None = None, **details: Any) -> Item:
    label = "" if visit is None else visit.label
    text = {
        language: template.format(visit=label, **_in_language(details, language))
        for language, template in TEXTS[code].items()
    }
    return {
        "code": code,
        "since": None if since is None else iso(since),
        "visit": None if visit is None else {"id": visit.id, "number": label},
        "text": text,
        **details,
    }


def _in_language(details: dict[str, Any], language: str) -> dict[str, Any]:
    """Values that stand in a sentence; one that is known in both languages in the given one."""
    return {
        key: value.get(language, "") if isinstance(value, dict) else value
        for key, value in details.items()
        if isinstance(value, str | int | dict)
    }
