"""What one trip is, on days of two engineers; and that a plan's figures count by it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dispatch import Plan, StopRule, check, read_problem, solve
from server.domain.local_day import LocalDay
from server.domain.planning import Booking, PlanDay, PlanEngineer, PlanPart, PlanTicket, Span
from server.domain.planning_problem import build_problem
from server.domain.proposal import PlannedVisit, measure_gain, read_visits
from server.domain.routes import tour
from server.domain.scenario_figures import measure_plan
from server.domain.ticket import Priority
from server.domain.travel import Place, TravelRule, read_speeds
from server.domain.trips import Gone, Stop, count_drives, count_trips, find_trips, tour_of

OFFICE, CLINIC, SCHOOL = Place(55.78, 37.60), Place(55.74, 37.66), Place(55.70, 37.50)
# The other door of the clinic, about ten metres away.
BACK_DOOR = Place(55.7401, 37.66)
TRAVEL = TravelRule(read_speeds("22"), 1.35)
MONDAY = LocalDay(date(2026, 11, 23), "Europe/Moscow")
NETWORK, TELEPHONY = PlanPart("network", 2, 30), PlanPart("telephony", 2, 20)


def went(*visits: tuple[str, Place]) -> list[Stop]:
    return tour_of(Gone(visit, place, was_left=False) for visit, place in visits)


@pytest.mark.parametrize(
    ("tours", "trips"),
    [
        ([went(("a", CLINIC))], 1),
        ([went(("a", CLINIC), ("b", CLINIC), ("c", CLINIC))], 1),
        ([went(("a", CLINIC), ("b", BACK_DOOR))], 1),
        ([went(("a", CLINIC), ("b", SCHOOL), ("c", CLINIC))], 3),
        ([went(("a", CLINIC)), went(("b", CLINIC))], 2),  # two engineers, each drives
        ([went(("a", CLINIC)), went(("a", CLINIC))], 1),  # together
        ([went(("a", CLINIC), ("b", CLINIC)), went(("a", CLINIC))], 1),  # together, then one goes on
        ([went(("a", CLINIC), ("b", CLINIC)), went(("b", CLINIC))], 2),  # one is there, the other comes
        ([], 0),
    ],
)
def test_a_trip_is_a_visit_that_somebody_drives_to(tours: list[list[Stop]], trips: int) -> None:
    assert count_trips(tours) == trips


def test_every_visit_of_a_trip_is_named_after_the_one_it_drove_to() -> None:
    trips = find_trips([went(("a", CLINIC), ("b", CLINIC), ("c", CLINIC), ("d", SCHOOL))])

    assert trips == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_who_broke_a_visit_off_has_left_and_makes_another_trip() -> None:
    gone = [Gone("a", CLINIC, was_left=True), Gone("b", CLINIC, was_left=False)]

    assert count_trips([tour_of(gone)]) == 2


def test_a_joint_visit_is_one_trip_for_which_two_are_sent() -> None:
    tours = [went(("a", CLINIC), ("b", CLINIC)), went(("a", CLINIC))]

    assert (count_trips(tours), count_drives(tours)) == (1, 2)


def engineer(name: str, *bookings: Booking, **skills: int) -> PlanEngineer:
    shift = Span(MONDAY.at("08:00"), MONDAY.at("18:00"))
    return PlanEngineer(name, name.title(), skills, shift, OFFICE, bookings=bookings)


def ticket(number: int, *parts: PlanPart, place: Place = CLINIC) -> PlanTicket:
    return PlanTicket(f"T-000{number}", f"t{number}", place, parts or (NETWORK,), Priority.NORMAL)


def plan(*engineers: PlanEngineer, tickets: tuple[PlanTicket, ...], now: str = "07:00") -> "Planned":
    facts = PlanDay(MONDAY, MONDAY.at(now), TRAVEL, engineers, tickets)
    problem = build_problem(facts)
    read = read_problem(problem)
    found = solve(read, stop=StopRule(iterations=2000), seed=1)
    assert check(read, found) == []
    return Planned(facts, problem, found)


class Planned:
    """A day, planned by the real planner."""

    def __init__(self, facts: PlanDay, problem: dict[str, Any], found: Plan) -> None:
        self.facts, self.problem, self.document = facts, problem, found.to_json()

    @property
    def visits(self) -> list[PlannedVisit]:
        return read_visits(self.facts, self.problem, self.document)

    @property
    def gain(self) -> dict[str, int]:
        return measure_gain(self.facts, self.problem, self.document, self.visits)

    @property
    def trips(self) -> int:
        return measure_plan(self.problem, self.document).trips


def test_three_tickets_of_one_site_are_one_drive_of_one_engineer_and_visits_back_to_back() -> None:
    """Anna and Viktor are both free; each drive more would cost more than waiting."""
    anna, viktor = engineer("anna", network=3), engineer("viktor", network=3)

    planned = plan(anna, viktor, tickets=(ticket(1), ticket(2), ticket(3)))

    (one,) = {member.person for visit in planned.visits for member in visit.crew}
    assert one in ("anna", "viktor")
    first, second, third = (visit.crew[0] for visit in planned.visits)
    assert first.travel_start < first.start
    assert (second.travel_start, third.travel_start) == (second.start, third.start)
    assert (second.start, third.start) == (first.end, second.end)
    assert planned.trips == 1


def test_a_proposal_saves_the_trips_that_nobody_drives() -> None:
    """Each trade by itself would be three trips; one engineer drives there once and back once."""
    anna = engineer("anna", network=3, telephony=3)
    planned = plan(anna, tickets=(ticket(1, NETWORK, TELEPHONY), ticket(2)))
    there_and_back = TRAVEL.seconds(OFFICE, CLINIC) + TRAVEL.seconds(CLINIC, OFFICE)

    assert planned.gain["trips"] == 2
    assert planned.gain["travel_minutes"] == round(2 * there_and_back / 60)


def test_travel_is_saved_only_against_those_who_may_go_there() -> None:
    """Viktor lives next door but may not go there, so Anna's drive from the office is what it takes anyway."""
    viktor = replace(engineer("viktor", network=3), home=BACK_DOOR)
    banned = replace(ticket(1), forbidden={"viktor": "the head nurse asked for somebody else"})

    planned = plan(engineer("anna", network=3), viktor, tickets=(banned,))

    assert planned.gain["travel_minutes"] == 0


