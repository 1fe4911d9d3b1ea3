"""Triage: what the first line found is kept with its outcome, and nothing the catalogue does not know gets in."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.board import set_limit
from server.commands.tickets import NewTicket, open_ticket
from server.commands.triage import triage_ticket
from server.domain.problems import Conflict, Invalid, WrongState
from server.domain.ticket import Priority, TicketState
from server.domain.triage import Answer, CheckDone, KitNeeded, Triage
from server.domain.wip import Column
from server.store.gate import db
from server.store.jobs import Job
from server.store.tickets import Ticket
from tests.cast import Cast
from tests.commands.flow import NETWORK_30, TELEPHONY_20, get, plan_and_publish, ready_ticket
from tests.conftest import MONDAY

SYMPTOM = "phone-does-not-work"
DND_ON = CheckDone("dnd", "on", "Seen at the call server")


@pytest.fixture
def ticket(app: Flask, cast: Cast) -> str:
    return open_ticket(ticket=NewTicket(cast.customer, cast.site, "No calls"), by=cast.operator, at=MONDAY)


def triage(cast: Cast, ticket: str, recorded: Triage) -> Ticket:
    triage_ticket(ticket=ticket, triage=recorded, by=cast.operator, at=MONDAY)
    return get(Ticket, ticket)


def test_a_remote_check_that_helps_ends_the_ticket_and_teaches(cast: Cast, ticket: str) -> None:
    solved_by = {"check": "dnd", "text": "DND was on"}

    found = triage(cast, ticket, Triage(SYMPTOM, "solved", checks=(DND_ON,), solved_by=solved_by))

    assert (found.state, found.solved_by) == (TicketState.SOLVED_REMOTELY, solved_by)
    assert found.triage is not None
    assert found.triage["checks"] == [{"check": "dnd", "result": "on", "note": "Seen at the call server"}]
    jobs = db.session.execute(sa.select(Job.kind, Job.payload["ticket"].as_string())).all()
    assert [tuple(job) for job in jobs] == [("learn_remote_fix", ticket)]


def test_a_ticket_that_needs_a_visit_is_ready_with_parts_kit_and_due_time(cast: Cast, ticket: str) -> None:
    recorded = Triage(
        SYMPTOM,
        "visit",
        answers=(Answer("display", "dark"),),
        parts=(NETWORK_30, TELEPHONY_20),
        kit=(KitNeeded("patch-cord", 2),),
        priority=Priority.HIGH,
    )

    found = triage(cast, ticket, recorded)

    assert found.state is TicketState.READY
    assert [(part.trade, part.level, part.minutes) for part in found.parts] == [
        ("network", 2, 30),
        ("telephony", 2, 20),
    ]
    assert found.kit == [{"id": "patch-cord", "quantity": 2}]
    assert found.due_at == MONDAY + timedelta(hours=8)


def test_a_swarm_stays_triaged_with_its_question(cast: Cast, ticket: str) -> None:
    found = triage(cast, ticket, Triage(SYMPTOM, "swarm", note="Has anybody seen this firmware?"))

    assert found.state is TicketState.TRIAGED
    assert found.triage is not None
    assert found.triage["note"] == "Has anybody seen this firmware?"


@pytest.mark.parametrize(
    ("recorded", "pointer"),
    [
        (Triage("gremlins", "swarm", note="?"), "/symptom"),
        (Triage(SYMPTOM, "swarm", answers=(Answer("display", "pink"),), note="?"), "/answers/0/answer"),
        (Triage(SYMPTOM, "swarm", checks=(CheckDone("dnd", "maybe"),), note="?"), "/checks/0/result"),
        (Triage(SYMPTOM, "visit", parts=(NETWORK_30,), kit=(KitNeeded("hammer", 1),)), "/kit/0/id"),
        (Triage(SYMPTOM, "visit"), "/parts"),
        (Triage(SYMPTOM, "swarm"), "/note"),
        (Triage(SYMPTOM, "solved"), "/solved_by/text"),
        (Triage(SYMPTOM, "solved", solved_by={"check": "dnd", "text": "Off"}), "/solved_by/check"),
        (Triage(SYMPTOM, "visit", parts=(NETWORK_30, NETWORK_30)), "/parts/1"),
    ],
)
def test_what_the_catalogue_does_not_know_is_refused_by_name(
    cast: Cast, ticket: str, recorded: Triage, pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        triage(cast, ticket, recorded)

    assert refused.value.extra["errors"][0]["pointer"] == pointer
    assert get(Ticket, ticket).state is TicketState.NEW


def test_a_planned_ticket_is_not_triaged_again(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    plan_and_publish(app, cast, MONDAY)

    with pytest.raises(WrongState, match="call its visit off"):
        triage(cast, ticket, Triage(SYMPTOM, "swarm", note="?"))


def test_one_more_ready_ticket_than_the_limit_needs_a_reason(cast: Cast, ticket: str) -> None:
    ready_ticket(cast, MONDAY)
    set_limit(column=Column.READY, limit=1, per_person=False, by=cast.lead, at=MONDAY)
    recorded = Triage(SYMPTOM, "visit", parts=(NETWORK_30,))

    with pytest.raises(Conflict) as refused:
        triage(cast, ticket, recorded)
    triage_ticket(
        ticket=ticket,
        triage=recorded,
        by=cast.operator,
        at=MONDAY,
        override_reason="The clinic is closed to patients",
    )

    assert refused.value.code == "wip_limit_reached"
    assert get(Ticket, ticket).state is TicketState.READY
