"""Push: a batch of ops of one device, in one transaction with a savepoint an op."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from server.commands.sync.devices import lock_device
from server.commands.sync.take import STOPS_BATCH, Batch, take_op
from server.domain.actor import Actor
from server.domain.ids import is_id
from server.store.events import AnySession
from server.store.field import Op
from server.store.gate import write_tx
from server.store.visits import Visit


@dataclass(frozen=True)
class Pushed:
    """The outcome of each op up to where the batch stopped, and the last seq that is stored now."""

    results: list[dict[str, Any]]
    last_seq: int


def push(
    *,
    device: str,
    epoch: str,
    ops: Sequence[dict[str, Any]],
    heartbeat: dict[str, Any] | None,
    by: Actor,
    at: datetime,
) -> Pushed:
    """Take in a batch. Repeating it is harmless: an op is stored once by its id and by its place on the device.

    Each op has a valid `op_id` and `seq`. Raises what `lock_device` raises; whatever an op is worth, the batch is taken.
    """
    with write_tx() as session:
        row = lock_device(session, device=device, epoch=epoch, by=by)
        visits = lock_visits(session, (op.get("visit") for op in ops))
        batch = Batch(session, row, visits, find_ops(session, (op["op_id"] for op in ops)), by, at)
        results = []
        for raw in ops:
            result = take_op(batch, raw)
            results.append(result)
            if result.status in STOPS_BATCH:
                break
        if heartbeat is not None:
            row.heartbeat, row.heartbeat_at = heartbeat, at
        last_seq = row.last_seq
    return Pushed([result.as_json() for result in results], last_seq)


def find_ops(session: AnySession, ids: Iterable[str]) -> dict[str, Op]:
    """The ops of these ids that are stored already. The device's lock is held, so none of its own can come in between."""
    return {op.op_id: op for op in session.scalars(sa.select(Op).where(Op.op_id.in_(list(ids))))}


def lock_visits(session: AnySession, ids: Iterable[object]) -> dict[str, Visit]:
    """The visits that exist of these ids, locked in the order of their ids, so that two batches cannot wait for each other."""
    wanted = sorted({str(visit) for visit in ids if is_id(visit)})
    if not wanted:
        return {}
    rows = session.scalars(
        sa.select(Visit)
        .where(Visit.id.in_(wanted))
        .options(selectinload(Visit.crew), selectinload(Visit.tickets))
        .order_by(Visit.id)
        .with_for_update()
    )
    return {visit.id: visit for visit in rows}
