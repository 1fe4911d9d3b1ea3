"""The day's clock: runs like a real one, and jumps ahead when the story does."""

import threading
from datetime import UTC, datetime, timedelta


class DayClock:
    """Real seconds on top of a start; `jump_to` never goes back. Safe to read from every thread."""

    def __init__(self, start: datetime) -> None:
        self._lock = threading.Lock()
        self._ahead = start - datetime.now(UTC)

    def __call__(self) -> datetime:
        with self._lock:
            return datetime.now(UTC) + self._ahead

    def jump_to(self, moment: datetime) -> None:
        with self._lock:
            self._ahead = max(self._ahead, moment - datetime.now(UTC))

    @property
    def ahead(self) -> timedelta:
        """How far the day is ahead of the real clock; phones are set to it."""
        with self._lock:
            return self._ahead
