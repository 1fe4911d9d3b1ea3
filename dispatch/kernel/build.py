"""From a problem to the kernel's arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dispatch.breaks import chain_latest, order_breaks
from dispatch.kernel.layout import ENGINEER, JOB, NONE, Floats, Ints, Model, Records
from dispatch.plan import Plan
from dispatch.problem import Job, Problem

NEIGHBOURS = 40
# So many jobs are measured against all others at once; the square of thousands would take gigabytes.
BLOCK = 500
MOST_PARTS_SHARED_FREELY = 4


def build_model(problem: Problem, start: Plan | None, *, with_neighbours: bool = True) -> Model:
    """Arrays for this problem; `start` matters only where moving a job costs something."""
    width = max((len(job.parts) for job in problem.jobs), default=1)
    rows, bounds = _build_rows(problem, width)
    row_shares, shares = _build_shares(rows, bounds)
    travel = np.array(problem.travel, dtype=np.float64).reshape(
        len(problem.locations), len(problem.locations)
    )
    able = _build_able(problem)
    promised, promises = _build_promises(problem, start)
    jobs = np.zeros(len(problem.jobs), dtype=JOB)
    for index, job in enumerate(problem.jobs):
        jobs[index] = _job_record(problem, job, bounds[job.staffing, len(job.parts)], promises[index])
    durations = np.zeros((len(problem.jobs), width))
    for index, job in enumerate(problem.jobs):
        durations[index, : len(job.parts)] = [part.duration for part in job.parts]
    return Model(
        jobs=jobs,
        engineers=_build_engineers(problem),
        durations=durations,
        breaks=_build_breaks(problem),
        travel=travel,
        able=able,
        price=_build_prices(problem),
        near=_build_neighbours(problem, travel, able if with_neighbours else able[:0]),
        rows=rows,
        row_shares=row_shares,
        shares=shares,
        promised=promised,
        costs=np.array(
            [
                problem.costs.travel,
                problem.costs.visit,
                problem.costs.lateness,
                problem.costs.max_lateness,
                problem.costs.overtime,
                problem.costs.not_preferred,
                problem.costs.moved,
            ]
        ),
    )


def _build_able(problem: Problem) -> Ints:
    """Per job and engineer a bit for every part he may do; one look at the crew for each skill and level."""
    able = np.zeros((len(problem.jobs), len(problem.engineers)), dtype=np.int64)
    crew = {engineer.id: index for index, engineer in enumerate(problem.engineers)}
    skilled: dict[tuple[str, float], Ints] = {}
    for index, job in enumerate(problem.jobs):
        for number, part in enumerate(job.parts):
            key = (part.skill, part.level)
            if key not in skilled:
                skilled[key] = np.array(
                    [engineer.can_do(part) for engineer in problem.engineers], dtype=np.int64
                )
            able[index] |= skilled[key] << number
        able[index, [crew[who] for who in job.forbidden]] = 0
    return able


def _job_record(problem: Problem, job: Job, bounds: tuple[int, int], promises: int) -> tuple[float, ...]:
    return (
        problem.places[job.location],
        len(job.parts),
        *bounds,
        int(job.staffing == "separate"),
        int(job.pinned is not None),
        promises,
        job.pinned.start if job.pinned else 0.0,
        job.window.earliest,
        job.window.latest,
        job.gap.min if job.staffing == "separate" else 0.0,
        job.gap.max if job.staffing == "separate" else 0.0,
        job.due,
        job.weight,
        job.unplanned_cost,
    )


def _build_rows(problem: Problem, width: int) -> tuple[Ints, dict[tuple[str, int], tuple[int, int]]]:
    """All ways to share the parts of a job out, as group numbers; and which rows each kind of job may use."""
    rows: list[list[int]] = []
    bounds: dict[tuple[str, int], tuple[int, int]] = {}
    for job in problem.jobs:
        key = (job.staffing, len(job.parts))
        if key not in bounds:
            first = len(rows)
            for groups in _sharings(*key):
                rows.append([*groups, *[0] * (width - len(groups))])
            bounds[key] = (first, len(rows))
    return np.array(rows, dtype=np.int64).reshape(len(rows), width), bounds


def _build_shares(rows: Ints, bounds: dict[tuple[str, int], tuple[int, int]]) -> tuple[Ints, Ints]:
    """For each way to share the parts out the numbers of its shares; and the parts of each share as bits."""
    numbers: dict[int, int] = {}
    row_shares = np.full((len(rows), max(2, rows.shape[1])), NONE, dtype=np.int64)
    for (_, parts), (first, end) in bounds.items():
        for row in range(first, end):
            masks = [0] * parts
            for part in range(parts):
                masks[rows[row, part]] |= 1 << part
            for group, mask in enumerate(filter(None, masks)):
                row_shares[row, group] = numbers.setdefault(mask, len(numbers))
    return row_shares, np.array(list(numbers), dtype=np.int64)


def _sharings(staffing: str, parts: int) -> Iterator[list[int]]:
    if staffing == "separate":
        yield list(range(parts))
    elif parts <= MOST_PARTS_SHARED_FREELY:
        yield from _partitions(parts)
    else:
        # All partitions would be too many: one engineer, everyone for himself, and each cut in two.
        yield [0] * parts
        yield list(range(parts))
        for cut in range(1, parts):
            yield [0] * cut + [1] * (parts - cut)


def _partitions(parts: int) -> Iterator[list[int]]:
    """Restricted growth strings (Knuth, TAOCP 4A, 7.2.1.5)."""
    if parts == 0:
        yield []
        return
    for shorter in _partitions(parts - 1):
        for group in range(max(shorter, default=-1) + 2):
            yield [*shorter, group]


def _build_engineers(problem: Problem) -> Records:
    engineers = np.zeros(len(problem.engineers), dtype=ENGINEER)
    for index, engineer in enumerate(problem.engineers):
        shift = engineer.shift
        engineers[index] = (
            problem.places[shift.origin],
            problem.places[shift.destination] if shift.destination is not None else NONE,
            len(engineer.breaks),
            len(problem.jobs) if engineer.max_visits is None else engineer.max_visits,
            shift.start,
            shift.end,
            shift.end + shift.overtime,
        )
    return engineers


def _build_breaks(problem: Problem) -> Floats:
    most = max((len(engineer.breaks) for engineer in problem.engineers), default=0)
    table = np.zeros((len(problem.engineers), most, 3))
    for index, engineer in enumerate(problem.engineers):
        order = order_breaks(engineer.breaks) or ()
        for number, (rest, latest) in enumerate(zip(order, chain_latest(order), strict=True)):
            table[index, number] = (rest.earliest, latest, rest.duration)
    return table


def _build_prices(problem: Problem) -> Floats:
    prices = np.full((len(problem.jobs), len(problem.engineers)), problem.costs.visit)
    crew = {engineer.id: index for index, engineer in enumerate(problem.engineers)}
    for index, job in enumerate(problem.jobs):
        if job.preferred:
            prices[index] += problem.costs.not_preferred
            prices[index, [crew[who] for who in job.preferred]] = problem.costs.visit
    return prices


def _build_promises(problem: Problem, start: Plan | None) -> tuple[Floats, list[int]]:
    promised = np.full((len(problem.jobs), len(problem.engineers)), np.nan)
    promises = [0] * len(problem.jobs)
    if start is None or problem.costs.moved == 0:
        return promised, promises
    crew = {engineer.id: index for index, engineer in enumerate(problem.engineers)}
    jobs = {job.id: index for index, job in enumerate(problem.jobs)}
    for route in start.routes:
        for stop in route.stops:
            if stop.job in jobs:
                promises[jobs[stop.job]] += 1
                if route.engineer in crew:
                    promised[jobs[stop.job], crew[route.engineer]] = stop.start
    return promised, promises


def _build_neighbours(problem: Problem, travel: Floats, able: Ints) -> Ints:
    """For each job the jobs worth standing next to: near, about the same time, with somebody in common.

    The measure is the proximity of Vidal et al. (2013): travel, a fifth of the waiting, all of the lateness.
    """
    count = len(problem.jobs)
    near = np.full((count, max(1, min(NEIGHBOURS, count - 1))), NONE, dtype=np.int64)
    if count < 2 or len(able) == 0:
        return near
    places = np.array([problem.places[job.location] for job in problem.jobs])
    length = np.array([sum(part.duration for part in job.parts) / len(job.parts) for job in problem.jobs])
    earliest = np.array([job.pinned.start if job.pinned else job.window.earliest for job in problem.jobs])
    latest = np.array(
        [job.pinned.start if job.pinned else min(job.due, job.window.latest) for job in problem.jobs]
    )
    usable = _build_usable(problem, able)
    for first in range(0, count, BLOCK):
        rows = slice(first, first + BLOCK)
        there = _measure(rows, slice(None), travel[np.ix_(places[rows], places)], length, earliest, latest)
        back = _measure(slice(None), rows, travel[np.ix_(places, places[rows])], length, earliest, latest)
        distance = np.minimum(there, back.T)
        distance[usable[rows] @ usable.T == 0] = np.inf
        distance[np.arange(len(distance)), np.arange(first, first + len(distance))] = np.inf
        ranked = np.argsort(distance, axis=1, kind="stable")[:, : near.shape[1]]
        near[rows] = np.where(np.isfinite(np.take_along_axis(distance, ranked, axis=1)), ranked, NONE)
    return near


def _measure(
    one: slice, other: slice, hours: Floats, length: Floats, earliest: Floats, latest: Floats
) -> Floats:
    """From the jobs `one` to the jobs `other`."""
    arrival = length[one, None] + hours
    waiting = np.maximum(0.0, earliest[None, other] - arrival - latest[one, None])
    lateness = np.maximum(0.0, earliest[one, None] + arrival - latest[None, other])
    return hours + 0.2 * waiting + lateness


def _build_usable(problem: Problem, able: Ints) -> Floats:
    """Who may do something of a job, or is promised to it."""
    numbers = {engineer.id: number for number, engineer in enumerate(problem.engineers)}
    usable = (able > 0).astype(np.float64)
    for index, job in enumerate(problem.jobs):
        if job.pinned:
            usable[index, [numbers[who] for who in job.pinned.engineers.values()]] = 1.0
    return usable
