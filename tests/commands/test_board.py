"""The board: a drag never skips the sign-off, limits hold with two moves at once, an override is told."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.board import move_ticket, set_limit
from server.domain.problems import Conflict, Problem
from server.domain.ticket import TicketState
from server.domain.visit import VisitState
from server.domain.wip import Column, NotAllowed
from server.queries.board import get_board
from server.store.events import Event
from server.store.gate import db
from server.store.tickets import Ticket
from tests.cast import Cast
from tests.closed_visits import add_ticket, add_visit
from tests.conftest import MONDAY

TRIAGED: dict[str, Any] = {"triage": {"outcome": "visit"}}


def test_a_triaged_ticket_moves_to_ready_and_back(app: Flask, cast: Cast) -> None:
    ticket = add_ticket(cast, MONDAY, TicketState.TRIAGED, **TRIAGED)

    _move(cast, ticket, Column.READY)
    after_first = _state(ticket)
    _move(cast, ticket, Column.TRIAGE)

    assert (after_first, _state(ticket)) == (TicketState.READY, TicketState.TRIAGED)
    assert _kinds(ticket) == ["ticket.ready", "ticket.returned"]


def test_a_ticket_without_triage_is_told_what_is_missing(app: Flask, cast: Cast) -> None:
    ticket = add_ticket(cast, MONDAY)

    with pytest.raises(NotAllowed, match="Triage is not complete") as refusal:
        _move(cast, ticket, Column.READY)

    assert refusal.value.extra["text"]["ru"].startswith("Разбор не закончен")


@pytest.mark.parametrize("state", [s for s in TicketState if s is not TicketState.CANCELLED])
def test_no_drag_reaches_done(app: Flask, cast: Cast, state: TicketState) -> None:
    """Invariant 3: a ticket that needs a visit is done only by a sign-off."""
    ticket = add_ticket(cast, MONDAY, state, **TRIAGED)
    is_done_already = state in (TicketState.DONE, TicketState.SOLVED_REMOTELY)

    if is_done_already:
        _move(cast, ticket, Column.DONE)
    else:
        with pytest.raises(NotAllowed):
            _move(cast, ticket, Column.DONE)

    assert _state(ticket) is state


@pytest.mark.parametrize(
    ("state", "to", "says"),
    [
        (TicketState.READY, Column.PLANNED, "publish it"),
        (TicketState.PLANNED, Column.READY, "Cancel the visit"),
        (TicketState.UNDER_WAY, Column.READY, "Only the crew can stop"),
        (TicketState.DONE, Column.TRIAGE, "Open a new ticket"),
        (TicketState.CANCELLED, Column.TRIAGE, "not on the board"),
    ],
)
def test_a_refused_move_says_what_to_do_instead(
    app: Flask, cast: Cast, state: TicketState, to: Column, says: str
) -> None:
    ticket = add_ticket(cast, MONDAY, state, **TRIAGED)

    with pytest.raises(NotAllowed, match=says):
        _move(cast, ticket, to)


def test_a_full_column_refuses_the_next_card(app: Flask, cast: Cast) -> None:
    add_ticket(cast, MONDAY, TicketState.READY)
    ticket = add_ticket(cast, MONDAY, TicketState.TRIAGED, **TRIAGED)
    _limit(cast, Column.READY, 1)

    with pytest.raises(Conflict, match="limit is 1 and 1 are there") as refusal:
        _move(cast, ticket, Column.READY)

    assert refusal.value.code == "wip_limit_reached"
    assert _state(ticket) is TicketState.TRIAGED


def test_an_override_needs_a_reason_and_is_told(app: Flask, cast: Cast) -> None:
    add_ticket(cast, MONDAY, TicketState.READY)
    ticket = add_ticket(cast, MONDAY, TicketState.TRIAGED, **TRIAGED)
    _limit(cast, Column.READY, 1)

    _move(cast, ticket, Column.READY, override_reason="The clinic has no phones at all")

    told = db.session.scalars(sa.select(Event).where(Event.kind == "wip.overridden")).one()
    assert told.data["reason"] == "The clinic has no phones at all"
    assert (told.data["limit"], told.data["count"], told.ticket_id) == (1, 1, ticket)


def test_a_limit_per_person_counts_the_owner_only(app: Flask, cast: Cast) -> None:
    add_ticket(cast, MONDAY, TicketState.READY, owner_id=cast.operator.person)
    mine = add_ticket(cast, MONDAY, TicketState.TRIAGED, owner_id=cast.operator.person, **TRIAGED)
    other = add_ticket(cast, MONDAY, TicketState.TRIAGED, owner_id=cast.lead.person, **TRIAGED)
    _limit(cast, Column.READY, 1, per_person=True)

    _move(cast, other, Column.READY)

    with pytest.raises(Conflict):
        _move(cast, mine, Column.READY)


def test_a_new_owner_is_counted_against_the_limit(app: Flask, cast: Cast) -> None:
    add_ticket(cast, MONDAY, TicketState.READY, owner_id=cast.lead.person)
    ticket = add_ticket(cast, MONDAY, TicketState.READY)
    _limit(cast, Column.READY, 1, per_person=True)

    with pytest.raises(Conflict):
        _move(cast, ticket, Column.READY, owner=cast.lead.person)
    _move(cast, ticket, Column.READY, owner=cast.operator.person)

    assert _kinds(ticket) == ["ticket.owner_changed"]


def test_two_moves_at_once_fill_the_last_place_once(app: Flask, cast: Cast) -> None:
    """C18: both count under the lock of the limit, so one of them is refused."""
    pair = [add_ticket(cast, MONDAY, TicketState.TRIAGED, **TRIAGED) for _ in range(2)]
    _limit(cast, Column.READY, 1)
    start, refused = threading.Barrier(2), list[str]()

    def run(ticket: str) -> None:
        with app.app_context():
            start.wait()
            try:
                _move(cast, ticket, Column.READY)
            except Problem as problem:
                refused.append(problem.code)

    threads = [threading.Thread(target=run, args=(ticket,)) for ticket in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["wip_limit_reached"]
    assert sorted(_state(ticket) for ticket in pair) == [TicketState.READY, TicketState.TRIAGED]


def test_a_limit_of_none_lifts_it(app: Flask, cast: Cast) -> None:
    add_ticket(cast, MONDAY, TicketState.READY)
    ticket = add_ticket(cast, MONDAY, TicketState.TRIAGED, **TRIAGED)
    _limit(cast, Column.READY, 1)
    _limit(cast, Column.READY, None)

    _move(cast, ticket, Column.READY)

    assert _state(ticket) is TicketState.READY


def test_work_done_hangs_in_sign_off_with_the_age_of_the_visit(app: Flask, cast: Cast) -> None:
    ticket = add_ticket(cast, MONDAY, TicketState.UNDER_WAY)
    add_visit(cast, ticket, MONDAY, VisitState.WORK_DONE)

    columns = _columns(MONDAY + timedelta(minutes=90))

    [card] = columns["sign_off"]["cards"]
    assert (card["ticket"], card["age_minutes"]) == (ticket, 90)
    assert [flag["code"] for flag in card["flags"]] == ["stale"]
    assert columns["under_way"]["count"] == 0


def test_what_ended_yesterday_is_off_the_board(app: Flask, cast: Cast) -> None:
    add_ticket(cast, MONDAY - timedelta(days=1), TicketState.DONE)
    today = add_ticket(cast, MONDAY, TicketState.DONE)

    assert [card["ticket"] for card in _columns()["done"]["cards"]] == [today]


def test_a_column_says_policy_count_limit_and_average_age(app: Flask, cast: Cast) -> None:
    add_ticket(cast, MONDAY - timedelta(minutes=30), TicketState.READY)
    add_ticket(cast, MONDAY - timedelta(minutes=10), TicketState.READY, due_at=MONDAY - timedelta(minutes=1))
    _limit(cast, Column.READY, 5)

    ready = _columns()["ready"]

    assert (ready["count"], ready["limit"], ready["average_age_minutes"]) == (2, 5, 20)
    assert ready["policy"]["ru"].startswith("Для одного выезда")
    assert [flag["code"] for flag in ready["cards"][0]["flags"]] == ["overdue"]


def _move(cast: Cast, ticket: str, to: Column, override_reason: str | None = None, **owner: Any) -> None:
    move_ticket(ticket=ticket, to=to, override_reason=override_reason, by=cast.dispatcher, at=MONDAY, **owner)


def _limit(cast: Cast, column: Column, limit: int | None, *, per_person: bool = False) -> None:
    set_limit(column=column, limit=limit, per_person=per_person, by=cast.lead, at=MONDAY)


def _state(ticket: str) -> TicketState:
    db.session.rollback()
    state: TicketState = db.session.scalars(sa.select(Ticket.state).where(Ticket.id == ticket)).one()
    return state


def _kinds(ticket: str) -> list[str]:
    chosen = sa.select(Event.kind).where(Event.ticket_id == ticket).order_by(Event.rev)
    return list(db.session.scalars(chosen))


def _columns(at: Any = MONDAY) -> dict[str, Any]:
    return {column["id"]: column for column in get_board(at=at)["columns"]}
