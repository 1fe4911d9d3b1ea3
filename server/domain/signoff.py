"""What a phone sends at the moment of signing, refusal or absence, and what may come after it. No cryptography here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.domain.ids import is_id
from server.domain.problems import Invalid

KINDS = ("act", "addendum", "refusal")
ACCEPTED = ("accepted", "accepted_with_remarks")
NOT_ACCEPTED = "not_accepted"
# What an act shows. The state of the visit, the rating, the sign-offs themselves and articles are no part of it.
WORK = ("step/", "outcome/", "note/", "photo/", "part/", "time/", "caption/")
MAX_COVERED = 5000

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NONCE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class ReceivedSignOff:
    """`result` is the customer's word, or None for a refusal, an absence and an addendum without one."""

    act: Mapping[str, Any]
    statement: Mapping[str, Any]
    refusal: Mapping[str, Any] | None
    act_id: str
    kind: str
    nonce: str
    fields: Mapping[str, Sequence[str]]
    files: Sequence[str]
    result: str | None
    signed_at: datetime | None

    @property
    def covers(self) -> dict[str, Any]:
        return {
            "fields": {field: list(ops) for field, ops in self.fields.items()},
            "files": list(self.files),
        }


def read_sign_off(value: Any, *, refused: bool) -> ReceivedSignOff:
    """Check the shape that storing needs; whether it is true is judged when it is sealed. Raises Invalid."""
    act, statement = _object(value, "act"), _object(value, "statement")
    kind = act.get("kind")
    if kind not in KINDS or refused != (kind == "refusal"):
        raise Invalid(
            "/value/act/kind", f"A {'refusal' if refused else 'sign-off'} cannot be of kind {kind!r}."
        )
    if not is_id(act.get("act_id")):
        raise Invalid("/value/act/act_id", "The act has no id.")
    nonce = statement.get("nonce")
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
        raise Invalid("/value/statement/nonce", "The statement has no nonce of 128 bit.")
    covers = _object(statement, "covers", "/value/statement")
    return ReceivedSignOff(
        act=act,
        statement=statement,
        refusal=_object(value, "refusal") if refused else None,
        act_id=act["act_id"],
        kind=kind,
        nonce=nonce,
        fields=_read_fields(covers.get("fields")),
        files=_read_files(covers.get("files")),
        result=_read_result(act, kind),
        signed_at=_read_time(statement),
    )


def is_work(field: str) -> bool:
    return field.startswith(WORK)


def find_late(
    shown: Mapping[str, Sequence[Mapping[str, Any]]], covers: Iterable[Mapping[str, Any]]
) -> dict[str, list[Mapping[str, Any]]]:
    """The shown values of the work that no act covers yet, by field.

    A value equal to a covered one in the same field says nothing new: two engineers answered alike.
    """
    covered: dict[str, set[str]] = {}
    for one in covers:
        for field, ops in one["fields"].items():
            covered.setdefault(field, set()).update(ops)
    late: dict[str, list[Mapping[str, Any]]] = {}
    for field, values in shown.items():
        known = covered.get(field, set())
        agreed = [_answer(one) for one in values if one["op_id"] in known]
        fresh = [one for one in values if one["op_id"] not in known and _answer(one) not in agreed]
        if is_work(field) and fresh:
            late[field] = fresh
    return late


def find_contradictions(
    late: Mapping[str, Sequence[Mapping[str, Any]]], acts: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Ids of steps that failed afterwards although a signed act says that they passed."""
    passed = {step["id"] for act in acts for step in act["steps"] if step["result"] == "pass"}
    failed = {
        field.removeprefix("step/")
        for field, values in late.items()
        if field.startswith("step/") and any(one["value"].get("k") == "fail" for one in values)
    }
    return sorted(passed & failed)


def _answer(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in one["value"].items() if key not in ("fixed", "was")}


def _object(value: Any, key: str, at: str = "/value") -> Mapping[str, Any]:
    part = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(part, Mapping):
        raise Invalid(f"{at}/{key}", f"The sign-off has no {key}.")
    return part


def _read_fields(fields: Any) -> dict[str, list[str]]:
    is_sound = isinstance(fields, Mapping) and all(
        isinstance(field, str) and isinstance(ops, list) and all(map(is_id, ops))
        for field, ops in fields.items()
    )
    if not is_sound or sum(map(len, fields.values())) > MAX_COVERED:
        raise Invalid("/value/statement/covers/fields", "The statement does not say which entries it covers.")
    return dict(fields)


def _read_files(files: Any) -> list[str]:
    if not isinstance(files, list) or not all(
        isinstance(one, str) and _SHA256.fullmatch(one) for one in files
    ):
        raise Invalid("/value/statement/covers/files", "The statement does not say which files it covers.")
    return sorted(set(files))


def _read_result(act: Mapping[str, Any], kind: str) -> str | None:
    word = act.get("word")
    result = word.get("result") if isinstance(word, Mapping) else None
    if kind == "act" and result not in (*ACCEPTED, NOT_ACCEPTED):
        raise Invalid("/value/act/word", "The act does not carry the customer's word.")
    return result if isinstance(result, str) else None


def _read_time(statement: Mapping[str, Any]) -> datetime | None:
    time = statement.get("time")
    wall = time.get("wall") if isinstance(time, Mapping) else None
    try:
        moment = datetime.fromisoformat(wall) if isinstance(wall, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
