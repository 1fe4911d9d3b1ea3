"""The queue of a bell: in a file of this machine, in PostgreSQL or in Redis. Loaded when a bell is first rung or heard."""

import importlib
import sqlite3
from dataclasses import dataclass
from typing import Any

import huey
from huey.exceptions import HueyException
from huey.serializer import SignedSerializer

from server.settings import BadSetting, Settings


@dataclass(frozen=True)
class Queue:
    """`broken` is what it raises when it does not answer."""

    huey: huey.Huey
    broken: tuple[type[Exception], ...]


def open_queue(settings: Settings) -> Queue:
    """Raises BadSetting for an address that is no queue, and for one in PostgreSQL that does not answer."""
    opened, broken = _open(settings)
    return Queue(opened, (OSError, HueyException, broken))


def _open(settings: Settings) -> tuple[huey.Huey, type[Exception]]:
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
