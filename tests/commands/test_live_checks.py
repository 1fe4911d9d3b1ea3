"""A live check from the question to the kept answer: what may be asked, how often, what is kept, and what stays secret."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.clients.live_checks.protocol import LiveChecker
from server.clients.live_checks.sip import SipAccount, SipChecker
from server.clients.live_checks.snmp import SnmpChecker
from server.clients.live_checks.snmp_session import SnmpSecrets
from server.commands.live_checks import About, ask_live_check, give_up_live_check
from server.commands.sites import set_networks
from server.domain.actor import Actor
from server.domain.live_check import LiveKind, LiveTarget
from server.domain.problems import Conflict, Invalid, NotFound, TooManyAttempts
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs
from server.queries.feed import read_feed
from server.queries.live_checks import get_live_check, of_ticket
from server.queries.tickets import get_ticket
from server.store.events import Event
from server.store.gate import db, read_session
from tests.cast import Cast
from tests.clients.sip_peer import PASSWORD, USER, call_server, sip_peer
from tests.clients.snmp_agent import COMMUNITY, snmp_agent
from tests.commands.flow import publish_solo, ready_ticket
from tests.conftest import MONDAY, HeldClock
from tests.sync.devices import enrol, epoch
from tests.visits import publish_visit

PHONE = LiveTarget(LiveKind.SIP_OPTIONS, "10.20.1.44", 5060)


def open_networks(cast: Cast, *networks: str) -> None:
    set_networks(site=cast.site, networks=networks, by=cast.admin, at=MONDAY)


def ask(cast: Cast, ticket: str, target: LiveTarget = PHONE, *, per_minute: int = 6, at: Any = MONDAY) -> str:
    return ask_live_check(
        about=About(ticket=ticket), target=target, per_minute=per_minute, by=cast.operator, at=at
    )


def work(app: Flask, checkers: Mapping[LiveKind, LiveChecker]) -> None:
    run_due_jobs(replace(app.extensions["onevisit"], live_checks=checkers), HANDLERS)
    db.session.rollback()


def sip(account: SipAccount = SipAccount(USER, PASSWORD)) -> dict[LiveKind, LiveChecker]:  # noqa: B008
    checker = SipChecker(account, t1_seconds=0.02)
    return {LiveKind.SIP_OPTIONS: checker, LiveKind.SIP_REGISTRATION: checker}


def test_registration_is_asked_of_a_real_call_server_and_kept_as_evidence(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    open_networks(cast, "127.0.0.0/8")
    ticket = ready_ticket(cast, MONDAY)
    with sip_peer(call_server(asks_password=True)) as (port, _):
        check = ask(cast, ticket, LiveTarget(LiveKind.SIP_REGISTRATION, "127.0.0.1", port, "2214"))
        assert get_live_check(check)["state"] == "asked"
        clock.advance(seconds=2)
        work(app, sip())

    kept = get_live_check(check)
    assert (kept["state"], kept["reason"], kept["result"]["devices"]) == ("answered", None, [])
    assert kept["speaks_for"] == {"check": "registration", "result": "unregistered"}
    assert (kept["by"]["name"], kept["answered_at"]) == ("Olga Petrova", "2026-11-23T06:00:02.000Z")
    told = [event for event in get_ticket(ticket)["events"] if event["kind"].startswith("check.")]
    assert [event["kind"] for event in told] == ["check.asked", "check.answered"]
    assert told[1]["data"]["target"] == f"127.0.0.1:{port}"
    assert told[1]["data"]["result"] == kept["result"]


def test_a_port_of_a_real_switch_speaks_for_the_check_of_triage(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    open_networks(sqlite_cast, "127.0.0.0/8")
    ticket = ready_ticket(sqlite_cast, MONDAY)
    with snmp_agent() as port:
        check = ask(sqlite_cast, ticket, LiveTarget(LiveKind.SNMP_PORT, "127.0.0.1", port, "Gi1/0/2"))
        work(sqlite_app, {LiveKind.SNMP_PORT: SnmpChecker(SnmpSecrets(community=COMMUNITY))})

    assert get_live_check(check)["speaks_for"] == {"check": "port", "result": "no-power"}
    assert [one["id"] for one in of_ticket(ticket)["items"]] == [check]


def test_secrets_stand_in_no_row_and_no_event(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    open_networks(sqlite_cast, "127.0.0.0/8")
    ticket = ready_ticket(sqlite_cast, MONDAY)
    with sip_peer(call_server(asks_password=True)) as (port, _), snmp_agent() as agent:
        ask(sqlite_cast, ticket, LiveTarget(LiveKind.SIP_REGISTRATION, "127.0.0.1", port, "2214"))
        ask(sqlite_cast, ticket, LiveTarget(LiveKind.SNMP_PORT, "127.0.0.1", agent, "1"))
        snmp = SnmpChecker(SnmpSecrets(community=COMMUNITY))
        work(sqlite_app, sip() | {LiveKind.SNMP_PORT: snmp})

    events = [event.data for event in read_session().scalars(sa.select(Event))]
    written = json.dumps([of_ticket(ticket), events])
    assert "answered" in written
    assert [secret for secret in (PASSWORD, COMMUNITY) if secret in written] == []


def test_a_site_without_networks_is_not_asked(sqlite_cast: Cast) -> None:
    with pytest.raises(Conflict, match="names no networks for live checks"):
        ask(sqlite_cast, ready_ticket(sqlite_cast, MONDAY))


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("10.20.2.44", "outside the networks of the site; allowed is what lies in 10.20.1.0/24"),
        ("127.0.0.1", "belongs to the server itself"),
        ("169.254.169.254", "belongs to the server itself"),
        ("::ffff:7f00:1", "belongs to the server itself"),
    ],
)
def test_an_address_outside_is_refused_before_anything_is_sent(
    sqlite_cast: Cast, host: str, why: str
) -> None:
    open_networks(sqlite_cast, "10.20.1.0/24")
    with pytest.raises(Invalid, match=why):
        ask(sqlite_cast, ready_ticket(sqlite_cast, MONDAY), LiveTarget(LiveKind.SIP_OPTIONS, host, 5060))


@pytest.mark.parametrize("name", ["localhost", "127.1", "2130706433"])
def test_a_name_that_means_the_server_itself_is_refused_when_it_is_resolved(
    sqlite_app: Flask, sqlite_cast: Cast, name: str
) -> None:
    open_networks(sqlite_cast, "10.20.1.0/24")
    with sip_peer(call_server()) as (port, seen):
        check = ask(
            sqlite_cast,
            ready_ticket(sqlite_cast, MONDAY),
            LiveTarget(LiveKind.SIP_OPTIONS, name, port),
        )
        work(sqlite_app, sip())

    kept = get_live_check(check)
    assert (kept["state"], kept["reason"]) == ("refused", "own_address")
    assert seen == []


def test_a_network_closed_after_the_question_is_not_asked(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    open_networks(sqlite_cast, "127.0.0.0/8")
    with sip_peer(call_server()) as (port, seen):
        target = LiveTarget(LiveKind.SIP_OPTIONS, "127.0.0.1", port)
        check = ask(sqlite_cast, ready_ticket(sqlite_cast, MONDAY), target)
        open_networks(sqlite_cast, "10.20.1.0/24")
        work(sqlite_app, sip())

    assert get_live_check(check)["state"] == "refused"
    assert seen == []


def test_a_customer_is_asked_so_many_times_a_minute_and_no_more(app: Flask, cast: Cast) -> None:
    open_networks(cast, "10.20.1.0/24")
    ticket = ready_ticket(cast, MONDAY)
    ask(cast, ticket, per_minute=2)
    ask(cast, ticket, per_minute=2, at=MONDAY.replace(second=20))

    with pytest.raises(TooManyAttempts) as refused:
        ask(cast, ticket, per_minute=2, at=MONDAY.replace(second=30))

    assert refused.value.extra == {"retry_after": 30}
    ask(cast, ticket, per_minute=2, at=MONDAY.replace(minute=1))


def test_a_question_that_waited_too_long_is_not_asked_any_more(
    sqlite_app: Flask, sqlite_cast: Cast, clock: HeldClock
) -> None:
    open_networks(sqlite_cast, "127.0.0.0/8")
    with sip_peer(call_server()) as (port, seen):
        target = LiveTarget(LiveKind.SIP_OPTIONS, "127.0.0.1", port)
        check = ask(sqlite_cast, ready_ticket(sqlite_cast, MONDAY), target)
        clock.advance(minutes=11)
        work(sqlite_app, sip())

    assert get_live_check(check)["reason"] == "too_late"
    assert seen == []


def test_a_check_whose_worker_failed_says_so_and_keeps_the_first_end(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    open_networks(sqlite_cast, "10.20.1.0/24")
    check = ask(sqlite_cast, ready_ticket(sqlite_cast, MONDAY))
    work(sqlite_app, {})
    give_up_live_check(check=check, at=MONDAY)
    db.session.rollback()

    assert (get_live_check(check)["state"], get_live_check(check)["reason"]) == ("failed", "turned_off")


def test_an_engineer_asks_for_visits_of_the_own_crew_only(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    cast = sqlite_cast
    open_networks(cast, "10.20.1.0/24")
    ticket = ready_ticket(cast, MONDAY)
    visit = publish_solo(cast, ticket, cast.anna, MONDAY.replace(hour=8), at=MONDAY)

    def ask_as(who: Actor) -> str:
        return ask_live_check(about=About(visit=visit), target=PHONE, per_minute=6, by=who, at=MONDAY)

    with pytest.raises(NotFound):
        ask_as(cast.outsider)
    check = ask_as(cast.anna)
    db.session.rollback()
    with pytest.raises(NotFound):
        get_live_check(check, crew_member=cast.outsider.person)
    assert get_live_check(check, crew_member=cast.anna.person)["by"]["name"] == "Anna Ivanova"
    assert [one["id"] for one in of_ticket(ticket)["items"]] == [check]


def test_a_crew_hears_of_the_answer_by_the_feed_and_of_networks_that_were_opened(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    cast = sqlite_cast
    phone = enrol(cast.anna, at=MONDAY)
    visit = publish_visit(cast, cast.anna, at=MONDAY)

    def pull(cursor: int) -> tuple[int, list[dict[str, Any]]]:
        page = read_feed(
            person=str(cast.anna.person), device=phone.id, epoch=epoch(), rev=cursor, limit=500, at=MONDAY
        )
        return page["next"], [change["live_checks"] for change in page["changes"]]

    cursor, (before,) = pull(0)
    open_networks(cast, "127.0.0.0/8")
    cursor, (opened,) = pull(cursor)
    with sip_peer(call_server()) as (port, _):
        target = LiveTarget(LiveKind.SIP_REGISTRATION, "127.0.0.1", port, "2214")
        ask_live_check(about=About(visit=visit), target=target, per_minute=6, by=cast.anna, at=MONDAY)
        cursor, (asked,) = pull(cursor)
        work(sqlite_app, sip())
    _, (answered,) = pull(cursor)

    assert before == {"networks": [], "items": []}
    assert opened == {"networks": ["127.0.0.0/8"], "items": []}
    assert [one["items"][0]["state"] for one in (asked, answered)] == ["asked", "answered"]


def test_only_an_administrator_opens_the_servers_own_side(sqlite_cast: Cast) -> None:
    with pytest.raises(Invalid, match="only an administrator"):
        set_networks(site=sqlite_cast.site, networks=["127.0.0.1/32"], by=sqlite_cast.lead, at=MONDAY)
