"""A day goes wrong at noon: how good 200 ms are against a full search of the same day, and how many visits they move."""

from __future__ import annotations

import copy
import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dispatch
from dispatch import InvalidProblem, Plan, Problem, StopRule, moved_jobs, read_problem, solve
from tests.bench.figures import Figure
from tests.bench.planner.regions import HOUR, NOON, make_job, make_region

# The heat of a search from a plan was chosen on days 0 to 2, so those would flatter.
FIRST_DAY = 10
DAYS, JOBS, ENGINEERS = 10, 120, 40
QUICK, FULL, THREADS = 0.2, 10.0, 2
MOVED = 300
GOAL_PERCENT = 1.0
Document = Any
Disturb = Callable[[Any, Plan, random.Random], Any]


@dataclass(frozen=True)
class Mended:
    """How many percent the quick plan is dearer than the better of both, and how many visits each has moved."""

    loss: float
    moved: int
    moved_by_full: int


def measure() -> list[Figure]:
    dispatch.warm_up()
    mended: dict[str, list[Mended]] = {name: [] for name in DISRUPTIONS}
    for seed in range(FIRST_DAY, FIRST_DAY + DAYS):
        document = make_region(jobs=JOBS, engineers=ENGINEERS, seed=seed, moved=MOVED)
        plan = solve(read_problem(document), stop=_bound(FULL), seed=seed)
        for name, disturb in DISRUPTIONS.items():
            day = _mend(_disturb(document, plan, disturb, random.Random(seed)), plan)
            mended[name].append(day)
            print(
                f"day {seed}, {name}: +{day.loss:.2f} %, moved {day.moved}, by the full search {day.moved_by_full}",
                flush=True,
            )
    return [_figure(name, days) for name, days in mended.items()]


def _mend(problem: Problem, plan: Plan) -> Mended:
    quick = solve(problem, stop=_bound(QUICK), start=plan, threads=THREADS)
    full = solve(problem, stop=_bound(FULL), start=plan, threads=THREADS)
    return Mended(
        loss=100 * (quick.total / min(full.total, quick.total) - 1),
        moved=len(moved_jobs(problem, quick, plan)),
        moved_by_full=len(moved_jobs(problem, full, plan)),
    )


def _bound(seconds: float) -> StopRule:
    return StopRule(seconds=seconds, processor_time=True)


def _figure(name: str, days: list[Mended]) -> Figure:
    losses = [day.loss for day in days]
    moved, by_full = [day.moved for day in days], [day.moved_by_full for day in days]
    return Figure(
        f"planner: {name}, {QUICK * 1000:.0f} ms against {FULL:g} s of processor time on each of {THREADS} threads, {len(days)} days of {JOBS} visits;"
        f" moved {statistics.fmean(moved):.1f} (most {max(moved)}), by the full search {statistics.fmean(by_full):.1f}",
        f"mean +{statistics.fmean(losses):.2f} %, worst +{max(losses):.2f} %",
        f"mean +{GOAL_PERCENT:g} %",
        is_over=statistics.fmean(losses) > GOAL_PERCENT,
    )


def _disturb(document: Document, plan: Plan, disturb: Disturb, dice: random.Random) -> Problem:
    """The first such disruption under which what has begun can be kept at all, breaks included."""
    while True:
        try:
            return read_problem(disturb(_stop_at_noon(copy.deepcopy(document), plan), plan, dice))
        except InvalidProblem:
            continue


def _stop_at_noon(document: Document, plan: Plan) -> Document:
    """What has begun stays as it is; nothing else starts before now, and what could only do so is given up."""
    for job in document["jobs"]:
        crew = plan.crew_of(job["id"])
        start = min((stop.start for stop in crew.values()), default=NOON)
        if start < NOON:
            job["pinned"] = {
                "engineers": {part: who for who, stop in crew.items() for part in stop.parts},
                "start": start,
            }
        else:
            job["window"]["earliest"] = max(job["window"]["earliest"], NOON)
    document["jobs"] = [
        job for job in document["jobs"] if job.get("pinned") or job["window"]["latest"] >= NOON
    ]
    return document


def _fall_ill(document: Document, plan: Plan, dice: random.Random) -> Document:
    """He ends the visit he is at, if any, and makes no more."""
    ill = dice.choice([route for route in plan.routes if route.stops[-1].start >= NOON])
    begun = sum(stop.start < NOON for stop in ill.stops)
    for engineer in document["engineers"]:
        if engineer["id"] == ill.engineer:
            engineer["max_visits"] = begun
    return document


def _overrun(document: Document, plan: Plan, dice: random.Random) -> Document:
    """A visit that is under way takes 90 minutes longer, and its engineer has another one after it."""
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
    later = sorted(job["id"] for job in document["jobs"] if not job.get("pinned") and plan.crew_of(job["id"]))
    gone = dice.choice(later)
    document["jobs"] = [job for job in document["jobs"] if job["id"] != gone]
    return document


DISRUPTIONS: dict[str, Disturb] = {
    "an engineer falls ill": _fall_ill,
    "a visit overruns by 90 minutes": _overrun,
    "an urgent ticket": _call_urgently,
    "a visit is cancelled": _cancel,
}
