"""The field merge of the sync protocol, section 10. The phone has a twin; both run `tests/vectors/merge/*.json`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ShownValue:
    """A value that stands in a field, with who said it and when by their own clock."""

    op_id: str
    device: str
    seq: int
    value: Any
    author: str = ""
    at: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldOp:
    """An op as the merge needs it: a value, and what its author had seen of the field."""

    shown: ShownValue
    seen: Mapping[str, int]
    over: Sequence[str]


@dataclass(frozen=True)
class MergedField:
    """Hidden ops stay hidden, since `ctx` and `over` only grow; so a state needs to carry its shown values alone."""

    shown: tuple[ShownValue, ...] = ()
    ctx: Mapping[str, int] = field(default_factory=dict)
    over: tuple[str, ...] = ()


def merge_ops(state: MergedField, ops: Iterable[FieldOp]) -> MergedField:
    """Add ops to a field, in any order; an op the field has already changes nothing."""
    ctx = dict(state.ctx)
    over = dict.fromkeys(state.over)
    values = {value.op_id: value for value in state.shown}
    for op in ops:
        for device, seq in op.seen.items():
            _raise(ctx, device, seq)
        _raise(ctx, op.shown.device, op.shown.seq - 1)
        over.update(dict.fromkeys(op.over))
        values.setdefault(op.shown.op_id, op.shown)
    shown = tuple(v for v in values.values() if not (v.seq <= ctx.get(v.device, 0) and v.op_id in over))
    return MergedField(shown, ctx, tuple(over))


def has_different_values(values: Sequence[Any]) -> bool:
    """Whether several different values stand side by side. Whether that needs a person is decided in `standing`."""
    return any(not is_same_value(values[0], other) for other in values[1:])


def is_same_value(one: Any, other: Any) -> bool:
    """Equal as JSON. A pass that remembers that it was a fail before (`fixed`) says the same as one that does not."""
    return _is_equal(_without_history(one), _without_history(other))


def _without_history(value: Any) -> Any:
    return (
        {key: part for key, part in value.items() if key not in ("fixed", "was")}
        if isinstance(value, dict)
        else value
    )


def _is_equal(one: Any, other: Any) -> bool:
    # Python takes True for 1; JSON does not.
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_equal, one, other))
    return bool(one == other)


def _raise(vector: dict[str, int], device: str, seq: int) -> None:
    if seq > vector.get(device, 0):
        vector[device] = seq
