"""A visit keeps the checklist it was given: newer templates, another crew and an edited ticket change neither it nor its answers."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from checklists import compose
from server.store.catalogue import the_catalogue
from server.store.gate import write_tx
from server.store.visits import Visit
from tests.cast import Cast
from tests.commands.flow import publish_solo, ready_ticket
from tests.conftest import MONDAY
from tests.sync.devices import enrol
from tests.web.callers import Caller, sign_in

SYMPTOM = "phone-does-not-work"
TWO_WATTS = {"k": "pass", "num": "2", "unit": "W"}


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    return sqlite_cast


@pytest.fixture
def visit(sqlite_app: Flask, cast: Cast) -> str:
    """Given when the templates were a version older: two watts were enough, and nobody asked for a voice VLAN."""
    ticket = ready_ticket(cast, MONDAY)
    published = publish_solo(cast, ticket, cast.anna, MONDAY + timedelta(hours=4), at=MONDAY)
    older = [make_older(template) for template in the_catalogue().templates_for(SYMPTOM)]
    with write_tx() as session:
        session.get_one(Visit, published).checklist = compose(older, {"symptom": SYMPTOM})
    return published


def test_an_answer_is_judged_by_the_version_the_visit_started_with(
    sqlite_app: Flask, cast: Cast, visit: str
) -> None:
    phone = enrol(cast.anna, at=MONDAY)
    answer = phone.op("answer.set", visit, "step/port.poe", TWO_WATTS, tpl="telephony.ip-phone@0")

    assert phone.outcome(answer)["status"] == "applied"

    shown = read(sqlite_app, visit)
    assert shown["assessment"]["findings"]["port.poe"] == {"result": "pass", "conflict": False}
    assert {one["version"] for one in shown["checklist"]["templates"]} == {0}


def test_a_step_of_a_newer_version_is_no_step_of_the_visit(sqlite_app: Flask, cast: Cast, visit: str) -> None:
    phone = enrol(cast.anna, at=MONDAY)
    value = {"k": "pass", "opt": "right"}

    result = phone.outcome(phone.op("answer.set", visit, "step/port.voice-vlan", value))

    assert (result["status"], result["reason"]) == ("quarantined", "step_unknown")
    assert "port.voice-vlan" not in read(sqlite_app, visit)["assessment"]["missing"]


def test_another_crew_finds_the_same_checklist_with_its_answers(
    sqlite_app: Flask, cast: Cast, visit: str
) -> None:
    phone = enrol(cast.anna, at=MONDAY)
    phone.push(phone.op("answer.set", visit, "step/port.poe", TWO_WATTS))
    before = read(sqlite_app, visit)

    body = {"crew": [cast.viktor.person, cast.boris.person], "reason": "Anna is late"}
    answer = sign_in(sqlite_app, "dmitri").ask("POST", f"/api/visits/{visit}/crew", json=body)

    assert answer.status_code == 200, answer.get_json()
    assert kept(read(sqlite_app, visit)) == kept(before)


def test_an_edited_ticket_leaves_checklist_and_answers_alone(
    sqlite_app: Flask, cast: Cast, visit: str
) -> None:
    phone = enrol(cast.anna, at=MONDAY)
    phone.push(phone.op("answer.set", visit, "step/port.poe", TWO_WATTS))
    before = read(sqlite_app, visit)

    body = {"text": "Now it is dark altogether", "priority": "urgent"}
    path = f"/api/tickets/{before['tickets'][0]['id']}"
    answer = sign_in(sqlite_app, "dmitri").ask("PATCH", path, json=body)

    assert answer.status_code == 200, answer.get_json()
    after = read(sqlite_app, visit)
    assert after["tickets"][0]["text"] == "Now it is dark altogether"
    assert kept(after) == kept(before)


def make_older(template: dict[str, Any]) -> dict[str, Any]:
    steps = [step for step in template["steps"] if step["fact"] != "port.voice-vlan"]
    weaker = [
        step | {"limits": {"unit": "W", "min": 1}} if step["fact"] == "port.poe" else step for step in steps
    ]
    return template | {"version": 0, "steps": weaker}


def read(app: Flask, visit: str) -> dict[str, Any]:
    caller: Caller = sign_in(app, "dmitri")
    answer = caller.get(f"/api/visits/{visit}")
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def kept(visit: dict[str, Any]) -> dict[str, Any]:
    findings = visit["assessment"]["findings"]
    return {"checklist": visit["checklist"], "fields": visit["fields"], "findings": findings}
