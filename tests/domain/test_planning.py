"""A day becomes a problem and a plan becomes visits: zones, clock changes, absences, promises and what runs already."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch import StopRule, read_problem, solve
from server.domain.crews import share_parts
from server.domain.local_day import LocalDay, opening_hours
from server.domain.planning import Booking, PlanDay, PlanEngineer, PlanPart, PlanTicket, Span
from server.domain.planning_problem import build_problem, closed_tickets, person_of
from server.domain.proposal import read_visits
from server.domain.ticket import Priority
from server.domain.travel import Place, TravelRule, read_speeds

OFFICE, CLINIC = Place(55.78, 37.60), Place(55.74, 37.66)
TRAVEL = TravelRule(read_speeds("22"), 1.35)
MOSCOW = LocalDay(date(2026, 11, 23), "Europe/Moscow")
NETWORK, TELEPHONY = PlanPart("network", 2, 30), PlanPart("telephony", 2, 20)
# Clocks go forward, back, by half an hour, and not at all.
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Europe/Moscow"]
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def engineer(name: str, day: LocalDay = MOSCOW, **skills: int) -> PlanEngineer:
    return PlanEngineer(name, name.title(), skills, Span(day.at("08:00"), day.at("18:00")), OFFICE)


def booking(start: str, end: str, *, visit: str = "V-0001", day: LocalDay = MOSCOW) -> Booking:
    """With half an hour's drive before it."""
    starts_at = day.at(start)
    return Booking(visit, CLINIC, ("network",), starts_at - timedelta(minutes=30), starts_at, day.at(end))


def ticket(*parts: PlanPart, **facts: object) -> PlanTicket:
    return PlanTicket("T-0001", "t1", CLINIC, parts or (NETWORK,), Priority.NORMAL, **facts)  # type: ignore[arg-type]


def day_of(*engineers: PlanEngineer, tickets: tuple[PlanTicket, ...] = (), now: str = "07:00") -> PlanDay:
    return PlanDay(MOSCOW, MOSCOW.at(now), TRAVEL, engineers, tickets)


def hours(seconds: float) -> float:
    return seconds / 3600


@given(day=DAYS, zone=st.sampled_from(ZONES), hour=st.integers(5, 23), minute=st.integers(0, 59))
def test_a_wall_clock_time_comes_back_whatever_the_clocks_did_that_night(
    day: date, zone: str, hour: int, minute: int
) -> None:
    local, wall = LocalDay(day, zone), f"{hour:02d}:{minute:02d}"

    seconds = local.seconds(local.at(wall))

    assert local.clock(seconds) == wall
    assert local.moment(seconds) == local.at(wall)
    assert timedelta(hours=23) <= local.next_midnight - local.midnight <= timedelta(hours=25)


def test_a_site_is_open_by_its_own_clock() -> None:
    assert opening_hours("08:00-20:00", MOSCOW, zone="Asia/Vladivostok") == (
        datetime(2026, 11, 22, 22, 0, tzinfo=UTC),
        datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
    )
    assert opening_hours("by appointment", MOSCOW, zone="Europe/Moscow") is None


@pytest.mark.parametrize(
    ("start", "end", "stretches"),
    [
        ("06:00", "10:00", [(10, 18)]),
        ("16:00", "20:00", [(8, 16)]),
        ("12:00", "14:00", [(8, 12), (14, 18)]),
        ("19:00", "20:00", [(8, 18)]),
    ],
)
def test_an_absence_takes_its_hours_out_of_the_shift(
    start: str, end: str, stretches: list[tuple[float, float]]
) -> None:
    away = replace(engineer("anna", network=3), absences=(Span(MOSCOW.at(start), MOSCOW.at(end)),))

    found = build_problem(day_of(away))["engineers"]

    assert [(hours(one["shift"]["start"]), hours(one["shift"]["end"])) for one in found] == stretches
    assert {person_of(one["id"]) for one in found} == {"anna"}


