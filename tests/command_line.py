"""`onevisit` as an administrator runs it: real processes on a fresh data folder."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import requests

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 120


def onevisit(data: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end. `settings` are environment variables."""
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
    server = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "serve"], cwd=ROOT, env=_environ(data, settings)
    )
    try:
        address = f"http://127.0.0.1:{settings['ONEVISIT_PORT']}"
        _wait_for_answer(f"{address}/health")
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


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
