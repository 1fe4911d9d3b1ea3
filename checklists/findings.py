"""What the shown values of each visible step amount to, and where a reading differs from what was measured."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checklists import js_values as js
from checklists.judge import RANK, read_number, worst
from checklists.logic import evaluate, is_true

Shown = Sequence[Any]
Answers = Mapping[str, Shown]

_HISTORY = ("fixed", "was")
"""What a value remembers of earlier ones: no part of the answer."""


@dataclass(frozen=True)
class Finding:
    """What the shown values of one step amount to; the worst of several counts."""

    result: str
    conflict: bool = False
    disputed: bool = False
    """The values disagree about pass and fail; only people can settle that."""
    fixed: bool = False
    value: Mapping[str, Any] = field(default_factory=dict)
    was: Mapping[str, Any] | None = None
    """The failure that was put right."""
    is_read: bool = False
    """Nobody measured it; the output of a device says so."""


OPEN = Finding("open")


def find_visible(checklist: Mapping[str, Any], answers: Answers) -> dict[str, Finding]:
    """Walk the steps in order; a condition sees the ticket and the visible steps before it."""
    data: dict[str, Any] = {"given": checklist.get("given", {})}
    findings: dict[str, Finding] = {}
    for step in checklist["steps"]:
        if step["visible"] is not None and not is_true(evaluate(step["visible"], data)):
            continue
        finding = _find_result(answers.get(f"step/{step['id']}"))
        if finding is OPEN:
            finding = _find_result(answers.get(f"parsed/{step['fact']}"), is_read=True)
        findings[step["id"]] = finding
        group, name = step["fact"].split(".")
        data.setdefault(group, {})[name] = _describe(finding)
    return findings


def find_differences(
    steps: Iterable[Mapping[str, Any]], findings: Mapping[str, Finding], answers: Answers
) -> list[dict[str, Any]]:
    """Where a person measured one thing and the output of a device says another. The person's value counts."""
    differences = []
    for step in steps:
        finding = findings[step["id"]]
        field = answers.get(f"parsed/{step['fact']}")
        if not field or finding.is_read:
            continue
        parsed = _find_result(field)
        if "open" in (finding.result, parsed.result):
            continue
        if _read_meaning(finding.value) == _read_meaning(parsed.value):
            continue
        measured = without_history(finding.value)
        differences.append(
            {"step": step["id"], "measured": measured, "parsed": without_history(parsed.value)}
        )
    return differences


def read_values(shown: Any) -> list[Mapping[str, Any]]:
    """The values of a field that have a result; what is no value counts for nothing."""
    return [item["value"] for item in _read_items(shown)]


def differ(values: Sequence[Mapping[str, Any]]) -> bool:
    return (
        len(values) > 1 and len({json.dumps(without_history(value), sort_keys=True) for value in values}) > 1
    )


def without_history(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in value.items() if key not in _HISTORY}


def _read_items(shown: Any) -> list[Mapping[str, Any]]:
    if not shown or not isinstance(shown, list | tuple):
        return []
    return [item for item in shown if isinstance(item, dict) and _has_result(item.get("value"))]


def _has_result(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("k"), str) and value["k"] in RANK


def _find_result(shown: Any, *, is_read: bool = False) -> Finding:
    items = _read_items(shown) if shown else []
    if not items:
        return OPEN
    values = [item["value"] for item in items]
    results = {value["k"] for value in values}
    # Among equals the newest operation counts: its id grows with time.
    chosen = (
        items[0]["value"]
        if len(items) == 1
        else max(items, key=lambda item: (RANK[item["value"]["k"]], _read_id(item)))["value"]
    )
    put_right = [value for value in values if value.get("fixed") is True]
    was = next((value["was"] for value in put_right if isinstance(value.get("was"), Mapping)), None)
    return Finding(
        result=worst(sorted(results)),
        conflict=differ(values),
        disputed=len(results) > 1 and bool(results & {"pass", "fail"}),
        fixed=bool(put_right),
        value=chosen,
        was=was,
        is_read=is_read,
    )


def _describe(finding: Finding) -> dict[str, Any]:
    """The view of a finding that conditions have; numbers are numbers there."""
    described = {key: finding.value[key] for key in ("opt", "opts", "text") if key in finding.value}
    number = read_number(finding.value["num"]) if "num" in finding.value else None
    if number is not None:
        described["num"] = float(number)
    return {"result": finding.result, **described}


def _read_id(item: Mapping[str, Any]) -> str:
    op_id = item.get("op_id")
    return op_id if isinstance(op_id, str) else ""


def _read_meaning(value: Mapping[str, Any]) -> str:
    number = read_number(value.get("num"))
    opts = value.get("opts")
    parts = (
        value["k"],
        value.get("opt"),
        sorted(map(js.to_text, opts)) if isinstance(opts, list) else opts,
        None if number is None else float(number),
        value.get("text"),
    )
    return json.dumps(parts, sort_keys=True)
