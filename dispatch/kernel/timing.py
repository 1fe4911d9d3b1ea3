"""When every stop starts: jobs are timed in the global order, a joint one at the latest arrival of its crew.

An order of jobs can never make two crews wait for each other in a circle, so any order has a schedule.
After a change only the jobs whose predecessors moved are timed again.
"""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from dispatch.kernel import arrays as of
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import (
    BROKEN,
    CROWDED,
    EPS,
    FIRST_POSITION,
    LATE,
    LATENESS,
    LATEST,
    LOG,
    MAX_LATENESS,
    MOVED,
    OVER,
    OVERTIME,
    PENDING,
    RESCAN,
    SETTLED,
    SHIFTED,
    Handle,
)

INFINITE = 1e300
NOTHING_TO_DO, POSTPONED, IMPOSSIBLE = 0, 1, 2


@compiled
def total_cost(m: Handle, w: Handle) -> float:
    return (
        of.totals(w)[SETTLED]
        + of.costs(m)[LATENESS] * of.totals(w)[LATE]
        + of.costs(m)[OVERTIME] * of.totals(w)[OVER]
        + of.costs(m)[MOVED] * of.totals(w)[SHIFTED]
        + of.costs(m)[MAX_LATENESS] * of.totals(w)[LATEST]
    )


@compiled
def time_pending(m: Handle, w: Handle, limit: float) -> bool:
    """Time every marked job and whoever waits for it; False when a hard rule breaks or the total ends above the limit.

    After False marks are left, so the changes must be taken back or the plan cleared. Each job is timed once, which
    makes its lateness final, and those still to be timed can give back no more than all the lateness there was:
    that ends most hopeless moves after a job or two.
    """
    if of.counts(w)[CROWDED] > 0:
        return False
    most_late = INFINITE
    if of.costs(m)[LATENESS] > 0:
        most_late = of.totals(w)[LATE] + (limit - of.totals(w)[SETTLED]) / of.costs(m)[LATENESS]
        most_late += 1e-9 * abs(most_late)
    position = of.counts(w)[FIRST_POSITION]
    while of.counts(w)[PENDING] > 0:
        job = of.order(w)[position]
        position += 1
        if of.dirty(w)[job] == 0:
            continue
        of.dirty(w)[job] = 0
        of.counts(w)[PENDING] -= 1
        if of.assign(w)[job, 0] >= 0 and (not time_job(m, w, job) or of.totals(w)[LATE] > most_late):
            of.counts(w)[FIRST_POSITION] = position
            return False
    of.counts(w)[FIRST_POSITION] = len(of.order(w))
    if of.counts(w)[BROKEN] > 0:
        return False
    if of.counts(w)[RESCAN] > 0 and of.costs(m)[MAX_LATENESS] > 0:
        find_largest_lateness(m, w)
    return True


@compiled
def find_largest_lateness(m: Handle, w: Handle) -> None:
    largest = 0.0
    for stop in range(len(of.stops(w))):
        if of.stops(w)[stop].engineer >= 0 and of.stops(w)[stop].late > largest:
            largest = of.stops(w)[stop].late
    of.totals(w)[LATEST] = largest
    of.counts(w)[RESCAN] = 0


@compiled
def mark(w: Handle, job: int) -> None:
    """Have this job timed again."""
    if of.dirty(w)[job] == 0:
        of.dirty(w)[job] = 1
        of.counts(w)[PENDING] += 1
        if of.position(w)[job] < of.counts(w)[FIRST_POSITION]:
            of.counts(w)[FIRST_POSITION] = of.position(w)[job]


@compiled
def log_stop(w: Handle, stop: int) -> None:
    """Remember the stop's times, so that they can be taken back."""
    at = of.counts(w)[LOG]
    of.log(w)[at].what = stop
    of.log(w)[at].start = of.stops(w)[stop].start
    of.log(w)[at].end = of.stops(w)[stop].end
    of.log(w)[at].late = of.stops(w)[stop].late
    of.log(w)[at].rested = of.stops(w)[stop].rested
    of.log(w)[at].moved = of.stops(w)[stop].moved
    of.counts(w)[LOG] = at + 1


@compiled
def time_job(m: Handle, w: Handle, job: int) -> bool:
    """Set the times of all stops at this job from those before them; False when a hard rule breaks."""
    width = of.durations(m).shape[1]
    first = job * width
    logged = of.counts(w)[LOG]
    crew = 0
    resting = False
    for stop in range(first, first + of.jobs(m)[job].parts):
        if of.stops(w)[stop].engineer >= 0:
            log_stop(w, stop)
            approach(m, w, job, stop)
            crew += 1
            if of.stops(w)[stop].taken < of.engineers(m)[of.stops(w)[stop].engineer].breaks:
                resting = True
    if not start_together(m, w, job):
        return False
    while resting:
        resting = False
        for stop in range(first, first + of.jobs(m)[job].parts):
            if of.stops(w)[stop].engineer >= 0:
                verdict = rest_before(m, w, stop)
                if verdict == IMPOSSIBLE:
                    return False
                if verdict == POSTPONED:
                    resting = True
        if resting and not start_together(m, w, job):
            return False
    settle_stops(m, w, job, logged, crew)
    return True