def test_who_is_away_all_day_or_during_a_promise_is_not_planned_but_the_other_of_the_crew_is() -> None:
    all_day = (Span(MOSCOW.at("00:00"), MOSCOW.at("24:00")),)
    anna = replace(engineer("anna", network=3), absences=all_day, bookings=(booking("10:00", "10:30"),))
    boris = replace(engineer("boris", telephony=3), bookings=(booking("10:00", "10:20"),))
    viktor = replace(engineer("viktor", network=3), absences=all_day)

    problem = build_problem(day_of(anna, boris, viktor))

    assert [found["id"] for found in problem["engineers"]] == ["boris"]
    (job,) = problem["jobs"]
    assert job["pinned"] == {"engineers": {"boris": "boris"}, "start": 10 * 3600}


def test_who_is_on_a_visit_now_starts_from_there_when_it_ends() -> None:
    anna = replace(engineer("anna", network=3), bookings=(booking("10:00", "11:00"),))

    problem = build_problem(day_of(anna, tickets=(ticket(),), now="10:15"))

    (found,) = problem["engineers"]
    (job,) = problem["jobs"]
    assert found["shift"]["start"] == 11 * 3600
    assert found["shift"]["from"] == job["location"]


def test_a_ticket_late_for_days_is_due_at_midnight_and_a_closed_site_is_no_job() -> None:
    late = ticket(due=MOSCOW.at("09:00") - timedelta(days=3))
    closed = replace(late, key="T-0002", closes=MOSCOW.at("09:20"), opens=MOSCOW.at("08:00"))
    facts = day_of(engineer("anna", network=3), tickets=(late, closed), now="09:00")

    (job,) = build_problem(facts)["jobs"]

    assert (job["id"], job["due"]) == ("T-0001", 0)
    assert closed_tickets(facts) == [closed]


@settings(max_examples=30, deadline=None)
@given(
    day=DAYS,
    zone=st.sampled_from(ZONES),
    away=st.lists(
        st.tuples(st.sampled_from(["anna", "boris"]), st.integers(6, 18), st.integers(1, 5)), max_size=4
    ),
    start=st.integers(9, 15),
)
def test_no_member_of_a_crew_is_away_during_visit_and_drive_or_at_work_elsewhere(
    day: date, zone: str, away: list[tuple[str, int, int]], start: int
) -> None:
    local = LocalDay(day, zone)
    promised = booking(f"{start:02d}:00", f"{start:02d}:40", day=local)
    crew = [
        replace(
            engineer(name, local, **skills),
            absences=tuple(
                Span(local.at(f"{at:02d}:00"), local.at(f"{at:02d}:00") + timedelta(hours=length))
                for who, at, length in away
                if who == name
            ),
            bookings=(promised,) if name == "boris" else (),
        )
        for name, skills in (("anna", {"network": 3}), ("boris", {"telephony": 3}))
    ]
    facts = PlanDay(local, local.at("05:00"), TRAVEL, tuple(crew), (ticket(NETWORK, TELEPHONY),))
    document = build_problem(facts)

    plan = solve(read_problem(document), stop=StopRule(iterations=200))

    busy = {one.id: [*one.absences, *(Span(b.starts_at, b.busy_to) for b in one.bookings)] for one in crew}
    for visit in read_visits(facts, document, plan.to_json()):
        assert [member.start for member in visit.crew] == [visit.start, visit.start]
        for member in visit.crew:
            assert not any(span.overlaps(member.travel_start, member.end) for span in busy[member.person])


def test_parts_are_shared_so_that_everybody_works_and_the_longest_share_is_short() -> None:
    anna, boris = {"network": 3, "telephony": 2}, {"telephony": 3}

    assert share_parts([NETWORK, TELEPHONY], {"anna": anna}) == {"network": "anna", "telephony": "anna"}
    assert share_parts([NETWORK, TELEPHONY], {"anna": anna, "boris": boris}) == {
        "network": "anna",
        "telephony": "boris",
    }
    assert share_parts([NETWORK], {"anna": anna, "boris": boris}) is None
    assert share_parts([NETWORK], {"boris": boris}) is None
