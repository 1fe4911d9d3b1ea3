"""Runs a TextFSM template over lines: those of ntc-templates, and ours in the same form beside this file."""

import importlib.util
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import textfsm

from server.readings.outputs import OURS

Row = dict[str, Any]
OUR_FOLDER = Path(__file__).parent / "templates"
# Written so in ntc-templates; a row of dashes with another end needs exponential time in it. What replaces it matches the same.
_EXPLOSIVE = {r"(?:\s*-+)+\s*": r"[\s-]*-\s*"}


class TooSlow(Exception):
    """The text needs more time than any device's output does."""


class Patience:
    """How long one reading may work; asked between lines."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() > self._until:
            raise TooSlow


@dataclass(frozen=True)
class Parsed:
    """`foreign` counts the lines that are no part of this output."""

    rows: list[Row]
    foreign: int


def run_template(template: str, lines: Sequence[str], patience: Patience) -> Parsed:
    """The rows that a template finds. Lines that it refuses are passed over: people paste what is around, too.

    Raises TooSlow.
    """
    machine = textfsm.TextFSM(StringIO(_read_template(template)))
    foreign = 0
    for line in lines:
        try:
            # With its end: an empty text is no line to the library, and an empty line ends a table.
            machine.ParseText(line + "\n", eof=False)
        except textfsm.TextFSMError:
            foreign += 1
        # The library has no other way to ask whether the table ended.
        if machine._cur_state_name == "End":
            break
        patience.check()
    found = machine.ParseText("", eof=True)
    header = [name.lower() for name in machine.header]
    return Parsed([dict(zip(header, row, strict=True)) for row in found], foreign)


def join_rows(rows: Sequence[Row], others: Sequence[Row], key: str) -> list[Row]:
    """Each row with the further columns of the first row of `others` that has the same key."""
    first: dict[Any, Row] = {}
    for other in others:
        first.setdefault(other[key], other)
    columns: dict[str, Any] = {name: "" for other in others[:1] for name in other}
    return [{**columns, **first.get(row[key], {}), **row} for row in rows]


@cache
def _read_template(template: str) -> str:
    folder = OUR_FOLDER if template.startswith(OURS) else _ntc_folder()
    text = (folder / f"{template.removeprefix(OURS)}.textfsm").read_text(encoding="utf-8")
    for explosive, tame in _EXPLOSIVE.items():
        text = text.replace(explosive, tame)
    return text


def _ntc_folder() -> Path:
    # Found and not imported: importing it looks through all installed packages for its own version.
    spec = importlib.util.find_spec("ntc_templates")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("ntc-templates is not installed; it is among the dependencies of this project")
    return Path(spec.submodule_search_locations[0]) / "templates"
