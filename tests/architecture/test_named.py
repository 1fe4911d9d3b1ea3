"""Code that is named and not imported: every name in the source leads to something that can be loaded."""

import ast
import re

import pytest

from server.named import load
from tests.architecture.sources import modules

NAME = re.compile(r"(server|dispatch|checklists)(\.\w+)+:\w+")
NAMES = sorted(
    {
        node.value
        for _, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value)
    }
)


def test_names_are_found_where_they_stand() -> None:
    assert "server.jobs.seal_act:run" in NAMES


@pytest.mark.parametrize("named", NAMES)
def test_what_is_named_can_be_loaded(named: str) -> None:
    assert load(named) is not None
