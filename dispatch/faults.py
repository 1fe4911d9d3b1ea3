"""Reading a JSON document field by field, collecting every fault instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

# Beyond these, differences of a second get lost in rounding.
MOST_TIME, MOST_AMOUNT = 1e10, 1e12
LONGEST_SHOWN = 60
UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Where in the document, what is wrong there, what is allowed."""

    path: str
    wrong: str
    allowed: str

    def __str__(self) -> str:
        return one_line(f"{self.path}: {self.wrong}; allowed: {self.allowed}")


class InvalidProblem(ValueError):
    """The document is not a valid problem; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Node:
    """One object of the document; wrong or missing fields become faults and a harmless default."""

    def __init__(self, value: object, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self.fields: dict[str, object] = value if isinstance(value, dict) else {}
        self._required: Sequence[str] = ()
        if not isinstance(value, dict):
            self.report("", f"is {kind_of(value)}", "an object")

    def report(self, key: str, wrong: str, allowed: str) -> None:
        self.faults.append(Fault(f"{self.path}{key}", wrong, allowed))

    def only(self, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        """Report missing and unknown keys; null counts as absent for the optional ones."""
        self._required = required
        for key in required:
            if key not in self.fields:
                self.report(f".{key}", "is missing", "a value (the field is required)")
        known = {*required, *optional}
        for key in self.fields:
            if key not in known:
                self.report(f".{key}", "is not a known key", ", ".join([*required, *optional]))

    def has(self, key: str) -> bool:
        return self.fields.get(key) is not None

    def child(self, key: str) -> Node:
        return Node(self.fields.get(key), f"{self.path}.{key}", self.faults)

    def children(self, key: str) -> list[Node]:
        return [
            Node(item, f"{self.path}.{key}[{index}]", self.faults)
            for index, item in enumerate(self.items(key))
        ]

    def items(self, key: str) -> list[object]:
        """A list; absent counts as empty, and so does null where the key is optional."""
        value = self.fields.get(key)
        if isinstance(value, list):
            return value
        if key in self.fields and (value is not None or key in self._required):
            self.report(f".{key}", f"is {kind_of(value)}", "a list")
        return []

    def text(self, key: str) -> str:
        value = self.fields.get(key)
        if is_text(value):
            return value
        if key in self.fields:
            self.report(f".{key}", f"is {show(value)}", "a text without control characters")
        return ""

    def number(
        self, key: str, default: float, *, least: float = -MOST_TIME, most: float = MOST_TIME
    ) -> float:
        """A number from `least` to `most`; the default when absent or null."""
        if not self.has(key):
            return default
        return read_number(
            self.fields[key], f"{self.path}.{key}", self.faults, default, least=least, most=most
        )

    def required_number(self, key: str, *, least: float = -MOST_TIME, most: float = MOST_TIME) -> float:
        """Like `number`, but null is a fault too; a missing key is reported by `only`."""
        if key not in self.fields:
            return 0.0
        return read_number(self.fields[key], f"{self.path}.{key}", self.faults, 0.0, least=least, most=most)


def read_number(
    value: object,
    path: str,
    faults: list[Fault],
    default: float,
    *,
    least: float = -MOST_TIME,
    most: float = MOST_TIME,
) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        faults.append(Fault(path, f"is {kind_of(value)}", _range(least, most)))
        return default
    # Not the other way round: nothing compares with NaN.
    if not least <= value <= most:
        faults.append(Fault(path, f"is {show(value)}", _range(least, most)))
        return default
    return float(value)


def is_text(value: object) -> TypeGuard[str]:
    """A text that is not empty and can be printed on one line."""
    return isinstance(value, str) and value != "" and UNREADABLE.search(value) is None


def show(value: object) -> str:
    """The value as a fault names it: short, whatever it is."""
    if isinstance(value, (dict, list)) or value is None or isinstance(value, bool):
        return kind_of(value)
    if isinstance(value, int) and abs(value) > MOST_AMOUNT:
        return "a very large number" if value > 0 else "a very small number"
    text = (
        f"{value:g}"
        if isinstance(value, float)
        else repr(value[:LONGEST_SHOWN] if isinstance(value, str) else value)
    )
    return text + "..." if isinstance(value, str) and len(value) > LONGEST_SHOWN else text


def one_line(text: str) -> str:
    """Control characters and halves of characters spelled out."""
    return UNREADABLE.sub(lambda match: repr(match.group())[1:-1], text)


def kind_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number"}
    return names.get(type(value), type(value).__name__)


def _range(least: float, most: float) -> str:
    return f"a number from {least:g} to {most:g}"
