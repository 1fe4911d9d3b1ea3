"""Runs conformance cases against this engine; `pwa/scripts/conformance.ts` runs the same files against its twin.

A file is {"about", "templates": {name: template}, "checklists": {name: checklist}, "cases": [...]};
docs/checklists.md describes a case.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checklists.assess import assess
from checklists.compose import ConflictingFact, compose
from checklists.judge import InvalidAnswer, judge
from checklists.logic import UnsupportedLogic, evaluate

HOME = Path(__file__).parent / "conformance"

_Case = Mapping[str, Any]


def run_conformance(directory: Path) -> tuple[int, list[str]]:
    """Run all files of a directory: how many cases passed, and a line for each that failed."""
    passed, failures = 0, []
    for path in sorted(directory.glob("*.json")):
        suite = json.loads(path.read_text(encoding="utf-8"))
        for case in suite["cases"]:
            differences = _find_differences(case, _run_case(case, suite))
            passed += not differences
            failures += [f"{path.name}: {case['name']}: {difference}" for difference in differences[:1]]
    return passed, failures


def run_logic(path: Path) -> tuple[int, list[str]]:
    """Run [rule, data, expected] triples, the form of the public JSON Logic tests; texts between them are remarks."""
    passed, failures = 0, []
    for index, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        if isinstance(case, str):
            continue
        rule, data, expected = case
        result = _attempt_logic(rule, data)
        if is_same(result, expected):
            passed += 1
        else:
            failures.append(f"{path.name}: {index}: {json.dumps(rule)}: {result!r} instead of {expected!r}")
    return passed, failures


def is_same(left: Any, right: Any) -> bool:
    """Equality of JSON values: 1 is 1.0 but never true, and what is no finite number is written as null."""
    left, right = _as_json(left), _as_json(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    return bool(left == right)


def _as_json(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _run_case(case: _Case, suite: Mapping[str, Any]) -> Any:
    try:
        return _OPERATIONS[case["do"]](case, suite)
    except (ConflictingFact, UnsupportedLogic, InvalidAnswer) as error:
        return {"error": error.code if isinstance(error, InvalidAnswer) else type(error).__name__}


def _compose(case: _Case, suite: Mapping[str, Any]) -> Any:
    """A checklist that was frozen before is taken as it is."""
    if "checklist" in case:
        return suite["checklists"][case["checklist"]]
    templates = [suite["templates"][name] for name in case.get("templates", [])]
    return compose(templates, case.get("ticket", {}))


def _assess(case: _Case, suite: Mapping[str, Any]) -> Any:
    return assess(_compose(case, suite), case["answers"], case.get("levels"))


def _judge(case: _Case, suite: Mapping[str, Any]) -> Any:
    steps = {step["id"]: step for step in _compose(case, suite)["steps"]}
    return judge(steps[case["step"]], case["raw"], case.get("before", []))


def _logic(case: _Case, _suite: Mapping[str, Any]) -> Any:
    return evaluate(case["logic"], case["data"])


_OPERATIONS = {"compose": _compose, "assess": _assess, "judge": _judge, "logic": _logic}


def _attempt_logic(rule: Any, data: Any) -> Any:
    try:
        return evaluate(rule, data)
    except UnsupportedLogic as error:
        return f"UnsupportedLogic: {error}"


def _find_differences(case: _Case, result: Any) -> list[str]:
    """Compare what each pointer of `expect` leads to; `*` in a pointer stands for every item."""
    differences = []
    for pointer, expected in case["expect"].items():
        found = _follow(result, pointer.split("/")[1:])
        if not is_same(found, expected):
            differences.append(f"{pointer or 'the result'} is {json.dumps(found, ensure_ascii=False)}")
    return differences


def _follow(value: Any, names: list[str]) -> Any:
    if not names:
        return value
    name, rest = names[0], names[1:]
    if isinstance(value, list):
        if name == "*":
            return [_follow(item, rest) for item in value]
        return _follow(value[int(name)], rest) if int(name) < len(value) else None
    if not isinstance(value, dict) or name.replace("~1", "/") not in value:
        return None
    return _follow(value[name.replace("~1", "/")], rest)
