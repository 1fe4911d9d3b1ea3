"""Reading a JSON document field by field, collecting every fault instead of stopping at the first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Where in the document, what is wrong there, what is allowed."""

    path: str
    wrong: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.path}: {self.wrong}; allowed: {self.allowed}"


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
        if not isinstance(value, dict):
            self.report("", f"is {_kind(value)}", "an object")

    def report(self, key: str, wrong: str, allowed: str) -> None:
        self.faults.append(Fault(f"{self.path}{key}", wrong, allowed))

    def only(self, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        """Report missing and unknown keys; null counts as absent for the optional ones."""
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
        value = self.fields.get(key)
        if isinstance(value, list):
            return value
        if key in self.fields and value is not None:
            self.report(f".{key}", f"is {_kind(value)}", "a list")
        return []

    def text(self, key: str) -> str:
        value = self.fields.get(key)
        if isinstance(value, str) and value:
            return value
        if key in self.fields:
            self.report(f".{key}", "is empty" if value == "" else f"is {_kind(value)}", "a text")
        return ""

    def number(self, key: str, default: float, *, least: float = -math.inf) -> float:
        """A finite number not below `least`; the default when absent or null."""
        if not self.has(key):
            return default
        return read_number(self.fields[key], f"{self.path}.{key}", self.faults, default, least=least)

    def required_number(self, key: str, *, least: float = -math.inf) -> float:
        """Like `number`, but null is a fault too; a missing key is reported by `only`."""
        if key not in self.fields:
            return 0.0
        return read_number(self.fields[key], f"{self.path}.{key}", self.faults, 0.0, least=least)


def read_number(
    value: object, path: str, faults: list[Fault], default: float, *, least: float = -math.inf
) -> float:
    allowed = "a finite number" if least == -math.inf else f"a finite number from {least:g} up"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        faults.append(Fault(path, f"is {_kind(value)}", allowed))
        return default
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        faults.append(Fault(path, f"is {number}", allowed))
        return default
    if number < least:
        faults.append(Fault(path, f"is {number:g}", allowed))
        return default
    return number


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number"}
    return names.get(type(value), type(value).__name__)
