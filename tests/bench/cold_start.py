"""From the command to the first good answer, as an operator waits for it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from tests.bench.figures import Figure

ROOT = Path(__file__).resolve().parents[2]


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {
            "ONEVISIT_DATA_DIR": folder,
            "ONEVISIT_PORT": str(_free_port()),
            "PYTHONPATH": str(ROOT),
        }
        migrate = _timed([sys.executable, "-m", "server.cli", "migrate"], environ)
        load = _timed([sys.executable, "-m", "server.cli", "demo", "load"], environ)
        serve = min(_time_to_answer(environ) for _ in range(3))
    return [
        Figure("migrate an empty SQLite database", f"{migrate:.1f} s"),
        Figure("load the demo", f"{load:.1f} s"),
        Figure("`onevisit serve` to the first good /health", f"{serve:.1f} s"),
    ]


def _timed(command: list[str], environ: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _time_to_answer(environ: dict[str, str]) -> float:
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "serve"], env=environ, stderr=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - began < 30:
            try:
                if requests.get(f"http://127.0.0.1:{environ['ONEVISIT_PORT']}/health", timeout=10).ok:
                    return time.perf_counter() - began
            except requests.ConnectionError:
                time.sleep(0.02)
        raise RuntimeError("the server did not answer within 30 s")
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
