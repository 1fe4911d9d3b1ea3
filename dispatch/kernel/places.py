"""Where a job could go and with whom: every gap is priced roughly, the best ones are tried in full."""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from dispatch.kernel import arrays as of
from dispatch.kernel.chance import random_float
from dispatch.kernel.changes import move_in_order, put_in, save, take_back
from dispatch.kernel.copying import copy_ints
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import ASKED, LATENESS, NONE, OVERTIME, TRAVEL, Floats, Handle, Ints
from dispatch.kernel.timing import INFINITE, time_pending, total_cost
from dispatch.kernel.tours import leg

# So many engineers are asked for each part where there are more; fewer where the parts can be shared out in many ways.
ASKED_IN_SEARCH, ASKED_AT_LEAST = 40, 10


@compiled
def look_at_gap(m: Handle, w: Handle, engineer: int, job: int) -> None:
    """Arrival and detour if this engineer came to the job after the last stop passed in the walk."""
    width = of.durations(m).shape[1]
    previous = of.last(w)[engineer]
    following = of.stops(w)[previous].next if previous >= 0 else of.tours(w)[engineer].head
    place = of.jobs(m)[job].place
    if previous >= 0:
        free = of.stops(w)[previous].end
        here = of.travel(m)[of.jobs(m)[previous // width].place, place]
    else:
        free = of.engineers(m)[engineer].start
        here = of.travel(m)[of.engineers(m)[engineer].origin, place]
    of.reach(w)[engineer] = free + here
    onward = 0.0
    if following >= 0:
        onward = of.travel(m)[place, of.jobs(m)[following // width].place]
    elif of.engineers(m)[engineer].destination >= 0:
        onward = of.travel(m)[place, of.engineers(m)[engineer].destination]
    of.extra(w)[engineer] = of.price(m)[job, engineer] + of.costs(m)[TRAVEL] * (
        here + onward - leg(m, w, engineer, previous, following)
    )
    if of.tours(w)[engineer].stops >= of.engineers(m)[engineer].max_visits:
        of.extra(w)[engineer] = INFINITE


@compiled
def price_of_leaving(m: Handle, w: Handle, engineer: int, job: int, end: float) -> float:
    """Roughly what it costs that the engineer leaves the job at `end`: the next stop later, or overtime."""
    width = of.durations(m).shape[1]
    previous = of.last(w)[engineer]
    following = of.stops(w)[previous].next if previous >= 0 else of.tours(w)[engineer].head
    if following < 0:
        back = end
        if of.engineers(m)[engineer].destination >= 0:
            back += of.travel(m)[of.jobs(m)[job].place, of.engineers(m)[engineer].destination]
        if back > of.engineers(m)[engineer].hard_end:
            return INFINITE
        over = max(0.0, back - of.engineers(m)[engineer].end) - of.tours(w)[engineer].over
        return of.costs(m)[OVERTIME] * max(0.0, over)
    other = following // width
    arrival = end + of.travel(m)[of.jobs(m)[job].place, of.jobs(m)[other].place]
    if arrival <= of.stops(w)[following].start:
        return 0.0
    if of.jobs(m)[other].pinned > 0 or arrival > of.jobs(m)[other].latest:
        return INFINITE
    later = max(0.0, arrival - max(of.jobs(m)[other].due, of.stops(w)[following].start))
    return of.costs(m)[LATENESS] * of.jobs(m)[other].weight * of.jobs(m)[other].parts * later


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
def make_offers(m: Handle, w: Handle, engineer: int, job: int, bound: float) -> bool:
    """What each share of the job would cost with this engineer, after the last stop passed in the walk.

    False when each costs the bound or more; where the clock alone says so, none is made.
    """
    if comes_too_late(m, w, engineer, job, bound):
        for share in range(len(of.shares(m))):
            of.offers(w)[share, engineer] = INFINITE
        return False
    look_at_gap(m, w, engineer, job)
    able = of.able(m)[job, engineer]
    start = max(of.reach(w)[engineer], of.jobs(m)[job].earliest)
    late = of.costs(m)[LATENESS] * of.jobs(m)[job].weight * max(0.0, start - of.jobs(m)[job].due)
    comes = of.extra(w)[engineer] < INFINITE and (
        of.reach(w)[engineer] <= of.jobs(m)[job].latest + of.jobs(m)[job].gap_max
    )
    lowest = INFINITE
    for share in range(len(of.shares(m))):
        needed = of.shares(m)[share]
        of.offers(w)[share, engineer] = INFINITE
        if not comes or able & needed != needed:
            continue
        length = 0.0
        count = 0
        for part in range(of.jobs(m)[job].parts):
            if needed & (1 << part) != 0:
                length += of.durations(m)[job, part]
                count += 1
        offer = of.extra(w)[engineer] + count * late + price_of_leaving(m, w, engineer, job, start + length)
        of.offers(w)[share, engineer] = offer
        lowest = min(lowest, offer)
    return lowest < bound


@compiled
def comes_too_late(m: Handle, w: Handle, engineer: int, job: int, bound: float) -> bool:
    """Without a look at the map: to the job, or from its earliest start to his next stop."""
    previous = of.last(w)[engineer]
    free = of.stops(w)[previous].end if previous >= 0 else of.engineers(m)[engineer].start
    if free > of.jobs(m)[job].latest + of.jobs(m)[job].gap_max:
        return True
    price = of.costs(m)[LATENESS]
    if price * of.jobs(m)[job].weight * (free - of.jobs(m)[job].due) >= bound:
        return True
    following = of.stops(w)[previous].next if previous >= 0 else of.tours(w)[engineer].head
    earliest = of.jobs(m)[job].earliest
    if following < 0 or earliest <= of.stops(w)[following].start:
        return False
    other = following // of.durations(m).shape[1]
    later = earliest - max(of.jobs(m)[other].due, of.stops(w)[following].start)
    return (
        of.jobs(m)[other].pinned > 0
        or earliest > of.jobs(m)[other].latest
        or price * of.jobs(m)[other].weight * of.jobs(m)[other].parts * later >= bound
    )


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
def choose_engineers(m: Handle, w: Handle, job: int, most: int) -> None:
    """Fill `ask` with those worth asking: all who may, or where they are many, the best for each part and for all."""
    of.counts(w)[ASKED] = 0
    crew = len(of.engineers(m))
    parts = of.jobs(m)[job].parts
    for engineer in range(crew):
        of.is_asked(w)[engineer] = 0
    if crew <= most:
        for engineer in range(crew):
            if of.able(m)[job, engineer] > 0:
                ask_engineer(w, engineer)
        return
    for engineer in range(crew):
        if of.able(m)[job, engineer] > 0:
            of.worth(w)[engineer] = price_best_gap(m, w, engineer, job)
    if parts > 1 and of.jobs(m)[job].separate == 0:
        ask_best(m, w, job, (1 << parts) - 1, most)
    for part in range(parts):
        ask_best(m, w, job, 1 << part, most)


@compiled
def ask_best(m: Handle, w: Handle, job: int, needed: int, most: int) -> None:
    """Put the engineers with the best gaps on the list, of those who may do all the parts needed."""
    for _ in range(most):
        best = NONE
        lowest = INFINITE
        for engineer in range(len(of.engineers(m))):
            if (
                of.able(m)[job, engineer] & needed == needed
                and of.is_asked(w)[engineer] == 0
                and of.worth(w)[engineer] < lowest
            ):
                lowest = of.worth(w)[engineer]
                best = engineer
        if best < 0:
            return
        ask_engineer(w, best)


@compiled
def ask_engineer(w: Handle, engineer: int) -> None:
    of.ask(w)[of.counts(w)[ASKED]] = engineer
    of.is_asked(w)[engineer] = 1
    of.counts(w)[ASKED] += 1


@compiled
def price_best_gap(m: Handle, w: Handle, engineer: int, job: int) -> float:
    """Rough price of this engineer's best gap for the shortest part he may do."""
    length = INFINITE
    for part in range(of.jobs(m)[job].parts):
        if of.able(m)[job, engineer] & (1 << part) != 0:
            length = min(length, of.durations(m)[job, part])
    lowest = INFINITE
    stop = NONE
    following = of.tours(w)[engineer].head
    while True:
        of.last(w)[engineer] = stop
        look_at_gap(m, w, engineer, job)
        if of.reach(w)[engineer] > of.jobs(m)[job].latest + of.jobs(m)[job].gap_max:
            return lowest
        start = max(of.reach(w)[engineer], of.jobs(m)[job].earliest)
        late = max(0.0, start - of.jobs(m)[job].due)
        cost = of.extra(w)[engineer] + of.costs(m)[LATENESS] * of.jobs(m)[job].weight * late
        if cost < lowest:
            lowest = min(lowest, cost + price_of_leaving(m, w, engineer, job, start + length))
        if following < 0:
            return lowest
        stop = following
        following = of.stops(w)[stop].next


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
