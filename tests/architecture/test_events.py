"""The event log and what follows from it: every kind is told, written somewhere, and answered by a job or by nothing on purpose."""

import ast
import re
from pathlib import Path

from server.domain.events import KINDS
from server.jobs.handlers import HANDLERS
from tests.architecture.event_page import PAGE, page
from tests.architecture.sources import modules, name

REGISTRY = "server/domain/events.py"
# Kinds that the log has room for and no command writes yet, each with what must come first.
NOT_WRITTEN_YET = {
    "installation.restored": "the restore command",
    "device.gap_freed": "the restore command",
}


def test_the_page_of_events_says_what_the_registry_says() -> None:
    assert PAGE.read_text() == page(), "run .venv/bin/python -m tests.architecture.event_page"


def test_kinds_are_nouns_with_what_happened_to_them() -> None:
    odd = [kind for kind in KINDS if not re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", kind)]

    assert odd == []


def test_every_recorded_kind_is_in_the_registry() -> None:
    unknown = {place: kind for place, kind in _recorded_kinds().items() if kind not in KINDS}

    assert unknown == {}


def test_kinds_are_written_out_where_they_are_recorded() -> None:
    """A kind put together from pieces cannot be found by a reader who searches for it."""
    found = [
        name(path, call.lineno)
        for path, call in _calls_of_record()
        if any(isinstance(part, ast.JoinedStr) for part in ast.walk(call.args[1]))
    ]

    assert found == []


def test_every_kind_of_the_registry_is_written_by_something() -> None:
    named = {
        node.value
        for path, module in modules()
        if name(path) != REGISTRY
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert KINDS.keys() - named == NOT_WRITTEN_YET.keys() - named


def test_every_reaction_has_a_handler() -> None:
    without = {kind.name: job for kind in KINDS.values() for job in kind.reactions if job not in HANDLERS}

    assert without == {}


def test_every_handler_is_asked_for_by_an_event_or_by_a_command() -> None:
    by_events = {job for kind in KINDS.values() for job in kind.reactions}
    by_commands = {
        node.value
        for path, module in modules()
        if not name(path).startswith("server/jobs/")
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert HANDLERS.keys() - by_events - by_commands == set()


def _recorded_kinds() -> dict[str, str]:
    return {
        name(path, part.lineno): part.value
        for path, call in _calls_of_record()
        for part in ast.walk(call.args[1])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def _calls_of_record() -> list[tuple[Path, ast.Call]]:
    return [
        (path, node)
        for path, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "record"
        and len(node.args) > 1
    ]
