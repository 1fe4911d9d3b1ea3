"""The bell: huey wakes a worker for the id of a job. It may lose, repeat or reorder ids; the ledger is the truth."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import structlog

from server.named import load
from server.settings import Settings
from server.store.gate import db
from server.store.jobs import take_new_jobs

log = structlog.get_logger()


class Bell:
    """Rings for job ids in the queue; in a worker process `run` is called with each of them."""

    def __init__(self, settings: Settings, run: Callable[[str], None]) -> None:
        self._settings = settings
        self._run = run
        if settings.queue_url:
            # What another service keeps must be there at the start; a file of our own is made when it is needed.
            self.open()

    @property
    def queue(self) -> Any:
        return self._opened.huey

    def open(self) -> None:
        """Before anybody waits for it."""
        _ = self._task

    def ring(self, job_ids: Sequence[str]) -> None:
        """Never fails: a job whose bell was not heard is found by the sweeper."""
        if not job_ids:
            return
        broken: tuple[type[Exception], ...] = (OSError, sqlite3.Error)
        try:
            task, broken = self._task, self._opened.broken
            for job_id in job_ids:
                task(job_id)
        except broken as error:
            log.warning("the queue does not answer; the sweeper will find the jobs", error=str(error))

    def ring_for_new_jobs(self) -> None:
        """Run by the gate after each commit."""
        self.ring(take_new_jobs(db.session()))

    @cached_property
    def _opened(self) -> Any:
        return load("server.jobs.queue:open_queue")(self._settings)

    @cached_property
    def _task(self) -> Callable[[str], Any]:
        task: Callable[[str], Any] = self.queue.task(name="run_job")(self._run)
        return task
