"""Ruin and recreate: neighbouring jobs leave the plan together and come back one by one, each at its best."""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from dispatch.kernel import arrays as of
from dispatch.kernel.chance import random_below, random_float, random_job
from dispatch.kernel.changes import take_out
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import Handle
from dispatch.kernel.places import insert_best
from dispatch.kernel.timing import INFINITE, time_pending

BLINK = 0.02


@compiled
def ruin_and_recreate(m: Handle, w: Handle, most: int, tried: int) -> bool:
    """Change the plan for better or worse; False when the rest of the plan had no schedule."""
    number = collect_jobs(m, w, 2 + random_below(w, most))
    for at in range(number):
        if of.assign(w)[of.basket(w)[at], 0] >= 0:
            take_out(m, w, of.basket(w)[at])
    if not time_pending(m, w, INFINITE):
        return False
    sort_basket(m, w, number)
    for at in range(number):
        insert_best(m, w, of.basket(w)[at], tried, BLINK, False)
    return True


@compiled
def collect_jobs(m: Handle, w: Handle, wanted: int) -> int:
    """Fill the basket with a job and its neighbours, or with a string of one engineer's stops."""
    seed = random_job(w)
    number = 0
    if random_float(w) < 0.4 and of.assign(w)[seed, 0] >= 0:
        width = of.durations(m).shape[1]
        stop = seed * width
        while stop >= 0 and number < wanted:
            number = add_to_basket(m, w, stop // width, number)
            stop = of.stops(w)[stop].next
    else:
        number = add_to_basket(m, w, seed, number)
        for nearby in range(of.near(m).shape[1]):
            if number >= wanted:
                break
            job = of.near(m)[seed, nearby]
            if job >= 0 and random_float(w) < 0.5:
                number = add_to_basket(m, w, job, number)
    if random_float(w) < 0.3:
        number = add_unplanned(m, w, number)
    return number


@compiled
def add_unplanned(m: Handle, w: Handle, number: int) -> int:
    """The first unplanned job from a random place on, if there is one."""
    job = random_job(w)
    for _ in range(len(of.order(w))):
        if of.assign(w)[job, 0] < 0:
            return add_to_basket(m, w, job, number)
        job = (job + 1) % len(of.order(w))
    return number


@compiled
def add_to_basket(m: Handle, w: Handle, job: int, number: int) -> int:
    if of.jobs(m)[job].pinned > 0 or number >= len(of.basket(w)):
        return number
    for at in range(number):
        if of.basket(w)[at] == job:
            return number
    of.basket(w)[number] = job
    return number + 1


@compiled
def sort_basket(m: Handle, w: Handle, number: int) -> None:
    """Random order, or the hard ones first, or the early ones first."""
    how = random_below(w, 4)
    for at in range(1, number):
        to = at
        if how < 2:
            other = random_below(w, at + 1)
            of.basket(w)[at], of.basket(w)[other] = of.basket(w)[other], of.basket(w)[at]
            continue
        while to > 0 and comes_before(m, of.basket(w)[to], of.basket(w)[to - 1], how):
            of.basket(w)[to], of.basket(w)[to - 1] = of.basket(w)[to - 1], of.basket(w)[to]
            to -= 1


@compiled
def comes_before(m: Handle, one: int, other: int, how: int) -> bool:
    if how == 2 and of.jobs(m)[one].parts != of.jobs(m)[other].parts:
        return of.jobs(m)[one].parts > of.jobs(m)[other].parts
    return min(of.jobs(m)[one].due, of.jobs(m)[one].latest) < min(
        of.jobs(m)[other].due, of.jobs(m)[other].latest
    )
