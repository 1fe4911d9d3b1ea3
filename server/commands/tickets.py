"""A ticket from the call to its end without a visit: opened, edited, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from server.commands.visits import call_off
from server.domain import ticket as tickets
from server.domain.actor import Actor
from server.domain.problems import Invalid, NotFound, WrongState
from server.domain.ticket import OPEN, Priority, TicketState
from server.domain.travel import TravelRule
from server.domain.triage import suggest_due
from server.store.catalogue import the_catalogue
from server.store.events import AnySession, next_number, record
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.people import Person
from server.store.sites import Asset, Contact, Site
from server.store.tickets import Ticket
from server.store.visits import Visit, VisitTicket


@dataclass(frozen=True)
class NewTicket:
    """`due` None: suggested from the priority."""

    customer: str
    site: str
    text: str
    contact: str | None = None
    asset: str | None = None
    symptom: str | None = None
    language: str = "ru"
    priority: Priority = Priority.NORMAL
    due: datetime | None = None
    external_ref: str | None = None
    demo: bool = False


# What a member of the API is called in the table; every other changeable member keeps its name.
COLUMNS = {"contact": "contact_id", "asset": "asset_id", "owner": "owner_id", "due": "due_at"}


def open_ticket(*, ticket: NewTicket, by: Actor, at: datetime) -> str:
    """Take a customer's request in. Raises Invalid when customer, site, contact and asset do not belong together."""
    ticket_id = new_id()
    with write_tx() as session:
        _check_place(session, ticket)
        _check_symptom(ticket.symptom)
        number = next_number(session, "ticket")
        owner = by.person if by.may("operator", "dispatcher") else None
        session.add(
            Ticket(
                id=ticket_id,
                number=number,
                state=TicketState.NEW,
                priority=ticket.priority,
                customer_id=ticket.customer,
                site_id=ticket.site,
                contact_id=ticket.contact,
                asset_id=ticket.asset,
                symptom=ticket.symptom,
                text=ticket.text,
                language=ticket.language,
                opened_at=at,
                opened_by=by.person,
                owner_id=owner,
                due_at=ticket.due or suggest_due(at, ticket.priority),
                state_since=at,
                external_ref=ticket.external_ref,
                demo=ticket.demo,
            )
        )
        record(session, "ticket.opened", by=by, at=at, ticket=ticket_id, data={"number": number})
    return ticket_id


def edit_ticket(*, ticket: str, changes: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Change text, contact, asset, priority, due, language or owner. What was answered on site is not touched."""
    with write_tx() as session:
        found = lock_ticket(session, ticket)
        if found.state not in OPEN:
            raise WrongState(f"Ticket {found.label} is {found.state} and can no longer be edited.")
        _check_belongs(session, found.site_id, changes.get("contact"), changes.get("asset"))
        if changes.get("owner") is not None and session.get(Person, changes["owner"]) is None:
            raise Invalid("/owner", "There is no such person.")
        for name, value in changes.items():
            setattr(found, COLUMNS.get(name, name), value)
        visit = session.scalar(
            sa.select(VisitTicket.visit_id).where(VisitTicket.ticket_id == ticket, VisitTicket.is_open)
        )
        data = {"changed": sorted(changes)}
        record(session, "ticket.edited", by=by, at=at, ticket=ticket, visit=visit, data=data)


def cancel_ticket(*, ticket: str, reason: str, travel: TravelRule, by: Actor, at: datetime) -> None:
    """Withdraw a ticket; its open visit is called off with it. Raises WrongState once it has ended."""
    with write_tx() as session:
        found = lock_ticket(session, ticket)
        found.state = tickets.move(found.label, found.state, TicketState.CANCELLED)
        found.state_since = found.ended_at = at
        visit = session.scalars(
            sa.select(Visit)
            .join(VisitTicket, VisitTicket.visit_id == Visit.id)
            .where(VisitTicket.ticket_id == ticket, VisitTicket.is_open)
        ).one_or_none()
        if visit is not None:
            call_off(session, visit, reason="ticket_cancelled", note=reason, travel=travel, by=by, at=at)
        record(session, "ticket.cancelled", by=by, at=at, ticket=ticket, data={"reason": reason})


def lock_ticket(session: AnySession, ticket: str) -> Ticket:
    """The ticket, held until the transaction ends. Raises NotFound."""
    found = session.scalars(sa.select(Ticket).where(Ticket.id == ticket).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("There is no such ticket.")
    return found


def _check_place(session: AnySession, ticket: NewTicket) -> None:
    site = session.get(Site, ticket.site)
    if site is None:
        raise Invalid("/site", "There is no such site.")
    if site.customer_id != ticket.customer:
        raise Invalid("/customer", "The site belongs to another customer.")
    _check_belongs(session, ticket.site, ticket.contact, ticket.asset)


def _check_belongs(session: AnySession, site: str, contact: str | None, asset: str | None) -> None:
    for pointer, kind, key in (("/contact", Contact, contact), ("/asset", Asset, asset)):
        found = None if key is None else session.get(kind, key)
        if key is not None and (found is None or getattr(found, "site_id", None) != site):
            raise Invalid(pointer, "It does not belong to the ticket's site.")


def _check_symptom(symptom: str | None) -> None:
    if symptom is not None and symptom not in the_catalogue().symptoms:
        raise Invalid("/symptom", f"There is no symptom {symptom} in the catalogue.")
