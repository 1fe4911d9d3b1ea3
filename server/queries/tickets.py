"""Tickets: the list with its filters, and one ticket with everything that happened to it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from server.domain.clock import iso
from server.domain.problems import NotFound
from server.domain.ticket import OPEN, TicketState
from server.domain.triage import kit_names
from server.queries.paging import Page, contains, find_page
from server.queries.shapes import asset_json, contact_json, member_json, named, site_json
from server.store.catalogue import symptom_title, the_catalogue
from server.store.events import AnySession, Event
from server.store.gate import read_session
from server.store.people import Person
from server.store.sites import Asset, Contact, Customer, Site
from server.store.tickets import SwarmMember, Ticket
from server.store.trips import read_trips, when_set_out
from server.store.visits import Visit, VisitTicket

MOST_EVENTS = 500


@dataclass(frozen=True)
class _Around:
    """What the rows of one page need beyond themselves, read in a handful of statements."""

    sites: dict[str, Site]
    customers: dict[str, Customer]
    contacts: dict[str, Contact]
    assets: dict[str, Asset]
    people: dict[str, Person]
    visits: dict[str, list[Visit]]
    swarm: dict[str, list[dict[str, Any]]]
    trips: dict[str, int]


def list_tickets(
    *,
    page: Page,
    states: Sequence[TicketState] = (),
    q: str | None = None,
    owner: str | None = None,
    helper: str | None = None,
    site: str | None = None,
) -> dict[str, Any]:
    """Newest first. `q` looks into number, text, site and customer. `owner` "none": those without one. `helper`: pulled in on it."""
    session = read_session()
    found = sa.select(Ticket).options(selectinload(Ticket.parts))
    if states:
        found = found.where(Ticket.state.in_(states))
    if owner:
        found = found.where(Ticket.owner_id.is_(None) if owner == "none" else Ticket.owner_id == owner)
    if helper:
        pulled_in = sa.select(SwarmMember.ticket_id).where(SwarmMember.person_id == helper)
        found = found.where(
            Ticket.id.in_(pulled_in), Ticket.state.in_(OPEN), Ticket.owner_id.is_distinct_from(helper)
        )
    if site:
        found = found.where(Ticket.site_id == site)
    if q:
        found = found.where(_matches(q))
    rows, cursor, total = find_page(session, found, Ticket.number, page)
    return {"items": tickets_json(session, rows), "next": cursor, "total": total}


def get_ticket(ticket: str) -> dict[str, Any]:
    """One ticket with its events. Raises NotFound."""
    session = read_session()
    found = session.get(Ticket, ticket)
    if found is None:
        raise NotFound("There is no such ticket.")
    (shape,) = tickets_json(session, [found])
    visits = [visit["id"] for visit in shape["visits"]]
    about = sa.or_(Event.ticket_id == ticket, Event.visit_id.in_(visits))
    return {**shape, "events": events_json(session, about)}


def tickets_json(session: AnySession, tickets: Sequence[Ticket]) -> list[dict[str, Any]]:
    around = _read_around(session, tickets)
    return [_ticket(ticket, around) for ticket in tickets]


def events_json(session: AnySession, about: Any) -> list[dict[str, Any]]:
    """The last 500 events that fit, oldest first, with who did it."""
    events = session.scalars(
        sa.select(Event).where(about).order_by(Event.rev.desc()).limit(MOST_EVENTS)
    ).all()
    people = _by_id(session, Person, {event.person_id for event in events})
    return [
        {
            "rev": event.rev,
            "kind": event.kind,
            "at": iso(event.at),
            "by": named(people.get(event.person_id or "")),
            "device": event.device_id,
            "device_at": None if event.device_at is None else iso(event.device_at),
            "ticket": event.ticket_id,
            "visit": event.visit_id,
            "data": event.data,
        }
        for event in reversed(events)
    ]


def swarms_of(session: AnySession, tickets: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Who was pulled in on each of these tickets, and what they were asked; by name. Whoever took it over is its owner now."""
    rows = session.execute(
        sa.select(SwarmMember, Person.name)
        .join(Person, Person.id == SwarmMember.person_id)
        .join(Ticket, Ticket.id == SwarmMember.ticket_id)
        .where(Ticket.id.in_(tickets), Ticket.owner_id.is_distinct_from(SwarmMember.person_id))
        .order_by(Person.name)
    ).all()
    swarms: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for member, name in rows:
        shape = {"question": member.question, "since": iso(member.joined_at)}
        swarms[member.ticket_id].append({"id": member.person_id, "name": name, **shape})
    return swarms


