"""Limits on work in progress, and which tickets hang in which column."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from server.domain.ticket import TicketState
from server.domain.visit import VisitState
from server.domain.wip import OF_STATE, Column, column_of
from server.store.base import Base
from server.store.tickets import Ticket
from server.store.visits import CrewMember, Visit, VisitTicket

AnySession = Session | scoped_session[Session]


class WipLimit(Base):
    """The most tickets a column may hold; `per_person` counts per owner."""

    __tablename__ = "wip_limit"
    column: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    limit: Mapped[int | None] = mapped_column(default=None)
    per_person: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (sa.CheckConstraint('"limit" > 0', name="limit"),)


@dataclass(frozen=True)
class Placed:
    """A ticket in its column. `people` carry it: its owner before a visit, its crew after."""

    ticket: str
    column: Column
    visit: str | None
    people: frozenset[str]


def lock_limit(session: AnySession, column: Column) -> WipLimit | None:
    """The column's limit, locked until the commit, so that two moves at once are counted one after the other."""
    return session.get(WipLimit, column.value, with_for_update=True, populate_existing=True)


def column_of_ticket(session: AnySession, ticket: Ticket) -> Column | None:
    visit = latest_visits(session, [ticket.id]).get(ticket.id)
    return column_of(ticket.state, None if visit is None else visit.state)


def place_tickets(session: AnySession, column: Column) -> list[Placed]:
    """Every ticket that hangs in this column now. Not meant for `done`, which is a view of one day."""
    states = {state for state, one in OF_STATE.items() if one is column}
    if column is Column.SIGN_OFF:
        states = {TicketState.UNDER_WAY}
    rows = session.execute(
        sa.select(Ticket.id, Ticket.state, Ticket.owner_id).where(Ticket.state.in_(states))
    ).all()
    ids = [row.id for row in rows]
    visits = latest_visits(session, ids)
    crews = crews_of(session, [visit.id for visit in visits.values()])
    placed: list[Placed] = []
    for row in rows:
        visit = visits.get(row.id)
        if column_of(row.state, None if visit is None else visit.state) is not column:
            continue
        has_crew = visit is not None and column not in (Column.TRIAGE, Column.READY)
        people = crews.get(visit.id, frozenset()) if has_crew and visit is not None else frozenset()
        owner = frozenset({row.owner_id} if row.owner_id else ())
        placed.append(Placed(row.id, column, None if visit is None else visit.id, people or owner))
    return placed


def latest_visits(session: AnySession, tickets: Sequence[str]) -> dict[str, Visit]:
    """The newest visit of each ticket that was not cancelled."""
    rows = session.execute(
        sa.select(VisitTicket.ticket_id, Visit)
        .join(Visit, Visit.id == VisitTicket.visit_id)
        .where(VisitTicket.ticket_id.in_(tickets), Visit.state != VisitState.CANCELLED)
        .order_by(Visit.number)
    )
    return dict(rows.all())


def crews_of(session: AnySession, visits: Sequence[str]) -> dict[str, frozenset[str]]:
    crews: dict[str, frozenset[str]] = {}
    rows = session.execute(
        sa.select(CrewMember.visit_id, CrewMember.person_id).where(CrewMember.visit_id.in_(visits))
    )
    for visit, person in rows:
        crews[visit] = crews.get(visit, frozenset()) | {person}
    return crews
