"""Where a job could go and with whom: the crews at every gap are priced roughly, the best ones are tried in full."""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from dispatch.kernel import arrays as of
from dispatch.kernel.chance import random_float
from dispatch.kernel.changes import move_in_order, put_in, save, take_back
from dispatch.kernel.copying import copy_ints
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import ASKED, LATENESS, NONE, Floats, Handle, Ints
from dispatch.kernel.offers import choose_engineers, make_offers, price_of_leaving
from dispatch.kernel.timing import INFINITE, time_pending, total_cost

# So many engineers are asked for each part where there are more; fewer where the parts can be shared out in many ways.
ASKED_IN_SEARCH, ASKED_AT_LEAST = 40, 10


@compiled
def find_places(m: Handle, w: Handle, job: int, wanted: int, blink: float, most: int) -> int:
    """Fill place_cost, place_at, place_row with the cheapest places by rough price; how many there are.

    The walk passes every position of the order; only who has just passed a stop of his can give a new place.
    A place is overlooked with probability `blink` (Christiaens and Vanden Berghe 2020), for variety.
    `most`: so many engineers are asked for each part, those with the best gaps.
    """
    width = of.durations(m).shape[1]
    choose_engineers(m, w, job, most)
    for at in range(of.counts(w)[ASKED]):
        of.last(w)[of.ask(w)[at]] = NONE
        make_offers(m, w, of.ask(w)[at], job, INFINITE)
    found = take_offers(m, w, job, 0, NONE, 0, wanted)
    for position in range(1, len(of.order(w)) + 1):
        passed = of.order(w)[position - 1]
        fresh = False
        if of.assign(w)[passed, 0] >= 0:
            bound = of.place_cost(w)[found - 1] if found == wanted else INFINITE
            for stop in range(passed * width, passed * width + of.jobs(m)[passed].parts):
                engineer = of.stops(w)[stop].engineer
                if engineer >= 0 and of.is_asked(w)[engineer] > 0:
                    of.last(w)[engineer] = stop
                    fresh = make_offers(m, w, engineer, job, bound) or fresh
        if fresh and not (blink > 0 and random_float(w) < blink):
            found = take_offers(m, w, job, position, passed, found, wanted)
    return found


@compiled
def take_offers(m: Handle, w: Handle, job: int, position: int, passed: int, found: int, wanted: int) -> int:
    """Put the crews at this position of the walk, with somebody who has just passed a stop, on the short list."""
    width = of.durations(m).shape[1]
    for row in range(of.jobs(m)[job].row_from, of.jobs(m)[job].row_to):
        if of.row_shares(m)[row, 1] >= 0:
            bound = of.place_cost(w)[found - 1] if found == wanted else INFINITE
            if staff_here(m, w, job, row, passed, bound):
                found = keep_place(m, w, price_crew(m, w, job), position, found, wanted)
        elif passed < 0:
            for at in range(of.counts(w)[ASKED]):
                found = take_alone(m, w, job, row, of.ask(w)[at], position, found, wanted)
        else:
            for stop in range(passed * width, passed * width + of.jobs(m)[passed].parts):
                engineer = of.stops(w)[stop].engineer
                if engineer >= 0 and of.is_asked(w)[engineer] > 0:
                    found = take_alone(m, w, job, row, engineer, position, found, wanted)
    return found


@compiled
def take_alone(
    m: Handle, w: Handle, job: int, row: int, engineer: int, position: int, found: int, wanted: int
) -> int:
    """Put this engineer doing all of it on the short list, if he is good enough; the list's new length."""
    bound = of.place_cost(w)[found - 1] if found == wanted else INFINITE
    if of.offers(w)[of.row_shares(m)[row, 0], engineer] >= bound:
        return found
    for part in range(of.jobs(m)[job].parts):
        of.row(w)[part] = engineer
    return keep_place(m, w, price_crew(m, w, job), position, found, wanted)


@compiled
def staff_here(m: Handle, w: Handle, job: int, row: int, passed: int, bound: float) -> bool:
    """Choose the cheapest crew for this sharing of the parts at the position of the walk, into `row`.

    False when there is none below the bound, or none with anybody who was at the job just passed: it was seen before.
    """
    parts = of.jobs(m)[job].parts
    for part in range(parts):
        of.row(w)[part] = NONE
    price = 0.0
    is_new = passed < 0
    for group in range(of.row_shares(m).shape[1]):
        share = of.row_shares(m)[row, group]
        if share < 0:
            break
        best = find_cheapest(m, w, job, share)
        if best < 0:
            return False
        price += of.offers(w)[share, best]
        if price >= bound:
            return False
        for part in range(parts):
            if of.rows(m)[row, part] == group:
                of.row(w)[part] = best
        if not is_new:
            is_new = stands_at(m, w, best, passed)
    return is_new


