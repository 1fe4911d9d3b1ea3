"""Reads the shown values of a visit's fields: which one stands, who wrote it, whether people disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.report import display

Shown = Mapping[str, Any]
Fields = Mapping[str, Sequence[Shown]]

_WORST_FIRST = ("fail", "na", "pass")


def standing(shown: Sequence[Shown]) -> Shown | None:
    """The value that stands for the field: the worst result, then the latest. None without any."""
    if not shown:
        return None
    worst = min(_badness(one) for one in shown)
    return in_order([one for one in shown if _badness(one) == worst])[-1]


def is_conflict(shown: Sequence[Shown]) -> bool:
    return any(_answer(one) != _answer(shown[0]) for one in shown)


def agreeing(shown: Sequence[Shown], with_one: Shown) -> list[Shown]:
    """Those who gave the same value, in order of time."""
    return [one for one in in_order(shown) if _answer(one) == _answer(with_one)]


def kept(fields: Fields, kind: str) -> list[tuple[str, Shown]]:
    """The things of one kind (`note`, `photo`, `part`, `time`) that were not removed, as (own id, value), by time."""
    prefix = f"{kind}/"
    rows = []
    for field, shown in fields.items():
        one = standing(shown) if field.startswith(prefix) else None
        if one is not None and one["value"].get("k") != "removed":
            rows.append((field.removeprefix(prefix), one))
    return sorted(rows, key=lambda row: (*_order(row[1]), row[0]))


def in_order(shown: Sequence[Shown]) -> list[Shown]:
    return sorted(shown, key=_order)


def _answer(one: Shown) -> dict[str, Any]:
    """The value without the engine's mark that an earlier failure was put right: that is no other answer."""
    return {key: part for key, part in one["value"].items() if key not in ("fixed", "was")}


def _order(one: Shown) -> tuple[str, str]:
    return display.sort_key(one["at"]["wall"]), one["op_id"]


def _badness(one: Shown) -> int:
    result = one["value"].get("k")
    return _WORST_FIRST.index(result) if result in _WORST_FIRST else len(_WORST_FIRST)
