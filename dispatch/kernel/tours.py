"""The tours as linked stops: who comes after whom, the legs between them, and two tails changing hands."""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from dispatch.kernel import arrays as of
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import NONE, Handle


@compiled
def find_last_before(m: Handle, w: Handle, engineer: int, position: int) -> int:
    """The engineer's last stop at a job before this position of the order, or NONE."""
    width = of.durations(m).shape[1]
    found = NONE
    stop = of.tours(w)[engineer].head
    while stop >= 0 and of.position(w)[stop // width] < position:
        found = stop
        stop = of.stops(w)[stop].next
    return found


@compiled
def leg(m: Handle, w: Handle, engineer: int, previous: int, following: int) -> float:
    """Travel from one stop (NONE: where he starts) to another (NONE: where he ends)."""
    width = of.durations(m).shape[1]
    if previous < 0 and following < 0:
        return 0.0
    if following < 0:
        destination = of.engineers(m)[engineer].destination
        if destination < 0:
            return 0.0
        return of.travel(m)[of.jobs(m)[previous // width].place, destination]
    if previous < 0:
        return of.travel(m)[of.engineers(m)[engineer].origin, of.jobs(m)[following // width].place]
    return of.travel(m)[of.jobs(m)[previous // width].place, of.jobs(m)[following // width].place]


@compiled
def swap_tails(m: Handle, w: Handle, one: int, other: int, first: int, second: int) -> None:
    """Relink and relabel; `one` is a stop of `first` and stays with him, `other` likewise with `second`."""
    after_one = of.stops(w)[one].next if one >= 0 else of.tours(w)[first].head
    after_other = of.stops(w)[other].next if other >= 0 else of.tours(w)[second].head
    tail_one = of.tours(w)[first].tail
    tail_other = of.tours(w)[second].tail
    moved = hand_over(m, w, after_one, second) - hand_over(m, w, after_other, first)
    confirm_hand_over(m, w, after_one)
    confirm_hand_over(m, w, after_other)
    of.tours(w)[first].stops -= moved
    of.tours(w)[second].stops += moved
    hang_tail(w, first, one, after_other, tail_other)
    hang_tail(w, second, other, after_one, tail_one)


@compiled
def hang_tail(w: Handle, engineer: int, previous: int, stop: int, tail: int) -> None:
    if previous >= 0:
        of.stops(w)[previous].next = stop
    else:
        of.tours(w)[engineer].head = stop
    if stop >= 0:
        of.stops(w)[stop].previous = previous
        of.tours(w)[engineer].tail = tail
    else:
        of.tours(w)[engineer].tail = previous


@compiled
def hand_over(m: Handle, w: Handle, stop: int, engineer: int) -> int:
    """Give everything from `stop` on to this engineer; the number of stops.

    Parts are only noted as handed over (-2 - engineer): both engineers may stand at one job.
    """
    width = of.durations(m).shape[1]
    count = 0
    while stop >= 0:
        job = stop // width
        for part in range(of.jobs(m)[job].parts):
            if of.assign(w)[job, part] == of.stops(w)[stop].engineer:
                of.assign(w)[job, part] = -2 - engineer
        of.stops(w)[stop].engineer = engineer
        count += 1
        stop = of.stops(w)[stop].next
    return count


@compiled
def confirm_hand_over(m: Handle, w: Handle, stop: int) -> None:
    width = of.durations(m).shape[1]
    while stop >= 0:
        job = stop // width
        for part in range(of.jobs(m)[job].parts):
            if of.assign(w)[job, part] < NONE:
                of.assign(w)[job, part] = -2 - of.assign(w)[job, part]
        stop = of.stops(w)[stop].next
