"""Conditions of templates: JSON Logic (jsonlogic.com) with one meaning in Python and in TypeScript.

The reference is json-logic-js. The Python library differs from it in corners (null == 0, "" == 0, true === 1,
a null found in the data, division by zero), so the operators it gets here are ours.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

from json_logic import jsonLogic

from checklists import js_values as js

# operator: (fewest, most) arguments; None = any number
OPERATORS: dict[str, tuple[int, int | None]] = {
    "var": (0, 2),
    "missing": (0, None),
    "missing_some": (2, 2),
    "if": (0, None),
    "?:": (3, 3),
    "and": (1, None),
    "or": (1, None),
    "!": (1, 1),
    "!!": (1, 1),
    "==": (2, 2),
    "!=": (2, 2),
    "===": (2, 2),
    "!==": (2, 2),
    "<": (2, 3),
    "<=": (2, 3),
    ">": (2, 2),
    ">=": (2, 2),
    "+": (0, None),
    "-": (1, 2),
    "*": (1, None),
    "/": (2, 2),
    "%": (2, 2),
    "min": (0, None),
    "max": (0, None),
    "cat": (0, None),
    "substr": (2, 3),
    "in": (2, 2),
    "merge": (0, None),
    "map": (2, 2),
    "filter": (2, 2),
    "reduce": (2, 3),
    "all": (2, 2),
    "some": (2, 2),
    "none": (2, 2),
}


class UnsupportedLogic(ValueError):
    """The condition uses an operator, or a form of one, that the engines do not share."""


def evaluate(logic: Any, data: Any) -> Any:
    """Apply a condition to data. Raises UnsupportedLogic for what `find_logic_problems` reports."""
    for problem in _walk_problems(logic):
        raise UnsupportedLogic(problem)
    return jsonLogic(logic, data, _OPERATIONS)


def is_true(value: Any) -> bool:
    """Truth as JSON Logic defines it: the empty list is false, "0" is true."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return True if isinstance(value, dict) else bool(value)


def find_logic_problems(logic: Any) -> list[str]:
    return list(_walk_problems(logic))


def find_variables(logic: Any) -> list[str]:
    """Paths read by `var` with a plain name, in the order written."""
    if isinstance(logic, list):
        return [path for item in logic for path in find_variables(item)]
    if not _is_operation(logic):
        return []
    operator, arguments = _split(logic)
    if operator == "var" and arguments and isinstance(arguments[0], str):
        return [arguments[0]]
    return find_variables(arguments)


def _walk_problems(logic: Any) -> Iterator[str]:
    """Every condition of every assessment is walked before it is evaluated, so it is one quick pass."""
    waiting = [logic]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(reversed(part))
        elif _is_operation(part):
            operator, arguments = _split(part)
            problem = _find_problem(operator, arguments)
            if problem is not None:
                yield problem
            if operator in OPERATORS:
                waiting.extend(reversed(arguments))


def _find_problem(operator: str, arguments: list[Any]) -> str | None:
    if operator not in OPERATORS:
        return f"unknown operator {operator!r}"
    fewest, most = OPERATORS[operator]
    if len(arguments) < fewest or (most is not None and len(arguments) > most):
        return f"operator {operator!r} cannot take {len(arguments)} arguments"
    if operator == "reduce" and len(arguments) == 3 and isinstance(arguments[2], dict | list):
        return "operator 'reduce' starts from a plain value only"
    return None


def _is_operation(logic: Any) -> bool:
    return isinstance(logic, dict) and len(logic) == 1


def _split(logic: dict[str, Any]) -> tuple[str, list[Any]]:
    operator, arguments = next(iter(logic.items()))
    return operator, arguments if isinstance(arguments, list) else [arguments]


def _read_variable(data: Any, path: Any = None, default: Any = None) -> Any:
    if path is None or path == "":
        return data
    for name in js.to_text(path).split("."):
        found, data = _read_own(data, name)
        if not found:
            return default
    return data


