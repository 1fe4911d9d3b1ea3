"""One seed's search: a starting plan, then annealing in short runs of the kernel until a bound is reached."""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dispatch.cooling import Cooling
from dispatch.kernel import anneal
from dispatch.kernel.layout import NONE, Floats, Ints, Model, Work, handle, new_work
from dispatch.kernel.timing import total_cost
from dispatch.plan import Plan
from dispatch.problem import Problem
from dispatch.stopping import StopRule

# Shares of the average cost of a job: found on the public instances, see docs/planner.md.
HOTTEST, COLDEST = 1.5, 0.04
# A plan given is worth keeping: hotter than this, a short search would only lose it.
HOTTEST_FROM_PLAN = 0.3
# Later coolings that begin with the best plan so far are to change it, not to lose it.
HOTTEST_FROM_BEST = 0.5
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
    began = stop.now()
    make_first_plan(problem, model, work, start)
    best = _Best(total_cost(m, w), work.assign.copy(), work.order.copy(), work.waits.copy())
    cooling = Cooling(len(model.jobs), stop)
    longest_run = max(50, min(cooling.longest_run, 1_000_000 // (len(model.jobs) + 100)))
    iterations = idle_from = number = 0
    idle_since = began
    while True:
        now = stop.now()
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
            _begin_again(problem, model, work, best, seed=seed, cycle=cycle)
        anneal.straighten_order(m, w)
        _rebuild(model, work, work.assign.copy(), work.order.copy())
        count = longest_run if stop.iterations is None else min(longest_run, stop.iterations - iterations)
        hottest = COLDEST if from_cold else _hottest(number, cooling.warmth, with_plan=start is not None)
        heat = heat_at(average_cost(model, best.assign, best.cost), cooled, hottest)
        cost = anneal.anneal(m, w, best.assign, best.order, best.waits, best.cost, heat, count)
        iterations += count
        # Before the first cooling is over nobody expects anything better, so that is not idleness.
        if cost < best.cost or number == 0:
            idle_from, idle_since = iterations, stop.now()
        best.cost = min(best.cost, cost)
        watch(share, best.cost, iterations)
    work.waits[:] = best.waits
    _rebuild(model, work, best.assign, best.order)
    return Found(total_cost(m, w), work, iterations, stop.now() - began, reason or "complete")


@dataclass(slots=True)
class _Best:
    """The best plan seen; the kernel writes into the arrays."""

    cost: float
    assign: Ints
    order: Ints
    waits: Ints


def _hottest(cycle: int, warmth: float, *, with_plan: bool) -> float:
    """How hot this cooling begins."""
    if cycle == 0:
        return HOTTEST_FROM_PLAN if with_plan else HOTTEST * warmth
    return HOTTEST if _is_from_scratch(cycle) else HOTTEST_FROM_BEST


def _is_from_scratch(cycle: int) -> bool:
    return cycle % 2 == 1


def _begin_again(problem: Problem, model: Model, work: Work, best: _Best, *, seed: int, cycle: int) -> None:
    """From the best plan, or every other time from the pins alone with all else added in random order.

    Some plans are so far apart that no heat leads from one to the other.
    """
    if not _is_from_scratch(cycle):
        work.waits[:] = best.waits
        _rebuild(model, work, best.assign, best.order)
        return
    pins, by_start = read_crews(problem, model, None)
    work.waits[:] = 0
    work.waits[: len(problem.jobs)] = model.jobs["promised"] > 0
    anneal.follow_plan(handle(model), handle(work), pins, by_start)
    left = [job for job in range(len(problem.jobs)) if work.assign[job, 0] < 0]
    random.Random(f"{seed} {cycle}").shuffle(left)
    anneal.insert_all(handle(model), handle(work), np.array(left, dtype=np.int64), PLACES_TRIED)


def _rebuild(model: Model, work: Work, assign: Ints, order: Ints) -> None:
    """These crews in this order, every sum anew."""
    if not anneal.rebuild(handle(model), handle(work), assign, order):
        raise Impossible("The promised visits wait for each other; no order of jobs keeps them all.")


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
    """Crews by pins and by the plan given, and an order of jobs that keeps everybody's order of stops."""
    crew = {engineer.id: index for index, engineer in enumerate(problem.engineers)}
    crews = start.crews() if start else {}
    assign = np.full(model.durations.shape, NONE, dtype=np.int64)
    starts = np.full(len(problem.jobs), math.inf)
    days: list[list[tuple[float, float, int]]] = [[] for _ in problem.engineers]
    for index, job in enumerate(problem.jobs):
        if job.pinned:
            begins = {part: (who, job.pinned.start) for part, who in job.pinned.engineers.items()}
        else:
            stops = crews.get(job.id, {})
            begins = {part: (who, stop.start) for who, stop in stops.items() for part in stop.parts}
        starts[index] = min((begin for _, begin in begins.values()), default=math.inf)
        row = [crew.get(begins[part.id][0], NONE) if part.id in begins else NONE for part in job.parts]
        if NONE in row or not (job.pinned or _is_allowed(model, index, row, job.staffing == "separate")):
            continue
        assign[index, : len(row)] = row
        for who, begin in set(begins.values()):
            # Of two stops at the same moment the shorter comes first: it may take no time at all.
            days[crew[who]].append((begin, float(model.durations[index].sum()), index))
    return assign, _order_jobs(days, starts, model.durations.sum(axis=1))


def _order_jobs(days: list[list[tuple[float, float, int]]], starts: Floats, lengths: Floats) -> Ints:
    """By start, but never against somebody's own day: the parts of a job with a gap start far apart.

    What waits crosswise for each other comes last; no order of jobs can say it.
    """
    after: list[list[int]] = [[] for _ in starts]
    before = [0] * len(starts)
    for day in days:
        for (_, _, earlier), (_, _, later) in itertools.pairwise(sorted(day)):
            after[earlier].append(later)
            before[later] += 1

    def rank(job: int) -> tuple[float, float, int]:
        return float(starts[job]), float(lengths[job]), job

    ready = [rank(job) for job, waiting in enumerate(before) if not waiting]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        job = heapq.heappop(ready)[2]
        order.append(job)
        for later in after[job]:
            before[later] -= 1
            if not before[later]:
                heapq.heappush(ready, rank(later))
    order += sorted((job for job, waiting in enumerate(before) if waiting), key=rank)
    return np.array(order, dtype=np.int64)


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


def average_cost(model: Model, assign: Ints, cost: float) -> float:
    """The cost of a planned job. What is left out is dear, perhaps for good, and says nothing about the others."""
    left_out = assign[:, 0] < 0
    planned = len(left_out) - np.count_nonzero(left_out)
    if planned == 0:
        return cost / len(left_out)
    return float(cost - model.jobs["unplanned"][left_out].sum()) / planned


def heat_at(average: float, share: float, hottest: float = HOTTEST) -> float:
    """Temperature, falling geometrically; in the unit of cost, so that scaling all costs changes nothing."""
    return float(max(1e-9, average) * hottest * (COLDEST / hottest) ** share)
