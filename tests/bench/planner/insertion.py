"""500 engineers with 2,000 visits: ranked places for one more, and a short search around it; the plan is laid out once."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import dispatch
from dispatch import PreparedPlan, StopRule, Unplanned, polish, rank_places, read_problem, solve
from tests.bench.figures import Figure
from tests.bench.planner.regions import make_region

VISITS, ENGINEERS, SITES, ASKED = 2_000, 500, 1_500, 400
POLISH_SECONDS, POLISHED = 0.05, 40
T = TypeVar("T")


def measure() -> list[Figure]:
    dispatch.warm_up()
    problem = read_problem(make_region(jobs=VISITS + ASKED, engineers=ENGINEERS, sites=SITES))
    plan = solve(replace(problem, jobs=problem.jobs[:VISITS]), stop=StopRule(seconds=10))
    new = problem.jobs[VISITS:]
    waiting = tuple(Unplanned(job.id, "no_time", "Not looked at yet.") for job in new)
    prepared = PreparedPlan(problem, replace(plan, unplanned=(*plan.unplanned, *waiting)), for_polishing=True)
    planned = len(plan.crews())
    solo, joint, polished = [], [], []
    for job in new:
        seconds, places = _time(lambda job=job: rank_places(prepared, job.id))
        if places:
            (joint if len(set(places[0].engineers.values())) > 1 else solo).append(seconds)
    for job in new[:POLISHED]:
        polished.append(_time(lambda job=job: polish(prepared, job.id, seconds=POLISH_SECONDS))[0])
    return [
        _figure(f"ranked places among {planned} visits, one engineer goes", solo, 5),
        _figure(f"ranked places among {planned} visits, a crew goes", joint, 15),
        _figure(f"the same with {POLISH_SECONDS * 1000:.0f} ms of search around it, judged", polished, 100),
    ]


def _time(ask: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    answer = ask()
    return time.perf_counter() - began, answer


def _figure(what: str, seconds: list[float], budget: float) -> Figure:
    ordered = sorted(seconds)
    high = 1000 * ordered[round((len(ordered) - 1) * 0.95)]
    return Figure(
        f"planner: {what} ({len(seconds)} asked)", f"p95 {high:.1f} ms", f"{budget} ms", is_over=high > budget
    )
