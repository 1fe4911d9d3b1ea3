"""A scenario's change made to a small day, and what is counted before and after; numbers to add up in the head."""

from datetime import date
from typing import Any

from dispatch import StopRule, check, read_problem, solve
from server.domain.local_day import LocalDay
from server.domain.scenario import (
    ADDED,
    AddedEngineer,
    Change,
    NoJoint,
    RaisedSkill,
    apply_change,
    count_split,
    read_change,
    ticket_of,
)
from server.domain.scenario_figures import DayOutcome, Figures, measure_plan, size_of, sum_up
from server.domain.travel import Place, TravelRule, read_speeds

MONDAY = LocalDay(date(2026, 11, 23), "Europe/Moscow")
CLINIC, NORTH = Place(55.74, 37.66), Place(55.88, 37.60)
# 60 km/h on a straight road without door minutes.
TRAVEL = TravelRule(read_speeds("60"), 1.0, door_minutes=0)
HOUR = 3600
NETWORK = {"id": "network", "skill": "network", "level": 2, "duration": 1800}
TELEPHONY = {"id": "telephony", "skill": "telephony", "level": 2, "duration": 1200}
POWER = {"id": "power", "skill": "power", "level": 2, "duration": 600}


def engineer(name: str, **skills: int) -> dict[str, Any]:
    shift = {"start": 8 * HOUR, "end": 18 * HOUR, "from": "office", "to": "office"}
    return {"id": name, "skills": skills, "shift": shift}


