"""Triage: the first line's questions and remote checks recorded, and what follows from their outcome."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from server.commands.board import check_limit
from server.commands.tickets import lock_ticket
from server.domain import ticket as tickets
from server.domain.actor import Actor
from server.domain.problems import WrongState
from server.domain.ticket import TicketState
from server.domain.triage import OUTCOMES, Triage, check_triage, suggest_due
from server.domain.wip import Column
from server.store.catalogue import the_catalogue
from server.store.events import AnySession, record
from server.store.gate import write_tx
from server.store.tickets import Ticket, TicketPart

BEFORE_PLAN = frozenset(
    {TicketState.NEW, TicketState.TRIAGED, TicketState.READY, TicketState.SOLVED_REMOTELY}
)
EVENT_OF_OUTCOME = {"solved": "ticket.solved_remotely", "visit": "ticket.ready", "swarm": "ticket.triaged"}


def triage_ticket(
    *, ticket: str, triage: Triage, by: Actor, at: datetime, override_reason: str | None = None
) -> None:
    """Record a triage; a later one replaces it until a visit is planned.

    Raises Invalid, WrongState, and Conflict when the column of ready tickets is full and no reason overrides its limit.
    """
    check_triage(triage, the_catalogue().symptoms)
    with write_tx() as session:
        found = lock_ticket(session, ticket)
        if found.state not in BEFORE_PLAN:
            raise WrongState(f"Ticket {found.label} is {found.state}; call its visit off to triage it again.")
        if triage.outcome == "visit" and found.state is not TicketState.READY:
            check_limit(session, Column.READY, None, override_reason, by, at, ticket=ticket)
        _store(session, found, triage, by, at)
        data = {"symptom": triage.symptom, "outcome": triage.outcome}
        if triage.outcome != "swarm":
            record(session, "ticket.triaged", by=by, at=at, ticket=ticket, data=data)
        record(session, EVENT_OF_OUTCOME[triage.outcome], by=by, at=at, ticket=ticket, data=data)


def _store(session: AnySession, ticket: Ticket, triage: Triage, by: Actor, at: datetime) -> None:
    state = tickets.move(ticket.label, ticket.state, OUTCOMES[triage.outcome])
    if state is not ticket.state:
        ticket.state, ticket.state_since = state, at
    is_solved = triage.outcome == "solved"
    ticket.ended_at = at if is_solved else None
    ticket.solved_by = dict(triage.solved_by) if is_solved and triage.solved_by else None
    ticket.symptom = triage.symptom
    ticket.triage = _as_json(triage, by, at)
    ticket.kit = [asdict(item) for item in triage.kit]
    if triage.priority is not None:
        ticket.priority = triage.priority
    ticket.due_at = triage.due or suggest_due(ticket.opened_at, ticket.priority)
    if ticket.owner_id is None:
        ticket.owner_id = by.person
    ticket.parts.clear()
    session.flush()
    ticket.parts.extend(
        TicketPart(trade=part.trade, level=part.level, minutes=part.minutes) for part in triage.parts
    )


def _as_json(triage: Triage, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "symptom": triage.symptom,
        "answers": [asdict(answer) for answer in triage.answers],
        "checks": [asdict(check) for check in triage.checks],
        "outcome": triage.outcome,
        "note": triage.note,
        "by": by.person,
        "at": at.isoformat(),
    }
