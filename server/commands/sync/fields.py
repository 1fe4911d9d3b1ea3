"""The merged state of a field in the database, and how an op changes it."""

from typing import Any

from server.domain.sync.merge import FieldOp, MergedField, ShownValue, merge_ops
from server.domain.sync.standing import standing
from server.store.events import AnySession
from server.store.field import FieldState


def merge_into_field(session: AnySession, *, visit: str, field: str, op: FieldOp) -> bool:
    """Add an op to its field. True when several different values now stand there and a person must settle them."""
    row = session.get(FieldState, (visit, field))
    before = MergedField() if row is None else read_state(row)
    return write_state(session, visit, field, merge_ops(before, [op]), op_id=op.shown.op_id)


def write_state(
    session: AnySession, visit: str, field: str, after: MergedField, *, op_id: str | None
) -> bool:
    """Store what a field amounts to now, and the op that made it so. True when a person must settle it."""
    row = session.get(FieldState, (visit, field))
    stands = standing(field, after.shown)
    if row is None:
        row = FieldState(visit_id=visit, field=field, ops=[], ctx={}, over=[], shown=[])
        session.add(row)
    row.ops = row.ops if op_id is None else [*row.ops, op_id]
    row.ctx = dict(after.ctx)
    row.over = list(after.over)
    row.shown = [_as_json(value) for value in stands.values]
    row.conflict = stands.conflict
    return stands.conflict


def read_state(row: FieldState) -> MergedField:
    return MergedField(tuple(ShownValue(**value) for value in row.shown), row.ctx, tuple(row.over))


def _as_json(value: ShownValue) -> dict[str, Any]:
    return {
        "op_id": value.op_id,
        "device": value.device,
        "seq": value.seq,
        "value": value.value,
        "author": value.author,
        "at": dict(value.at),
    }
