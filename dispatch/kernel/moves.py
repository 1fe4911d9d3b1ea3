"""The small moves of the search. Each changes the plan without timing it; False means nothing was changed."""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from dispatch.kernel import arrays as of
from dispatch.kernel.chance import random_below, random_float, random_job
from dispatch.kernel.changes import cross_tails, move_in_order, put_in, take_out, turn_wait
from dispatch.kernel.copying import copy_ints
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import JOURNAL, LATENESS, NONE, Handle
from dispatch.kernel.offers import look_at_gap, price_of_leaving
from dispatch.kernel.timing import INFINITE
from dispatch.kernel.tours import find_last_before

BEST_PARTNER = 0.5


@compiled
def pick_near(m: Handle, w: Handle, job: int) -> int:
    """A neighbour of the job, the nearest most often."""
    chance = random_float(w)
    return of.near(m)[job, int(chance * chance * of.near(m).shape[1])]


@compiled
def pick_member(m: Handle, w: Handle, job: int) -> int:
    """One engineer of the job's crew."""
    return of.assign(w)[job, random_below(w, of.jobs(m)[job].parts)]


@compiled
def relocate(m: Handle, w: Handle) -> bool:
    """A job goes just before or after a neighbour, with one of that neighbour's crew on board."""
    job = random_job(w)
    if of.jobs(m)[job].pinned > 0:
        return False
    if random_float(w) < 0.06:
        return to_an_end(m, w, job)
    anchor = pick_near(m, w, job)
    if anchor < 0 or of.assign(w)[anchor, 0] < 0:
        return False
    engineer = pick_member(m, w, anchor)
    position = of.position(w)[anchor] + (1 if random_float(w) < 0.5 else 0)
    return send(m, w, job, engineer, position)


