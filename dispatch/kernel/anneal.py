"""Simulated annealing over the small moves, with now and then a ruin and recreate; and starting plans."""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import math

from dispatch.kernel import arrays as of
from dispatch.kernel import moves, ruin
from dispatch.kernel.chance import random_float
from dispatch.kernel.changes import put_in, save, shift, take_back
from dispatch.kernel.copying import copy_ints, copy_rows
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import (
    COUNTS,
    FIRST_POSITION,
    JOURNAL,
    LOG,
    MOVED,
    NONE,
    RESCAN,
    SETTLED,
    SHIFTED,
    TOTALS,
    Handle,
    Ints,
)
from dispatch.kernel.places import insert_best
from dispatch.kernel.timing import INFINITE, time_pending, total_cost

# A ruin costs as much as some hundred small moves, more so in large problems.
RUIN_SHARE, RUIN_SHARE_OF_ONE_JOB = 0.012, 1.0


@compiled
def clear(m: Handle, w: Handle) -> None:
    """Everything unplanned; the order stays."""
    for stop in range(len(of.stops(w))):
        of.stops(w)[stop].engineer = NONE
        of.stops(w)[stop].late = 0.0
        of.stops(w)[stop].moved = 1
    for engineer in range(len(of.tours(w))):
        tour = of.tours(w)[engineer]
        tour.head = NONE
        tour.tail = NONE
        tour.stops = 0
        tour.broken = 0
        tour.over = 0.0
        tour.back = 0.0
    of.assign(w)[:, :] = NONE
    of.dirty(w)[:] = 0
    for at in range(TOTALS):
        of.totals(w)[at] = 0.0
    for at in range(COUNTS):
        of.counts(w)[at] = 0
    of.counts(w)[FIRST_POSITION] = len(of.order(w))
    for job in range(len(of.order(w))):
        of.totals(w)[SETTLED] += of.jobs(m)[job].unplanned
        if of.jobs(m)[job].promised > 0:
            of.totals(w)[SHIFTED] += 1.0


@compiled
def rebuild(m: Handle, w: Handle, assign: Ints, order: Ints) -> bool:
    """The plan with these crews in this order, every sum computed anew; False when it has no schedule.

    `assign` and `order` must not be the arrays of the plan itself.
    """
    copy_ints(of.order(w), order)
    for at in range(len(order)):
        of.position(w)[order[at]] = at
    clear(m, w)
    for at in range(len(order)):
        job = of.order(w)[at]
        if assign[job, 0] >= 0:
            put_in(m, w, job, assign[job, :])
    possible = time_pending(m, w, INFINITE)
    forget_history(w)
    return possible


@compiled
def forget_history(w: Handle) -> None:
    of.counts(w)[JOURNAL] = 0
    of.counts(w)[LOG] = 0


@compiled
def straighten_order(m: Handle, w: Handle) -> None:
    """Put jobs that share nobody in the order of their starts: near in time is then near in the order."""
    width = of.durations(m).shape[1]
    for at in range(1, len(of.order(w))):
        here = at
        while here > 0:
            job = of.order(w)[here]
            before = of.order(w)[here - 1]
            if of.assign(w)[job, 0] < 0 or of.assign(w)[before, 0] < 0:
                break
            if of.stops(w)[job * width].start >= of.stops(w)[before * width].start or share_someone(
                m, w, job, before
            ):
                break
            shift(w, job, here - 1)
            here -= 1


@compiled
def share_someone(m: Handle, w: Handle, one: int, other: int) -> bool:
    for part in range(of.jobs(m)[one].parts):
        for counterpart in range(of.jobs(m)[other].parts):
            if of.assign(w)[one, part] == of.assign(w)[other, counterpart]:
                return True
    return False


@compiled
def follow_plan(m: Handle, w: Handle, assign: Ints, order: Ints) -> int:
    """Start from given crews in a given order, leaving out what has no schedule; how many jobs were kept."""
    copy_ints(of.order(w), order)
    for at in range(len(order)):
        of.position(w)[order[at]] = at
    clear(m, w)
    kept = 0
    # Pinned jobs first: nothing may push them aside.
    for pinned in (1, 0):
        for at in range(len(order)):
            job = order[at]
            if of.jobs(m)[job].pinned != pinned or assign[job, 0] < 0:
                continue
            point = save(w)
            put_in(m, w, job, assign[job, :])
            if time_pending(m, w, INFINITE):
                kept += 1
            else:
                take_back(m, w, point)
            forget_history(w)
    return kept


@compiled
def insert_all(m: Handle, w: Handle, jobs: Ints, tried: int) -> None:
    """Plan these jobs one after another at their best places."""
    for at in range(len(jobs)):
        insert_best(m, w, jobs[at], tried, 0.0, False)
        forget_history(w)


@compiled
def make_move(m: Handle, w: Handle) -> bool:
    if of.costs(m)[MOVED] > 0 and random_float(w) < 0.03:
        return moves.release_promise(m, w)
    if of.breaks(m).shape[1] > 0 and random_float(w) < 0.03:
        return moves.turn_rest(m, w)
    chance = random_float(w)
    if chance < 0.55:
        return moves.relocate(m, w)
    if chance < 0.65:
        return moves.restaff(m, w)
    if chance < 0.80:
        return moves.exchange(m, w)
    if chance < 0.90:
        return moves.move_string(m, w)
    return moves.cross(m, w)


@compiled
def anneal(
    m: Handle,
    w: Handle,
    best_assign: Ints,
    best_order: Ints,
    best_waits: Ints,
    best: float,
    heat: float,
    iterations: int,
) -> float:
    """Search at one temperature; the best plan seen goes into best_*; its cost is returned."""
    current = total_cost(m, w)
    ruins = min(RUIN_SHARE, RUIN_SHARE_OF_ONE_JOB / len(of.order(w)))
    biggest_ruin = max(2, min(10, len(of.order(w)) // 6))
    for _ in range(iterations):
        limit = current - heat * math.log(1.0 - random_float(w))
        point = save(w)
        of.counts(w)[RESCAN] = 0
        if random_float(w) < ruins:
            accepted = ruin.ruin_and_recreate(m, w, biggest_ruin, 3)
        else:
            accepted = make_move(m, w) and of.totals(w)[SETTLED] <= limit and time_pending(m, w, limit)
        cost = total_cost(m, w) if accepted else INFINITE
        if cost > limit:
            take_back(m, w, point)
            continue
        current = cost
        forget_history(w)
        if cost < best - 1e-9:
            best = cost
            copy_rows(best_assign, of.assign(w))
            copy_ints(best_order, of.order(w))
            copy_ints(best_waits, of.waits(w))
    return best
