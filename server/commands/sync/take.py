"""The outcome of each op of a batch (sync protocol, section 4.2), inside the batch's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from server.commands.sync.apply import Effect, Origin, apply_op
from server.commands.sync.canonical import (
    MAX_OP_BYTES,
    canonical_bytes,
    chain_hash,
    content_hash,
    keepable,
)
from server.domain.actor import Actor
from server.domain.ids import is_id
from server.domain.sync.op import NotUnderstood, Refused, read_op
from server.store.events import AnySession, Event, Recorded, record
from server.store.field import Op, OpSlot
from server.store.ids import new_id
from server.store.people import Device
from server.store.savepoint import savepoint
from server.store.visits import Visit

log = structlog.get_logger()

# What a person did with a kept op later, as the phone knows it.
STATUS_NOW = {"attached": "applied", "dismissed": "quarantined"}
STOPS_BATCH = ("key_reuse", "gap")
EVENT_OF_STATUS = {"quarantined": "op.quarantined", "deferred": "op.deferred"}


@dataclass
class Result:
    """The answer for one op. `recorded` gets its rev when the transaction closes."""

    op_id: str
    seq: int
    status: str
    recorded: Recorded | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        rev = {} if self.recorded is None else {"rev": self.recorded.numbered()}
        return {"op_id": self.op_id, "seq": self.seq, "status": self.status} | rev | self.extra


@dataclass
class Batch:
    """What the ops of one push share: the locked device and visits, the ops stored already, and what was raised so far."""

    session: AnySession
    device: Device
    visits: Mapping[str, Visit]
    known: dict[str, Op]
    by: Actor
    at: datetime
    raised: set[tuple[str | None, str]] = field(default_factory=set)


def take_op(batch: Batch, raw: Mapping[str, Any]) -> Result:
    """Store an op once, whatever it is worth. `raw` has a valid `op_id` and `seq`; the rest is judged here."""
    op_id, seq, device = raw["op_id"], raw["seq"], batch.device
    if seq <= device.last_seq:
        return _take_repeat(batch, raw)
    if seq > device.last_seq + 1:
        return Result(op_id, seq, "gap", extra={"expected": device.last_seq + 1})
    text = canonical_bytes(raw)
    breaks_chain = _breaks_chain(device, raw)
    device.last_seq = seq
    device.last_op_hash = chain_hash(raw, text)
    batch.session.add(OpSlot(device_id=device.id, seq=seq, op_id=op_id))
    known = batch.known.get(op_id)
    if known is not None:
        return _answer_duplicate(batch, raw, known)
    result = _store(batch, raw, text)
    if breaks_chain:
        _raise(batch, op_id, None, "chain_broken")
    return result


def _breaks_chain(device: Device, raw: Mapping[str, Any]) -> bool:
    """Whether the op names another predecessor than the one stored; what is opaque breaks nothing."""
    before = sha256(device.id.encode()).hexdigest() if device.last_seq == 0 else device.last_op_hash
    return raw.get("type") != "raw" and before is not None and raw.get("prev") != before


def _take_repeat(batch: Batch, raw: Mapping[str, Any]) -> Result:
    op_id, seq = raw["op_id"], raw["seq"]
    slot = batch.session.get(OpSlot, (batch.device.id, seq))
    known = batch.known.get(op_id)
    if slot is None or slot.op_id != op_id or known is None:
        record(
            batch.session,
            "device.key_reused",
            by=batch.by,
            at=batch.at,
            data={"device": batch.device.id, "seq": seq, "op": op_id},
        )
        return Result(op_id, seq, "key_reuse")
    return _answer_duplicate(batch, raw, known)


def _answer_duplicate(batch: Batch, raw: Mapping[str, Any], known: Op) -> Result:
    """The rev and status of the first time. Another value under the same id goes aside and never replaces the first."""
    _keep_second_value(batch, raw, known)
    extra: dict[str, Any] = {
        "rev": first_rev(batch.session, known.op_id),
        "first_status": STATUS_NOW.get(known.status, known.status),
    }
    if known.reason and known.status != "attached":
        extra["reason"] = known.reason
    return Result(known.op_id, raw["seq"], "duplicate", extra=extra)


def first_rev(session: AnySession, op_id: str) -> int:
    """The rev under which an op was answered the first time."""
    return session.scalar(sa.select(sa.func.min(Event.rev)).where(Event.op_id == op_id)) or 0


def _keep_second_value(batch: Batch, raw: Mapping[str, Any], known: Op) -> None:
    # A phone that got no answer wraps the same op as opaque bytes; that is no second value.
    if raw.get("type") == "raw" or known.type == "raw":
        return
    text = canonical_bytes(raw)
    content = content_hash(raw, text)
    if content == known.payload_hash:
        return
    kept = sa.select(Op.op_id).where(
        Op.device_id == batch.device.id, Op.payload_hash == content, Op.reason == "second_value"
    )
    if batch.session.scalar(kept) is not None:
        return
    second = _row(batch, raw, text, op_id=new_id())
    second.status, second.reason = "quarantined", "second_value"
    batch.session.add(second)
    data = {"reason": "second_value", "first": known.op_id}
    record(
        batch.session,
        "op.quarantined",
        by=batch.by,
        at=batch.at,
        visit=second.visit_id,
        op=second.op_id,
        data=data,
    )


def _store(batch: Batch, raw: Mapping[str, Any], text: bytes | None) -> Result:
    row = _row(batch, raw, text, op_id=raw["op_id"])
    batch.known[row.op_id] = row
    batch.session.add(row)
    batch.session.flush()
    try:
        effect = _apply(batch, raw, text)
    except NotUnderstood:
        return _set_aside(batch, row, "deferred", None)
    except Refused as refused:
        return _set_aside(batch, row, "quarantined", refused.reason)
    except (OperationalError, InterfaceError):
        raise  # the database is at fault, not the op: the whole batch comes again
    except Exception:  # whatever fails on one op, the queue behind it goes on
        log.exception("op failed", op=row.op_id, type=row.type)
        return _set_aside(batch, row, "quarantined", "failed")
    return _answer_applied(batch, row, effect)


def _apply(batch: Batch, raw: Mapping[str, Any], text: bytes | None) -> Effect:
    if text is None:
        raise Refused("malformed")
    if len(text) > MAX_OP_BYTES and raw.get("type") != "raw":
        raise Refused("too_large")
    op = read_op(raw)
    if op.author != batch.by.person:
        raise Refused("author_differs")
    with savepoint(batch.session):
        origin = Origin(batch.device.id, batch.by, batch.at)
        return apply_op(batch.session, op, batch.visits.get(op.visit), origin)


def _answer_applied(batch: Batch, row: Op, effect: Effect) -> Result:
    row.late = effect.late
    if row.type == "csat.set":
        row.payload = row.payload | {"value": None}  # the rating lies in its own table, which no list reads
    for reason in effect.raised:
        _raise(batch, row.op_id, row.visit_id, reason)
    extra = {"conflict": True} if effect.conflict else {}
    return Result(row.op_id, row.seq, "applied", effect.recorded, extra)


def _set_aside(batch: Batch, row: Op, status: str, reason: str | None) -> Result:
    row.status, row.reason = status, reason
    data = {"type": row.type} | ({"reason": reason} if reason else {})
    visit = row.visit_id if row.visit_id in batch.visits else None
    recorded = record(
        batch.session, EVENT_OF_STATUS[status], by=batch.by, at=batch.at, visit=visit, op=row.op_id, data=data
    )
    extra = {"reason": reason, "ref": row.op_id} if reason else {}
    return Result(row.op_id, row.seq, status, recorded, extra)


def _raise(batch: Batch, op_id: str, visit: str | None, reason: str) -> None:
    """Tell the dispatcher, once a batch for each visit and reason."""
    if (visit, reason) in batch.raised:
        return
    batch.raised.add((visit, reason))
    record(
        batch.session, "op.raised", by=batch.by, at=batch.at, visit=visit, op=op_id, data={"reason": reason}
    )


def op_row(
    raw: Mapping[str, Any],
    text: bytes | None,
    *,
    op_id: str,
    device: str,
    person: str | None,
    at: datetime,
) -> Op:
    """An op as it is kept, before it is judged. `text` is its canonical form, None where it has none."""
    kind, visit, name = raw.get("type"), raw.get("visit"), raw.get("field")
    is_clean = text is not None
    return Op(
        op_id=op_id,
        device_id=device,
        seq=raw["seq"],
        type=kind[:40] if is_clean and isinstance(kind, str) else "raw",
        visit_id=str(visit) if is_id(visit) else None,
        field=name if is_clean and isinstance(name, str) and len(name) <= 120 else None,
        person_id=person,
        payload=keepable(raw, text),
        payload_hash=content_hash(raw, text),
        status="applied",
        received_at=at,
    )


def _row(batch: Batch, raw: Mapping[str, Any], text: bytes | None, *, op_id: str) -> Op:
    return op_row(raw, text, op_id=op_id, device=batch.device.id, person=batch.by.person, at=batch.at)
