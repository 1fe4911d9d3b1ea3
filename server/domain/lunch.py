"""When people have lunch. A plan says it; published visits keep no breaks, so beside them it is worked out when a day is shown."""

from collections.abc import Mapping
from typing import Any

from server.domain.breaks import Rest, Stop, begin_rest
from server.domain.local_day import LocalDay
from server.domain.planning import Booking, PlanEngineer, Span
from server.domain.planning_problem import person_of, without_absences


def find_lunch(engineer: PlanEngineer, day: LocalDay) -> Span | None:
    """The first time that promised visits leave for it. None for who has no lunch break, or is away for it."""
    lunch = engineer.lunch
    if lunch is None:
        return None
    rest = Rest(day.seconds(lunch.earliest), day.seconds(lunch.latest), lunch.minutes * 60)
    stops = [_stop(booking, day) for booking in engineer.bookings]
    for stretch in without_absences(engineer.shift, engineer.absences):
        end = day.seconds(stretch.end)
        begins = begin_rest(rest, start=day.seconds(stretch.start), end=end, stops=stops)
        if begins is not None and begins < end:
            return Span(day.moment(begins), day.moment(begins + rest.duration))
    return None


def _stop(booking: Booking, day: LocalDay) -> Stop:
    """Who has set out drives without a break."""
    leaves, start, end = (day.seconds(m) for m in (booking.busy_from, booking.starts_at, booking.busy_to))
    if booking.is_begun or booking.has_ended:
        return Stop(0, leaves, end)
    return Stop(start - leaves, start, end)


def read_lunches(plan: Mapping[str, Any], day: LocalDay) -> list[tuple[str, Span]]:
    """Who has lunch when, by an onevisit-plan/1 document: those of it who have a visit."""
    return [
        (person_of(route["engineer"]), Span(day.moment(rest["start"]), day.moment(rest["end"])))
        for route in plan["routes"]
        for rest in route["breaks"]
    ]
