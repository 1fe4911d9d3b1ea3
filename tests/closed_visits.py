"""Closed visits for tests of knowledge, board and measures: what the field would have written, in few words."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from server.domain.ticket import Priority, TicketState
from server.domain.visit import VisitState
from server.store.events import next_number
from server.store.field import FieldState
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.tickets import Ticket, TicketPart
from server.store.visits import CrewMember, Visit, VisitTicket
from tests.cast import Cast

DND = {
    "id": "dnd-on",
    "title": {"en": "Do Not Disturb is on", "ru": "Включён режим «Не беспокоить»"},
    "prior": 3,
    "shown_by": ["phone.dnd"],
    "remedy": {"en": "Switch it off.", "ru": "Выключите его."},
}
CHECKLIST = {
    "format": "onevisit-checklist/1",
    "symptom": "phone-does-not-ring",
    "templates": [],
    "steps": [
        {
            "id": "phone.dnd",
            "fact": "phone.dnd",
            "title": {"en": "Is Do Not Disturb off?", "ru": "Режим «Не беспокоить» выключен?"},
            "remedy": {"en": "Switch it off.", "ru": "Выключите его."},
        }
    ],
    "causes": [DND],
    "merged": [],
}


def add_ticket(cast: Cast, at: datetime, state: TicketState = TicketState.NEW, **columns: Any) -> str:
    """A ticket of the clinic in any state, without the events that would have led there."""
    ticket = new_id()
    values: dict[str, Any] = {
        "symptom": "phone-does-not-ring",
        "text": "The reception phone does not ring",
        "language": "en",
        "parts": [TicketPart(trade="telephony", level=2, minutes=30)],
    }
    with write_tx() as session:
        session.add(
            Ticket(
                id=ticket,
                number=next_number(session, "ticket"),
                state=state,
                priority=Priority.NORMAL,
                customer_id=cast.customer,
                site_id=cast.site,
                asset_id=cast.phone_asset,
                opened_at=at,
                state_since=at,
                **(values | columns),
            )
        )
    return ticket


def add_visit(
    cast: Cast,
    ticket: str,
    at: datetime,
    state: VisitState = VisitState.WORK_DONE,
    fields: dict[str, Any] | None = None,
    **columns: Any,
) -> str:
    """A visit of Anna that starts at `at`, with the shown value of each field."""
    visit = new_id()
    is_open = state in (VisitState.PUBLISHED, VisitState.TRAVELLING, VisitState.ON_SITE, VisitState.WORK_DONE)
    end = at + timedelta(hours=1)
    anna = cast.anna.person
    assert anna is not None
    with write_tx() as session:
        session.add(
            Visit(
                id=visit,
                number=next_number(session, "visit"),
                state=state,
                site_id=cast.site,
                starts_at=at,
                ends_at=end,
                why={"en": "Only Anna", "ru": "Только Анна"},
                checklist=CHECKLIST,
                published_at=at,
                state_since=at,
                tickets=[VisitTicket(ticket_id=ticket, is_open=is_open)],
                crew=[
                    CrewMember(
                        person_id=anna,
                        trades=["telephony"],
                        minutes=30,
                        is_lead=True,
                        busy_from=at,
                        starts_at=at,
                        busy_to=end,
                        released=not is_open,
                    )
                ],
                **columns,
            )
        )
        session.flush()
        for field, value in (fields or {}).items():
            entry = {"op_id": new_id(), "value": value}
            session.add(FieldState(visit_id=visit, field=field, ops=[entry], ctx={}, over=[], shown=[entry]))
    return visit


def set_state(ticket: str, state: TicketState) -> None:
    with write_tx() as session:
        session.execute(sa.update(Ticket).where(Ticket.id == ticket).values(state=state))
