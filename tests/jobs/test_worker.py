"""The worker as a process: it hears the bell, stops gracefully, and what a killed one held runs again elsewhere."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from server.core import Services
from server.jobs.bell import Bell
from server.settings import BadSetting, Settings, complete
from tests.cast import Cast
from tests.conftest import HeldClock
from tests.jobs.workers import (
    PATIENCE_SECONDS,
    ROOT,
    add_slow_job,
    lines_of,
    running_worker,
    state_of_job,
    wait_until,
)
from tests.signing import enroll_phone, mend
from tests.visits import publish_visit


def test_a_job_of_a_worker_that_was_killed_runs_again(app: Flask, tmp_path: Path) -> None:
    services: Services = app.extensions["onevisit"]
    log = tmp_path / "log"
    with running_worker(services) as first:
        add_slow_job(log, seconds=2)
        wait_until(lambda: lines_of(log) == ["start"])
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert state_of_job() == "running"

    with running_worker(services):
        wait_until(lambda: state_of_job() == "done")

    assert lines_of(log) == ["start", "start", "end"]


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_that_is_asked_to_stop_ends_its_job_first(
    sqlite_app: Flask, tmp_path: Path, wish: signal.Signals
) -> None:
    services: Services = sqlite_app.extensions["onevisit"]
    log = tmp_path / "log"
    with running_worker(services) as process:
        add_slow_job(log, seconds=1)
        wait_until(lambda: lines_of(log) == ["start"])
        process.send_signal(wish)
        assert process.wait(timeout=PATIENCE_SECONDS) == 0

    assert lines_of(log) == ["start", "end"]
    assert state_of_job() == "done"


def test_a_job_longer_than_its_lease_runs_once(sqlite_app: Flask, tmp_path: Path) -> None:
    services: Services = sqlite_app.extensions["onevisit"]
    log = tmp_path / "log"
    with running_worker(services):
        add_slow_job(log, seconds=6)
        wait_until(lambda: state_of_job() == "done")

    assert lines_of(log) == ["start", "end"]


def test_the_sweeper_finds_a_job_whose_bell_was_lost(sqlite_app: Flask, tmp_path: Path) -> None:
    services: Services = sqlite_app.extensions["onevisit"]
    log = tmp_path / "log"
    add_slow_job(log, seconds=0)
    services.bell.queue.flush()

    with running_worker(services):
        wait_until(lambda: state_of_job() == "done")

    assert lines_of(log) == ["start", "end"]


def test_a_command_is_done_although_the_queue_is_broken(sqlite_app: Flask, tmp_path: Path) -> None:
    services: Services = sqlite_app.extensions["onevisit"]
    services.bell.queue.storage.close()
    services.bell.queue.storage.filename = str(tmp_path / "missing" / "queue.db")

    add_slow_job(tmp_path / "log", seconds=0)

    assert state_of_job() == "waiting"


def test_an_unknown_kind_of_queue_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="ONEVISIT_QUEUE_URL"):
        Bell(
            complete(Settings(data_dir=tmp_path, secret_key="test", queue_url="amqp://x")), lambda _job: None
        )


def test_an_act_is_rendered_sealed_and_mailed_by_a_real_worker(
    sqlite_app: Flask, sqlite_cast: Cast, clock: HeldClock
) -> None:
    """The whole path with the real renderer; the act is verified by the command line, by its own certificate."""
    services: Services = sqlite_app.extensions["onevisit"]
    phone = enroll_phone(sqlite_cast.anna, publish_visit(sqlite_cast, sqlite_cast.anna, at=clock()), clock)
    mend(phone)
    letters = services.settings.data_dir / "mail"

    phone.send(phone.sign_off(language="ru"))
    with running_worker(services, script="from server.cli import main; print(); main(['work'])"):
        wait_until(lambda: any(letters.glob("*.eml")))

    files = list((services.settings.data_dir / "acts").glob("*.pdf"))
    environ = {**os.environ, "ONEVISIT_DATA_DIR": str(services.settings.data_dir), "LANG": "C"}
    said = subprocess.run(
        [sys.executable, "-m", "server.cli", "verify", str(files[0])],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
