"""The worker as a process: it hears the bell, stops gracefully, and what a killed one held runs again elsewhere."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from server.app import Services
from server.domain.clock import utc_now
from server.jobs.bell import Bell
from server.settings import BadSetting, Settings, complete
from server.store.gate import db, write_tx
from server.store.jobs import Job, enqueue
from tests.cast import Cast
from tests.conftest import HeldClock
from tests.signing import enroll_phone, mend
from tests.visits import publish_visit

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60

# A worker with a short lease and one slow kind of job that writes down each time it starts and ends.
SLOW_WORKER = """
import sys, time
from datetime import timedelta
from pathlib import Path
from server import app as server_app
from server.jobs import handlers, runner, worker
from server.settings import read_settings

def slow(services, payload):
    log = Path(payload["log"])
    with log.open("a") as file: file.write("start\\n")
    time.sleep(float(payload["seconds"]))
    with log.open("a") as file: file.write("end\\n")

handlers.HANDLERS["slow"] = runner.Handler(slow)
run_job = runner.run_job
server_app.run_job = lambda services, job, kinds: run_job(services, job, kinds, lease=timedelta(seconds=3))
app = server_app.create_app(read_settings())
found = app.extensions["onevisit"]
print("ready", flush=True)
worker.work(app, found.bell, found.clock, threads=1)
"""


@contextmanager
def running_worker(services: Services, *, script: str = SLOW_WORKER) -> Iterator[subprocess.Popen[str]]:
    settings = services.settings
    environ = {
        **os.environ,
        "ONEVISIT_DATA_DIR": str(settings.data_dir),
        "ONEVISIT_DATABASE_URL": settings.database_url,
        "ONEVISIT_SECRET_KEY": settings.secret_key,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.05)


def lines_of(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def add_slow_job(log: Path, seconds: float) -> None:
    with write_tx() as session:
        payload = {"log": str(log), "seconds": seconds}
        enqueue(session, "slow", key=None, at=utc_now() - timedelta(seconds=1), payload=payload)


def state_of_job() -> str:
    db.session.rollback()
    return db.session.query(Job).one().state


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
