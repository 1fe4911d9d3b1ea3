"""Drives that a routing service measured reach the plan; a service that fails never stops one."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from server.clients.routing.protocol import RouterFailed, Table
from server.commands.measure_drives import measure_drives
from server.commands.plans import ask_proposal
from server.jobs import plan_day
from server.store.drives import Drive
from server.store.gate import db
from server.store.visits import Proposal
from tests.cast import Cast
from tests.commands.flow import TODAY, TRAVEL, get, ready_ticket
from tests.conftest import MONDAY

OSRM = replace(TRAVEL, router="osrm")


class SlowCity:
    """Every drive takes forty minutes. Says how often it was asked; `fails_after` that many tables."""

    name = "osrm"

    def __init__(self, *, most_places: int = 50, fails_after: int = 99) -> None:
        self.most_places = most_places
        self.fails_after = fails_after
        self.tables = 0

    def table(self, origins: Any, destinations: Any) -> Table:
        if self.tables == self.fails_after:
            raise RouterFailed("the routing service cannot be reached: ConnectionError")
        self.tables += 1
        assert len(origins) <= self.most_places
        assert len(destinations) <= self.most_places
        return [[0 if a == b else 2400 for b in destinations] for a in origins]


def plan(app: Flask, cast: Cast, router: SlowCity) -> dict[str, Any]:
    services = app.extensions["onevisit"]
    proposal = ask_proposal(day=TODAY, by=cast.dispatcher, at=MONDAY)
    plan_day.run(replace(services, travel=OSRM, router=router), {"proposal": proposal})
    found = get(Proposal, proposal)
    assert found.result is not None, found.error
    return found.result


def test_plan_drives_as_long_as_the_service_says(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    (visit,) = plan(app, cast, SlowCity())["visits"]
    (member,) = visit["crew"]
    assert (_at(member["start"]) - _at(member["travel_start"])) == timedelta(minutes=45)


def test_what_is_known_is_not_asked_again_until_it_is_old(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    city = SlowCity()
    for day in (0, 1, 29):
        at = MONDAY + timedelta(days=day)
        assert measure_drives(day=TODAY, router=city, travel=OSRM, keep_days=30, at=at)
    assert city.tables == 1
    later = MONDAY + timedelta(days=31)
    assert measure_drives(day=TODAY, router=city, travel=OSRM, keep_days=30, at=later)
    assert city.tables == 2
    assert {drive.measured_at for drive in db.session.query(Drive)} == {later}


def test_service_that_fails_on_the_way_leaves_what_it_said_and_the_plan_says_so(
    app: Flask, cast: Cast
) -> None:
    ready_ticket(cast, MONDAY)
    result = plan(app, cast, SlowCity(most_places=1, fails_after=1))
    assert len(result["visits"]) == 1
    assert "has not measured" in result["travel_note"]["en"]
    assert "оценено по расстоянию" in result["travel_note"]["ru"]


def test_service_that_is_down_is_as_good_as_none(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    with_router = plan(app, cast, SlowCity(fails_after=0))["visits"]
    proposal = ask_proposal(day=TODAY, by=cast.dispatcher, at=MONDAY)
    plan_day.run(app.extensions["onevisit"], {"proposal": proposal})
    without = get(Proposal, proposal).result
    assert without is not None
    assert with_router == without["visits"]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
