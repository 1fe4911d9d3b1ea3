"""Workers as processes of their own, and a slow kind of job that writes down each time it starts and ends."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from server.core import Services
from server.domain.clock import utc_now
from server.store.gate import db, write_tx
from server.store.jobs import Job, enqueue

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60

# A worker with a short lease and one slow kind of job that writes down each time it starts and ends.
SLOW_WORKER = """
import sys, time
from datetime import timedelta
from pathlib import Path
from server import core as server_core
from server.jobs import handlers, runner, worker
from server.settings import read_settings

def slow(services, payload):
    log = Path(payload["log"])
    with log.open("a") as file: file.write("start\\n")
    time.sleep(float(payload["seconds"]))
    with log.open("a") as file: file.write("end\\n")

handlers.HANDLERS["slow"] = runner.Handler(slow)
run_job = runner.run_job
server_core.run_job = lambda services, job, kinds: run_job(services, job, kinds, lease=timedelta(seconds=3))
app = server_core.create_core(read_settings())
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
        "ONEVISIT_QUEUE_URL": settings.queue_url,
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
