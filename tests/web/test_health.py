"""Health: an answer at once, and the truth about what does not work."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import requests
from flask import Flask

from server import NOT_KNOWN_YET
from server.clients.pdf.fake import FakeRenderer
from server.core import Services
from tests.command_line import PATIENCE_SECONDS, free_port, onevisit, serving
from tests.web.callers import stranger


class SlowRenderer(FakeRenderer):
    """A renderer whose libraries load for as long as the test wishes."""

    def __init__(self) -> None:
        self.is_loaded = threading.Event()

    def is_available(self) -> tuple[bool, str]:
        return self.is_loaded.wait(PATIENCE_SECONDS), ""


def test_health_answers_while_the_renderer_is_still_being_tried(sqlite_app: Flask) -> None:
    services: Services = sqlite_app.extensions["onevisit"]
    renderer = SlowRenderer()
    sqlite_app.extensions["onevisit"] = replace(services, renderer=renderer)

    assert stranger(sqlite_app).get("/health").get_json()["acts"] == NOT_KNOWN_YET

    renderer.is_loaded.set()
    assert _known(lambda: stranger(sqlite_app).get("/health").get_json()["acts"]) == "ok"


def test_a_server_without_pango_serves_and_says_that_acts_cannot_be_rendered(tmp_path: Path) -> None:
    with serving(tmp_path / "data", LD_LIBRARY_PATH=_without_pango(tmp_path)) as base_url:
        acts = _known(lambda: requests.get(f"{base_url}/health", timeout=30).json()["acts"])

    assert acts.startswith("acts cannot be rendered here: ")
    assert "libpango" in acts


def test_ready_tells_a_newcomer_what_does_not_work(tmp_path: Path) -> None:
    data, port = tmp_path / "data", str(free_port())

    with serving(data, ONEVISIT_PORT=port, LD_LIBRARY_PATH=_without_pango(tmp_path)):
        said = onevisit(data, "ready", "--wait", str(PATIENCE_SECONDS), ONEVISIT_PORT=port)

    assert said.returncode == 0
    assert "Note: acts cannot be rendered here" in said.stdout


def _without_pango(folder: Path) -> str:
    """A folder for the loader: what it finds there in place of pango is empty, so the library does not load."""
    (folder / "libpango-1.0.so.0").touch()
    return str(folder)


def _known(ask: Callable[[], object]) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while (acts := str(ask())) == NOT_KNOWN_YET:
        assert time.monotonic() < until, "the renderer was never found out about"
        time.sleep(0.05)
    return acts
