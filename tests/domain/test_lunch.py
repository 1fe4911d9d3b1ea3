"""Lunch as a day shows it: where promised visits leave time for it, and none for who is away then."""

from dataclasses import replace

import pytest

from dispatch import StopRule, read_problem, solve
from server.domain.lunch import find_lunch, read_lunches
from server.domain.planning import Booking, Span
from server.domain.planning_problem import build_problem
from tests.domain.test_breaks import hungry
from tests.domain.test_planning import MOSCOW, booking, day_of, engineer, ticket


def lunch(*bookings: Booking, absences: tuple[Span, ...] = ()) -> tuple[str, str] | None:
    """Anna may begin between 12:00 and 14:00, for half an hour; each booking has half an hour's drive before it."""
    found = find_lunch(replace(hungry(), bookings=bookings, absences=absences), MOSCOW)
    return None if found is None else (clock(found)[0], clock(found)[1])


def clock(span: Span) -> tuple[str, str]:
    return MOSCOW.clock(MOSCOW.seconds(span.start)), MOSCOW.clock(MOSCOW.seconds(span.end))


def away(start: str, end: str) -> Span:
    return Span(MOSCOW.at(start), MOSCOW.at(end))


def test_lunch_is_as_early_as_visits_and_drives_leave_time_for_it() -> None:
    assert lunch() == ("12:00", "12:30")
    assert lunch(booking("11:00", "12:20")) == ("12:20", "12:50")
    assert lunch(booking("12:25", "13:40")) == ("13:40", "14:10")
    assert lunch(booking("13:00", "13:40")) == ("12:00", "12:30")


def test_lunch_is_at_the_site_when_the_drive_would_fill_its_time() -> None:
    """The visit begins at 12:40: who sets out at 11:30 has lunch there."""
    assert lunch(booking("12:40", "16:00")) == ("12:00", "12:30")


def test_who_has_set_out_has_lunch_afterwards() -> None:
    on_the_way = replace(booking("12:40", "13:20"), is_begun=True)

    assert lunch(on_the_way) == ("13:20", "13:50")


def test_visits_over_the_whole_of_noon_push_lunch_behind_them() -> None:
    assert lunch(booking("11:30", "14:40")) == ("14:40", "15:10")


@pytest.mark.parametrize(
    ("absence", "expected"),
    [
        (("12:00", "13:00"), ("13:00", "13:30")),
        (("11:00", "14:30"), None),
        (("08:00", "18:00"), None),
        (("15:00", "18:00"), ("12:00", "12:30")),
    ],
)
def test_who_is_away_has_lunch_in_what_is_left_of_the_window_or_none(
    absence: tuple[str, str], expected: tuple[str, str] | None
) -> None:
    assert lunch(absences=(away(*absence),)) == expected


def test_who_has_no_lunch_break_has_no_lunch() -> None:
    assert find_lunch(engineer("anna", network=3), MOSCOW) is None


def test_a_plan_says_who_has_lunch_when() -> None:
    plan = solve(
        read_problem(build_problem(day_of(hungry(), tickets=(ticket(),)))), stop=StopRule(iterations=200)
    )

    ((person, span),) = read_lunches(plan.to_json(), MOSCOW)

    assert person == "anna"
    assert ("12:00", "12:30") <= clock(span) <= ("14:00", "14:30")
