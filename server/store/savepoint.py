"""A part of a transaction that can fail alone: what it wrote and what it recorded go together."""

from collections.abc import Iterator
from contextlib import contextmanager

from server.store.events import AnySession, Recorded


@contextmanager
def savepoint(session: AnySession) -> Iterator[None]:
    """Roll back to here on any error, which is raised on; events recorded inside are forgotten with it."""
    pending: list[Recorded] = session.info.setdefault("events", [])
    before = len(pending)
    try:
        with session.begin_nested():
            yield
            session.flush()
    except BaseException:
        del pending[before:]
        raise
