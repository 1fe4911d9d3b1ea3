"""One seed's search: a starting plan, then annealing in short runs of the kernel until a bound is reached."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dispatch.cooling import Cooling
from dispatch.kernel import anneal
from dispatch.kernel.layout import NONE, Ints, Model, Work, handle, new_work
from dispatch.kernel.timing import total_cost
from dispatch.plan import Plan
from dispatch.problem import Problem
from dispatch.stopping import StopRule

# Shares of the average cost of a job: found on the public instances, see docs/planner.md.
HOTTEST, COLDEST = 1.5, 0.04
# A plan given is worth keeping: hotter than this, a short search would only lose it.
HOTTEST_FROM_PLAN = 0.3
PLACES_TRIED = 5
JUST = 1e-6


class Impossible(RuntimeError):
    """The promised visits have no schedule: they cannot be put into one order of jobs."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan of one seed, still as arrays."""

    cost: float
    work: Work
    iterations: int
    seconds: float
    stopped_by: str


Watch = Callable[[float, float, int], None]
"""Told the share done, the best cost and the iterations after each run."""


def search_from(
    problem: Problem,
    model: Model,
    *,
    seed: int,
    stop: StopRule,
    start: Plan | None,
    watch: Watch,
    is_cancelled: Callable[[], bool],
    focus: Ints | None = None,
    from_cold: bool = False,
) -> Found:
    """Search with one seed. Deterministic when `stop` counts iterations only and nobody cancels.

    `focus`: change these jobs first of all. `from_cold`: the plan given is good but for details.
    """
    work = new_work(model, seed=seed, focus=focus)
    m, w = handle(model), handle(work)
    _load_kernel(model, work)
    began = time.monotonic()
    make_first_plan(problem, model, work, start)
    best = total_cost(m, w)
    assign, order, waits = work.assign.copy(), work.order.copy(), work.waits.copy()
    cooling = Cooling(len(model.jobs), stop)
    longest_run = max(50, min(cooling.longest_run, 1_000_000 // (len(model.jobs) + 100)))
    iterations = idle_from = number = 0
    idle_since = began
    while True:
        now = time.monotonic()
        reason = stop.done(
            seconds=now - began,
            iterations=iterations,
            idle_seconds=now - idle_since,
            idle_iterations=iterations - idle_from,
        )
        if is_cancelled():
            reason = "cancelled"
        if reason is not None or len(model.jobs) == 0 or len(model.engineers) == 0:
            break
        share = stop.share_done(seconds=now - began, iterations=iterations)
        cycle, cooled = cooling.locate(share=share, iterations=iterations)
        if cycle > number and not from_cold:
            number = cycle
            _begin_again(problem, model, work, (assign, order, waits), seed=seed, cycle=cycle)
        anneal.straighten_order(m, w)
        anneal.rebuild(m, w, work.assign.copy(), work.order.copy())
        count = longest_run if stop.iterations is None else min(longest_run, stop.iterations - iterations)
        hottest = HOTTEST_FROM_PLAN if start and number == 0 else HOTTEST
        if from_cold:
            hottest = COLDEST
        heat = _heat(model, best, cooled, hottest)
        better = anneal.anneal(m, w, assign, order, waits, best, heat, count)
        iterations += count
        # Before the first cooling is over nobody expects anything better, so that is not idleness.
        if better < best or number == 0:
            idle_from, idle_since = iterations, time.monotonic()
        best = min(best, better)
        watch(share, best, iterations)
    work.waits[:] = waits
    if not anneal.rebuild(m, w, assign, order):
        raise Impossible("The promised visits wait for each other; no order of jobs keeps them all.")
    return Found(total_cost(m, w), work, iterations, time.monotonic() - began, reason or "complete")


def _begin_again(
    problem: Problem, model: Model, work: Work, best: tuple[Ints, Ints, Ints], *, seed: int, cycle: int
) -> None:
    """From the best plan, or every other time from the pins alone with all else added in random order.

    Some plans are so far apart that no heat leads from one to the other.
    """
    assign, order, waits = best
    m, w = handle(model), handle(work)
    if cycle % 2 == 0:
        work.waits[:] = waits
        anneal.rebuild(m, w, assign, order)
        return
    pins, by_start = read_crews(problem, model, None)
    work.waits[:] = 0
    work.waits[: len(problem.jobs)] = model.jobs["promised"] > 0
    anneal.follow_plan(m, w, pins, by_start)
    left = [job for job in range(len(problem.jobs)) if work.assign[job, 0] < 0]
    random.Random(f"{seed} {cycle}").shuffle(left)
    anneal.insert_all(m, w, np.array(left, dtype=np.int64), PLACES_TRIED)


def _load_kernel(model: Model, work: Work) -> None:
    """Compile or load it now: that is not part of the time for searching."""
    anneal.clear(handle(model), handle(work))
    anneal.anneal(
        handle(model), handle(work), work.assign.copy(), work.order.copy(), work.waits.copy(), 0.0, 0.0, 0
    )


def make_first_plan(problem: Problem, model: Model, work: Work, start: Plan | None) -> None:
    """Pins, then what the plan given still allows, then every other job at its best place."""
    assign, order = read_crews(problem, model, start)
    work.waits[len(problem.jobs) :] = read_waits(problem, model, start)
    anneal.follow_plan(handle(model), handle(work), assign, order)
    for index, job in enumerate(problem.jobs):
        if job.pinned and work.assign[index, 0] < 0:
            raise Impossible(f"The promised visit {job.id} cannot be kept beside the other promised visits.")
    ends = np.minimum(model.jobs["due"], model.jobs["latest"])
    able = (model.able > 0).sum(axis=1)
    ranked = np.lexsort((able, ends, -model.jobs["parts"]))
    left = np.array([job for job in ranked if work.assign[job, 0] < 0], dtype=np.int64)
    # A job's place in the order matters from now on only relative to jobs with a crew.
    anneal.insert_all(handle(model), handle(work), left, PLACES_TRIED)


def read_crews(problem: Problem, model: Model, start: Plan | None) -> tuple[Ints, Ints]:
    """Crews by pins and by the plan given, and an order of jobs by start."""
    crew = {engineer.id: index for index, engineer in enumerate(problem.engineers)}
    crews = start.crews() if start else {}
    assign = np.full(model.durations.shape, NONE, dtype=np.int64)
    starts = np.full(len(problem.jobs), math.inf)
    for index, job in enumerate(problem.jobs):
        if job.pinned:
            planned = dict(job.pinned.engineers)
            starts[index] = job.pinned.start
        else:
            stops = crews.get(job.id, {})
            planned = {part: who for who, stop in stops.items() for part in stop.parts}
            starts[index] = min((stop.start for stop in stops.values()), default=math.inf)
        row = [crew.get(planned.get(part.id, ""), NONE) for part in job.parts]
        if NONE in row or not (job.pinned or _is_allowed(model, index, row, job.staffing == "separate")):
            continue
        assign[index, : len(row)] = row
    # Of two stops at the same moment the shorter comes first: it may take no time at all.
    return assign, np.lexsort((model.durations.sum(axis=1), starts)).astype(np.int64)


def read_waits(problem: Problem, model: Model, start: Plan | None) -> Ints:
    """For each stop whether it waits for a break in the plan given: the break ends just in time for it.

    A pinned one waits for nothing.
    """
    width = model.durations.shape[1]
    waits = np.zeros(len(problem.jobs) * width, dtype=np.int64)
    numbers = {job.id: number for number, job in enumerate(problem.jobs)}
    origins = {engineer.id: engineer.shift.origin for engineer in problem.engineers}
    for route in start.routes if start else ():
        place = origins.get(route.engineer)
        for stop in route.stops:
            if place is None or stop.job not in numbers:
                break
            job = problem.jobs[numbers[stop.job]]
            drive = problem.travel_between(place, job.location)
            place = job.location
            if job.pinned is None and any(
                _ends_just_before(stop.start, rest.end, drive) for rest in route.breaks
            ):
                slot = next((at for at, part in enumerate(job.parts) if part.id in stop.parts), 0)
                waits[numbers[stop.job] * width + slot] = 1
    return waits


def _ends_just_before(start: float, end: float, drive: float) -> bool:
    return abs(start - end) <= JUST or abs(start - end - drive) <= JUST


def _is_allowed(model: Model, job: int, row: list[int], separate: bool) -> bool:
    able = all(model.able[job, engineer] >> part & 1 for part, engineer in enumerate(row))
    return able and not (separate and len(set(row)) < len(row))


def coldest_heat(model: Model, best: float) -> float:
    """The temperature at the end of a search, when little more than improvements is accepted."""
    return _heat(model, best, 1.0)


def _heat(model: Model, best: float, share: float, hottest: float = HOTTEST) -> float:
    """Temperature, falling geometrically; in the unit of cost, so that scaling all costs changes nothing."""
    scale = max(1e-9, best / len(model.jobs))
    return float(scale * hottest * (COLDEST / hottest) ** share)
