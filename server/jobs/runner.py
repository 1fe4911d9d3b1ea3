"""Runs one job of the ledger: claim, keep the lease alive, run its handler, and write down how it ended."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from server.store import jobs as ledger
from server.store.gate import db, read_session, write_tx

if TYPE_CHECKING:
    from server.core import Services

log = structlog.get_logger()
LEASE = timedelta(seconds=30)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)

Run = Callable[["Services", dict[str, Any]], None]
Told = Callable[["Services", dict[str, Any], str], None]


class GiveUp(Exception):
    """Raised by a handler when trying again cannot help; the message is shown to a dispatcher."""


@dataclass(frozen=True)
class Handler:
    """`run` must be safe to run twice: a lease can run out in a process that was paused.

    `given_up` is told the error when the job will not be tried again; it may be told twice.
    """

    run: Run
    tries: int = 5
    given_up: Told | None = None


@dataclass(frozen=True)
class Claimed:
    id: str
    kind: str
    payload: dict[str, Any]
    attempt: int


def run_due_jobs(services: "Services", handlers: Mapping[str, Handler], *, limit: int = 1000) -> int:
    """Run all that is due now, one after the other, in this process. Returns how many ran; failed ones wait for their time."""
    for ran in range(limit):
        due = ledger.due_jobs(_fresh(), services.clock(), kinds=handlers, limit=1)
        if not due:
            return ran
        run_job(services, due[0], handlers)
    raise RuntimeError(f"{limit} jobs ran and there are still more: a job enqueues itself again")


def run_job(
    services: "Services", job_id: str, handlers: Mapping[str, Handler], *, lease: timedelta = LEASE
) -> bool:
    """Run a job if it can be claimed. False when it is not due, already taken, or of a kind that this version does not know."""
    job = _claim(services, job_id, handlers, lease)
    if job is None:
        return False
    handler = handlers[job.kind]
    if job.attempt > handler.tries:
        _bury(services, job, handler, "The worker ended in the middle of every attempt.")
        return True
    try:
        with _lease_kept(services, job, lease):
            handler.run(services, job.payload)
    except GiveUp as error:
        _bury(services, job, handler, str(error))
    except Exception as error:
        # Whatever a handler raises belongs into the ledger, where a person sees it.
        log.exception("job failed", job=job.kind, id=job.id, attempt=job.attempt)
        _put_back_or_bury(services, job, handler, f"{type(error).__name__}: {error}")
    else:
        with write_tx() as session:
            ledger.finish(session, job.id, attempt=job.attempt, at=services.clock())
    return True


def wait_before(attempt: int) -> timedelta:
    """How long a job rests after its attempt number `attempt` failed: 5 s, 20 s, 80 s ... up to an hour."""
    wait: timedelta = FIRST_WAIT * 4 ** (attempt - 1)
    return min(wait, LONGEST_WAIT)


def _claim(
    services: "Services", job_id: str, handlers: Mapping[str, Handler], lease: timedelta
) -> Claimed | None:
    found = _fresh().get(ledger.Job, job_id)
    if found is None or found.kind not in handlers:
        return None
    with write_tx() as session:
        job = ledger.claim(session, job_id, services.clock(), lease=lease)
        return None if job is None else Claimed(job.id, job.kind, dict(job.payload), job.attempts)


def _put_back_or_bury(services: "Services", job: Claimed, handler: Handler, error: str) -> None:
    if job.attempt >= handler.tries:
        _bury(services, job, handler, error)
        return
    due_at = services.clock() + wait_before(job.attempt)
    with write_tx() as session:
        ledger.put_back(session, job.id, attempt=job.attempt, due_at=due_at, error=error)


def _bury(services: "Services", job: Claimed, handler: Handler, error: str) -> None:
    log.error("job given up", job=job.kind, id=job.id, attempt=job.attempt, error=error)
    if handler.given_up is not None:
        handler.given_up(services, job.payload, error)
    with write_tx() as session:
        ledger.bury(session, job.id, attempt=job.attempt, at=services.clock(), error=error)


@contextmanager
def _lease_kept(services: "Services", job: Claimed, lease: timedelta) -> Iterator[None]:
    stop = threading.Event()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # the proxy's own way to its app
    beat = threading.Thread(
        target=_beat, args=(app, services, job, lease, stop), name=f"lease-{job.id}", daemon=True
    )
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()


def _beat(app: Flask, services: "Services", job: Claimed, lease: timedelta, stop: threading.Event) -> None:
    while not stop.wait(lease.total_seconds() / 3):
        try:
            with app.app_context(), write_tx() as session:
                is_ours = ledger.extend_lease(
                    session, job.id, attempt=job.attempt, until=services.clock() + lease
                )
        except OperationalError as error:
            log.warning("the lease could not be extended now", job=job.kind, error=str(error.orig))
            continue
        if not is_ours:
            log.warning("lease lost", job=job.kind, id=job.id, attempt=job.attempt)
            return


def _fresh() -> Any:
    """A session that sees what other processes committed."""
    db.session.rollback()
    return read_session()