def job(key: str, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": key, "location": "clinic", "parts": list(parts), "unplanned_cost": 1_000_000, **more}


def day(*engineers: dict[str, Any], jobs: list[dict[str, Any]]) -> dict[str, Any]:
    """Office and clinic are 20 minutes apart."""
    return {
        "format": "onevisit-problem/1",
        "locations": ["office", "clinic"],
        "travel": [[0, 1200], [1200, 0]],
        "engineers": list(engineers),
        "jobs": jobs,
        "costs": {"travel": 1, "visit": 900, "lateness": 1, "overtime": 2},
    }


def changed(problem: dict[str, Any], change: Change) -> dict[str, Any]:
    return apply_change(problem, change, day=MONDAY, places={"clinic": CLINIC}, travel=TRAVEL)


def figures(problem: dict[str, Any]) -> Figures:
    read = read_problem(problem)
    plan = solve(read, stop=StopRule(iterations=300))
    assert check(read, plan) == []
    return measure_plan(problem, plan.to_json())


def test_telephony_for_the_network_engineer_saves_the_second_drive() -> None:
    """Joint: two drives of 20 minutes there and back, 80 in all. With both trades Anna goes alone: 40."""
    problem = day(
        engineer("anna", network=3), engineer("boris", telephony=3), jobs=[job("T-1", NETWORK, TELEPHONY)]
    )

    raised = changed(problem, RaisedSkill("anna", "telephony", 2))

    assert figures(problem) == Figures(trips=1, joint=1, travel_minutes=80, late_minutes=0, unplanned=0)
    assert figures(raised) == Figures(trips=1, joint=0, travel_minutes=40, late_minutes=0, unplanned=0)


def test_a_skill_reaches_both_halves_of_a_day_and_is_never_lowered() -> None:
    halves = day(engineer("anna", network=3), engineer("anna~1", network=3), jobs=[])

    raised = changed(halves, RaisedSkill("anna", "telephony", 2))
    lower = changed(halves, RaisedSkill("anna", "network", 1))

    assert [one["skills"] for one in raised["engineers"]] == [{"network": 3, "telephony": 2}] * 2
    assert lower == halves


def test_somebody_who_is_not_there_changes_nothing() -> None:
    problem = day(engineer("anna", network=3), jobs=[])

    assert changed(problem, RaisedSkill("viktor", "network", 4)) == problem


def test_an_added_engineer_does_what_nobody_could() -> None:
    """The clinic is 0.14 degrees south of the new home: 15.57 km by the latitude and 3.76 by the longitude, 16.02 km, 17 minutes."""
    problem = day(engineer("anna", network=3), jobs=[job("T-1", POWER)])
    electrician = AddedEngineer({"power": 2}, "09:00", "18:00", "Otradnoye", NORTH)

    added = changed(problem, electrician)

    assert added["travel"][1][2] == added["travel"][2][1] == 17 * 60
    assert added["engineers"][-1]["id"] == ADDED
    assert added["engineers"][-1]["shift"]["start"] == 9 * HOUR
    assert figures(problem) == Figures(trips=0, joint=0, travel_minutes=0, late_minutes=0, unplanned=1)
    assert figures(added) == Figures(trips=1, joint=0, travel_minutes=34, late_minutes=0, unplanned=0)


def test_without_joint_visits_one_ticket_for_two_people_becomes_two_trips() -> None:
    problem = day(
        engineer("anna", network=3), engineer("boris", telephony=3), jobs=[job("T-1", NETWORK, TELEPHONY)]
    )

    alone = changed(problem, NoJoint())

    assert [one["id"] for one in alone["jobs"]] == ["T-1#1", "T-1#2"]
    assert {ticket_of(one["id"]) for one in alone["jobs"]} == {"T-1"}
    assert count_split(alone) == 1
    assert figures(alone) == Figures(trips=2, joint=0, travel_minutes=80, late_minutes=0, unplanned=0)


def test_without_joint_visits_a_ticket_that_one_can_do_stays_one_visit_of_hers() -> None:
    """Anna is there at 08:20 at the earliest; a joint visit of Boris and Viktor is not possible any more."""
    problem = day(
        engineer("anna", network=3, telephony=2),
        engineer("boris", telephony=3),
        engineer("viktor", network=3),
        jobs=[job("T-1", NETWORK, TELEPHONY, due=8 * HOUR, weight=2)],
    )

    alone = changed(problem, NoJoint())

    (one,) = alone["jobs"]
    assert (one["id"], one["weight"], one["parts"][0]["duration"]) == ("T-1", 4, 3000)
    plan = solve(read_problem(alone), stop=StopRule(iterations=300))
    assert set(plan.crew_of("T-1")) == {"anna"}
    assert figures(alone) == Figures(trips=1, joint=0, travel_minutes=40, late_minutes=20, unplanned=0)


def test_three_trades_are_shared_by_as_few_people_as_can_do_them() -> None:
    problem = day(
        engineer("anna", network=3, telephony=2),
        engineer("boris", telephony=3),
        engineer("egor", power=2),
        jobs=[job("T-1", NETWORK, TELEPHONY, POWER)],
    )

    alone = changed(problem, NoJoint())

    assert [one["parts"][0]["duration"] for one in alone["jobs"]] == [3000, 600]


def test_a_promised_joint_visit_stays_as_it_was_promised() -> None:
    pinned = {"engineers": {"network": "anna", "telephony": "boris"}, "start": 9 * HOUR}
    promised = job("V-1", NETWORK, TELEPHONY, pinned=pinned)
    problem = day(engineer("anna", network=3), engineer("boris", telephony=3), jobs=[promised])

    assert changed(problem, NoJoint()) == problem
    assert size_of(problem) == {"tickets": 0, "promised": 1, "engineers": 2}


def test_a_split_ticket_is_late_and_unplanned_once() -> None:
    """The first visit is 10 minutes late and the second 30: the ticket waits 30. Nobody has power: one ticket is left out."""
    both = [
        job("T-1#1", NETWORK, due=9 * HOUR),
        job("T-1#2", TELEPHONY, due=9 * HOUR),
        job("T-2#1", POWER),
        job("T-2#2", POWER),
    ]
    problem = day(engineer("anna", network=3), engineer("boris", telephony=3), jobs=both)
    stops = {"anna": ("T-1#1", 9 * HOUR + 600), "boris": ("T-1#2", 9 * HOUR + 1800)}
    plan = {
        "routes": [
            {"engineer": who, "stops": [{"job": key, "start": start}]} for who, (key, start) in stops.items()
        ],
        "unplanned": [{"job": "T-2#1"}, {"job": "T-2#2"}],
    }

    assert measure_plan(problem, plan) == Figures(
        trips=2, joint=0, travel_minutes=80, late_minutes=30, unplanned=1
    )


def test_only_days_with_both_figures_are_in_the_sum() -> None:
    busy, calm = Figures(5, 2, 100, 30, 1), Figures(4, 0, 80, 10, 0)

    result = sum_up(
        [
            DayOutcome("2026-11-23", before=busy, after=calm),
            DayOutcome("2026-11-22", note="no_plan"),
            DayOutcome("2026-11-20", note="same", before=calm, after=calm),
        ]
    )

    assert result["counted"] == 2
    assert result["before"] == {
        "trips": 9,
        "joint": 2,
        "travel_minutes": 180,
        "late_minutes": 40,
        "unplanned": 1,
    }
    assert result["after"] == {
        "trips": 8,
        "joint": 0,
        "travel_minutes": 160,
        "late_minutes": 20,
        "unplanned": 0,
    }


def test_a_change_comes_back_from_its_document() -> None:
    changes: list[Change] = [
        RaisedSkill("anna", "telephony", 2),
        AddedEngineer({"power": 2}, "09:00", "18:00", "Otradnoye", NORTH),
        NoJoint(),
    ]

    assert [read_change(change.to_json()) for change in changes] == changes