@compiled
def to_an_end(m: Handle, w: Handle, job: int) -> bool:
    """The job becomes the first or last stop of somebody, perhaps of one who has none."""
    engineer = random_below(w, len(of.engineers(m)))
    if of.able(m)[job, engineer] == 0:
        return False
    width = of.durations(m).shape[1]
    tour = of.tours(w)[engineer]
    if tour.head < 0:
        return send(m, w, job, engineer, of.position(w)[job])
    if random_float(w) < 0.5:
        return send(m, w, job, engineer, of.position(w)[tour.head // width])
    return send(m, w, job, engineer, of.position(w)[tour.tail // width] + 1)


@compiled
def send(m: Handle, w: Handle, job: int, engineer: int, position: int) -> bool:
    """Move the job to the position with this engineer doing what he can of it."""
    was_planned = of.assign(w)[job, 0] >= 0
    keep = was_planned and of.jobs(m)[job].parts > 1 and random_float(w) < 0.25
    if keep:
        copy_ints(of.row(w), of.assign(w)[job, :])
    elif not choose_crew(m, w, job, engineer):
        return False
    if was_planned and stays(m, w, job, position):
        return False
    if was_planned:
        take_out(m, w, job)
    move_in_order(w, job, position)
    for part in range(of.jobs(m)[job].parts):
        if of.row(w)[part] < 0:
            of.row(w)[part] = cheapest_partner(m, w, job, part)
            if of.row(w)[part] < 0:
                return of.counts(w)[JOURNAL] > 0
    put_in(m, w, job, of.row(w))
    return True


@compiled
def stays(m: Handle, w: Handle, job: int, position: int) -> bool:
    """The crew in `row` is the job's own, and at that position none of them would pass another stop."""
    width = of.durations(m).shape[1]
    for part in range(of.jobs(m)[job].parts):
        if of.row(w)[part] != of.assign(w)[job, part]:
            return False
    for stop in range(job * width, job * width + of.jobs(m)[job].parts):
        if of.stops(w)[stop].engineer < 0:
            continue
        previous = of.stops(w)[stop].previous
        following = of.stops(w)[stop].next
        if previous >= 0 and of.position(w)[previous // width] >= position:
            return False
        if following >= 0 and of.position(w)[following // width] < position:
            return False
    return True


@compiled
def choose_crew(m: Handle, w: Handle, job: int, engineer: int) -> bool:
    """Fill `row` with the engineer and others; NONE stands for "the cheapest partner at that position"."""
    able = of.able(m)[job, engineer]
    parts = of.jobs(m)[job].parts
    if able == 0:
        return False
    if parts == 1:
        of.row(w)[0] = engineer
        return True
    all_parts = (1 << parts) - 1
    if of.jobs(m)[job].separate == 0 and able == all_parts and random_float(w) < 0.6:
        for part in range(parts):
            of.row(w)[part] = engineer
        return True
    chosen = random_below(w, parts)
    while able & (1 << chosen) == 0:
        chosen = (chosen + 1) % parts
    renew = of.assign(w)[job, 0] < 0 or random_float(w) < BEST_PARTNER
    replaced = of.assign(w)[job, chosen]
    for part in range(parts):
        of.row(w)[part] = NONE if renew else of.assign(w)[job, part]
    of.row(w)[chosen] = engineer
    for part in range(parts):
        if part != chosen and of.row(w)[part] == engineer and of.jobs(m)[job].separate > 0:
            fits = replaced >= 0 and of.able(m)[job, replaced] & (1 << part) != 0
            of.row(w)[part] = replaced if fits else NONE
    return True


@compiled
def cheapest_partner(m: Handle, w: Handle, job: int, part: int) -> int:
    """The engineer who can do the part at the job's position for the least, or NONE."""
    best = NONE
    lowest = INFINITE
    for engineer in range(len(of.engineers(m))):
        if of.able(m)[job, engineer] & (1 << part) == 0:
            continue
        aboard = False
        for other in range(of.jobs(m)[job].parts):
            aboard = aboard or of.row(w)[other] == engineer
        if aboard and of.jobs(m)[job].separate > 0:
            continue
        of.last(w)[engineer] = find_last_before(m, w, engineer, of.position(w)[job])
        look_at_gap(m, w, engineer, job)
        start = max(of.reach(w)[engineer], of.jobs(m)[job].earliest)
        cost = of.costs(m)[LATENESS] * of.jobs(m)[job].weight * max(0.0, start - of.jobs(m)[job].due)
        cost += price_of_leaving(m, w, engineer, job, start + of.durations(m)[job, part])
        if not aboard:
            cost += of.extra(w)[engineer]
        if cost < lowest:
            lowest = cost
            best = engineer
    return best


@compiled
def restaff(m: Handle, w: Handle) -> bool:
    """Another engineer for one part of a job, or one engineer for all of it, where it stands."""
    job = random_job(w)
    if of.jobs(m)[job].pinned > 0 or of.assign(w)[job, 0] < 0:
        return False
    engineer = random_below(w, len(of.engineers(m)))
    return send(m, w, job, engineer, of.position(w)[job])


@compiled
def exchange(m: Handle, w: Handle) -> bool:
    """Two neighbouring jobs swap their places in the order and their crews."""
    one = random_job(w)
    other = pick_near(m, w, one)
    if other < 0 or of.jobs(m)[one].pinned > 0 or of.jobs(m)[other].pinned > 0:
        return False
    if (
        of.assign(w)[one, 0] < 0
        or of.assign(w)[other, 0] < 0
        or of.jobs(m)[one].parts != of.jobs(m)[other].parts
    ):
        return False
    parts = of.jobs(m)[one].parts
    for part in range(parts):
        if of.able(m)[one, of.assign(w)[other, part]] & (1 << part) == 0:
            return False
        if of.able(m)[other, of.assign(w)[one, part]] & (1 << part) == 0:
            return False
        for earlier in range(part):
            if of.jobs(m)[one].separate > 0 and of.assign(w)[other, part] == of.assign(w)[other, earlier]:
                return False
            if of.jobs(m)[other].separate > 0 and of.assign(w)[one, part] == of.assign(w)[one, earlier]:
                return False
    copy_ints(of.row(w), of.assign(w)[one, :])
    copy_ints(of.best_row(w), of.assign(w)[other, :])
    first = of.position(w)[one]
    second = of.position(w)[other]
    take_out(m, w, one)
    take_out(m, w, other)
    if first < second:
        move_in_order(w, other, first)
        move_in_order(w, one, second + 1)
    else:
        move_in_order(w, one, second)
        move_in_order(w, other, first + 1)
    put_in(m, w, one, of.best_row(w))
    put_in(m, w, other, of.row(w))
    return True


@compiled
def move_string(m: Handle, w: Handle) -> bool:
    """Two to four stops in a row go to just after a neighbour, to that neighbour's engineer."""
    width = of.durations(m).shape[1]
    job = random_job(w)
    anchor = pick_near(m, w, job)
    if anchor < 0 or of.assign(w)[anchor, 0] < 0 or of.assign(w)[job, 0] < 0:
        return False
    engineer = pick_member(m, w, anchor)
    part = random_below(w, of.jobs(m)[job].parts)
    stop = job * width + part
    giver = of.stops(w)[stop].engineer
    if giver < 0 or giver == engineer:
        return False
    length = 2 + random_below(w, 3)
    position = of.position(w)[anchor]
    moved = 0
    while stop >= 0 and moved < length:
        following = of.stops(w)[stop].next
        here = stop // width
        if here == anchor or not can_replace(m, w, here, giver, engineer):
            break
        copy_ints(of.row(w), of.assign(w)[here, :])
        for each in range(of.jobs(m)[here].parts):
            if of.row(w)[each] == giver:
                of.row(w)[each] = engineer
        take_out(m, w, here)
        if of.position(w)[here] <= position:
            move_in_order(w, here, position + 1)
        else:
            move_in_order(w, here, position + 1)
            position += 1
        put_in(m, w, here, of.row(w))
        position = of.position(w)[here]
        moved += 1
        stop = following
    return moved > 0


@compiled
def can_replace(m: Handle, w: Handle, job: int, giver: int, engineer: int) -> bool:
    """The engineer may do the giver's parts of this job and is not in its crew yet."""
    if of.jobs(m)[job].pinned > 0:
        return False
    for part in range(of.jobs(m)[job].parts):
        if of.assign(w)[job, part] == engineer:
            return False
        if of.assign(w)[job, part] == giver and of.able(m)[job, engineer] & (1 << part) == 0:
            return False
    return True


@compiled
def cross(m: Handle, w: Handle) -> bool:
    """Two engineers swap all that follows a job and its neighbour: a new leg from one to the other."""
    width = of.durations(m).shape[1]
    one = random_job(w)
    other = pick_near(m, w, one)
    if other < 0 or of.assign(w)[one, 0] < 0 or of.assign(w)[other, 0] < 0:
        return False
    if of.position(w)[one] > of.position(w)[other]:
        one, other = other, one
    first = pick_member(m, w, one)
    second = pick_member(m, w, other)
    if first == second:
        return False
    head = find_stop(m, w, one, first)
    before = of.stops(w)[find_stop(m, w, other, second)].previous
    after = of.stops(w)[head].next
    if after >= 0 and before >= 0 and of.position(w)[before // width] >= of.position(w)[after // width]:
        return False
    if not can_take_tail(m, w, after, first, second):
        return False
    if not can_take_tail(m, w, find_stop(m, w, other, second), second, first):
        return False
    cross_tails(m, w, head, before, first, second)
    return True


@compiled
def find_stop(m: Handle, w: Handle, job: int, engineer: int) -> int:
    """The stop of a crew member at a job."""
    width = of.durations(m).shape[1]
    stop = job * width
    while of.stops(w)[stop].engineer != engineer:
        stop += 1
    return stop


@compiled
def can_take_tail(m: Handle, w: Handle, stop: int, giver: int, engineer: int) -> bool:
    """The engineer may do all the giver's parts from this stop on."""
    width = of.durations(m).shape[1]
    while stop >= 0:
        job = stop // width
        if of.jobs(m)[job].pinned > 0:
            return False
        for part in range(of.jobs(m)[job].parts):
            if of.assign(w)[job, part] == giver and of.able(m)[job, engineer] & (1 << part) == 0:
                return False
        stop = of.stops(w)[stop].next
    return True


@compiled
def release_promise(m: Handle, w: Handle) -> bool:
    """A job waits for the start it was promised, or no longer does."""
    job = random_job(w)
    if of.jobs(m)[job].promised == 0 or of.jobs(m)[job].pinned > 0 or of.assign(w)[job, 0] < 0:
        return False
    copy_ints(of.row(w), of.assign(w)[job, :])
    take_out(m, w, job)
    turn_wait(w, job)
    put_in(m, w, job, of.row(w))
    return True


@compiled
def turn_rest(m: Handle, w: Handle) -> bool:
    """A stop waits for a break that delays it, or no longer does."""
    job = random_job(w)
    stop = job * of.durations(m).shape[1] + random_below(w, of.jobs(m)[job].parts)
    engineer = of.stops(w)[stop].engineer
    if engineer < 0 or of.jobs(m)[job].pinned > 0 or of.engineers(m)[engineer].breaks == 0:
        return False
    copy_ints(of.row(w), of.assign(w)[job, :])
    take_out(m, w, job)
    turn_wait(w, len(of.order(w)) + stop)
    put_in(m, w, job, of.row(w))
    return True
