"""One measured figure, and how many samples are summed up."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A row of docs/performance.md; `budget` is empty where there is none. `is_over` fails the bench."""

    what: str
    reached: str
    budget: str = ""
    is_over: bool = False


def p50_p95(seconds: Sequence[float]) -> str:
    """Median and 95th percentile (nearest rank) in milliseconds."""
    ordered = sorted(seconds)
    last = len(ordered) - 1
    median, high = ordered[round(last * 0.5)], ordered[round(last * 0.95)]
    return f"p50 {median * 1000:.0f} ms, p95 {high * 1000:.0f} ms"
