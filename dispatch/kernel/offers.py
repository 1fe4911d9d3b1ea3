"""What an engineer offers for a share of a job at one gap of his day, priced roughly; and who is worth asking at all."""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from dispatch.kernel import arrays as of
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import ASKED, LATENESS, NONE, OVERTIME, TRAVEL, Handle
from dispatch.kernel.timing import INFINITE
from dispatch.kernel.tours import leg


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
