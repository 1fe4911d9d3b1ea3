"""A shift with lunch and overtime, from the API to what the planner is told."""

from typing import Any

from flask import Flask

from server.domain.local_day import LocalDay
from server.domain.planning import PlanEngineer
from server.store.days import read_day
from server.store.gate import read_session
from tests.cast import Cast
from tests.commands.flow import TODAY, TRAVEL, plan_and_publish, propose, ready_ticket
from tests.conftest import MONDAY
from tests.web.callers import SAME_ORIGIN, Caller, sign_in

LUNCH = {"earliest": "12:00", "latest": "14:00", "minutes": 30}
HOURS = {"start": "08:00", "end": "17:00", "days": [0, 1, 2, 3, 4]}


def change(client: Caller, cast: Cast, shift: dict[str, Any]) -> tuple[int, Any]:
    answer = client.ask(
        "PATCH", f"/api/people/{cast.anna.person}", json={"shift": shift}, headers=SAME_ORIGIN
    )
    return answer.status_code, answer.get_json(silent=True)


def planned(cast: Cast) -> PlanEngineer:
    facts = read_day(read_session(), LocalDay(TODAY, "Europe/Moscow"), now=MONDAY, travel=TRAVEL)
    return next(engineer for engineer in facts.engineers if engineer.id == cast.anna.person)


def test_lunch_and_overtime_reach_the_planner_and_outlive_new_hours(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    client = sign_in(sqlite_app, "lidia")
    change(client, sqlite_cast, HOURS | {"break": LUNCH, "overtime_minutes": 60})

    change(client, sqlite_cast, HOURS | {"end": "16:00"})

    day, anna = LocalDay(TODAY, "Europe/Moscow"), planned(sqlite_cast)
    assert anna.lunch is not None
    assert (anna.lunch.earliest, anna.lunch.latest, anna.lunch.minutes) == (
        day.at("12:00"),
        day.at("14:00"),
        30,
    )
    assert (anna.shift.end, anna.overtime_minutes) == (day.at("16:00"), 60)


def test_a_break_can_be_taken_out_again(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    client = sign_in(sqlite_app, "lidia")
    change(client, sqlite_cast, HOURS | {"break": LUNCH})

    change(client, sqlite_cast, HOURS | {"break": None})

    assert planned(sqlite_cast).lunch is None


def test_a_break_that_begins_too_late_to_begin_is_refused_in_words(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    client = sign_in(sqlite_app, "lidia")

    status, problem = change(client, sqlite_cast, HOURS | {"break": LUNCH | {"latest": "11:00"}})

    assert status == 422
    assert "11:00 at the latest" in problem["errors"][0]["detail"]


def test_a_break_outside_the_shift_is_refused_in_words(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    client = sign_in(sqlite_app, "lidia")

    status, problem = change(client, sqlite_cast, HOURS | {"end": "11:30", "break": LUNCH})

    assert status == 422
    assert problem["errors"][0]["pointer"] == "/shift"
    assert "from 08:00 to 11:30" in problem["errors"][0]["detail"]


def test_a_proposal_says_when_lunch_is_and_the_published_day_shows_it_at_the_same_time(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    """Anna is at the clinic from 9:27 to 10:17, so lunch is at twelve."""
    client = sign_in(sqlite_app, "lidia")
    change(client, sqlite_cast, HOURS | {"break": LUNCH})
    ready_ticket(sqlite_cast, MONDAY)
    proposal = propose(sqlite_app, sqlite_cast, MONDAY)
    proposed = client.get(f"/api/plan/proposals/{proposal.id}").get_json()

    plan_and_publish(sqlite_app, sqlite_cast, MONDAY)

    noon = {"start": "2026-11-23T09:00:00.000Z", "end": "2026-11-23T09:30:00.000Z"}
    assert proposed["lunches"] == [{"person": sqlite_cast.anna.person, **noon}]
    engineers = client.get("/api/plan?day=2026-11-23").get_json()["engineers"]
    assert {one["name"]: one["lunch"] for one in engineers} == {
        "Anna Ivanova": noon,
        "Boris Smirnov": None,
        "Oskar Weber": None,
        "Viktor Lebedev": None,
    }