def _matches(q: str) -> Any:
    text = q.strip()
    places = (
        sa.select(Site.id)
        .join(Customer, Customer.id == Site.customer_id)
        .where(sa.or_(contains(Site.name, text), contains(Site.address, text), contains(Customer.name, text)))
    )
    found = sa.or_(contains(Ticket.text, text), Ticket.site_id.in_(places))
    digits = text.upper().removeprefix("T-")
    if digits.isdecimal() and len(digits) < 10:
        return sa.or_(found, Ticket.number == int(digits))
    return found


def _ticket(ticket: Ticket, around: _Around) -> dict[str, Any]:
    site, visits = around.sites[ticket.site_id], around.visits[ticket.id]
    customer = around.customers[ticket.customer_id]
    contact, asset = around.contacts.get(ticket.contact_id or ""), around.assets.get(ticket.asset_id or "")
    names = kit_names(the_catalogue().symptoms)
    return {
        "id": ticket.id,
        "number": ticket.label,
        "state": ticket.state.value,
        "priority": ticket.priority.value,
        "customer": {"id": customer.id, "name": customer.name},
        "site": site_json(site),
        "contact": None if contact is None else contact_json(contact),
        "asset": None if asset is None else asset_json(asset),
        "symptom": ticket.symptom,
        "symptom_title": symptom_title(ticket.symptom),
        "text": ticket.text,
        "language": ticket.language,
        "opened_at": iso(ticket.opened_at),
        "state_since": iso(ticket.state_since),
        "ended_at": None if ticket.ended_at is None else iso(ticket.ended_at),
        "due": None if ticket.due_at is None else iso(ticket.due_at),
        "owner": named(around.people.get(ticket.owner_id or "")),
        "swarm": around.swarm[ticket.id],
        "triage": ticket.triage,
        "parts": [{"trade": p.trade, "level": p.level, "minutes": p.minutes} for p in ticket.parts],
        "kit": [{**item, "name": names.get(item["id"])} for item in ticket.kit],
        "visits": [_visit(visit, around) for visit in visits],
        "trips": around.trips.get(ticket.id, 0),
        "solved_by": ticket.solved_by,
    }


def _visit(visit: Visit, around: _Around) -> dict[str, Any]:
    return {
        "id": visit.id,
        "number": visit.label,
        "state": visit.state.value,
        "start": iso(visit.starts_at),
        "end": iso(visit.ends_at),
        "ended_reason": visit.ended_reason,
        "repeat_reason": visit.repeat_reason,
        "crew": [member_json(member, around.people[member.person_id]) for member in visit.crew],
    }


def _read_around(session: AnySession, tickets: Sequence[Ticket]) -> _Around:
    links = session.execute(
        sa.select(VisitTicket.ticket_id, Visit)
        .join(Visit, Visit.id == VisitTicket.visit_id)
        .where(VisitTicket.ticket_id.in_([ticket.id for ticket in tickets]))
        .options(selectinload(Visit.crew))
        .order_by(Visit.number)
    ).all()
    visits: dict[str, list[Visit]] = defaultdict(list)
    for ticket_id, visit in links:
        visits[ticket_id].append(visit)
    crew = {member.person_id for _, visit in links for member in visit.crew}
    return _Around(
        sites=_by_id(session, Site, {ticket.site_id for ticket in tickets}),
        customers=_by_id(session, Customer, {ticket.customer_id for ticket in tickets}),
        contacts=_by_id(session, Contact, {ticket.contact_id for ticket in tickets}),
        assets=_by_id(session, Asset, {ticket.asset_id for ticket in tickets}),
        people=_by_id(session, Person, crew | {ticket.owner_id for ticket in tickets}),
        visits=visits,
        swarm=swarms_of(session, [ticket.id for ticket in tickets]),
        trips=_count_trips(session, {ticket: [v.id for v in visits[ticket]] for ticket in visits}),
    )


def _count_trips(session: AnySession, visits: dict[str, list[str]]) -> dict[str, int]:
    """By ticket. A visit called off before anybody set out cost nobody a drive."""
    set_out = when_set_out(session, [visit for own in visits.values() for visit in own])
    went = {ticket: [visit for visit in own if visit in set_out] for ticket, own in visits.items()}
    # Only of several visits of a ticket one may have gone on from the other.
    several = {visit: set_out[visit] for own in went.values() if len(own) > 1 for visit in own}
    trip_of = read_trips(session, several)
    return {ticket: len({trip_of.get(visit, visit) for visit in own}) for ticket, own in went.items()}


def _by_id(session: AnySession, kind: Any, ids: Iterable[str | None]) -> dict[str, Any]:
    wanted = sorted(key for key in ids if key is not None)
    if not wanted:
        return {}
    return {row.id: row for row in session.scalars(sa.select(kind).where(kind.id.in_(wanted)))}
