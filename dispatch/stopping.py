"""When a search ends: by time, by iterations, or because nothing got better."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StopRule:
    """At least one bound. With iterations as the only bound the same seed gives the same plan, bit for bit.

    `iterations` counts for each seed. `idle_seconds`, `idle_iterations`: no better plan for so long.
    `processor_time`: seconds are those the seed's thread had a processor; comparable on a busy machine, but no
    promise to whoever waits.
    """

    seconds: float | None = None
    iterations: int | None = None
    idle_seconds: float | None = None
    idle_iterations: int | None = None
    processor_time: bool = False

    def __post_init__(self) -> None:
        bounds = (self.seconds, self.iterations, self.idle_seconds, self.idle_iterations)
        if all(bound is None for bound in bounds):
            raise ValueError("A search needs a bound: seconds, iterations, idle_seconds or idle_iterations")
        for bound in bounds:
            if bound is not None and bound < 0:
                raise ValueError(f"A bound of the search is negative: {bound}")

    def now(self) -> float:
        """Seconds on the clock that this rule goes by, for the calling thread."""
        return time.thread_time() if self.processor_time else time.monotonic()

    def done(
        self, *, seconds: float, iterations: int, idle_seconds: float, idle_iterations: int
    ) -> str | None:
        """The bound that is reached, as a plan's `stopped_by` names it."""
        if self.iterations is not None and iterations >= self.iterations:
            return "iterations"
        if self.seconds is not None and seconds >= self.seconds:
            return "time"
        if self.idle_iterations is not None and idle_iterations >= self.idle_iterations:
            return "no_improvement"
        if self.idle_seconds is not None and idle_seconds >= self.idle_seconds:
            return "no_improvement"
        return None

    def share_done(self, *, seconds: float, iterations: int) -> float:
        """How much of the search is over, 0 to 1; without a firm end always one half."""
        shares = []
        if self.iterations is not None:
            shares.append(iterations / max(1, self.iterations))
        if self.seconds is not None:
            shares.append(seconds / max(1e-9, self.seconds))
        return min(1.0, max(shares, default=0.5))
