"""The last work of a withdrawn device: kept for a dispatcher, never written into a visit by itself (section 14)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from server.commands.sync.canonical import canonical_bytes
from server.commands.sync.take import op_row
from server.domain.actor import Actor
from server.domain.problems import Conflict, Forbidden, Problem
from server.domain.sync.line import DeviceUnknown
from server.report.statement import is_signed_by
from server.store.events import AnySession, get_installation, record
from server.store.field import Op
from server.store.gate import write_tx
from server.store.people import Device

MOST_OPS_OF_A_DEVICE = 2000


class QuarantineFull(Problem):
    status = 429
    code = "quarantine_full"


def keep_last_work(
    *, device: str, ops: Sequence[dict[str, Any]], signed: Mapping[str, Any], caller: Actor, at: datetime
) -> int:
    """Keep what is not stored yet; returns how many. `signed` is the request with its `sig`; repeating it is harmless.

    Raises DeviceUnknown, Forbidden for a wrong signature, Conflict for a device that may still push, QuarantineFull.
    """
    with write_tx() as session:
        row = session.scalars(sa.select(Device).where(Device.id == device).with_for_update()).one_or_none()
        if row is None:
            raise DeviceUnknown(get_installation(session).epoch)
        if not _is_signed(signed, row):
            raise Forbidden("The signature is not of this device.")
        if row.revoked_at is None:
            raise Conflict("device_not_revoked", "This device is not withdrawn; push as usual.")
        _check_room(session, row, len(ops))
        by = Actor(row.person_id, device=row.id, ip=caller.ip, user_agent=caller.user_agent)
        return sum(_keep(session, raw, by=by, at=at) for raw in ops)


def _is_signed(signed: Mapping[str, Any], device: Device) -> bool:
    """The phone writes this signature in plain base64, the check reads base64url."""
    sig = str(signed.get("sig", "")).replace("+", "-").replace("/", "_").rstrip("=")
    return is_signed_by({**signed, "sig": sig}, device.public_key)


def _check_room(session: AnySession, device: Device, more: int) -> None:
    kept = sa.select(sa.func.count()).where(Op.device_id == device.id, Op.reason == "device_revoked")
    if (session.scalar(kept) or 0) + more > MOST_OPS_OF_A_DEVICE:
        raise QuarantineFull("A dispatcher first has to look at what this device sent.")


def _keep(session: AnySession, raw: Mapping[str, Any], *, by: Actor, at: datetime) -> bool:
    if session.get(Op, raw["op_id"]) is not None:
        return False
    text = canonical_bytes(raw)
    row = op_row(raw, text, op_id=raw["op_id"], device=str(by.device), person=by.person, at=at)
    row.status, row.reason = "quarantined", "device_revoked"
    session.add(row)
    session.flush()
    data = {"type": row.type, "reason": "device_revoked"}
    record(session, "op.quarantined", by=by, at=at, visit=row.visit_id, op=row.op_id, data=data)
    return True
