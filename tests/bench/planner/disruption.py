"""A day goes wrong: how good 200 ms are against a full search of the same day, and how many visits they move."""

from __future__ import annotations

import copy
import random
import statistics
from collections.abc import Callable
from typing import Any

import dispatch
from dispatch import InvalidProblem, Plan, Problem, StopRule, moved_jobs, read_problem, solve
from tests.bench.figures import Figure
from tests.bench.planner.regions import HOUR, NOON, make_job, make_region

# The heat of a search from a plan was chosen on days 0 to 2, so those would flatter.
FIRST_DAY = 10
DAYS, JOBS, ENGINEERS = 5, 120, 40
QUICK, FULL = 0.2, 10.0
MOVED = 300
Document = Any
Disturb = Callable[[Any, Plan, random.Random], Any]


def measure() -> list[Figure]:
    dispatch.warm_up()
    figures = []
    for name, disturb in DISRUPTIONS.items():
        ratios, moves = [], []
        for seed in range(FIRST_DAY, FIRST_DAY + DAYS):
            document, plan = _plan_day(seed)
            problem = _disturb(document, plan, disturb, random.Random(seed))
            quick = solve(problem, stop=StopRule(seconds=QUICK), start=plan)
            full = solve(problem, stop=StopRule(seconds=FULL), start=plan)
            ratios.append(quick.total / min(full.total, quick.total))
            moves.append(len(moved_jobs(problem, quick, plan)))
        loss = 100 * (statistics.fmean(ratios) - 1)
        figures.append(
            Figure(
                f"planner: {name}, {QUICK * 1000:.0f} ms against {FULL:g} s,"
                f" moved {statistics.fmean(moves):.1f} of {JOBS}",
                f"+{loss:.2f} %",
                "+1 %",
                is_over=loss > 1,
            )
        )
    return figures


def _plan_day(seed: int) -> tuple[Document, Plan]:
    document = make_region(jobs=JOBS, engineers=ENGINEERS, seed=seed, moved=MOVED)
    return document, solve(read_problem(document), stop=StopRule(seconds=FULL), seed=seed)


def _disturb(document: Document, plan: Plan, disturb: Disturb, dice: random.Random) -> Problem:
    """The first such disruption under which what has begun can be kept at all, breaks included."""
    while True:
        try:
            return read_problem(_pin_past(disturb(copy.deepcopy(document), plan, dice), plan))
        except InvalidProblem:
            continue


def _pin_past(document: Document, plan: Plan) -> Document:
    """What has begun by noon stays as it is."""
    names = {engineer["id"] for engineer in document["engineers"]}
    for job in document["jobs"]:
        crew = plan.crew_of(job["id"])
        if crew and min(stop.start for stop in crew.values()) < NOON and names.issuperset(crew):
            start = min(stop.start for stop in crew.values())
            job["pinned"] = {
                "engineers": {p: who for who, stop in crew.items() for p in stop.parts},
                "start": start,
            }
    return document


def _fall_ill(document: Document, plan: Plan, dice: random.Random) -> Document:
    ill = dice.choice([route.engineer for route in plan.routes])
    document["engineers"] = [engineer for engineer in document["engineers"] if engineer["id"] != ill]
    return document


def _overrun(document: Document, plan: Plan, dice: random.Random) -> Document:
    """A visit that is under way at noon takes 90 minutes longer."""
    running = [
        stop
        for route in plan.routes
        for stop in route.stops
        if stop.start < NOON < stop.end and route.stops[-1] != stop
    ]
    chosen = dice.choice(running).job
    job = next(job for job in document["jobs"] if job["id"] == chosen)
    job["parts"][0]["duration"] += 1.5 * HOUR
    return document


def _call_urgently(document: Document, plan: Plan, dice: random.Random) -> Document:
    job = make_job(dice, "urgent", dice.choice(document["jobs"])["location"])
    job.update(
        window={"earliest": NOON, "latest": NOON + 4 * HOUR},
        due=NOON + HOUR,
        weight=5,
        unplanned_cost=100_000,
    )
    document["jobs"].append(job)
    return document


def _cancel(document: Document, plan: Plan, dice: random.Random) -> Document:
    later = sorted({stop.job for route in plan.routes for stop in route.stops if stop.start > NOON})
    gone = dice.choice(later)
    document["jobs"] = [job for job in document["jobs"] if job["id"] != gone]
    return document


DISRUPTIONS: dict[str, Disturb] = {
    "an engineer falls ill": _fall_ill,
    "a visit overruns by 90 minutes": _overrun,
    "an urgent ticket": _call_urgently,
    "a visit is cancelled": _cancel,
}
