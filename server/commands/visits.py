"""A visit after it was published: called off, given another crew, settled; and the visits of somebody who falls ill."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from server.commands.drives import mend_drives
from server.commands.signoff import settle_refusal
from server.domain import ticket as tickets
from server.domain.actor import Actor
from server.domain.local_day import local_day_of
from server.domain.problems import NotFound, WrongState
from server.domain.ticket import TicketState
from server.domain.travel import TravelRule
from server.domain.visit import CANCELLABLE, OPEN, AbortReason, VisitState
from server.store.events import AnySession, get_installation, record
from server.store.gate import write_tx
from server.store.people import Person
from server.store.tickets import Ticket
from server.store.visits import CrewMember, Visit


@dataclass(frozen=True)
class Released:
    """Visits that were called off, and the tickets that wait for a plan again."""

    visits: tuple[str, ...]
    tickets: tuple[str, ...]


def cancel_visit(*, visit: str, reason: str, travel: TravelRule, by: Actor, at: datetime) -> None:
    """Call a visit off before its work is done; its tickets wait for a plan again."""
    with write_tx() as session:
        found = lock_visit(session, visit)
        call_off(session, found, reason="cancelled", note=reason, travel=travel, by=by, at=at)
        make_ready(session, found, reason=reason, by=by, at=at)


def release_person(
    *,
    person: str,
    starts_from: datetime,
    starts_before: datetime | None = None,
    travel: TravelRule,
    by: Actor,
    at: datetime,
) -> Released:
    """Call off every visit of a person that has not begun and starts in this time, so that it can be planned anew.

    `starts_before` None: however late it starts.
    """
    with write_tx() as session:
        if session.get(Person, person) is None:
            raise NotFound("There is no such person.")
        until = sa.true() if starts_before is None else CrewMember.starts_at < starts_before
        visits = session.scalars(
            sa.select(Visit)
            .join(CrewMember, CrewMember.visit_id == Visit.id)
            .where(
                CrewMember.person_id == person,
                ~CrewMember.released,
                CrewMember.starts_at >= starts_from,
                until,
                Visit.state == VisitState.PUBLISHED,
            )
            .order_by(Visit.id)
            .with_for_update(of=Visit)
        ).all()
        freed: list[str] = []
        for visit in visits:
            call_off(session, visit, reason=AbortReason.ENGINEER_ILL, note=None, travel=travel, by=by, at=at)
            freed += make_ready(session, visit, reason=AbortReason.ENGINEER_ILL, by=by, at=at)
        return Released(tuple(visit.id for visit in visits), tuple(freed))


def lock_in_plan(*, visit: str, locked: bool, by: Actor, at: datetime) -> None:
    """Keep crew and time of a promised visit when the day is planned again, or no longer. Twice is a quiet success."""
    with write_tx() as session:
        found = lock_visit(session, visit)
        if found.state not in OPEN:
            raise WrongState(f"Visit {found.label} is {found.state}; no plan moves it any more.")
        if found.is_locked == locked:
            return
        found.is_locked = locked
        record(session, "visit.locked" if locked else "visit.unlocked", by=by, at=at, visit=visit)


def settle_visit(*, visit: str, outcome: str, reason: str, note: str, by: Actor, at: datetime) -> None:
    """Decide what a refusal or absence means: "done", or "again" for a coded reason."""
    with write_tx() as session:
        lock_visit(session, visit)
        settle_refusal(
            session,
            visit_id=visit,
            outcome="done" if outcome == "done" else "again",
            reason=reason,
            note=note,
            by=by,
            at=at,
        )


def call_off(
    session: AnySession,
    visit: Visit,
    *,
    reason: str,
    note: str | None,
    proposal: str | None = None,
    travel: TravelRule,
    by: Actor,
    at: datetime,
) -> None:
    """Cancel a visit and give its crew their time back; whoever has another visit that day drives to it from elsewhere.

    The tickets are the caller's. `proposal`: the plan that had no place for it. Raises WrongState.
    """
    if visit.state not in CANCELLABLE:
        raise WrongState(f"Visit {visit.label} is {visit.state} and can no longer be called off.")
    visit.state = VisitState.CANCELLED
    visit.state_since = at
    visit.ended_reason, visit.ended_note = reason, note
    for member in visit.crew:
        member.released = True
    for link in visit.tickets:
        link.is_open = False
    removed = [member.person_id for member in visit.crew]
    data: dict[str, Any] = {"reason": reason, "removed": removed}
    if proposal is not None:
        data["proposal"] = proposal
    record(session, "visit.cancelled", by=by, at=at, visit=visit.id, data=data)
    # Freed bookings must be in the database before new ones are tried in the same transaction.
    session.flush()
    day = local_day_of(visit.starts_at, get_installation(session).zone)
    mend_drives(session, removed, day, travel=travel, at=at)


def lock_visit(session: AnySession, visit: str) -> Visit:
    """The visit, held until the transaction ends. Raises NotFound."""
    found = session.scalars(sa.select(Visit).where(Visit.id == visit).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("There is no such visit.")
    return found


def make_ready(
    session: AnySession,
    visit: Visit,
    *,
    reason: str,
    proposal: str | None = None,
    by: Actor,
    at: datetime,
) -> list[str]:
    """Its tickets wait for a plan again. Returns their ids."""
    data = {"reason": reason} if proposal is None else {"reason": reason, "proposal": proposal}
    freed = []
    for link in visit.tickets:
        ticket = session.get_one(Ticket, link.ticket_id)
        if ticket.state not in (TicketState.PLANNED, TicketState.UNDER_WAY):
            continue
        ticket.state = tickets.move(ticket.label, ticket.state, TicketState.READY)
        ticket.state_since = at
        record(session, "ticket.ready", by=by, at=at, ticket=ticket.id, visit=visit.id, data=data)
        freed.append(ticket.id)
    return freed