@compiled
def stands_at(m: Handle, w: Handle, engineer: int, job: int) -> bool:
    for part in range(of.jobs(m)[job].parts):
        if of.assign(w)[job, part] == engineer:
            return True
    return False


@compiled
def find_cheapest(m: Handle, w: Handle, job: int, share: int) -> int:
    """The engineer with the cheapest offer for this share who is not in `row` yet, or NONE."""
    best = NONE
    lowest = INFINITE
    for at in range(of.counts(w)[ASKED]):
        engineer = of.ask(w)[at]
        if of.offers(w)[share, engineer] >= lowest:
            continue
        taken = False
        for part in range(of.jobs(m)[job].parts):
            taken = taken or of.row(w)[part] == engineer
        if not taken:
            lowest = of.offers(w)[share, engineer]
            best = engineer
    return best


@compiled
def price_crew(m: Handle, w: Handle, job: int) -> float:
    """Rough price of the crew in `row` at the position of the walk."""
    parts = of.jobs(m)[job].parts
    earliest = of.jobs(m)[job].earliest
    start = max(of.reach(w)[of.row(w)[0]], earliest)
    for part in range(1, parts):
        start = max(start, max(of.reach(w)[of.row(w)[part]], earliest) - of.jobs(m)[job].gap_max)
    if start > of.jobs(m)[job].latest:
        return INFINITE
    cost = 0.0
    for part in range(parts):
        engineer = of.row(w)[part]
        own = start
        if part > 0:
            own = max(max(of.reach(w)[engineer], earliest), start + of.jobs(m)[job].gap_min)
        if own > of.jobs(m)[job].latest:
            return INFINITE
        cost += of.costs(m)[LATENESS] * of.jobs(m)[job].weight * max(0.0, own - of.jobs(m)[job].due)
        length = 0.0
        first = True
        for other in range(parts):
            if of.row(w)[other] == engineer:
                length += of.durations(m)[job, other]
                first = first and other >= part
        if first:
            cost += of.extra(w)[engineer] + price_of_leaving(m, w, engineer, job, own + length)
    return cost


@compiled
def keep_place(m: Handle, w: Handle, cost: float, position: int, found: int, wanted: int) -> int:
    """Insert the place into the sorted short list; the list's new length."""
    if cost >= INFINITE or (found == wanted and cost >= of.place_cost(w)[found - 1]):
        return found
    at = found if found < wanted else wanted - 1
    while at > 0 and of.place_cost(w)[at - 1] > cost:
        of.place_cost(w)[at] = of.place_cost(w)[at - 1]
        of.place_at(w)[at] = of.place_at(w)[at - 1]
        copy_ints(of.place_row(w)[at, :], of.place_row(w)[at - 1, :])
        at -= 1
    of.place_cost(w)[at] = cost
    of.place_at(w)[at] = position
    copy_ints(of.place_row(w)[at, :], of.row(w))
    return min(found + 1, wanted)


@compiled
def try_place(m: Handle, w: Handle, job: int, position: int, row: Ints, limit: float) -> float:
    """Put the job there and time the plan; the new total, or INFINITE, also when it is above the limit.

    The caller takes it back.
    """
    move_in_order(w, job, position)
    put_in(m, w, job, row)
    if time_pending(m, w, limit):
        return total_cost(m, w)
    return INFINITE


@compiled
def insert_best(m: Handle, w: Handle, job: int, wanted: int, blink: float, forced: bool) -> bool:
    """Plan the job at the best place found; leave it unplanned when nothing is possible or cheaper."""
    ways = of.jobs(m)[job].row_to - of.jobs(m)[job].row_from
    most = max(ASKED_AT_LEAST, ASKED_IN_SEARCH // ways)
    found = find_places(m, w, job, wanted, blink, most)
    lowest = INFINITE if forced else total_cost(m, w)
    best = NONE
    for at in range(found):
        point = save(w)
        cost = try_place(m, w, job, of.place_at(w)[at], of.place_row(w)[at, :], lowest)
        take_back(m, w, point)
        if cost < lowest:
            lowest = cost
            best = at
    if best < 0:
        return False
    return try_place(m, w, job, of.place_at(w)[best], of.place_row(w)[best, :], INFINITE) < INFINITE


@compiled
def rank_places(m: Handle, w: Handle, job: int, costs: Floats, wanted: int, most: int) -> int:
    """Like find_places, and the true total of each place into `costs`; INFINITE where it does not fit."""
    found = find_places(m, w, job, wanted, 0.0, most)
    for at in range(found):
        point = save(w)
        costs[at] = try_place(m, w, job, of.place_at(w)[at], of.place_row(w)[at, :], INFINITE)
        take_back(m, w, point)
    return found
