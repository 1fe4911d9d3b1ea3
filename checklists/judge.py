"""What an answer amounts to: pass, fail, not applicable or done."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

RANK = {"done": 0, "pass": 1, "na": 2, "fail": 3}
NUMERIC_KINDS = ("number", "reading")
OPTION_KINDS = ("yes_no", "choice", "test_call")

_NUMBER = re.compile(r"(-?)0*(\d{1,12})(?:\.(\d{1,6}))?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


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
    a pass after a fail is marked `fixed`, so that the cause stays known after it was put right.
    """
    if raw.get("k") == "na" and "opt" not in raw and "opts" not in raw:
        return _judge_not_applicable(step, raw)
    value = _JUDGES[step["kind"]](step, raw)
    if value["k"] == "pass" and any(old.get("k") == "fail" or old.get("fixed") for old in before):
        value["fixed"] = True
    return value


def worst(results: Sequence[str]) -> str:
    return max(results, key=RANK.__getitem__)


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
    number = _canonical_number(raw.get("num"))
    limits = step.get("limits")
    if not limits:
        return {"k": "done", "num": number}
    low, high = limits.get("min"), limits.get("max")
    if low is None and high is None:
        return {"k": "done", "num": number, "unit": limits["unit"]}
    inside = (low is None or float(number) >= low) and (high is None or float(number) <= high)
    return {"k": "pass" if inside else "fail", "num": number, "unit": limits["unit"]}


def _canonical_number(entered: Any) -> str:
    """A number as people type it (comma, spaces, true minus) in its one stored form."""
    compact = re.sub(r"[ \u00a0\u2009\u202f]", "", str(entered if entered is not None else ""))
    found = _NUMBER.fullmatch(compact.replace(",", ".").replace("\u2212", "-"))
    if not found:
        raise InvalidAnswer("not_a_number", f"{entered!r} is not a number")
    sign, whole, fraction = found.groups()
    number = f"{whole}.{fraction}" if fraction else whole
    return sign + number if float(number) else number


def _judge_text(_step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    text = _read_text(raw.get("text"))
    if not text:
        raise InvalidAnswer("answer_missing", "Write something")
    return {"k": "done", "text": text}


def _judge_files(_step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    files = _read_list(raw.get("files"))
    if not files:
        raise InvalidAnswer("answer_missing", "Take at least one photo")
    return {"k": "done", "files": files}


def _judge_moment(_step: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    moment = str(raw.get("at") or "")
    if not _MOMENT.fullmatch(moment):
        raise InvalidAnswer("not_a_time", f"{moment!r} is not a date and time with an offset")
    return {"k": "done", "at": moment}


def _judge_instruction(_step: Mapping[str, Any], _raw: Mapping[str, Any]) -> dict[str, Any]:
    return {"k": "done"}


def _read_text(entered: Any) -> str:
    return entered.strip() if isinstance(entered, str) else ""


def _read_list(entered: Any) -> list[Any]:
    return list(entered) if isinstance(entered, list | tuple) else []


_JUDGES = {
    "yes_no": _judge_option,
    "choice": _judge_option,
    "test_call": _judge_option,
    "several": _judge_several,
    "number": _judge_number,
    "reading": _judge_number,
    "text": _judge_text,
    "scan": _judge_text,
    "photo": _judge_files,
    "date_time": _judge_moment,
    "instruction": _judge_instruction,
}