@compiled
def approach(m: Handle, w: Handle, job: int, stop: int) -> None:
    """From the previous stop, or the start of the shift, to this job with no rest on the way."""
    width = of.durations(m).shape[1]
    engineer = of.stops(w)[stop].engineer
    previous = of.stops(w)[stop].previous
    if previous >= 0:
        of.stops(w)[stop].free = of.stops(w)[previous].end
        of.stops(w)[stop].base = of.stops(w)[previous].end
        of.stops(w)[stop].taken = of.stops(w)[previous].rested
        of.stops(w)[stop].drive = of.travel(m)[of.jobs(m)[previous // width].place, of.jobs(m)[job].place]
    else:
        # A break may lie before the shift's first drive, even before the shift.
        of.stops(w)[stop].free = of.engineers(m)[engineer].start
        of.stops(w)[stop].base = -INFINITE
        of.stops(w)[stop].taken = 0
        of.stops(w)[stop].drive = of.travel(m)[of.engineers(m)[engineer].origin, of.jobs(m)[job].place]
    of.stops(w)[stop].at_site = 0
    of.stops(w)[stop].ready = of.stops(w)[stop].free + of.stops(w)[stop].drive


@compiled
def start_together(m: Handle, w: Handle, job: int) -> bool:
    """The earliest starts that arrivals, window, gap and pin allow; False when there are none."""
    width = of.durations(m).shape[1]
    first = job * width
    pinned = of.jobs(m)[job].pinned > 0
    earliest = -INFINITE if pinned else of.jobs(m)[job].earliest
    latest = INFINITE if pinned else of.jobs(m)[job].latest
    gap_min = of.jobs(m)[job].gap_min
    gap_max = of.jobs(m)[job].gap_max
    start = max(of.stops(w)[first].ready, earliest)
    if pinned:
        if start > of.jobs(m)[job].pin_start + EPS:
            return False
        start = of.jobs(m)[job].pin_start
    else:
        for stop in range(first + 1, first + of.jobs(m)[job].parts):
            if of.stops(w)[stop].engineer >= 0:
                start = max(start, max(of.stops(w)[stop].ready, earliest) - gap_max)
        if of.jobs(m)[job].promised > 0 and of.waits(w)[job] > 0 and is_promised_crew(m, w, job):
            start = max(start, of.promised(m)[job, of.stops(w)[first].engineer])
    if start > latest:
        return False
    of.stops(w)[first].start = start
    for stop in range(first + 1, first + of.jobs(m)[job].parts):
        if of.stops(w)[stop].engineer < 0:
            continue
        own = max(max(of.stops(w)[stop].ready, earliest), start + gap_min)
        if own > start + gap_max + EPS or own > latest:
            return False
        of.stops(w)[stop].start = own
    return True


@compiled
def is_promised_crew(m: Handle, w: Handle, job: int) -> bool:
    """Exactly the engineers of the plan given go to this job."""
    width = of.durations(m).shape[1]
    same = 0
    for stop in range(job * width, job * width + of.jobs(m)[job].parts):
        engineer = of.stops(w)[stop].engineer
        if engineer >= 0:
            if not of.promised(m)[job, engineer] > -INFINITE:
                return False
            same += 1
    return same == of.jobs(m)[job].promised


@compiled
def rest_before(m: Handle, w: Handle, stop: int) -> int:
    """Take the breaks that cost nothing or cannot wait, before the drive or on arrival.

    A stop told to wait for a break takes the next one even at the price of starting later.
    """
    engineer = of.stops(w)[stop].engineer
    waits = of.waits(w)[len(of.order(w)) + stop] > 0
    previous = of.stops(w)[stop].previous
    taken_before = of.stops(w)[previous].rested if previous >= 0 else 0
    start = of.stops(w)[stop].start
    while of.stops(w)[stop].taken < of.engineers(m)[engineer].breaks:
        number = of.stops(w)[stop].taken
        earliest = of.breaks(m)[engineer, number, 0]
        latest = of.breaks(m)[engineer, number, 1]
        length = of.breaks(m)[engineer, number, 2]
        before = max(of.stops(w)[stop].base, earliest)
        before_ready = max(of.stops(w)[stop].free, before + length) + of.stops(w)[stop].drive
        can_before = of.stops(w)[stop].at_site == 0 and before <= latest
        on_site = max(of.stops(w)[stop].ready, earliest)
        can_on_site = on_site <= latest
        free_before = can_before and before_ready <= start
        free_on_site = can_on_site and on_site + length <= start
        can_be_later = start + of.stops(w)[stop].duration <= latest
        if waits and number == taken_before:
            can_be_later = not can_before and not can_on_site
        if not free_before and not free_on_site and can_be_later:
            return NOTHING_TO_DO
        if not can_before and not can_on_site:
            return IMPOSSIBLE
        if free_before or not can_on_site or (can_before and before_ready < on_site + length):
            of.rests(w)[engineer, number] = before
            of.stops(w)[stop].base = before + length
            of.stops(w)[stop].free = before_ready - of.stops(w)[stop].drive
            of.stops(w)[stop].ready = before_ready
        else:
            of.rests(w)[engineer, number] = on_site
            of.stops(w)[stop].at_site = 1
            of.stops(w)[stop].ready = on_site + length
        of.stops(w)[stop].taken = number + 1
        if of.stops(w)[stop].ready > start:
            return POSTPONED
    return NOTHING_TO_DO


@compiled
def settle_stops(m: Handle, w: Handle, job: int, logged: int, crew: int) -> None:
    """Book new ends, lateness and promises kept; mark the next jobs of those who leave at another time."""
    width = of.durations(m).shape[1]
    at = logged
    kept = 1 if of.jobs(m)[job].promised > 0 and is_promised_crew(m, w, job) else 0
    for stop in range(job * width, job * width + of.jobs(m)[job].parts):
        engineer = of.stops(w)[stop].engineer
        if engineer < 0:
            continue
        start = of.stops(w)[stop].start
        end = start + of.stops(w)[stop].duration
        of.stops(w)[stop].end = end
        late = max(0.0, start - of.jobs(m)[job].due)
        was_late = of.log(w)[at].late
        if late != was_late:
            of.totals(w)[LATE] += of.jobs(m)[job].weight * of.stops(w)[stop].parts * (late - was_late)
            of.stops(w)[stop].late = late
            if late > of.totals(w)[LATEST]:
                of.totals(w)[LATEST] = late
            elif was_late >= of.totals(w)[LATEST]:
                of.counts(w)[RESCAN] = 1
        if kept > 0 and abs(start - of.promised(m)[job, engineer]) > 1e-6:
            kept = 0
        changed = end != of.log(w)[at].end or of.stops(w)[stop].taken != of.log(w)[at].rested
        of.stops(w)[stop].rested = of.stops(w)[stop].taken
        following = of.stops(w)[stop].next
        if following < 0:
            time_way_home(m, w, engineer)
        elif changed:
            mark(w, following // width)
        at += 1
    if of.jobs(m)[job].promised > 0:
        moved = 1 - kept
        of.totals(w)[SHIFTED] += moved - of.stops(w)[job * width].moved
        of.stops(w)[job * width].moved = moved


@compiled
def time_way_home(m: Handle, w: Handle, engineer: int) -> None:
    """When this engineer is back, with the breaks still due before or after the way home."""
    tour = of.tours(w)[engineer]
    at = of.counts(w)[LOG]
    of.log(w)[at].what = -engineer - 1
    of.log(w)[at].late = tour.over
    of.log(w)[at].end = tour.back
    of.log(w)[at].moved = tour.broken
    of.counts(w)[LOG] = at + 1
    over = 0.0
    broken = 0
    if tour.tail >= 0:
        width = of.durations(m).shape[1]
        free = of.stops(w)[tour.tail].end
        drive = 0.0
        if of.engineers(m)[engineer].destination >= 0:
            drive = of.travel(m)[of.jobs(m)[tour.tail // width].place, of.engineers(m)[engineer].destination]
        back = free + drive
        now = back
        for number in range(of.stops(w)[tour.tail].rested, of.engineers(m)[engineer].breaks):
            earliest = of.breaks(m)[engineer, number, 0]
            latest = of.breaks(m)[engineer, number, 1]
            length = of.breaks(m)[engineer, number, 2]
            rest = max(now, earliest)
            if rest > latest:
                rest = max(free, earliest)
                if rest > latest:
                    broken = 1
                free = rest + length
                back = free + drive
                now = back
            else:
                now = rest + length
            of.rests(w)[engineer, number] = rest
        tour.back = back
        over = max(0.0, back - of.engineers(m)[engineer].end)
        if back > of.engineers(m)[engineer].hard_end + EPS:
            broken = 1
    of.totals(w)[OVER] += over - tour.over
    of.counts(w)[BROKEN] += broken - tour.broken
    tour.over = over
    tour.broken = broken
