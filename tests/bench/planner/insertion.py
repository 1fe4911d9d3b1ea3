"""500 engineers with 2,000 visits: ranked places for one more, and a short search around it; the plan is laid out once.

All times are those the thread had a processor: comparable on a busy machine. The search of 50 ms is added to what comes
before and after it. What that search finds is compared with a full search of the same day: both begin with the plan
published before, and a moved visit has its price.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import dispatch
from dispatch import (
    Plan,
    PreparedPlan,
    Problem,
    StopRule,
    Unplanned,
    polish,
    rank_places,
    read_problem,
    solve,
    solve_by_regions,
)
from tests.bench.figures import Figure
from tests.bench.planner.regions import make_region

VISITS, ENGINEERS, SITES, ASKED = 2_000, 500, 1_500, 400
POLISH_SECONDS, POLISHED = 0.05, 100
MOVED, PUBLISHED_SECONDS, FULL_SECONDS, COMPARED, GOAL_PERCENT = 300, 60, 60, 3, 0.5
T = TypeVar("T")


def measure() -> list[Figure]:
    dispatch.warm_up()
    document = make_region(jobs=VISITS + ASKED, engineers=ENGINEERS, sites=SITES, moved=MOVED)
    problem = read_problem(document)
    plan = solve(replace(problem, jobs=problem.jobs[:VISITS]), stop=StopRule(seconds=10, processor_time=True))
    new = problem.jobs[VISITS:]
    waiting = tuple(Unplanned(job.id, "no_time", "Not looked at yet.") for job in new)
    prepared = PreparedPlan(problem, replace(plan, unplanned=(*plan.unplanned, *waiting)), for_polishing=True)
    planned = len(plan.crews())
    solo: list[float] = []
    joint: list[float] = []
    for job in new:
        seconds, places = _time(partial(rank_places, prepared, job.id))
        if places:
            (joint if len(set(places[0].engineers.values())) > 1 else solo).append(seconds)
    polished = [
        POLISH_SECONDS + _time(partial(polish, prepared, job.id, seconds=0))[0] for job in new[:POLISHED]
    ]
    return [
        _figure(f"ranked places among {planned} visits, one engineer goes", solo, 5),
        _figure(f"ranked places among {planned} visits, a crew goes", joint, 15),
        _figure(f"the same with {POLISH_SECONDS * 1000:.0f} ms of search around it, judged", polished, 100),
        _compare_with_full_search(problem),
    ]


def _compare_with_full_search(problem: Problem) -> Figure:
    day = replace(problem, jobs=problem.jobs[:VISITS])
    stop = StopRule(seconds=PUBLISHED_SECONDS, processor_time=True)
    plan = solve_by_regions(day, stop=stop, threads=2)
    losses = []
    for job in problem.jobs[VISITS : VISITS + COMPARED]:
        asked = replace(day, jobs=(*day.jobs, job))
        losses.append(_lose(asked, plan, job.id))
        print(f"{job.id}: {losses[-1]:+.2f} %", flush=True)
    return Figure(
        f"planner: {POLISH_SECONDS * 1000:.0f} ms of search around one more visit against {FULL_SECONDS:g} s of processor time"
        f" for the whole, a moved visit {MOVED}, mean of {COMPARED}",
        f"{statistics.fmean(losses):+.2f} % (worst {max(losses):+.2f} %)",
        f"{GOAL_PERCENT:+g} %",
        is_over=max(losses) > GOAL_PERCENT,
    )


def _lose(problem: Problem, plan: Plan, job: str) -> float:
    """How many percent dearer the quick plan is."""
    waiting = Unplanned(job, "no_time", "Not looked at yet.")
    prepared = PreparedPlan(problem, replace(plan, unplanned=(*plan.unplanned, waiting)), for_polishing=True)
    quick = polish(prepared, job, seconds=POLISH_SECONDS)
    full = solve(problem, stop=StopRule(seconds=FULL_SECONDS, processor_time=True), start=plan)
    return 100 * (quick.total / full.total - 1)


def _time(ask: Callable[[], T]) -> tuple[float, T]:
    began = time.thread_time()
    answer = ask()
    return time.thread_time() - began, answer


def _figure(what: str, seconds: list[float], budget: float) -> Figure:
    ordered = sorted(seconds)
    high = 1000 * ordered[round((len(ordered) - 1) * 0.95)]
    return Figure(
        f"planner: {what} ({len(seconds)} asked)", f"p95 {high:.1f} ms", f"{budget} ms", is_over=high > budget
    )
