"""What the value of an op must look like, by type. Step answers are judged by the checklist engine, not here."""

from collections.abc import Callable, Mapping
from typing import Any

from server.domain.sync.op import Op, Refused
from server.domain.visit import AbortReason, VisitState

REPORTABLE = frozenset({VisitState.TRAVELLING, VisitState.ON_SITE, VisitState.WORK_DONE, VisitState.ABORTED})
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_TEXT = 10_000


def check_value(op: Op) -> None:
    """Raises Refused when the value cannot be one of this type."""
    if not isinstance(op.value, dict):
        raise Refused("value_invalid")
    if not _CHECKS[op.type](op.value):
        raise Refused("value_invalid")


def read_status(value: Mapping[str, Any]) -> tuple[VisitState, str | None]:
    """The reported state and, for an aborted visit, its coded reason."""
    return VisitState(value["state"]), value.get("reason")


def is_sha256(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef")


def _is_text(value: object, limit: int = MAX_TEXT) -> bool:
    return isinstance(value, str) and 0 < len(value) <= limit


def _is_count(value: object, limit: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= limit


def _is_answer(value: Mapping[str, Any]) -> bool:
    return value.get("k") in ("pass", "fail", "na", "done", "removed")


def _is_note(value: Mapping[str, Any]) -> bool:
    return _is_text(value.get("text"))


def _is_photo(value: Mapping[str, Any]) -> bool:
    size = value.get("size")
    return (
        is_sha256(value.get("sha256"))
        and isinstance(size, int)
        and 0 < size <= MAX_FILE_BYTES
        and value.get("mime") in IMAGE_TYPES
    )


def _is_part(value: Mapping[str, Any]) -> bool:
    return _is_text(value.get("name"), 300) and _is_count(value.get("quantity"), 100_000)


def _is_time(value: Mapping[str, Any]) -> bool:
    return value.get("kind") in ("travel", "work") and _is_count(value.get("minutes"), 7 * 24 * 60)


def _is_removal(value: Mapping[str, Any]) -> bool:
    return value.get("k") == "removed"


def _is_caption(value: Mapping[str, Any]) -> bool:
    text = value.get("text")
    return isinstance(text, str) and len(text) <= MAX_TEXT


def _is_status(value: Mapping[str, Any]) -> bool:
    state, reason = value.get("state"), value.get("reason")
    if state not in REPORTABLE:
        return False
    return state != VisitState.ABORTED or reason in tuple(AbortReason)


def _is_sign_off(value: Mapping[str, Any]) -> bool:
    act, statement = value.get("act"), value.get("statement")
    return isinstance(act, dict) and isinstance(statement, dict)


def _is_refusal(value: Mapping[str, Any]) -> bool:
    refusal = value.get("refusal")
    return _is_sign_off(value) and isinstance(refusal, dict) and refusal.get("how") in ("refused", "absent")


def _is_rating(value: Mapping[str, Any]) -> bool:
    rating, skipped = value.get("rating"), value.get("skipped")
    if not isinstance(skipped, bool) or isinstance(rating, bool):
        return False
    return rating is None if skipped else rating in (1, 2, 3, 4, 5)


def _is_draft(value: Mapping[str, Any]) -> bool:
    return all(_is_text(value.get(part)) for part in ("symptom", "title", "cause", "remedy"))


def _is_link(value: Mapping[str, Any]) -> bool:
    return _is_text(value.get("article"), 64)


_CHECKS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "answer.set": _is_answer,
    "note.add": _is_note,
    "photo.add": _is_photo,
    "part.add": _is_part,
    "time.add": _is_time,
    "item.remove": _is_removal,
    "caption.set": _is_caption,
    "visit.status": _is_status,
    "sign.capture": _is_sign_off,
    "sign.refuse": _is_refusal,
    "csat.set": _is_rating,
    "article.draft": _is_draft,
    "article.link": _is_link,
}
