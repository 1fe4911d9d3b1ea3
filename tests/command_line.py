"""`onevisit` as an administrator runs it: real processes on a fresh data folder."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[str]:
    """`onevisit serve` on a migrated database; gives its address once it answers."""
    settings = {"ONEVISIT_PORT": str(free_port()), "ONEVISIT_LOG_LEVEL": "warning", **settings}
    migrated = onevisit(data, "migrate", **settings)
    assert migrated.returncode == 0, migrated.stderr
    server = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "serve"], cwd=ROOT, env=_environ(data, settings)
    )
    try:
        ready = onevisit(data, "ready", "--quiet", "--wait", str(PATIENCE_SECONDS), **settings)
        assert ready.returncode == 0, "the server did not answer"
        yield f"http://127.0.0.1:{settings['ONEVISIT_PORT']}"
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environ(data: Path, settings: Mapping[str, str]) -> dict[str, str]:
    own = {
        key: value for key, value in os.environ.items() if not key.startswith(("ONEVISIT_", "DATABASE_URL"))
    }
    return {**own, "ONEVISIT_DATA_DIR": str(data), **settings}
