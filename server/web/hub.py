"""The hub of live streams in one process: one poller, one condition, any number of waiting streams up to a cap.

A stream tells only that the log has a new number; a client then asks for the changes. Correctness never hangs on it.
"""

import threading
import time
from collections.abc import Callable, Iterator

import structlog
from sqlalchemy.exc import OperationalError

from server.domain.problems import Unavailable

log = structlog.get_logger()
POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15.0
# A stream ends after a while, so that a session that was ended meanwhile is refused when the browser comes back.
LIFE_SECONDS = 600.0
RETRY_AFTER_SECONDS = 10


class Hub:
    """`read_rev` gives the newest number of the log; it is called from the poller's thread only, while streams are open."""

    def __init__(
        self, read_rev: Callable[[], int], *, cap: int, heartbeat_seconds: float = HEARTBEAT_SECONDS
    ) -> None:
        self._read_rev = read_rev
        self._cap = cap
        self._heartbeat = heartbeat_seconds
        self._changed = threading.Condition()
        self._rung = threading.Event()
        self._rev = -1
        self._open = 0
        self._poller: threading.Thread | None = None
        self._closed = False

    @property
    def open_streams(self) -> int:
        return self._open

    def ring(self) -> None:
        """Something was committed in this process: look at once instead of at the next poll."""
        self._rung.set()

    def close(self) -> None:
        """End all streams and take no more: the server stops."""
        # No lock: this runs in a signal handler, which may have interrupted the thread that holds it.
        self._closed = True
        self._rung.set()

    def subscribe(self) -> "Stream":
        """Raises Unavailable with `retry_after` when the cap is reached; the client polls meanwhile."""
        with self._changed:
            if self._closed or self._open >= self._cap:
                raise Unavailable(
                    "Too many live connections; ask /api/changes instead.", retry_after=RETRY_AFTER_SECONDS
                )
            self._open += 1
            if self._poller is None:
                self._poller = threading.Thread(target=self._poll, name="live-streams", daemon=True)
                self._poller.start()
        return Stream(self)

    def wait(self, after: int, seconds: float) -> int | None:
        """The newest number once it is higher than `after`; `after` itself when the time is up; None when the hub closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._rev > after, timeout=seconds)
            return None if self._closed else max(self._rev, after)

    @property
    def heartbeat_seconds(self) -> float:
        return self._heartbeat

    def leave(self) -> None:
        with self._changed:
            self._open -= 1

    def _poll(self) -> None:
        while True:
            self._rung.wait(POLL_SECONDS)
            self._rung.clear()
            with self._changed:
                if self._closed or self._open == 0:
                    self._poller = None
                    self._changed.notify_all()
                    return
            try:
                rev = self._read_rev()
            except OperationalError as error:
                log.warning("live streams cannot read the log", error=str(error.orig))
                continue
            with self._changed:
                if rev != self._rev:
                    self._rev = rev
                    self._changed.notify_all()


class Stream(Iterator[bytes]):
    """One open stream as a WSGI body. The web server calls `close` when it ends for whatever reason."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._seen = -1
        self._ends_at = time.monotonic() + LIFE_SECONDS
        self._started = False
        self._left = False

    def __next__(self) -> bytes:
        if not self._started:
            self._started = True
            return b"retry: 3000\n\n"
        if time.monotonic() >= self._ends_at:
            raise StopIteration
        rev = self._hub.wait(self._seen, self._hub.heartbeat_seconds)
        if rev is None:
            raise StopIteration
        if rev == self._seen:
            return b": still here\n\n"
        self._seen = rev
        return f"id: {rev}\nevent: rev\ndata: {rev}\n\n".encode()

    def close(self) -> None:
        if not self._left:
            self._left = True
            self._hub.leave()
