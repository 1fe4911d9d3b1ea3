"""Live checks over HTTP: off until turned on, refused with a sentence, asked and answered."""

from dataclasses import replace
from typing import Any

from flask import Flask

from server.clients.live_checks.build import build_live_checks
from server.commands.sites import set_networks
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs
from tests.cast import Cast
from tests.clients.sip_peer import phone, sip_peer
from tests.commands.flow import ready_ticket
from tests.conftest import MONDAY
from tests.web.callers import sign_in


def turn_on(app: Flask, **settings: Any) -> None:
    services = app.extensions["onevisit"]
    changed = replace(services.settings, live_checks="on", **settings)
    app.extensions["onevisit"] = replace(services, settings=changed, live_checks=build_live_checks(changed))


def test_live_checks_are_off_until_they_are_turned_on(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    path = f"/api/tickets/{ready_ticket(sqlite_cast, MONDAY)}/live-checks"
    olga = sign_in(sqlite_app, "olga")
    answer = olga.ask("POST", path, json={"kind": "sip_options", "host": "10.20.1.44"})

    assert (answer.status_code, answer.get_json()["code"]) == (409, "live_checks_off")
    assert olga.get(path).get_json() == {"networks": [], "items": []}


def test_a_lead_opens_a_network_an_operator_asks_and_reads_the_answer(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    turn_on(sqlite_app, sip_ports="1024-65535")
    path = f"/api/tickets/{ready_ticket(sqlite_cast, MONDAY)}/live-checks"
    set_networks(site=sqlite_cast.site, networks=["127.0.0.0/8"], by=sqlite_cast.admin, at=MONDAY)
    olga = sign_in(sqlite_app, "olga")
    with sip_peer(phone) as (port, _):
        asked = olga.ask("POST", path, json={"kind": "sip_options", "host": "127.0.0.1", "port": port})
        assert (asked.status_code, asked.get_json()["state"]) == (202, "asked")
        run_due_jobs(sqlite_app.extensions["onevisit"], HANDLERS)

    answer = olga.get(f"/api/live-checks/{asked.get_json()['id']}").get_json()
    assert (answer["state"], answer["address"], answer["result"]["status"]) == ("answered", "127.0.0.1", 200)
    assert olga.get(path).get_json() == {"networks": ["127.0.0.0/8"], "items": [answer]}


def test_the_usual_port_is_the_first_allowed_one_where_the_standard_one_is_not(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    turn_on(sqlite_app, sip_ports="15060-15070")
    path = f"/api/tickets/{ready_ticket(sqlite_cast, MONDAY)}/live-checks"
    set_networks(site=sqlite_cast.site, networks=["10.20.1.0/24"], by=sqlite_cast.admin, at=MONDAY)
    asked = sign_in(sqlite_app, "olga").ask("POST", path, json={"kind": "sip_options", "host": "10.20.1.44"})

    assert asked.get_json()["target"] == "10.20.1.44:15060"


def test_what_cannot_be_asked_is_refused_by_field_and_value(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    turn_on(sqlite_app)
    path = f"/api/tickets/{ready_ticket(sqlite_cast, MONDAY)}/live-checks"
    olga = sign_in(sqlite_app, "olga")

    def refusal(**body: Any) -> tuple[str, str]:
        answer = olga.ask("POST", path, json={"kind": "sip_options", "host": "10.20.1.44"} | body)
        assert answer.status_code == 422
        (error,) = answer.get_json()["errors"]
        return error["pointer"], error["detail"]

    assert refusal(host="pbx\r\nContact: x")[0] == "/host"
    assert refusal(port=22) == ("/port", "Port 22 is not asked here; allowed are 5060-5090.")
    assert refusal(kind="sip_registration", subject="2214 x")[0] == "/subject"
    assert refusal(kind="snmp_port", subject="1", transport="tcp") == (
        "/transport",
        "SNMP is asked over udp, not tcp.",
    )


def test_networks_of_a_site_are_set_by_a_lead_alone(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    path = f"/api/sites/{sqlite_cast.site}/networks"
    body = {"networks": ["10.20.1.0/24", "10.20.3.7"]}

    assert sign_in(sqlite_app, "olga").ask("PUT", path, json=body).status_code == 403
    lidia = sign_in(sqlite_app, "lidia")
    assert lidia.ask("PUT", path, json=body).status_code == 204
    shown = lidia.get(f"/api/sites/{sqlite_cast.site}").get_json()["check_networks"]
    assert shown == ["10.20.1.0/24", "10.20.3.7/32"]
