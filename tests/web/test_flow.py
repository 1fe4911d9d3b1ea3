"""The console's way from a call to a promised visit, over HTTP; and who may not walk it."""

from typing import Any

import pytest
from flask import Flask

from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs
from tests.cast import Cast
from tests.web.callers import SAME_ORIGIN, Caller, sign_in

PARTS = [{"trade": "network", "level": 2, "minutes": 30}, {"trade": "telephony", "level": 2, "minutes": 20}]
TRIAGE = {
    "symptom": "phone-does-not-work",
    "answers": [{"question": "display", "answer": "dark"}],
    "checks": [{"check": "dnd", "result": "off"}],
    "outcome": "visit",
    "parts": PARTS,
    "kit": [{"id": "patch-cord", "quantity": 2}],
    "priority": "high",
    "due": None,
}


@pytest.fixture
def cast(sqlite_cast: Cast) -> Cast:
    return sqlite_cast


def send(caller: Caller, path: str, body: object, *, status: int, key: str | None = None) -> Any:
    headers = SAME_ORIGIN | ({} if key is None else {"Idempotency-Key": key})
    answer = caller.ask("POST", f"/api{path}", json=body, headers=headers)
    assert answer.status_code == status, answer.get_json(silent=True)
    return answer.get_json(silent=True)


def read(caller: Caller, path: str) -> Any:
    answer = caller.get(f"/api{path}")
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def open_and_triage(client: Caller, cast: Cast) -> str:
    body = {"site": cast.site, "customer": cast.customer, "contact": cast.contact, "text": "No calls"}
    ticket: str = send(client, "/tickets", body, status=201)["id"]
    send(client, f"/tickets/{ticket}/triage", TRIAGE, status=200)
    return ticket


def test_from_a_call_to_a_promised_visit(sqlite_app: Flask, cast: Cast) -> None:
    client = sign_in(sqlite_app, "dmitri")
    ticket = open_and_triage(client, cast)

    proposal = send(client, "/plan/proposals", {"day": "2026-11-23"}, status=202)["id"]
    run_due_jobs(sqlite_app.extensions["onevisit"], HANDLERS)
    found = read(client, f"/plan/proposals/{proposal}")
    outcome = send(client, f"/plan/proposals/{proposal}/publish", {"visits": ["T-0001"]}, status=200)

    assert (found["state"], found["progress"], found["visits"][0]["state"]) == ("ready", 1.0, "proposed")
    assert outcome["refused"] == []
    visit = read(client, f"/visits/{outcome['published'][0]}")
    assert visit["kit"] == [
        {"id": "patch-cord", "quantity": 2, "name": {"en": "Patch cord, 3 m", "ru": "Патч-корд, 3 м"}}
    ]
    assert visit["checklist"]["given"]["answers"] == {"display": "dark"}
    assert visit["assessment"]["may_sign_off"] is False
    assert read(client, f"/tickets/{ticket}")["visits"][0]["number"] == "V-0001"
    assert read(client, "/plan?day=2026-11-23")["visits"][0]["id"] == visit["id"]
    assert read(client, "/visits?state=published&state=on_site")["total"] == 1
    assert read(client, f"/sites/{cast.site}")["visits"][0]["number"] == "V-0001"


def test_a_ticket_into_a_day_that_is_kept(sqlite_app: Flask, cast: Cast) -> None:
    client = sign_in(sqlite_app, "dmitri")
    ticket = open_and_triage(client, cast)

    places = send(client, "/plan/insert", {"ticket": ticket, "day": "2026-11-24"}, status=200)["items"]
    taken = {"ticket": ticket, "day": "2026-11-24", "place": places[0]["key"]}
    visit = send(client, "/plan/insert/take", taken, status=201)
    people = [cast.viktor.person, cast.boris.person]
    crew = send(client, f"/visits/{visit['id']}/crew", {"crew": people, "reason": "Anna swaps"}, status=200)
    ill = {"person": cast.viktor.person, "from": "2026-11-24T00:00:00Z"}
    released = send(client, "/plan/release", ill, status=200)

    assert places[0]["crew"][0]["name"] == "Anna Ivanova"
    assert crew["mode"] == "joint"
    assert released == {"visits": [visit["id"]], "tickets": [ticket]}


def test_the_same_call_sent_twice_is_one_ticket(sqlite_app: Flask, cast: Cast) -> None:
    client = sign_in(sqlite_app, "olga")
    body = {"site": cast.site, "customer": cast.customer, "text": "No calls"}

    first = send(client, "/tickets", body, status=201, key="call-0001")
    again = send(client, "/tickets", body, status=201, key="call-0001")

    assert again == first
    assert read(client, "/tickets")["total"] == 1


def test_a_visit_is_hidden_from_an_engineer_who_was_never_on_it(sqlite_app: Flask, cast: Cast) -> None:
    client = sign_in(sqlite_app, "dmitri")
    ticket = open_and_triage(client, cast)
    share = {"person": cast.anna.person, "trades": ["network", "telephony"]}
    body = {"ticket": ticket, "crew": [share], "start": "2026-11-23T08:00:00Z"}
    visit = send(client, "/visits", body, status=201)["id"]

    assert sign_in(sqlite_app, "oskar").get(f"/api/visits/{visit}").status_code == 404
    assert sign_in(sqlite_app, "anna").get(f"/api/visits/{visit}").status_code == 200
    assert sign_in(sqlite_app, "anna").get("/api/tickets").status_code == 403
    send(sign_in(sqlite_app, "olga"), "/plan/proposals", {"day": "2026-11-23"}, status=403)


def test_a_state_cannot_be_written_and_a_day_must_exist(sqlite_app: Flask, cast: Cast) -> None:
    client = sign_in(sqlite_app, "dmitri")
    ticket = open_and_triage(client, cast)

    answer = client.ask("PATCH", f"/api/tickets/{ticket}", json={"state": "done"})

    assert answer.status_code == 422
    assert client.get("/api/plan?day=2026-02-31").status_code == 422
    send(client, "/plan/proposals", {"day": "2026-02-31"}, status=422)
    assert read(client, "/catalogue/symptoms")["items"][0]["questions"] != []
    assert read(client, "/catalogue/templates")["items"] != []
