"""How much a phone loads before the first screen, and that everything else is there without network."""

import re

import pytest

from server.web.pages import BUILT
from tests.bench.first_load import SCRIPT_BUDGET_KB, first_scripts, script_kb

pytestmark = pytest.mark.browser


def test_the_scripts_of_the_first_screen_stay_within_their_budget(built_app: None) -> None:
    assert script_kb() <= SCRIPT_BUDGET_KB


def test_screens_of_later_moments_load_later(built_app: None) -> None:
    first = "".join((BUILT / name).read_text() for name in first_scripts())

    late = set(re.findall(r"[\w-]+-[\w-]{8}\.js", first)) - {
        name.rsplit("/", 1)[-1] for name in first_scripts()
    }

    for screen in ("SignIn", "VisitScreen", "SignOffStart", "CustomerMode", "Knowledge", "Sync"):
        assert any(name.startswith(screen) for name in late), screen


def test_the_service_worker_keeps_every_script_and_style_for_offline(built_app: None) -> None:
    worker = (BUILT / "sw.js").read_text()

    for file in (BUILT / "assets").iterdir():
        if file.suffix in (".js", ".css"):
            assert f"assets/{file.name}" in worker