def _read_own(data: Any, name: str) -> tuple[bool, Any]:
    if isinstance(data, dict):
        return name in data, data.get(name)
    if not isinstance(data, list | str):
        return False, None
    items = js.split_units(data) if isinstance(data, str) else data
    if name == "length":
        return True, len(items)
    index = int(name) if name.isascii() and name.isdigit() and name == str(int(name)) else len(items)
    return (True, items[index]) if index < len(items) else (False, None)


def _missing(data: Any, *keys: Any) -> list[Any]:
    wanted = keys[0] if keys and isinstance(keys[0], list) else list(keys)
    return [key for key in wanted if _read_variable(data, key) in (None, "")]


def _missing_some(data: Any, needed: Any, keys: Any) -> list[Any]:
    absent = _missing(data, keys)
    return [] if len(keys) - len(absent) >= js.to_number(needed) else absent


def _less(_data: Any, low: Any, middle: Any, *high: Any) -> bool:
    return js.is_less(low, middle) and all(js.is_less(middle, top) for top in high)


def _less_or_equal(_data: Any, low: Any, middle: Any, *high: Any) -> bool:
    return js.is_less(low, middle, or_equal=True) and all(
        js.is_less(middle, top, or_equal=True) for top in high
    )


def _contains(_data: Any, needle: Any, haystack: Any) -> bool:
    if isinstance(haystack, str):
        return haystack != "" and js.to_text(needle) in haystack
    return isinstance(haystack, list) and any(js.strictly_equal(needle, item) for item in haystack)


def _substring(_data: Any, source: Any, start: Any, length: Any = None) -> str:
    units = js.split_units(js.to_text(source))
    first = js.to_integer(start)
    rest = units[max(len(units) + first, 0) if first < 0 else first :]
    if length is not None:
        count = js.to_integer(length)
        rest = rest[: max(len(rest) + count, 0)] if count < 0 else rest[:count]
    return js.join_units(rest)


def _add(_data: Any, *terms: Any) -> float:
    return sum((js.parse_float(term) for term in terms), 0.0)


def _multiply(_data: Any, first: Any, *others: Any) -> Any:
    return math.prod(map(js.parse_float, others), start=js.parse_float(first)) if others else first


def _subtract(_data: Any, first: Any, *second: Any) -> float:
    return js.to_number(first) - js.to_number(second[0]) if second else -js.to_number(first)


def _divide(_data: Any, above: Any, below: Any) -> float:
    top, bottom = js.to_number(above), js.to_number(below)
    if bottom != 0:
        return top / bottom
    return (
        math.nan if top == 0 or math.isnan(top) else math.copysign(math.inf, top) * math.copysign(1, bottom)
    )


def _remainder(_data: Any, above: Any, below: Any) -> float:
    top, bottom = js.to_number(above), js.to_number(below)
    return math.nan if bottom == 0 or math.isinf(top) else math.fmod(top, bottom)


def _extreme(values: tuple[Any, ...], choose: Callable[[list[float]], float], when_empty: float) -> float:
    numbers = [js.to_number(value) for value in values]
    if any(map(math.isnan, numbers)):
        return math.nan
    return choose(numbers) if numbers else when_empty


_OPERATIONS: dict[str, Any] = {
    "var": _read_variable,
    "missing": _missing,
    "missing_some": _missing_some,
    "!": lambda _data, value: not is_true(value),
    "!!": lambda _data, value: is_true(value),
    "==": lambda _data, left, right: js.loosely_equal(left, right),
    "!=": lambda _data, left, right: not js.loosely_equal(left, right),
    "===": lambda _data, left, right: js.strictly_equal(left, right),
    "!==": lambda _data, left, right: not js.strictly_equal(left, right),
    "<": _less,
    "<=": _less_or_equal,
    ">": lambda _data, left, right: js.is_less(right, left),
    ">=": lambda _data, left, right: js.is_less(right, left, or_equal=True),
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "%": _remainder,
    "min": lambda _data, *values: _extreme(values, min, math.inf),
    "max": lambda _data, *values: _extreme(values, max, -math.inf),
    "cat": lambda _data, *parts: js.join_units(["" if part is None else js.to_text(part) for part in parts]),
    "substr": _substring,
    "in": _contains,
    "merge": lambda _data, *lists: [
        item for part in lists for item in (part if isinstance(part, list) else [part])
    ],
}
