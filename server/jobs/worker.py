"""The worker process: a pool of threads that the bell wakes, and a sweeper for what the bell lost. Stops gracefully."""

import os
import signal
import threading
import time
from collections.abc import Sequence
from types import FrameType

import structlog
from flask import Flask
from huey.consumer import Consumer
from sqlalchemy.exc import OperationalError

from server.domain.clock import Clock
from server.jobs.bell import Bell
from server.jobs.handlers import HANDLERS, WATCH
from server.store.gate import db, read_session
from server.store.jobs import due_jobs

log = structlog.get_logger()
SWEEP_SECONDS = 1.0
RING_AGAIN_SECONDS = 10.0
WATCH_SECONDS = 60.0
LONGEST_POLL_SECONDS = 0.2


class GracefulConsumer(Consumer):  # type: ignore[misc] # huey has no types
    """Ends running jobs before it stops, also on SIGTERM, which huey itself takes as an interruption."""

    def _set_signal_handlers(self) -> None:
        super()._set_signal_handlers()
        signal.signal(signal.SIGTERM, _as_interrupt)


def work(app: Flask, bell: Bell, clock: Clock, *, threads: int) -> None:
    """Run jobs until SIGINT or SIGTERM; returns when the running ones have ended."""
    bell.open()
    stop = threading.Event()
    sweeper = threading.Thread(target=sweep, args=(app, bell, clock, stop), name="sweeper", daemon=True)
    consumer = GracefulConsumer(
        bell.queue, workers=threads, periodic=False, initial_delay=0.02, max_delay=LONGEST_POLL_SECONDS
    )
    watcher = threading.Thread(target=watch_visits, args=(app, stop), name="watcher", daemon=True)
    sweeper.start()
    watcher.start()
    log.info("worker started", threads=threads, kinds=sorted(HANDLERS))
    try:
        consumer.run()
    finally:
        stop.set()
        sweeper.join()
        watcher.join()


def sweep(app: Flask, bell: Bell, clock: Clock, stop: threading.Event) -> None:
    """Ring each second for jobs that are due: retries, leases that ran out, and bells that nobody heard."""
    rung: dict[str, float] = {}
    while not stop.wait(SWEEP_SECONDS):
        try:
            with app.app_context():
                due = _due(clock)
        except OperationalError as error:
            log.warning("the database does not answer; the next sweep asks again", error=str(error.orig))
            continue
        now = time.monotonic()
        rung = {job: at for job, at in rung.items() if now - at < RING_AGAIN_SECONDS}
        fresh = [job for job in due if job not in rung]
        bell.ring(fresh)
        rung |= dict.fromkeys(fresh, now)


def watch_visits(app: Flask, stop: threading.Event) -> None:
    """Look each minute for visits that go on past their end: nothing else happens then that would say so."""
    while not stop.wait(WATCH_SECONDS):
        try:
            with app.app_context():
                WATCH(app.extensions["onevisit"])
        except OperationalError as error:
            log.warning("the database does not answer; the next look asks again", error=str(error.orig))


def _due(clock: Clock) -> Sequence[str]:
    db.session.rollback()
    return due_jobs(read_session(), clock(), kinds=HANDLERS)


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    os.kill(os.getpid(), signal.SIGINT)
