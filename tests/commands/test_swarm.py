"""A swarm: colleagues come to the ticket, the ticket stays with its owner."""

import pytest
from flask import Flask

from server.commands.board import move_ticket
from server.commands.swarm import let_go, pull_in
from server.commands.tickets import cancel_ticket
from server.domain.problems import Invalid, WrongState
from server.domain.wip import Column
from server.queries.board import get_board
from server.queries.paging import Page
from server.queries.tickets import get_ticket, list_tickets
from tests.cast import Cast
from tests.commands.flow import TRAVEL, ready_ticket
from tests.conftest import MONDAY


def ask(
    cast: Cast, ticket: str, *people: str | None, question: str = "Has this switch failed before?"
) -> None:
    wanted = [person or "" for person in people]
    pull_in(ticket=ticket, people=wanted, question=question, by=cast.operator, at=MONDAY)


def test_colleagues_are_pulled_in_and_the_owner_keeps_the_ticket(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)

    ask(cast, ticket, cast.lead.person, cast.boris.person)

    found = get_ticket(ticket)
    assert found["owner"]["name"] == "Olga Petrova"
    assert [member["name"] for member in found["swarm"]] == ["Boris Smirnov", "Lidia Kim"]
    assert found["events"][-1]["data"]["question"] == "Has this switch failed before?"
    (ready,) = [column for column in get_board(at=MONDAY)["columns"] if column["id"] == "ready"]
    assert [member["name"] for member in ready["cards"][0]["swarm"]] == ["Boris Smirnov", "Lidia Kim"]


def test_whoever_helps_finds_the_ticket_until_they_leave(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    ask(cast, ticket, cast.lead.person)

    def asked() -> list[str]:
        return [one["id"] for one in list_tickets(page=Page(None, 10), helper=cast.lead.person)["items"]]

    assert asked() == [ticket]
    for _ in range(2):
        let_go(ticket=ticket, person=cast.lead.person or "", by=cast.lead, at=MONDAY)
    assert asked() == []
    assert [event["kind"] for event in get_ticket(ticket)["events"]].count("swarm.left") == 1


def test_a_second_question_replaces_the_first(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)

    ask(cast, ticket, cast.lead.person)
    ask(cast, ticket, cast.lead.person, question="And the power supply?")

    (member,) = get_ticket(ticket)["swarm"]
    assert member["question"] == "And the power supply?"


def test_the_owner_cannot_be_pulled_in_on_the_own_ticket(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)

    with pytest.raises(Invalid) as refused:
        ask(cast, ticket, cast.lead.person, cast.operator.person)

    assert refused.value.extra["errors"][0]["pointer"] == "/people/1"
    assert get_ticket(ticket)["swarm"] == []


def test_nobody_is_pulled_in_on_a_ticket_that_has_ended(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    cancel_ticket(
        ticket=ticket, reason="Plugged in by themselves", travel=TRAVEL, by=cast.operator, at=MONDAY
    )

    with pytest.raises(WrongState):
        ask(cast, ticket, cast.lead.person)


def test_whoever_takes_the_ticket_over_helps_no_longer(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    ask(cast, ticket, cast.lead.person)

    move_ticket(
        ticket=ticket,
        to=Column.READY,
        owner=cast.lead.person,
        override_reason=None,
        by=cast.lead,
        at=MONDAY,
    )

    assert get_ticket(ticket)["owner"]["name"] == "Lidia Kim"
    assert get_ticket(ticket)["swarm"] == []
