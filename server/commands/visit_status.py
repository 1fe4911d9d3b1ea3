"""The state of a visit and of its tickets as phones report it: the one place that moves them on the way to the sign-off."""

from datetime import datetime

from server.commands.bookings import end_bookings
from server.domain import ticket as tickets
from server.domain import visit as visits
from server.domain.actor import Actor
from server.domain.ticket import TicketState
from server.domain.visit import VisitState
from server.store.events import AnySession, record
from server.store.tickets import Ticket
from server.store.visits import Visit

EVENT_OF_STATE = {
    VisitState.TRAVELLING: "visit.travelling",
    VisitState.ON_SITE: "visit.arrived",
    VisitState.WORK_DONE: "visit.work_done",
    VisitState.ABORTED: "visit.aborted",
}


def apply_status(
    session: AnySession,
    visit: Visit,
    *,
    reported: VisitState,
    reason: str | None,
    by: Actor,
    at: datetime,
    device_at: datetime | None,
) -> None:
    """Move the visit to the further of its state and the reported one. Reporting a state it is past is a quiet success.

    Raises WrongState when the visit was cancelled or aborted, or is signed and reported as aborted.
    """
    state = visits.further(visit.state, reported)
    if state is visit.state:
        return
    visit.state = state
    visit.state_since = at
    if state is VisitState.ABORTED:
        visit.ended_reason = reason
        _release(visit)
    elif state is VisitState.WORK_DONE:
        end_bookings(visit, at)
    data = {"reason": reason} if reason else {}
    record(session, EVENT_OF_STATE[state], by=by, at=at, visit=visit.id, device_at=device_at, data=data)
    target = TicketState.READY if state is VisitState.ABORTED else TicketState.UNDER_WAY
    for link in visit.tickets:
        _move_ticket(session, link.ticket_id, target, visit=visit.id, by=by, at=at)


def _release(visit: Visit) -> None:
    """Give the crew's time back and let the ticket have another visit."""
    for member in visit.crew:
        member.released = True
    for link in visit.tickets:
        link.is_open = False


def _move_ticket(
    session: AnySession, ticket_id: str, target: TicketState, *, visit: str, by: Actor, at: datetime
) -> None:
    ticket = session.get_one(Ticket, ticket_id)
    if ticket.state not in (TicketState.PLANNED, TicketState.UNDER_WAY) or ticket.state is target:
        return
    ticket.state = tickets.move(ticket.label, ticket.state, target)
    ticket.state_since = at
    kind = "ticket.ready" if target is TicketState.READY else "ticket.started"
    record(session, kind, by=by, at=at, ticket=ticket_id, visit=visit)
