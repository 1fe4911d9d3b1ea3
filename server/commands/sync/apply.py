"""What an op does to its visit once it is understood: checks, the field, and the stage that the type belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from checklists import InvalidAnswer, judge
from server.commands.acts import note_late_facts
from server.commands.signoff import give_rating, receive_sign_off
from server.commands.sync.fields import merge_into_field
from server.commands.visit_status import apply_status
from server.domain.actor import Actor
from server.domain.problems import Invalid, WrongState
from server.domain.sync.op import Op, Refused
from server.domain.sync.standing import device_time
from server.domain.sync.values import check_value, read_status
from server.domain.visit import OPEN, VisitState
from server.store.crews import is_or_was_assigned
from server.store.events import AnySession, Recorded, record
from server.store.visits import Visit


@dataclass
class Effect:
    """What became of an applied op. `raised` are reasons why a dispatcher should look at it all the same."""

    recorded: Recorded
    conflict: bool = False
    late: bool = False
    raised: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Origin:
    """Who sent an op, from which device. `vouched`: a dispatcher attached it, so assignment is not asked."""

    device: str
    by: Actor
    at: datetime
    vouched: bool = False


def apply_op(session: AnySession, op: Op, visit: Visit | None, origin: Origin) -> Effect:
    """Write an op into its visit. Raises Refused; what it wrote until then is the caller's to roll back."""
    if visit is None:
        raise Refused("visit_unknown")
    is_late = not origin.vouched and _is_late(session, visit, origin.by)
    check_value(op)
    _check_answer(visit.checklist, op)
    by = replace(origin.by, device=origin.device)
    happened = device_time(op.at)
    data = {"type": op.type} | ({"late": True} if is_late else {})
    recorded = record(
        session,
        "visit.field_changed",
        by=by,
        at=origin.at,
        visit=visit.id,
        field=op.field,
        op=op.op_id,
        device_at=happened,
        data=data,
    )
    effect = Effect(recorded, late=is_late, raised=["late_author"] if is_late else [])
    if op.type != "csat.set":
        effect.conflict = merge_into_field(session, visit=visit.id, field=op.field, op=op.on(origin.device))
    if visit.state in (VisitState.CANCELLED, VisitState.ABORTED) and op.type != "csat.set":
        effect.raised.append("visit_ended")
    if visit.state not in OPEN:
        note_late_facts(session, visit, op_id=op.op_id, field=op.field, at=origin.at)
    if _is_reading(visit.checklist, op):
        # Read by a job: the phone waits for no template.
        record(session, "reading.received", by=by, at=origin.at, visit=visit.id, field=op.field, op=op.op_id)
    _reach_stage(session, visit, op, effect, by=by, at=origin.at)
    return effect


def _is_late(session: AnySession, visit: Visit, by: Actor) -> bool:
    """Whether the author was assigned once but no longer is. Raises Refused when they never were."""
    if any(member.person_id == by.person for member in visit.crew):
        return False
    if not is_or_was_assigned(session, visit.id, by.person):
        raise Refused("not_assigned")
    return True


def _is_reading(checklist: Mapping[str, Any], op: Op) -> bool:
    """Whether it answers a step that takes the output of a device."""
    step = _find_step(checklist, op.field) if op.type == "answer.set" else None
    return step is not None and step["kind"] == "reading" and not step.get("limits")


def _find_step(checklist: Mapping[str, Any], field: str) -> Mapping[str, Any] | None:
    if not field.startswith("step/"):
        return None
    name = field.removeprefix("step/").split("@")[0]
    return next((step for step in checklist.get("steps", []) if step["id"] == name), None)


def _check_answer(checklist: Mapping[str, Any], op: Op) -> None:
    """An answer is judged by the checklist that was frozen into the visit, never by today's catalogue."""
    if not op.field.startswith("step/"):
        return
    step = _find_step(checklist, op.field)
    if step is None:
        raise Refused("step_unknown")
    if op.tpl is not None and op.tpl not in step.get("from", []):
        raise Refused("template_unknown")
    entered = op.value if op.value["k"] == "na" else {k: v for k, v in op.value.items() if k != "k"}
    try:
        judged = judge(step, entered)
    except (InvalidAnswer, TypeError, KeyError):
        raise Refused("value_invalid") from None
    if judged["k"] != op.value["k"]:
        raise Refused("value_invalid")


def _reach_stage(
    session: AnySession, visit: Visit, op: Op, effect: Effect, *, by: Actor, at: datetime
) -> None:
    """Hand the op to the stage that its type belongs to; most types are a field and nothing more."""
    if op.type == "visit.status":
        _report_status(session, visit, op, effect, by=by, at=at)
    elif op.type == "csat.set":
        give_rating(session, op_id=op.op_id, visit_id=visit.id, value=op.value, by=by, at=at)
    elif op.type in ("sign.capture", "sign.refuse"):
        is_refusal = op.type == "sign.refuse"
        try:
            receive_sign_off(
                session, op_id=op.op_id, visit_id=visit.id, value=op.value, refused=is_refusal, by=by, at=at
            )
        except Invalid:
            raise Refused("sign_off_invalid") from None


def _report_status(
    session: AnySession, visit: Visit, op: Op, effect: Effect, *, by: Actor, at: datetime
) -> None:
    reported, reason = read_status(op.value)
    try:
        apply_status(
            session,
            visit,
            reported=reported,
            reason=reason,
            by=by,
            at=at,
            device_at=effect.recorded.device_at,
        )
    except WrongState:
        # It stays in the field for the dispatcher to see; the visit is not revived by it.
        if "visit_ended" not in effect.raised:
            effect.raised.append("visit_ended")
