"""A request under an Idempotency-Key: its key is written in the transaction of the change itself, so it happens once."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.domain.problems import Conflict
from server.store.gate import read_session, write_tx
from server.store.requests import RequestKey


@dataclass(frozen=True)
class KeptAnswer:
    status: int
    body: Any


_current: ContextVar[tuple[str, str, datetime] | None] = ContextVar("request_key", default=None)


def find_answer(key: str, fingerprint: str) -> KeptAnswer | None:
    """The first answer of this key, or None when it is new.

    Raises Conflict when the key came with another request, or when the first one was carried out but its answer
    was lost with the server: then the caller looks at the result instead of repeating.
    """
    kept = read_session().get(RequestKey, key)
    if kept is None:
        return None
    if kept.fingerprint != fingerprint:
        raise Conflict("key_reused", "This Idempotency-Key was used with another request; use a new one.")
    if kept.status is None:
        raise Conflict(
            "already_carried_out",
            "This request was carried out before; its answer was lost. Look at the result.",
        )
    return KeptAnswer(kept.status, None if kept.response is None else kept.response["body"])


@contextmanager
def under_key(key: str, fingerprint: str, at: datetime) -> Iterator[None]:
    token = _current.set((key, fingerprint, at))
    try:
        yield
    finally:
        _current.reset(token)


def store_key(session: Session) -> None:
    """Run by the gate before each commit: the key is stored once, with the first change of the request."""
    current = _current.get()
    if current is None:
        return
    key, fingerprint, at = current
    session.execute(sa.insert(RequestKey).values(key=key, fingerprint=fingerprint, at=at))
    _current.set(None)


def keep_answer(key: str, status: int, body: Any) -> None:
    with write_tx() as session:
        session.execute(
            sa.update(RequestKey).where(RequestKey.key == key).values(status=status, response={"body": body})
        )
