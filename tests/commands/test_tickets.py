"""A ticket from the call on: opened, edited without harm, withdrawn."""

from datetime import timedelta

import pytest
from flask import Flask

from server.commands.sites import add_customer
from server.commands.tickets import NewTicket, cancel_ticket, edit_ticket, open_ticket
from server.domain.problems import Invalid, WrongState
from server.domain.ticket import Priority, TicketState
from server.domain.visit import VisitState
from server.queries.paging import Page
from server.queries.tickets import get_ticket, list_tickets
from server.queries.visits import get_visit
from server.store.field import FieldState
from server.store.gate import write_tx
from server.store.tickets import Ticket
from server.store.visits import Visit
from tests.cast import Cast
from tests.commands.flow import TRAVEL, get, plan_and_publish, ready_ticket
from tests.conftest import MONDAY


def open_simple(cast: Cast, text: str = "The phone is dead", **facts: object) -> str:
    return open_ticket(
        ticket=NewTicket(cast.customer, cast.site, text, **facts),  # type: ignore[arg-type] # tests name real members
        by=cast.operator,
        at=MONDAY,
    )


def test_an_urgent_ticket_is_due_in_four_hours(app: Flask, cast: Cast) -> None:
    ticket = open_simple(cast, priority=Priority.URGENT)

    assert get(Ticket, ticket).due_at == MONDAY + timedelta(hours=4)
    assert get(Ticket, ticket).owner_id == cast.operator.person


def test_a_site_of_another_customer_is_refused(app: Flask, cast: Cast) -> None:
    other = add_customer(name="Drozd bank", language="ru", email=None, by=cast.operator, at=MONDAY)

    with pytest.raises(Invalid, match="another customer"):
        open_ticket(ticket=NewTicket(other, cast.site, "Help"), by=cast.operator, at=MONDAY)


def test_editing_every_member_of_a_ticket_leaves_what_was_recorded_on_site(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    visit = plan_and_publish(app, cast, MONDAY).published[0]
    shown = [{"op_id": "1", "author": cast.anna.person, "value": {"k": "pass"}}]
    with write_tx() as session:
        session.add(FieldState(visit_id=visit, field="note/1", ops=[], ctx={}, over=[], shown=shown))
    before = get_visit(visit)

    changes = {
        "text": "It is the other phone",
        "contact": cast.contact,
        "asset": cast.phone_asset,
        "language": "en",
        "priority": Priority.HIGH,
        "due": MONDAY + timedelta(hours=2),
        "owner": cast.dispatcher.person,
    }
    edit_ticket(ticket=ticket, changes=changes, by=cast.operator, at=MONDAY)

    after = get_visit(visit)
    assert after["tickets"][0]["text"] == "It is the other phone"
    for kept in ("fields", "checklist", "crew", "planned", "kit", "state", "assessment"):
        assert after[kept] == before[kept]


def test_a_withdrawn_ticket_calls_its_visit_off_and_frees_the_crew(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    visit = plan_and_publish(app, cast, MONDAY).published[0]

    cancel_ticket(ticket=ticket, reason="It works again", travel=TRAVEL, by=cast.operator, at=MONDAY)

    assert get(Ticket, ticket).state is TicketState.CANCELLED
    assert get(Visit, visit).state is VisitState.CANCELLED
    assert [member.released for member in get(Visit, visit).crew] == [True]
    with pytest.raises(WrongState):
        edit_ticket(ticket=ticket, changes={"text": "Again"}, by=cast.operator, at=MONDAY)


def test_the_list_is_paged_and_found_by_words_of_either_alphabet(app: Flask, cast: Cast) -> None:
    for text in ("Телефон молчит", "Printer jams", "Нет сети"):
        open_simple(cast, text)

    first = list_tickets(page=Page(limit=2))
    second = list_tickets(page=Page(first["next"], limit=2))

    assert [item["number"] for item in first["items"] + second["items"]] == ["T-0003", "T-0002", "T-0001"]
    assert (first["total"], second["next"]) == (3, None)
    for q, number in (("телефон", "T-0001"), ("PRINTER", "T-0002"), ("t-0003", "T-0003")):
        assert [item["number"] for item in list_tickets(page=Page(), q=q)["items"]] == [number]
    assert list_tickets(page=Page(), q="aist")["total"] == 3
    assert list_tickets(page=Page(), states=[TicketState.READY])["total"] == 0


def test_a_ticket_tells_who_did_what(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    plan_and_publish(app, cast, MONDAY)

    shape = get_ticket(ticket)

    kinds = [event["kind"] for event in shape["events"]]
    assert kinds == ["ticket.opened", "ticket.triaged", "ticket.ready", "visit.published", "ticket.planned"]
    assert shape["events"][0]["by"] == {"id": cast.operator.person, "name": "Olga Petrova"}
    assert (shape["trips"], shape["visits"][0]["crew"][0]["name"]) == (0, "Anna Ivanova")
