"""What a field shows while its values differ, and whether that needs a person: the table of section 10.

The phone has a twin; both run `tests/vectors/standing/*.json`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from server.domain.sync.merge import ShownValue, has_different_values


class Rule(StrEnum):
    """How values of a field that differ stand beside each other."""

    WORST = "worst"
    SIDE_BY_SIDE = "side_by_side"
    LATER_CONFLICT = "later_conflict"
    LATER = "later"
    PRESENT = "present"
    SET = "set"
    FURTHEST = "furthest"


@dataclass(frozen=True)
class Standing:
    """`values` has the one that stands first in front."""

    values: tuple[ShownValue, ...]
    conflict: bool


SEVERITY = ("pass", "na", "fail")
WAY = ("published", "travelling", "on_site", "work_done", "signed", "sealed")
STOPPED = ("aborted", "cancelled")
SET_FIELDS = ("note/", "photo/", "part/", "time/", "sign/", "article/")
LATER_FIELDS = ("caption/", "order/")
ALWAYS_A_CONFLICT = (Rule.WORST, Rule.SIDE_BY_SIDE, Rule.LATER_CONFLICT)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def rule_of(field: str, values: Sequence[Any]) -> Rule:
    if field == "status":
        return Rule.FURTHEST
    if field.startswith(SET_FIELDS):
        return Rule.SET
    if field.startswith(LATER_FIELDS) or field == "csat":
        return Rule.LATER
    if field.startswith("kit/"):
        return Rule.PRESENT
    if any(_read(value, "num") is not None for value in values):
        return Rule.SIDE_BY_SIDE
    if len({_text(value, "k") for value in values}) > 1:
        return Rule.WORST
    return Rule.LATER_CONFLICT


def standing(field: str, shown: Sequence[ShownValue]) -> Standing:
    """Order the shown values of a field and say whether they are a conflict."""
    values = [value.value for value in shown]
    rule = rule_of(field, values)
    ordered = sorted(
        shown,
        key=lambda v: (_rank(rule, v.value), corrected_ms(v.at), str(v.at.get("hlc", "")), v.op_id),
        reverse=True,
    )
    return Standing(tuple(ordered), _is_conflict(rule, values))


def corrected_ms(at: Mapping[str, Any]) -> float:
    """The author's time corrected by the measured offset, in milliseconds since 1970; 0 where the text is no time."""
    try:
        wall = datetime.fromisoformat(str(at.get("wall", "")))
    except ValueError:
        return 0
    if wall.tzinfo is None:
        return 0
    off = at.get("off", 0)
    return (wall - EPOCH) / timedelta(milliseconds=1) + (off if isinstance(off, int | float) else 0)


def device_time(at: Mapping[str, Any]) -> datetime | None:
    """The author's corrected time, or None where it makes no sense; a wrong clock never refuses an op."""
    milliseconds = corrected_ms(at)
    try:
        return EPOCH + timedelta(milliseconds=milliseconds) if milliseconds > 0 else None
    except OverflowError:
        return None


def _is_conflict(rule: Rule, values: Sequence[Any]) -> bool:
    if not values or not has_different_values(values):
        return False
    if rule in ALWAYS_A_CONFLICT:
        return True
    if rule is not Rule.FURTHEST:
        return False
    states = [_text(value, "state") for value in values]
    return any(state in STOPPED for state in states) and any(
        state in WAY[WAY.index("work_done") :] for state in states
    )


def _rank(rule: Rule, value: Any) -> int:
    if rule in (Rule.WORST, Rule.SIDE_BY_SIDE):
        return _index(SEVERITY, _text(value, "k"))
    if rule is Rule.PRESENT:
        return 0 if _text(value, "k") == "removed" else 1
    if rule is not Rule.FURTHEST:
        return 0
    state = _text(value, "state")
    return len(WAY) if state in STOPPED else _index(WAY, state)


def _index(words: tuple[str, ...], word: str) -> int:
    return words.index(word) if word in words else -1


def _text(value: Any, key: str) -> str:
    return str(_read(value, key))


def _read(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None
