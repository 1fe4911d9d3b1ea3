"""Changes of the plan that can be taken back: a crew leaves a job or takes one, a job moves in the order."""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from dispatch.kernel import arrays as of
from dispatch.kernel.copying import copy_ints
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import (
    BROKEN,
    CROSSED,
    CROWDED,
    FIRST_POSITION,
    JOURNAL,
    LATE,
    LATEST,
    LOG,
    MOVED,
    NONE,
    OVER,
    PENDING,
    PUT_IN,
    RESCAN,
    SETTLED,
    SHIFTED,
    SHIFTED_TO,
    TOOK_OUT,
    TRAVEL,
    TURNED,
    Handle,
    Ints,
)
from dispatch.kernel.timing import log_stop, mark, time_way_home
from dispatch.kernel.tours import find_last_before, leg, swap_tails

Savepoint = tuple[int, int, int, int, int, float, float, float, float, float]


@compiled
def save(w: Handle) -> Savepoint:
    """Where the plan stands. Nothing may be pending."""
    return (
        of.counts(w)[JOURNAL],
        of.counts(w)[LOG],
        of.counts(w)[BROKEN],
        of.counts(w)[CROWDED],
        of.counts(w)[RESCAN],
        of.totals(w)[SETTLED],
        of.totals(w)[LATE],
        of.totals(w)[OVER],
        of.totals(w)[SHIFTED],
        of.totals(w)[LATEST],
    )


@compiled
def take_back(m: Handle, w: Handle, point: Savepoint) -> None:
    """Undo everything since the savepoint, newest first."""
    position = of.counts(w)[FIRST_POSITION]
    while of.counts(w)[PENDING] > 0:
        job = of.order(w)[position]
        position += 1
        if of.dirty(w)[job] > 0:
            of.dirty(w)[job] = 0
            of.counts(w)[PENDING] -= 1
    of.counts(w)[FIRST_POSITION] = len(of.order(w))
    while of.counts(w)[JOURNAL] > point[0]:
        of.counts(w)[JOURNAL] -= 1
        undo_entry(m, w, of.counts(w)[JOURNAL])
    while of.counts(w)[LOG] > point[1]:
        of.counts(w)[LOG] -= 1
        undo_times(w, of.counts(w)[LOG])
    of.counts(w)[BROKEN] = point[2]
    of.counts(w)[CROWDED] = point[3]
    of.counts(w)[RESCAN] = point[4]
    of.totals(w)[SETTLED] = point[5]
    of.totals(w)[LATE] = point[6]
    of.totals(w)[OVER] = point[7]
    of.totals(w)[SHIFTED] = point[8]
    of.totals(w)[LATEST] = point[9]


@compiled
def undo_entry(m: Handle, w: Handle, at: int) -> None:
    kind = of.journal(w)[at].kind
    job = of.journal(w)[at].a
    if kind == PUT_IN:
        unlink(m, w, job, False)
        of.assign(w)[job, :] = NONE
    elif kind == TOOK_OUT:
        copy_ints(of.assign(w)[job, :], of.journal_rows(w)[at, :])
        link(m, w, job, False)
    elif kind == SHIFTED_TO:
        shift(w, job, of.journal(w)[at].b)
    elif kind == TURNED:
        of.waits(w)[job] = 1 - of.waits(w)[job]
    else:
        swap_tails(m, w, of.journal(w)[at].a, of.journal(w)[at].b, of.journal(w)[at].c, of.journal(w)[at].d)


@compiled
def undo_times(w: Handle, at: int) -> None:
    what = of.log(w)[at].what
    if what >= 0:
        of.stops(w)[what].start = of.log(w)[at].start
        of.stops(w)[what].end = of.log(w)[at].end
        of.stops(w)[what].late = of.log(w)[at].late
        of.stops(w)[what].rested = of.log(w)[at].rested
        of.stops(w)[what].moved = of.log(w)[at].moved
    else:
        tour = of.tours(w)[-what - 1]
        tour.over = of.log(w)[at].late
        tour.back = of.log(w)[at].end
        tour.broken = of.log(w)[at].moved


@compiled
def take_out(m: Handle, w: Handle, job: int) -> None:
    """Leave a planned job unplanned, its place in the order kept."""
    at = of.counts(w)[JOURNAL]
    of.journal(w)[at].kind = TOOK_OUT
    of.journal(w)[at].a = job
    copy_ints(of.journal_rows(w)[at, :], of.assign(w)[job, :])
    of.counts(w)[JOURNAL] = at + 1
    forget_times(m, w, job)
    unlink(m, w, job, True)
    of.assign(w)[job, :] = NONE


