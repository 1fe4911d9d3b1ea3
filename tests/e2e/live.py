"""A real installation for browser tests: a fresh data folder, and the web server and the worker as processes of their own."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

import requests

from server.core import create_core
from server.settings import Settings, read_settings
from tests import warm
from tests.migrated import ORGANISATION, close, migrated_sqlite

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
    """A migrated database, filled by `fill` inside an app context, served and worked on; stopped at the end.

    `variables` are further settings by their full names, such as ONEVISIT_ROUTING.
    """
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    environ = _environment(folder, port, base_url, language) | variables
    settings = read_settings(environ)
    (folder / "onevisit.db").write_bytes(_migrated(settings.zone))
    app = create_core(settings)
    with app.app_context():
        fill(settings)
    close(app)
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


@cache
def _migrated(zone: str) -> bytes:
    return migrated_sqlite(zone=zone, at=datetime.now(UTC))


def _environment(folder: Path, port: int, base_url: str, language: str) -> dict[str, str]:
    own = {
        key: value for key, value in os.environ.items() if not key.startswith(("ONEVISIT_", "DATABASE_URL"))
    }
    return own | {
        "ONEVISIT_DATA_DIR": str(folder),
        "ONEVISIT_PORT": str(port),
        "ONEVISIT_BASE_URL": base_url,
        "ONEVISIT_ORGANISATION": ORGANISATION,
        "ONEVISIT_ZONE": zone_of_morning(),
        "ONEVISIT_LANGUAGE": language,
        "ONEVISIT_STREAM_CAP": "20",
        "ONEVISIT_LOG_LEVEL": "warning",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def _process(task: str, environ: dict[str, str], folder: Path) -> Iterator[None]:
    log = folder / f"{task}.log"
    started = warm.start([task], environ=environ, stdout=log, stderr=log)
    try:
        yield
        assert started.is_alive(), f"`onevisit {task}` ended by itself:\n{log.read_text()[-3000:]}"
    finally:
        how = signal.SIGINT if task == "work" else signal.SIGTERM
        warm.stop(started, how, patience_seconds=STOP_SECONDS)


def _answers(base_url: str) -> bool:
    try:
        return requests.get(f"{base_url}/health", timeout=30).ok
    except (requests.ConnectionError, requests.Timeout):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
