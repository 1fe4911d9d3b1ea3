"""What becomes of ops that were set aside: a dispatcher attaches or dismisses them, an upgrade replays the deferred."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from server.commands.sync.apply import Origin, apply_op
from server.commands.sync.canonical import decode_base64
from server.commands.sync.push import lock_visits
from server.domain.actor import SYSTEM, Actor
from server.domain.problems import Conflict, Invalid, NotFound
from server.domain.sync.op import NotUnderstood, Refused, read_op
from server.domain.sync.op import Op as ReadOp
from server.domain.sync.reasons import REASONS
from server.store.events import AnySession, record
from server.store.field import Op
from server.store.gate import read_session, write_tx
from server.store.people import Person
from server.store.savepoint import savepoint

Action = Literal["attach", "dismiss"]


def settle_op(
    *, op_id: str, action: Action, visit: str | None = None, reason: str = "", by: Actor, at: datetime
) -> None:
    """Attach a quarantined op to its visit or another one, or dismiss it with a reason.

    Dismissing an op that was applied but raised takes it off the list and changes nothing else. Raises NotFound,
    Conflict when somebody settled it before, and Invalid when it cannot be attached there.
    """
    with write_tx() as session:
        row = session.scalars(sa.select(Op).where(Op.op_id == op_id).with_for_update()).one_or_none()
        if row is None:
            raise NotFound("There is no such operation.")
        if row.status in ("attached", "dismissed"):
            raise Conflict("already_settled", f"This operation was {row.status} before.")
        if action == "dismiss":
            _dismiss(row, reason)
        else:
            _attach(session, row, visit, by=by, at=at)
        data = {"action": action, "status": row.status} | ({"reason": reason} if reason else {})
        record(session, "op.settled", by=by, at=at, visit=row.visit_id, op=op_id, data=data)


def replay_deferred(*, at: datetime) -> int:
    """Apply what an earlier version did not understand, in the order of each device. Returns how many ops left the shelf."""
    deferred = sa.select(Op.op_id).where(Op.status == "deferred").order_by(Op.device_id, Op.seq)
    return sum(_replay(op_id, at=at) for op_id in read_session().scalars(deferred).all())


def _dismiss(row: Op, reason: str) -> None:
    if not reason.strip():
        raise Invalid("/reason", "Say why it is dismissed; the engineer reads it.")
    if row.status != "applied":
        row.status, row.reason = "dismissed", reason


def _attach(session: AnySession, row: Op, visit: str | None, *, by: Actor, at: datetime) -> None:
    if row.status == "applied":
        raise Conflict("already_applied", "This operation counts already.")
    try:
        op = _read_kept(row, visit)
        known = lock_visits(session, [op.visit])
        with savepoint(session):
            apply_op(session, op, known.get(op.visit), Origin(row.device_id, by, at, vouched=True))
    except NotUnderstood:
        raise Invalid("/action", "This version does not understand the operation yet.") from None
    except Refused as refused:
        raise Invalid("/visit", REASONS[refused.reason]["en"]) from None
    row.status, row.visit_id, row.field, row.late = "attached", op.visit, op.field, True
    _hide_rating(row)


def _replay(op_id: str, *, at: datetime) -> bool:
    with write_tx() as session:
        row = session.scalars(sa.select(Op).where(Op.op_id == op_id).with_for_update()).one()
        author = _author(session, row)
        try:
            op = _read_kept(row, None)
            known = lock_visits(session, [op.visit])
            with savepoint(session):
                effect = apply_op(session, op, known.get(op.visit), Origin(row.device_id, author, at))
        except NotUnderstood:
            return False
        except Refused as refused:
            row.status, row.reason = "quarantined", refused.reason
        else:
            row.status, row.visit_id, row.field, row.late = "applied", op.visit, op.field, effect.late
            _hide_rating(row)
        record(
            session, "op.settled", by=SYSTEM, at=at, visit=row.visit_id, op=op_id, data={"status": row.status}
        )
    return True


def _read_kept(row: Op, visit: str | None) -> ReadOp:
    """The op as it came, under the id it is kept by and in the name of who sent it. Raises Refused or NotUnderstood."""
    raw = _unwrap(row.payload)
    if visit is not None:
        raw = {**raw, "visit": visit}
    op = read_op({**raw, "op_id": row.op_id, "seq": row.seq})
    return replace(op, author=str(row.person_id))


def _unwrap(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a phone sent as opaque bytes may be readable after all."""
    inner = decode_base64(payload.get("bytes"))
    if inner is None:
        return payload
    try:
        raw = json.loads(inner)
    except ValueError:
        raise Refused("unreadable") from None
    if not isinstance(raw, dict):
        raise Refused("unreadable")
    return raw


def _author(session: AnySession, row: Op) -> Actor:
    person = None if row.person_id is None else session.get(Person, row.person_id)
    return Actor(row.person_id, "" if person is None else person.name, device=row.device_id)


def _hide_rating(row: Op) -> None:
    if row.type == "csat.set":
        row.payload = row.payload | {"value": None}
