"""In which order an engineer's breaks can follow each other, and how late each may start."""

from __future__ import annotations

import math
from itertools import permutations

from dispatch.problem import Break

MOST_PERMUTED = 6


def order_breaks(breaks: tuple[Break, ...]) -> tuple[Break, ...] | None:
    """The breaks in an order in which they can follow each other, or None."""
    by_latest = tuple(sorted(breaks, key=lambda rest: (rest.latest, rest.earliest)))
    for order in permutations(by_latest) if len(breaks) <= MOST_PERMUTED else [by_latest]:
        if can_follow(order):
            return order
    return None


def can_follow(breaks: tuple[Break, ...]) -> bool:
    free = -math.inf
    for rest in breaks:
        start = max(free, rest.earliest)
        if start > rest.latest:
            return False
        free = start + rest.duration
    return True


def chain_latest(breaks: tuple[Break, ...]) -> list[float]:
    """Latest start of each break that still leaves room for those after it."""
    latest = math.inf
    chained = []
    for rest in reversed(breaks):
        latest = min(rest.latest, latest - rest.duration)
        chained.append(latest)
    return chained[::-1]
