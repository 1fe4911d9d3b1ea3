"""What an answer amounts to: pass, fail, not applicable or done."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from checklists import js_values as js

RANK = {"done": 0, "pass": 1, "na": 2, "fail": 3}
NUMERIC_KINDS = ("number",)
LONGEST_READING = 64 * 1024
"""Bytes of UTF-8."""

_SIGNS = {"\u2212": "-", ",": "."}
_NUMBER = re.compile(r"(-?)0*(\d{1,12})(?:\.(\d{1,6}))?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?"
    r"(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
_MAC = re.compile(r"(?:MAC(?:ADDRESS|ID)?)?([0-9A-F]{12})", re.ASCII)


class InvalidAnswer(ValueError):
    """An answer that the step cannot take; `code` is for programs, the message for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def judge(
    step: Mapping[str, Any], raw: Mapping[str, Any], before: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Turn what was entered into the value that is stored. Raises InvalidAnswer.

    `raw` is the value without its `k`, or {"k": "na", "why": ...}. `before` are the values shown until now:
    a pass after a fail is marked `fixed` and remembers the failure in `was`, so that the cause stays known after it
    was put right and the customer can read what changed.
    """
    entered: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    if entered.get("k") == "na" and "opt" not in entered and "opts" not in entered:
        return _judge_not_applicable(step, entered)
    value = _JUDGES[step["kind"]](step, entered)
    if value["k"] != "pass":
        return value
    return {**value, **_remember_failure([old for old in before if isinstance(old, Mapping)])}


def worst(results: Sequence[str]) -> str:
    return max(results, key=RANK.__getitem__)


def read_number(entered: Any) -> str | None:
    """A number as people type it (comma, spaces, true minus) in its one stored form; None if it is none."""
    if not isinstance(entered, str) and not js.is_number(entered):
        return None
    compact = re.sub(r"[ \u00a0\u2009\u202f]", "", js.to_text(entered))
    found = _NUMBER.fullmatch("".join(_SIGNS.get(sign, sign) for sign in compact))
    if not found:
        return None
    sign, whole, fraction = found.groups()
    number = f"{whole}.{fraction}" if fraction else whole
    return sign + number if float(number) else number


def _remember_failure(before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    failed = next((old for old in before if old.get("k") == "fail"), None)
    if failed is not None:
        return {
            "fixed": True,
            "was": {key: part for key, part in failed.items() if key not in ("fixed", "was")},
        }
    marked = next((old for old in before if old.get("fixed")), None)
    if marked is None:
        return {}
    was = marked.get("was")
    return {"fixed": True, "was": was} if isinstance(was, Mapping) else {"fixed": True}


def _judge_not_applicable(step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    why = _read_text(raw.get("why"))
    if step["required"] and not why:
        raise InvalidAnswer("reason_missing", "A required step can be left out only with a reason")
    return {"k": "na", "why": why} if why else {"k": "na"}


def _judge_option(step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    return {"k": _option_result(step, raw.get("opt")), "opt": raw["opt"]}


def _judge_several(step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    chosen = _read_list(raw.get("opts"))
    if not chosen:
        raise InvalidAnswer("answer_missing", "Choose at least one")
    ids = [option["id"] for option in step["options"] if option["id"] in chosen]
    return {"k": worst([_option_result(step, option) for option in chosen]), "opts": ids}


def _option_result(step: Mapping[str, Any], chosen: Any) -> str:
    for option in step["options"]:
        if option["id"] == chosen:
            return str(option.get("result") or "done")
    raise InvalidAnswer("unknown_option", f"{chosen!r} is not an option of {step['id']}")


def _judge_number(step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    number = read_number(raw.get("num"))
    if number is None:
        raise InvalidAnswer("not_a_number", f"{raw.get('num')!r} is not a number")
    number = _fit_decimals(number, step.get("decimals"))
    limits = step.get("limits")
    if not limits:
        return {"k": "done", "num": number}
    low, high = limits.get("min"), limits.get("max")
    if low is None and high is None:
        return {"k": "done", "num": number, "unit": limits["unit"]}
    inside = (low is None or float(number) >= low) and (high is None or float(number) <= high)
    return {"k": "pass" if inside else "fail", "num": number, "unit": limits["unit"]}


def _fit_decimals(number: str, decimals: int | None) -> str:
    """Zeros beyond what the step takes go; other digits are refused: rounding could turn a fail into a pass."""
    whole, _, fraction = number.partition(".")
    if decimals is None or len(fraction) <= decimals:
        return number
    if fraction[decimals:].strip("0"):
        raise InvalidAnswer("too_precise", f"{number} has more than {decimals} digits after the point")
    return f"{whole}.{fraction[:decimals]}" if decimals else whole


def _judge_text(_step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    text = _read_text(raw.get("text"))
    if not text:
        raise InvalidAnswer("answer_missing", "Write something")
    return {"k": "done", "text": text}


def _judge_scan(step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    value = _judge_text(step, raw)
    return {**value, "text": _canonical_mac(value["text"])} if step.get("scan") == "mac" else value


def _canonical_mac(text: str) -> str:
    """The address of one device, however a label, a switch or a person writes it, as AA:BB:CC:DD:EE:FF."""
    found = _MAC.fullmatch(re.sub(r"[-.: ]", "", text.upper()))
    # The lowest bit of the first octet marks a group of devices (IEEE 802-2014, 8.2.2); a label never carries one.
    if not found or int(found[1][1], 16) % 2 or not found[1].strip("0"):
        raise InvalidAnswer("not_a_mac", f"{text!r} is not the MAC address of a device")
    return ":".join(found[1][at : at + 2] for at in range(0, 12, 2))


def _judge_reading(step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The output of a device as it was pasted. What it says is read later, into `parsed/` facts."""
    if step.get("limits"):
        return _judge_number(step, raw)  # a checklist composed before readings were texts
    text = raw.get("text")
    if not isinstance(text, str) or not _read_text(text):
        raise InvalidAnswer("answer_missing", "Paste what the device says")
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST_READING:
        raise InvalidAnswer("too_long", f"A reading may have {LONGEST_READING // 1024} KB at most")
    return {"k": "done", "text": text}


def _judge_files(_step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    files = [file for file in _read_list(raw.get("files")) if isinstance(file, str) and file]
    if not files:
        raise InvalidAnswer("answer_missing", "Take at least one photo")
    return {"k": "done", "files": files}


def _judge_moment(_step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    moment = raw.get("at")
    if not isinstance(moment, str) or not _MOMENT.fullmatch(moment):
        raise InvalidAnswer("not_a_time", f"{moment!r} is not a date and time with an offset")
    return {"k": "done", "at": moment}


def _judge_instruction(_step: Mapping[str, Any], _raw: Mapping[str, Any]) -> dict[str, Any]:
    return {"k": "done"}


def _read_text(entered: Any) -> str:
    return js.trim(entered) if isinstance(entered, str) else ""


def _read_list(entered: Any) -> list[Any]:
    return list(entered) if isinstance(entered, list | tuple) else []


_JUDGES = {
    "yes_no": _judge_option,
    "choice": _judge_option,
    "test_call": _judge_option,
    "several": _judge_several,
    "number": _judge_number,
    "reading": _judge_reading,
    "text": _judge_text,
    "scan": _judge_scan,
    "photo": _judge_files,
    "date_time": _judge_moment,
    "instruction": _judge_instruction,
}
