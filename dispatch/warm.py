"""Compiling the kernel before anyone waits for it."""

from __future__ import annotations

from dispatch.insert import insert
from dispatch.reading import read_problem
from dispatch.solve import solve
from dispatch.stopping import StopRule

_TINY = {
    "format": "onevisit-problem/1",
    "locations": ["office", "a"],
    "travel": [[0, 1], [1, 0]],
    "engineers": [
        {"id": who, "skills": {"x": 1}, "shift": {"start": 0, "end": 100, "from": "office", "to": "office"}}
        for who in ("one", "two")
    ],
    "jobs": [
        {"id": job, "location": "a", "parts": [{"id": "p", "skill": "x", "duration": 1}], "unplanned_cost": 9}
        for job in ("first", "second")
    ],
    "costs": {"travel": 1},
}


def warm_up() -> None:
    """Compile the kernel, or load it from NUMBA_CACHE_DIR. The first time takes about half a minute."""
    problem = read_problem(_TINY)
    plan = solve(problem, stop=StopRule(iterations=200))
    insert(problem, plan, "first")
