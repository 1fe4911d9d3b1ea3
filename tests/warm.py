"""Processes of `onevisit` that start warm: one process of a test run has loaded the server, and each command is a fork of it.

Loading takes seconds of processor time, many times what most commands do. A cold start is what tests/tasks/test_start.py is about.
"""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NoReturn

from server import cli

ROOT = Path(__file__).parents[1]
_starter = multiprocessing.get_context("forkserver")
_starter.set_forkserver_preload(["tests.warm_image"])


def start(words: Sequence[str], *, environ: Mapping[str, str], stdout: Path, stderr: Path) -> BaseProcess:
    """`onevisit` with these words, in the root of the project; ends at the latest with the test run."""
    process = _starter.Process(
        target=_become, args=(tuple(words), dict(environ), stdout, stderr), daemon=True
    )
    process.start()
    return process


def stop(process: BaseProcess, how: signal.Signals, *, patience_seconds: float) -> None:
    if process.is_alive():
        assert process.pid is not None
        os.kill(process.pid, how)
        process.join(patience_seconds)
    if process.is_alive():
        process.kill()
        process.join()


def run(
    words: Sequence[str], *, environ: Mapping[str, str], folder: Path
) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end. `folder` holds for a moment what it says."""
    stdout, stderr = folder / "stdout", folder / "stderr"
    process = start(words, environ=environ, stdout=stdout, stderr=stderr)
    process.join()
    assert process.exitcode is not None
    return subprocess.CompletedProcess(words, process.exitcode, stdout.read_text(), stderr.read_text())


def _become(words: tuple[str, ...], environ: dict[str, str], stdout: Path, stderr: Path) -> NoReturn:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environ)
    for number, path in ((1, stdout), (2, stderr)):
        with path.open("ab") as output:
            os.dup2(output.fileno(), number)
    os.execv = _go_on_as_module  # type: ignore[assignment]
    sys.exit(cli.main(list(words)))


def _go_on_as_module(_python: str, arguments: Sequence[str]) -> NoReturn:
    """In the place of `os.execv`: `onevisit serve` becomes gunicorn in this process, which has loaded it, and not in a fresh one."""
    _, flag, module, *rest = arguments
    assert flag == "-m", arguments
    sys.argv = [module, *rest]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    sys.exit(0)
