"""Moving cards and limiting work in progress. No move here can end a ticket: that takes a sign-off."""

from datetime import datetime
from typing import Any

from server.domain import ticket as tickets
from server.domain.actor import Actor
from server.domain.problems import Conflict, Invalid, NotFound
from server.domain.ticket import TicketState
from server.domain.wip import Column, NotAllowed, check_move, is_triage_complete, limit_text
from server.store.board import WipLimit, column_of_ticket, lock_limit, place_tickets
from server.store.events import AnySession, record
from server.store.gate import write_tx
from server.store.people import Person
from server.store.tickets import Ticket

KEEP = "keep"
OFF_BOARD = {
    "en": "A cancelled ticket is not on the board. Open a new ticket.",
    "ru": "Отменённой заявки на доске нет. Откройте новую.",
}
LIMITED = frozenset(Column) - {Column.DONE}


def move_ticket(
    *, ticket: str, to: Column, owner: str | None = KEEP, override_reason: str | None, by: Actor, at: datetime
) -> None:
    """Move a card and, unless `owner` is KEEP, give it another owner. Doing it twice is a quiet success.

    Raises NotAllowed, which says what to do instead, and Conflict `wip_limit_reached` without a reason to override.
    """
    with write_tx() as session:
        found = _lock_ticket(session, ticket)
        now = column_of_ticket(session, found)
        if now is None:
            raise NotAllowed(OFF_BOARD)
        check_move(now, to, is_triage_complete=_is_complete(found))
        new_owner = _owner(session, owner, found)
        if to is not now or new_owner != found.owner_id:
            check_limit(session, to, new_owner, override_reason, by, at, ticket=ticket)
        if new_owner != found.owner_id:
            data = {"from": found.owner_id, "to": new_owner}
            found.owner_id = new_owner
            record(session, "ticket.owner_changed", by=by, at=at, ticket=ticket, data=data)
        if to is not now:
            _change_state(session, found, to, by=by, at=at)


def check_limit(
    session: AnySession,
    column: Column,
    person: str | None,
    override_reason: str | None,
    by: Actor,
    at: datetime,
    *,
    ticket: str | None = None,
) -> None:
    """Make sure that one more card fits into the column, or, where the limit is per person, to `person`.

    Call it inside the transaction that moves the card, after the ticket's row is locked: it locks the limit until
    the commit. `ticket` is the card that moves; it is not counted. Raises Conflict `wip_limit_reached`; with a reason the
    card passes and `wip.overridden` is recorded.
    """
    limit = lock_limit(session, column)
    if limit is None or limit.limit is None or (limit.per_person and person is None):
        return
    others = [placed for placed in place_tickets(session, column) if placed.ticket != ticket]
    count = sum(1 for placed in others if not limit.per_person or person in placed.people)
    if count < limit.limit:
        return
    text = limit_text(column, limit.limit, count, per_person=limit.per_person)
    if not (override_reason or "").strip():
        facts: dict[str, Any] = {"column": column.value, "limit": limit.limit, "count": count, "text": text}
        raise Conflict("wip_limit_reached", text["en"], **facts)
    data: dict[str, Any] = {
        "column": column.value,
        "limit": limit.limit,
        "count": count,
        "reason": override_reason,
    }
    if limit.per_person:
        data["person"] = person
    record(session, "wip.overridden", by=by, at=at, ticket=ticket, data=data)


def set_limit(*, column: Column, limit: int | None, per_person: bool, by: Actor, at: datetime) -> None:
    """Set or, with None, lift the limit of a column. A column may already hold more: then nothing enters until it empties."""
    if column not in LIMITED:
        raise Invalid("/column", "What is done is not work in progress; this column has no limit.")
    with write_tx() as session:
        found = lock_limit(session, column)
        if found is None:
            found = WipLimit(column=column.value)
            session.add(found)
        found.limit = limit
        found.per_person = per_person
        data = {"column": column.value, "limit": limit, "per_person": per_person}
        record(session, "wip.limit_set", by=by, at=at, data=data)


def _lock_ticket(session: AnySession, ticket: str) -> Ticket:
    found = session.get(Ticket, ticket, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such ticket.")
    return found


def _is_complete(ticket: Ticket) -> bool:
    outcome = (ticket.triage or {}).get("outcome")
    return is_triage_complete(
        symptom=ticket.symptom, outcome=outcome, trades=[part.trade for part in ticket.parts]
    )


def _owner(session: AnySession, owner: str | None, ticket: Ticket) -> str | None:
    if owner == KEEP:
        return ticket.owner_id
    if owner is not None:
        person = session.get(Person, owner)
        if person is None or not person.active:
            raise Invalid("/owner", "There is no such person, or the account is closed.")
    return owner


def _change_state(session: AnySession, ticket: Ticket, to: Column, *, by: Actor, at: datetime) -> None:
    state, kind = _ON_ENTRY[to]
    ticket.state = tickets.move(ticket.label, ticket.state, state)
    ticket.state_since = at
    record(session, kind, by=by, at=at, ticket=ticket.id, data={"by_board": True})


_ON_ENTRY: dict[Column, tuple[TicketState, str]] = {
    Column.READY: (TicketState.READY, "ticket.ready"),
    Column.TRIAGE: (TicketState.TRIAGED, "ticket.returned"),
}
