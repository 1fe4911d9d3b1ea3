"""Days of a made-up region, 40 by 40 kilometres, from a handful of tickets to thousands; times in seconds."""

from __future__ import annotations

import math
import random
from typing import Any

TRADES = ("network", "telephony", "workplace", "servers", "power")
SIDE_METRES, METRES_A_SECOND, OFFICES = 40_000, 8, 20
HOUR = 3600
WORK_MINUTES = (15, 60)
EIGHT, NOON = 8 * HOUR, 12 * HOUR
COSTS = {"travel": 1, "visit": 900, "lateness": 1, "overtime": 2, "not_preferred": 300}


def make_region(
    *,
    jobs: int,
    engineers: int,
    seed: int = 1,
    sites: int | None = None,
    moved: float = 0,
    minutes: tuple[int, int] = WORK_MINUTES,
) -> Any:
    """A problem document. A site has one ticket or, with fewer sites than jobs, several.

    `minutes`: the least and the most that the work of one trade takes.
    """
    dice = random.Random(seed)
    sites = sites or jobs
    points = [(dice.uniform(0, SIDE_METRES), dice.uniform(0, SIDE_METRES)) for _ in range(sites + OFFICES)]
    return {
        "format": "onevisit-problem/1",
        "locations": [f"p{number}" for number in range(len(points))],
        "travel": [[int(math.dist(one, other) / METRES_A_SECOND) for other in points] for one in points],
        "engineers": [_make_engineer(dice, number, sites) for number in range(engineers)],
        "jobs": [
            make_job(dice, f"j{number}", f"p{dice.randrange(sites)}", minutes=minutes)
            for number in range(jobs)
        ],
        "costs": {**COSTS, "moved": moved},
    }


def make_job(
    dice: random.Random, name: str, location: str, *, minutes: tuple[int, int] = WORK_MINUTES
) -> Any:
    """Half of the tickets need one trade, the others two or three."""
    opens = EIGHT + HOUR * dice.randint(0, 7)
    return {
        "id": name,
        "location": location,
        "parts": [
            {
                "id": trade,
                "skill": trade,
                "level": dice.choice((1, 2, 2, 3)),
                "duration": 60 * dice.randint(*minutes),
            }
            for trade in dice.sample(TRADES, dice.choice((1, 1, 1, 2, 2, 3)))
        ],
        "window": {"earliest": opens, "latest": opens + HOUR * dice.randint(2, 5)},
        "due": opens + HOUR,
        "unplanned_cost": 20_000,
    }


def _make_engineer(dice: random.Random, number: int, sites: int) -> Any:
    office = f"p{sites + number % OFFICES}"
    return {
        "id": f"e{number}",
        "skills": {trade: dice.randint(1, 4) for trade in dice.sample(TRADES, dice.choice((1, 2, 2, 3)))},
        "shift": {"start": EIGHT, "end": EIGHT + 10 * HOUR, "from": office, "to": office, "overtime": HOUR},
        "breaks": [{"earliest": NOON, "latest": NOON + 2 * HOUR, "duration": 1800}],
    }