@compiled
def turn_wait(w: Handle, what: int) -> None:
    """Whether an unplanned job, or a stop of it (after all jobs), is to wait changes sides."""
    at = of.counts(w)[JOURNAL]
    of.journal(w)[at].kind = TURNED
    of.journal(w)[at].a = what
    of.counts(w)[JOURNAL] = at + 1
    of.waits(w)[what] = 1 - of.waits(w)[what]


@compiled
def put_in(m: Handle, w: Handle, job: int, row: Ints) -> None:
    """Give an unplanned job the crew of `row` (part -> engineer) where it stands in the order."""
    at = of.counts(w)[JOURNAL]
    of.journal(w)[at].kind = PUT_IN
    of.journal(w)[at].a = job
    of.counts(w)[JOURNAL] = at + 1
    copy_ints(of.assign(w)[job, :], row)
    link(m, w, job, True)


@compiled
def move_in_order(w: Handle, job: int, position: int) -> None:
    """Put an unplanned job before whatever stands at `position` now."""
    here = of.position(w)[job]
    target = position - 1 if position > here else position
    if target == here:
        return
    at = of.counts(w)[JOURNAL]
    of.journal(w)[at].kind = SHIFTED_TO
    of.journal(w)[at].a = job
    of.journal(w)[at].b = here
    of.counts(w)[JOURNAL] = at + 1
    shift(w, job, target)
    if of.counts(w)[PENDING] > 0:
        # Marked jobs may have moved up: those in between by one, this one to its target.
        of.counts(w)[FIRST_POSITION] = max(0, min(of.counts(w)[FIRST_POSITION] - 1, target))


@compiled
def shift(w: Handle, job: int, target: int) -> None:
    here = of.position(w)[job]
    step = 1 if target > here else -1
    while here != target:
        other = of.order(w)[here + step]
        of.order(w)[here] = other
        of.position(w)[other] = here
        here += step
    of.order(w)[target] = job
    of.position(w)[job] = target


@compiled
def forget_times(m: Handle, w: Handle, job: int) -> None:
    """Take the job's lateness and kept promise out of the totals."""
    width = of.durations(m).shape[1]
    for stop in range(job * width, job * width + of.jobs(m)[job].parts):
        if of.stops(w)[stop].engineer < 0:
            continue
        log_stop(w, stop)
        if of.stops(w)[stop].late > 0:
            of.totals(w)[LATE] -= of.jobs(m)[job].weight * of.stops(w)[stop].parts * of.stops(w)[stop].late
            if of.stops(w)[stop].late >= of.totals(w)[LATEST]:
                of.counts(w)[RESCAN] = 1
            of.stops(w)[stop].late = 0.0
    if of.jobs(m)[job].promised > 0:
        of.totals(w)[SHIFTED] += 1 - of.stops(w)[job * width].moved
        of.stops(w)[job * width].moved = 1


@compiled
def link(m: Handle, w: Handle, job: int, marking: bool) -> None:
    """Make stops of the job's crew and hang them into the tours; mark what must be timed."""
    width = of.durations(m).shape[1]
    first = job * width
    for part in range(of.jobs(m)[job].parts):
        engineer = of.assign(w)[job, part]
        owner = part
        for earlier in range(part):
            if of.assign(w)[job, earlier] == engineer:
                owner = earlier
                break
        stop = first + owner
        if owner < part:
            of.stops(w)[stop].duration += of.durations(m)[job, part]
            of.stops(w)[stop].parts += 1
            continue
        of.stops(w)[stop].engineer = engineer
        of.stops(w)[stop].duration = of.durations(m)[job, part]
        of.stops(w)[stop].parts = 1
        hang_in(m, w, stop, engineer, marking)
    if marking:
        of.totals(w)[SETTLED] -= of.jobs(m)[job].unplanned
        mark(w, job)


