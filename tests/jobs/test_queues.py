"""The queues for several machines, on real services: the bell is heard, and neither a lost nor a strange message does harm."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from flask import Flask

from server.app import create_app
from server.core import Services
from server.jobs.bell import Bell
from server.settings import BadSetting, Settings, complete
from server.store.gate import db
from tests.command_line import free_port
from tests.jobs.workers import (
    SLOW_WORKER,
    add_slow_job,
    lines_of,
    running_worker,
    state_of_job,
    wait_until,
)
from tests.postgres import postgres_database

# Only what comes through the queue is run: the sweeper, which finds what was lost, sleeps.
WITHOUT_SWEEPER = SLOW_WORKER.replace("worker.work(", "worker.SWEEP_SECONDS = 3600\nworker.work(")


@pytest.fixture(params=["redis", "postgresql"])
def queue_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "redis":
        port = free_port()
        with redis_server(tmp_path, port):
            yield f"redis://127.0.0.1:{port}/0"
    else:
        with postgres_database() as url:
            yield url


@pytest.fixture
def queued_app(queue_url: str, sqlite_template: bytes, tmp_path: Path) -> Iterator[Flask]:
    with app_with_queue(queue_url, sqlite_template, tmp_path) as app:
        yield app


def test_a_worker_hears_the_bell_of_another_process(queued_app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running_worker(queued_app.extensions["onevisit"], script=WITHOUT_SWEEPER):
        add_slow_job(log, seconds=0)
        wait_until(lambda: state_of_job() == "done")

    assert lines_of(log) == ["start", "end"]


def test_a_job_of_a_worker_that_was_killed_runs_again(queued_app: Flask, tmp_path: Path) -> None:
    services: Services = queued_app.extensions["onevisit"]
    log = tmp_path / "log"
    with running_worker(services) as first:
        add_slow_job(log, seconds=2)
        wait_until(lambda: lines_of(log) == ["start"])
        first.kill()
        first.wait()

    with running_worker(services):
        wait_until(lambda: state_of_job() == "done")

    assert lines_of(log) == ["start", "start", "end"]


def test_a_bell_that_was_lost_loses_no_job(queued_app: Flask, tmp_path: Path) -> None:
    services: Services = queued_app.extensions["onevisit"]
    log = tmp_path / "log"
    add_slow_job(log, seconds=0)
    services.bell.queue.flush()

    with running_worker(services):
        wait_until(lambda: state_of_job() == "done")

    assert lines_of(log) == ["start", "end"]


def test_a_message_that_this_installation_did_not_sign_is_passed_over(
    queued_app: Flask, tmp_path: Path
) -> None:
    services: Services = queued_app.extensions["onevisit"]
    stranger = Bell(replace(services.settings, secret_key="of another installation"), lambda _job: None)
    log = tmp_path / "log"
    stranger.ring(["not-ours"])

    with running_worker(services, script=WITHOUT_SWEEPER):
        add_slow_job(log, seconds=0)
        wait_until(lambda: state_of_job() == "done")

    assert lines_of(log) == ["start", "end"]


def test_work_goes_on_when_redis_comes_back(sqlite_template: bytes, tmp_path: Path) -> None:
    """Redis keeps nothing on disk, so it comes back empty; the job was written while it was away."""
    port, log = free_port(), tmp_path / "log"
    with (
        app_with_queue(f"redis://127.0.0.1:{port}/0", sqlite_template, tmp_path) as app,
        redis_server(tmp_path, port),
        running_worker(app.extensions["onevisit"]) as worker,
    ):
        add_slow_job(log, seconds=0)
        wait_until(lambda: lines_of(log) == ["start", "end"])
        _stop_redis(port)
        add_slow_job(log, seconds=0)
        with redis_server(tmp_path, port):
            wait_until(lambda: lines_of(log) == ["start", "end"] * 2)
        assert worker.poll() is None


def test_a_queue_in_postgresql_that_does_not_answer_stops_the_start(tmp_path: Path) -> None:
    url = f"postgresql://zoya:secret-word@127.0.0.1:{free_port()}/onevisit"

    with pytest.raises(BadSetting, match="the queue of ONEVISIT_QUEUE_URL does not answer") as refusal:
        Bell(complete(Settings(data_dir=tmp_path, secret_key="test", queue_url=url)), lambda _job: None)

    assert "secret-word" not in str(refusal.value)


@contextmanager
def app_with_queue(queue_url: str, template: bytes, folder: Path) -> Iterator[Flask]:
    (folder / "onevisit.db").write_bytes(template)
    app = create_app(complete(Settings(data_dir=folder, secret_key="test", queue_url=queue_url)))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def redis_server(folder: Path, port: int) -> Iterator[None]:
    """A Redis of this test's own: others must not notice when it goes away."""
    program = shutil.which("redis-server")
    if program is None:
        _miss("redis-server is not installed")
    command = [str(program), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(port))
        yield
    finally:
        process.kill()
        process.wait()


def _miss(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"The queues must be tested in CI: {what}")
    pytest.skip(what)


def _answers(port: int) -> bool:
    try:
        return bool(redis.Redis(port=port).ping())
    except redis.ConnectionError:
        return False


def _stop_redis(port: int) -> None:
    redis.Redis(port=port).shutdown(nosave=True)
    wait_until(lambda: not _answers(port))
