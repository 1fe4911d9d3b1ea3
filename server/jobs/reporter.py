"""Tells how far a search is, seldom enough not to be in anybody's way, and stops it when nobody waits any more."""

import threading
import time
from collections.abc import Callable

from dispatch import Progress

PROGRESS_SECONDS = 0.5


class Reporter:
    """`keep` is told the share done and the best cost so far; it says whether to go on. `stop` is set when not."""

    def __init__(self, keep: Callable[[float, float], bool]) -> None:
        self.stop = threading.Event()
        self._keep = keep
        self._told_at = time.monotonic()

    def report(self, progress: Progress) -> None:
        if time.monotonic() - self._told_at < PROGRESS_SECONDS:
            return
        if not self._keep(progress.share, progress.best):
            self.stop.set()
        self._told_at = time.monotonic()