def test_a_new_visit_where_one_is_promised_already_is_no_trip_more() -> None:
    promised = Booking(
        "V-0001", CLINIC, ("network",), MONDAY.at("09:30"), MONDAY.at("10:00"), MONDAY.at("10:30")
    )

    planned = plan(engineer("anna", promised, network=3), tickets=(ticket(1),))

    assert planned.trips == 1
    assert planned.gain["trips"] == 1


def test_who_is_at_a_site_when_the_day_is_taken_up_makes_no_trip_to_its_next_ticket() -> None:
    running = Booking(
        "V-0001",
        CLINIC,
        ("network",),
        MONDAY.at("09:30"),
        MONDAY.at("10:00"),
        MONDAY.at("10:30"),
        is_begun=True,
    )

    planned = plan(engineer("anna", running, network=3), tickets=(ticket(1),), now="10:10")

    assert planned.trips == 0
    assert [tour(planned.problem, route) for route in planned.document["routes"]] == [
        [Stop("T-0001", is_driven_to=False)]
    ]


def test_two_engineers_go_to_one_site_when_waiting_for_one_would_be_late() -> None:
    """Nothing about the site is special: due at nine, one of two tickets would be half an hour late, which costs more than a drive."""
    nine = MONDAY.at("09:00")
    urgent = tuple(
        PlanTicket(f"T-000{n}", f"t{n}", CLINIC, (PlanPart("network", 2, 120),), Priority.URGENT, due=nine)
        for n in (1, 2)
    )

    planned = plan(engineer("anna", network=3), engineer("viktor", network=3), tickets=urgent)

    assert {visit.crew[0].person for visit in planned.visits} == {"anna", "viktor"}
    assert planned.trips == 2
