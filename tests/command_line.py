"""`onevisit` as an administrator runs it: real processes on a fresh data folder."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import requests

from tests import warm

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 120


def onevisit(data: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end. `settings` are environment variables."""
    with tempfile.TemporaryDirectory() as folder:
        return warm.run(words, environ=_environ(data, settings), folder=Path(folder))


def cold_onevisit(data: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """The same by a fresh interpreter, as an administrator starts it."""
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *words],
        cwd=ROOT,
        env=_environ(data, settings),
        capture_output=True,
        text=True,
        check=False,
    )


@contextlib.contextmanager
def serving(data: Path, **settings: str) -> Iterator[str]:
    """`onevisit serve` on a migrated database; gives its address once it answers."""
    settings = {"ONEVISIT_PORT": str(free_port()), "ONEVISIT_LOG_LEVEL": "warning", **settings}
    migrated = onevisit(data, "migrate", **settings)
    assert migrated.returncode == 0, migrated.stderr
    log = data / "serve.log"
    server = warm.start(["serve"], environ=_environ(data, settings), stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{settings['ONEVISIT_PORT']}"
        _wait_for_answer(f"{address}/health")
        yield address
    finally:
        warm.stop(server, signal.SIGTERM, patience_seconds=PATIENCE_SECONDS)


def _wait_for_answer(url: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(url, timeout=PATIENCE_SECONDS).ok:
                return
        assert time.monotonic() < end, "the server did not answer"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environ(data: Path, settings: Mapping[str, str]) -> dict[str, str]:
    own = {
        key: value for key, value in os.environ.items() if not key.startswith(("ONEVISIT_", "DATABASE_URL"))
    }
    return {**own, "ONEVISIT_DATA_DIR": str(data), **settings}
