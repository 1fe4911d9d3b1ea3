"""The bell: huey wakes a worker for the id of a job. It may lose, repeat or reorder ids; the ledger is the truth."""

import importlib
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import huey
import structlog
from huey.exceptions import HueyException
from huey.serializer import SignedSerializer

from server.settings import BadSetting, Settings
from server.store.gate import db
from server.store.jobs import take_new_jobs

log = structlog.get_logger()


class Bell:
    """Rings for job ids in the queue; in a worker process `run` is called with each of them."""

    def __init__(self, settings: Settings, run: Callable[[str], None]) -> None:
        self.queue, broken = _open_queue(settings)
        self._broken = (OSError, HueyException, broken)
        self._task = self.queue.task(name="run_job")(run)

    def ring(self, job_ids: Sequence[str]) -> None:
        """Never fails: a job whose bell was not heard is found by the sweeper."""
        try:
            for job_id in job_ids:
                self._task(job_id)
        except self._broken as error:
            log.warning("the queue does not answer; the sweeper will find the jobs", error=str(error))

    def ring_for_new_jobs(self) -> None:
        """Run by the gate after each commit."""
        self.ring(take_new_jobs(db.session()))


def _open_queue(settings: Settings) -> tuple[huey.Huey, type[Exception]]:
    """The queue, and what its connection raises when it does not answer."""
    # Messages are pickles, so only what this installation signed is read.
    options = {"results": False, "serializer": SignedSerializer(secret=settings.secret_key)}
    scheme = settings.queue_url.partition(":")[0]
    if not scheme:
        file = str(settings.data_dir / "queue.db")
        return huey.SqliteHuey("onevisit", filename=file, **options), sqlite3.Error
    if scheme in ("postgres", "postgresql"):
        return _open_postgres(settings.queue_url, options)
    if scheme in ("redis", "rediss"):
        return huey.RedisHuey("onevisit", url=settings.queue_url, **options), _optional("redis").RedisError
    raise BadSetting(
        f"ONEVISIT_QUEUE_URL={scheme}:… is not allowed; use postgresql: or redis:, or leave it empty"
    )


def _open_postgres(url: str, options: dict[str, Any]) -> tuple[huey.Huey, type[Exception]]:
    broken = _optional("psycopg").Error
    try:
        # Makes its tables, so unlike the others it must be reached at the start.
        return huey.PostgresHuey("onevisit", dsn=url, **options), broken
    except broken as error:
        why = " ".join(str(error).split())
        raise BadSetting(f"the queue of ONEVISIT_QUEUE_URL does not answer: {why}") from None


def _optional(package: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError:
        raise BadSetting(f"ONEVISIT_QUEUE_URL needs the package {package}, which is not installed") from None
