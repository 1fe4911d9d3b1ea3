"""A real installation for browser tests: a fresh data folder, and the web server and the worker as processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import requests
from flask import Flask

from server.app import create_app
from server.settings import Settings, read_settings
from server.store import migrate
from server.store.gate import db

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
STOP_SECONDS = 30
MORNING = 9
Found = TypeVar("Found")


@dataclass(frozen=True)
class Live:
    """A running installation. `settings` are those of its processes."""

    base_url: str
    settings: Settings

    @property
    def data_dir(self) -> Path:
        return self.settings.data_dir


def zone_of_morning(now: datetime | None = None) -> str:
    """A zone in which it is about nine o'clock now, so that a working day lies ahead whenever the tests run."""
    hour = (now or datetime.now(UTC)).hour
    # Names of this family count westwards: Etc/GMT-3 is three hours ahead of UTC. Most of them exist from -14 to +12.
    ahead = (MORNING - hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}"


@contextmanager
def running(
    folder: Path, *, language: str, fill: Callable[[Settings], object], **variables: str
) -> Iterator[Live]:
    """Migrate, fill the database by `fill` inside an app context, serve and work; stopped at the end.

    `variables` are further settings by their full names, such as ONEVISIT_ROUTING.
    """
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    environ = _environment(folder, port, base_url, language) | variables
    settings = read_settings(environ)
    app = create_app(settings)
    migrate.upgrade(app, name=settings.organisation, zone=settings.zone, at=datetime.now(UTC))
    with app.app_context():
        fill(settings)
    _close(app)
    with _process("serve", environ, folder), _process("work", environ, folder):
        wait_until(lambda: _answers(base_url) or None, "the web server", seconds=START_SECONDS)
        yield Live(base_url, settings)


def wait_until(ask: Callable[[], Found | None], what: str, *, seconds: float = 30) -> Found:
    """Ask until there is an answer. Raises AssertionError when the time is over."""
    until = time.monotonic() + seconds
    while (found := ask()) is None:
        assert time.monotonic() < until, f"Waited {seconds} s for {what}"
        time.sleep(0.05)
    return found


def _environment(folder: Path, port: int, base_url: str, language: str) -> dict[str, str]:
    own = {
        key: value for key, value in os.environ.items() if not key.startswith(("ONEVISIT_", "DATABASE_URL"))
    }
    return own | {
        "ONEVISIT_DATA_DIR": str(folder),
        "ONEVISIT_PORT": str(port),
        "ONEVISIT_BASE_URL": base_url,
        "ONEVISIT_ORGANISATION": "Ostankino IT",
        "ONEVISIT_ZONE": zone_of_morning(),
        "ONEVISIT_LANGUAGE": language,
        "ONEVISIT_STREAM_CAP": "20",
        "ONEVISIT_LOG_LEVEL": "warning",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def _process(task: str, environ: dict[str, str], folder: Path) -> Iterator[None]:
    log = folder / f"{task}.log"
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", "server.cli", task],
            cwd=ROOT,
            env=environ,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
        assert started.poll() is None, f"`onevisit {task}` ended by itself:\n{log.read_text()[-3000:]}"
    finally:
        _stop(started, signal.SIGINT if task == "work" else signal.SIGTERM)


def _stop(process: "subprocess.Popen[bytes]", how: signal.Signals) -> None:
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(base_url: str) -> bool:
    try:
        return requests.get(f"{base_url}/health", timeout=30).ok
    except (requests.ConnectionError, requests.Timeout):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
