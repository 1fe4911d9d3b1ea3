"""How far a visit of today is, as its phones said, and when its crew will be free."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.domain.planning import Booking
from server.domain.visit import ENDED, VisitState

# A visit that nobody ended for half a day was forgotten rather than late.
FORGOTTEN_AFTER = timedelta(hours=12)


@dataclass(frozen=True)
class Progress:
    """`left`: the share of the checklist's required work that is open, 0 to 1; None while nothing was answered."""

    state: VisitState
    since: datetime
    left: float | None = None


def reckon(booking: Booking, progress: Progress, now: datetime) -> Booking:
    """The booking as it really goes: never shorter than promised while work goes on, over at once when it has ended.

    What happened after `now` is not known then: a day that is looked back at is as it was promised.
    """
    if progress.since > now:
        return booking
    if progress.state is VisitState.WORK_DONE or progress.state in ENDED:
        return replace(booking, busy_to=min(booking.busy_to, progress.since, now), has_ended=True)
    if progress.state is VisitState.PUBLISHED and booking.busy_from > now:
        return booking
    expected = now + _work_to_come(booking, progress, now)
    is_begun = progress.state is not VisitState.PUBLISHED
    return replace(booking, busy_to=max(booking.busy_to, expected), is_begun=is_begun)


def _work_to_come(booking: Booking, progress: Progress, now: datetime) -> timedelta:
    work, drive = booking.busy_to - booking.starts_at, booking.starts_at - booking.busy_from
    if progress.state is VisitState.PUBLISHED:
        return drive + work
    if progress.state is VisitState.TRAVELLING:
        return max(progress.since + drive - now, timedelta()) + work
    if progress.left is not None:
        return work * progress.left
    # A phone without signal says nothing of its answers: then the promised time counts from the arrival.
    return max(progress.since + work - now, timedelta())
