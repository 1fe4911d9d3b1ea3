"""Random small days in which solo and joint visits compete: solo possible, joint only, or both; in whole minutes."""

from __future__ import annotations

import math
import random

from dispatch import InvalidProblem, Problem, read_problem
from tests.dispatch.problems import Document

TRADES = ("lan", "phone", "server")
DAY = 480
COSTS = {"travel": 1, "visit": 12, "lateness": 2, "max_lateness": 3, "overtime": 2, "not_preferred": 15}


def make_day(number: int, *, most_jobs: int = 10) -> Problem:
    """The same day for the same number. Promised visits that nobody could keep are promised to nobody."""
    dice = random.Random(number)
    document = _draw_day(dice, dice.randint(4, most_jobs))
    while True:
        try:
            return read_problem(document)
        except InvalidProblem:
            last = max(index for index, job in enumerate(document["jobs"]) if job["pinned"])
            document["jobs"][last]["pinned"] = None


def _draw_day(dice: random.Random, jobs: int) -> Document:
    sites = [(0, 0), *((dice.randint(-25, 25), dice.randint(-25, 25)) for _ in range(jobs))]
    crew = [_draw_engineer(dice, f"e{index}") for index in range(dice.randint(3, 5))]
    return {
        "format": "onevisit-problem/1",
        "locations": [f"p{index}" for index in range(len(sites))],
        "travel": [
            [0 if one == other else round(math.dist(one, other)) + dice.randint(1, 5) for other in sites]
            for one in sites
        ],
        "engineers": crew,
        "jobs": [_draw_job(dice, index, crew) for index in range(jobs)],
        "costs": COSTS,
    }


def _draw_engineer(dice: random.Random, name: str) -> Document:
    skilled = dice.sample(TRADES, dice.choice((1, 1, 2, 3)))
    lunch = {"earliest": dice.choice((180, 210)), "latest": dice.choice((240, 270)), "duration": 30}
    start = dice.choice((0, 0, 60))
    return {
        "id": name,
        "skills": {trade: dice.randint(1, 3) for trade in skilled},
        "shift": {
            "start": start,
            "end": start + dice.choice((300, DAY)),
            "from": "p0",
            "to": dice.choice(("p0", "p0", None)),
            "overtime": dice.choice((0, 60)),
        },
        "breaks": [lunch] if dice.random() < 0.6 else [],
        "max_visits": dice.choice((None, None, None, 3)),
    }


def _draw_job(dice: random.Random, index: int, crew: list[Document]) -> Document:
    parts = [
        {"id": trade, "skill": trade, "level": dice.choice((1, 1, 2)), "duration": 5 * dice.randint(3, 12)}
        for trade in dice.sample(TRADES, dice.choice((1, 1, 2, 2, 3)))
    ]
    names = [engineer["id"] for engineer in crew]
    opens = 30 * dice.randint(0, 9)
    separate = len(parts) > 1 and dice.random() < 0.15
    gap = dice.choice(({"min": 0, "max": 0}, {"min": 10, "max": 40})) if separate else None
    job = {
        "id": f"j{index}",
        "location": f"p{dice.randint(1, index + 1)}",
        "parts": parts,
        "staffing": "separate" if separate else "one_or_joint",
        "gap": gap,
        "window": {"earliest": opens, "latest": opens + 30 * dice.randint(1, 6)}
        if dice.random() < 0.5
        else None,
        "due": 30 * dice.randint(2, 14) if dice.random() < 0.7 else None,
        "weight": dice.choice((1, 1, 3)),
        "preferred": dice.sample(names, 1) if dice.random() < 0.3 else [],
        "forbidden": dice.sample(names, 1) if dice.random() < 0.2 else [],
        "unplanned_cost": dice.choice((80, 600, 2000)),
        "pinned": None,
    }
    if dice.random() < 0.12 and not separate:
        job["pinned"] = {
            "engineers": {part["id"]: dice.choice(names) for part in parts},
            "start": 15 * dice.randint(4, 20),
        }
    return job
