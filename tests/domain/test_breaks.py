"""A lunch break beside promised visits, and overtime: what reaches the planner."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch import StopRule, read_problem, solve
from server.domain.breaks import Rest, Stop, begin_rest, place_rest
from server.domain.planning import LunchBreak, PlanEngineer, Span
from server.domain.planning_problem import build_problem
from tests.domain.test_planning import MOSCOW, booking, day_of, engineer, ticket

HOUR = 3600
LUNCH = Rest(12 * HOUR, 14 * HOUR, HOUR // 2)


def hungry(*, overtime: int = 0) -> PlanEngineer:
    lunch = LunchBreak(MOSCOW.at("12:00"), MOSCOW.at("14:00"), 30)
    return replace(engineer("anna", network=3), lunch=lunch, overtime_minutes=overtime)


@pytest.mark.parametrize(
    ("busy", "latest"),
    [
        ([], 14),
        ([(11, 13)], 14),
        # Nothing is free between 11:30 and 15:00, so lunch is at 15:00 at the latest.
        ([(11.5, 15)], 15),
        # A quarter of an hour between two visits is no break.
        ([(11, 13.5), (13.75, 16)], 16),
    ],
)
def test_a_break_that_collides_with_promised_visits_moves_behind_them(
    busy: list[tuple[float, float]], latest: float
) -> None:
    stops = [Stop(0, round(start * HOUR), round(end * HOUR)) for start, end in busy]

    found = place_rest(LUNCH, start=8 * HOUR, end=18 * HOUR, stops=stops)

    assert found == Rest(12 * HOUR, round(latest * HOUR), HOUR // 2)


@pytest.mark.parametrize(("start", "end"), [(8, 12), (15, 18)])
def test_a_stretch_of_work_before_or_after_lunch_has_none(start: int, end: int) -> None:
    assert place_rest(LUNCH, start=start * HOUR, end=end * HOUR, stops=[]) is None


@pytest.mark.parametrize(
    ("start", "begins"),
    [
        # Half an hour for lunch, an hour's drive: before the drive, which is then from 12:30.
        (13.5, 12),
        # On arrival: the drive is from 11:00.
        (12.5, 12),
        (13.25, 12),
        # The work begins too early for it.
        (12.25, 14.25),
    ],
)
def test_lunch_is_before_the_drive_or_at_the_site_before_work_begins(start: float, begins: float) -> None:
    stop = Stop(HOUR, round(start * HOUR), round((start + 2) * HOUR))

    found = begin_rest(LUNCH, start=8 * HOUR, end=18 * HOUR, stops=[stop])

    assert found == begins * HOUR


def test_the_planner_keeps_lunch_free_also_beside_a_promise_over_noon() -> None:
    anna = replace(hungry(), bookings=(booking("11:30", "14:40"),))
    facts = day_of(anna, tickets=(ticket(),))

    plan = solve(read_problem(build_problem(facts)), stop=StopRule(iterations=200))

    (route,) = plan.routes
    (rest,) = route.breaks
    assert rest.end - rest.start == 30 * 60
    assert rest.start >= MOSCOW.seconds(MOSCOW.at("14:40"))
    assert all(rest.end <= stop.start or stop.end <= rest.start for stop in route.stops)


def test_overtime_follows_the_shift_and_ends_where_an_absence_begins() -> None:
    late = Span(MOSCOW.at("18:30"), MOSCOW.at("22:00"))

    (anna,) = build_problem(day_of(hungry(overtime=90)))["engineers"]
    (leaves,) = build_problem(day_of(replace(hungry(overtime=90), absences=(late,))))["engineers"]
    (plain,) = build_problem(day_of(engineer("anna", network=3)))["engineers"]

    assert anna["shift"]["overtime"] == 90 * 60
    assert leaves["shift"]["overtime"] == 30 * 60
    assert "overtime" not in plain["shift"]
    assert "breaks" not in plain


def test_somebody_away_for_the_afternoon_works_no_overtime() -> None:
    away = Span(MOSCOW.at("15:00"), MOSCOW.at("15:00") + timedelta(hours=9))

    (anna,) = build_problem(day_of(replace(hungry(overtime=90), absences=(away,))))["engineers"]

    assert "overtime" not in anna["shift"]
