"""Published visits for tests that are about what happens after the plan."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from checklists import compose
from checklists.catalogue import Catalogue, load
from server.domain.actor import SYSTEM, Actor
from server.domain.ticket import Priority, TicketState
from server.domain.visit import VisitState
from server.store.events import next_number, record
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.tickets import Ticket
from server.store.visits import CrewMember, FormerMember, Visit, VisitTicket
from tests.cast import Cast

SYMPTOM = "phone-does-not-work"


def publish_visit(cast: Cast, *crew: Actor, at: datetime, days: int = 0, hours: int = 0) -> str:
    """A visit to the clinic's dead phone, an hour long, `days` and `hours` from now; the first of the crew leads it."""
    ticket_id, visit_id = new_id(), new_id()
    start = at + timedelta(days=days, hours=hours)
    with write_tx() as session:
        number = next_number(session, "ticket")
        session.add(_ticket(cast, ticket_id, number, at))
        visit = Visit(
            id=visit_id,
            number=next_number(session, "visit"),
            state=VisitState.PUBLISHED,
            site_id=cast.site,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            why={"en": "Both trades are needed.", "ru": "Нужны оба направления."},
            checklist=phone_checklist(),
            kit=[{"id": "patch-cord", "name": {"en": "Patch cord", "ru": "Патч-корд"}, "quantity": 1}],
            published_at=at,
            state_since=at,
        )
        session.add(visit)
        session.flush()
        visit.tickets.append(VisitTicket(ticket_id=ticket_id))
        visit.crew.extend(_member(actor, position, start) for position, actor in enumerate(crew))
        record(session, "visit.published", by=SYSTEM, at=at, ticket=ticket_id, visit=visit_id)
    return visit_id


def take_away(visit: str, actor: Actor, *, at: datetime) -> None:
    """The dispatcher takes an engineer off the crew."""
    with write_tx() as session:
        session.execute(
            sa.delete(CrewMember).where(CrewMember.visit_id == visit, CrewMember.person_id == actor.person)
        )
        session.add(FormerMember(visit_id=visit, person_id=str(actor.person), removed_at=at))
        data = {"added": [], "removed": [actor.person]}
        record(session, "visit.crew_changed", by=SYSTEM, at=at, visit=visit, data=data)


def set_state(visit: str, state: VisitState, *, kind: str, at: datetime) -> None:
    """Put a visit into a state, as the command that owns that state would."""
    with write_tx() as session:
        session.get_one(Visit, visit).state = state
        record(session, kind, by=SYSTEM, at=at, visit=visit)


def phone_checklist() -> dict[str, Any]:
    return compose(_packaged().templates_for(SYMPTOM), {"symptom": SYMPTOM, "answers": {}, "checks": {}})


@cache
def _packaged() -> Catalogue:
    """Read and checked once: it takes a second, and hundreds of tests publish a visit."""
    return load()


def _ticket(cast: Cast, ticket_id: str, number: int, at: datetime) -> Ticket:
    return Ticket(
        id=ticket_id,
        number=number,
        state=TicketState.PLANNED,
        priority=Priority.NORMAL,
        customer_id=cast.customer,
        site_id=cast.site,
        contact_id=cast.contact,
        asset_id=cast.phone_asset,
        symptom=SYMPTOM,
        text="The phone at the reception is dead.",
        opened_at=at,
        state_since=at,
    )


def _member(actor: Actor, position: int, start: datetime) -> CrewMember:
    return CrewMember(
        person_id=str(actor.person),
        position=position,
        trades=["telephony"] if position == 0 else ["network"],
        minutes=30,
        is_lead=position == 0,
        busy_from=start - timedelta(minutes=30),
        starts_at=start,
        busy_to=start + timedelta(hours=1),
    )