@compiled
def hang_in(m: Handle, w: Handle, stop: int, engineer: int, marking: bool) -> None:
    width = of.durations(m).shape[1]
    job = stop // width
    tour = of.tours(w)[engineer]
    previous = find_last_before(m, w, engineer, of.position(w)[job])
    following = of.stops(w)[previous].next if previous >= 0 else tour.head
    of.stops(w)[stop].previous = previous
    of.stops(w)[stop].next = following
    if previous >= 0:
        of.stops(w)[previous].next = stop
    else:
        tour.head = stop
    if following >= 0:
        of.stops(w)[following].previous = stop
    else:
        tour.tail = stop
    tour.stops += 1
    if not marking:
        return
    log_stop(w, stop)
    of.stops(w)[stop].late = 0.0
    of.stops(w)[stop].end = -1e300
    if tour.stops > of.engineers(m)[engineer].max_visits:
        of.counts(w)[CROWDED] += 1
    of.totals(w)[SETTLED] += of.price(m)[job, engineer] + of.costs(m)[TRAVEL] * (
        leg(m, w, engineer, previous, stop)
        + leg(m, w, engineer, stop, following)
        - leg(m, w, engineer, previous, following)
    )
    if following >= 0:
        mark(w, following // width)


@compiled
def unlink(m: Handle, w: Handle, job: int, marking: bool) -> None:
    """Take the stops of the job out of the tours."""
    width = of.durations(m).shape[1]
    for stop in range(job * width, job * width + of.jobs(m)[job].parts):
        engineer = of.stops(w)[stop].engineer
        if engineer < 0:
            continue
        tour = of.tours(w)[engineer]
        previous = of.stops(w)[stop].previous
        following = of.stops(w)[stop].next
        if previous >= 0:
            of.stops(w)[previous].next = following
        else:
            tour.head = following
        if following >= 0:
            of.stops(w)[following].previous = previous
        else:
            tour.tail = previous
        of.stops(w)[stop].engineer = NONE
        tour.stops -= 1
        if marking:
            book_departure(m, w, stop, engineer, previous, following)
    if marking:
        of.totals(w)[SETTLED] += of.jobs(m)[job].unplanned


@compiled
def book_departure(m: Handle, w: Handle, stop: int, engineer: int, previous: int, following: int) -> None:
    width = of.durations(m).shape[1]
    if of.tours(w)[engineer].stops >= of.engineers(m)[engineer].max_visits:
        of.counts(w)[CROWDED] -= 1
    of.totals(w)[SETTLED] -= of.price(m)[stop // width, engineer] + of.costs(m)[TRAVEL] * (
        leg(m, w, engineer, previous, stop)
        + leg(m, w, engineer, stop, following)
        - leg(m, w, engineer, previous, following)
    )
    if following >= 0:
        mark(w, following // width)
    else:
        time_way_home(m, w, engineer)


@compiled
def cross_tails(m: Handle, w: Handle, one: int, other: int, first: int, second: int) -> None:
    """Engineers `first` and `second` swap everything after their stops `one` and `other` (NONE: all)."""
    at = of.counts(w)[JOURNAL]
    of.journal(w)[at].kind = CROSSED
    of.journal(w)[at].a = one
    of.journal(w)[at].b = other
    of.journal(w)[at].c = first
    of.journal(w)[at].d = second
    of.counts(w)[JOURNAL] = at + 1
    after_one = of.stops(w)[one].next if one >= 0 else of.tours(w)[first].head
    after_other = of.stops(w)[other].next if other >= 0 else of.tours(w)[second].head
    price = book_tail(m, w, first, one, after_one, -1.0) + book_tail(m, w, second, other, after_other, -1.0)
    excess = max(0, of.tours(w)[first].stops - of.engineers(m)[first].max_visits)
    excess += max(0, of.tours(w)[second].stops - of.engineers(m)[second].max_visits)
    swap_tails(m, w, one, other, first, second)
    price += book_tail(m, w, first, one, after_other, 1.0) + book_tail(m, w, second, other, after_one, 1.0)
    of.totals(w)[SETTLED] += price
    now = max(0, of.tours(w)[first].stops - of.engineers(m)[first].max_visits)
    now += max(0, of.tours(w)[second].stops - of.engineers(m)[second].max_visits)
    of.counts(w)[CROWDED] += now - excess
    # Breaks and promises belong to a person, so with them the times of a whole tail may change.
    whole = of.costs(m)[MOVED] > 0 or of.engineers(m)[first].breaks + of.engineers(m)[second].breaks > 0
    mark_tail(m, w, after_one, whole)
    mark_tail(m, w, after_other, whole)
    time_way_home(m, w, first)
    time_way_home(m, w, second)


@compiled
def mark_tail(m: Handle, w: Handle, stop: int, whole: bool) -> None:
    width = of.durations(m).shape[1]
    while stop >= 0:
        mark(w, stop // width)
        stop = of.stops(w)[stop].next if whole else NONE


@compiled
def book_tail(m: Handle, w: Handle, engineer: int, previous: int, stop: int, sign: float) -> float:
    """Price of the tail that starts with `stop` for this engineer, times `sign`."""
    width = of.durations(m).shape[1]
    price = of.costs(m)[TRAVEL] * leg(m, w, engineer, previous, stop)
    last = previous
    while stop >= 0:
        price += of.price(m)[stop // width, engineer]
        last = stop
        stop = of.stops(w)[stop].next
    if last != previous:
        price += of.costs(m)[TRAVEL] * leg(m, w, engineer, last, NONE)
    return sign * price
