"""Health: an answer at once, and the truth about what does not work, on servers as they are started."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
from flask import Flask

from server.app import Services
from server.clients.pdf.fake import FakeRenderer
from server.web.health import NOT_KNOWN_YET
from tests.web.callers import stranger

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120


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
    """The loader finds an empty file in place of the library, as on a system where it is broken or missing."""
    (tmp_path / "libpango-1.0.so.0").touch()

    with serving(tmp_path / "data", {"LD_LIBRARY_PATH": str(tmp_path)}) as base_url:
        acts = _known(lambda: requests.get(f"{base_url}/health", timeout=30).json()["acts"])

    assert acts.startswith("acts cannot be rendered here: ")
    assert "libpango" in acts


def test_ready_tells_a_newcomer_what_does_not_work(tmp_path: Path) -> None:
    (tmp_path / "libpango-1.0.so.0").touch()
    data = tmp_path / "data"

    with serving(data, {"LD_LIBRARY_PATH": str(tmp_path)}) as base_url:
        port = base_url.rsplit(":", 1)[1]
        said = _onevisit(data, {"ONEVISIT_PORT": port}, "ready", "--wait", str(PATIENCE_SECONDS))

    assert said.returncode == 0
    assert "Note: acts cannot be rendered here" in said.stdout


@contextmanager
def serving(data: Path, more: Mapping[str, str]) -> Iterator[str]:
    """`onevisit serve` on a fresh SQLite installation; ready when it first answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {"ONEVISIT_PORT": str(port), "ONEVISIT_LOG_LEVEL": "warning", **more}
    migrated = _onevisit(data, environ, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    server = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "serve"], cwd=ROOT, env=_environ(data, environ)
    )
    try:
        assert _onevisit(data, environ, "ready", "--quiet", "--wait", str(PATIENCE_SECONDS)).returncode == 0
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def _onevisit(data: Path, more: Mapping[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *words],
        cwd=ROOT,
        env=_environ(data, more),
        capture_output=True,
        text=True,
        check=False,
    )


def _environ(data: Path, more: Mapping[str, str]) -> dict[str, str]:
    own = {
        key: value for key, value in os.environ.items() if not key.startswith(("ONEVISIT_", "DATABASE_URL"))
    }
    return {**own, "ONEVISIT_DATA_DIR": str(data), **more}


def _known(ask: Any) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while (acts := str(ask())) == NOT_KNOWN_YET:
        assert time.monotonic() < until, "the renderer was never found out about"
        time.sleep(0.05)
    return acts
