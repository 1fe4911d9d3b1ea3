"""A visit as its crew sees it: what is planned, for whom, with what, and what was found there before."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from server.domain.clock import iso
from server.domain.consent import CURRENT_CONSENT, get_clause
from server.domain.visit import VisitState
from server.queries.fields import shown_fields
from server.queries.live_checks import of_visit
from server.queries.triage_words import triage_words
from server.store.catalogue import symptom_title
from server.store.events import AnySession
from server.store.people import Person, Skill
from server.store.sites import Asset, Contact, Customer, Site
from server.store.tickets import Ticket
from server.store.visits import Visit

HISTORY_LENGTH = 5


def visit_record(session: AnySession, visit_id: str, *, person: str | None = None) -> dict[str, Any]:
    """The record without its id and rev. `person` decides `assigned` and the language of past causes.

    Raises NoResultFound.
    """
    visit = session.scalars(
        sa.select(Visit)
        .where(Visit.id == visit_id)
        .options(selectinload(Visit.crew), selectinload(Visit.tickets))
    ).one()
    site = session.get_one(Site, visit.site_id)
    customer = session.get_one(Customer, site.customer_id)
    tickets = [session.get_one(Ticket, link.ticket_id) for link in visit.tickets]
    tickets.sort(key=lambda ticket: ticket.number)
    language = _language(session, person)
    return {
        "number": visit.label,
        "state": visit.state.value,
        "planned": {"start": iso(visit.starts_at), "end": iso(visit.ends_at)},
        "why": visit.why,
        "tickets": [_ticket(ticket) for ticket in tickets],
        "customer": {"id": customer.id, "name": customer.name},
        "site": _site(site),
        "contact": _contact(session, tickets, site),
        "assets": _assets(session, tickets),
        "crew": _crew(session, visit),
        "levels": crew_levels(session, visit),
        "kit": visit.kit,
        "checklist": visit.checklist,
        "hints": visit.hints,
        "history": _history(session, visit, language),
        "live_checks": of_visit(session, visit),
        "clause": get_clause(customer.clause_id, customer.clause_version).as_json(),
        "consent": CURRENT_CONSENT.as_json(),
        "assigned": person is None or any(member.person_id == person for member in visit.crew),
    }


def crew_levels(session: AnySession, visit: Visit) -> dict[str, int]:
    """The greatest level in each trade among the crew; it says who may do a step, not who is better."""
    people = [member.person_id for member in visit.crew]
    found = session.execute(
        sa.select(Skill.trade, sa.func.max(Skill.level))
        .where(Skill.person_id.in_(people))
        .group_by(Skill.trade)
    )
    return {row[0]: row[1] for row in sorted(found.all())}


def _language(session: AnySession, person: str | None) -> str:
    found = None if person is None else session.get(Person, person)
    return "en" if found is None else found.language


def _ticket(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.label,
        "symptom": ticket.symptom or "",
        "symptom_title": symptom_title(ticket.symptom),
        "text": ticket.text,
        "opened_at": iso(ticket.opened_at),
        "triage": triage_words(ticket.symptom, ticket.triage),
    }


def _site(site: Site) -> dict[str, Any]:
    return {
        "id": site.id,
        "name": site.name,
        "address": site.address,
        "lat": site.lat,
        "lon": site.lon,
        "zone": site.zone,
        "hours": site.hours,
        "access": site.access,
    }


def _contact(session: AnySession, tickets: list[Ticket], site: Site) -> dict[str, Any] | None:
    named = next((ticket.contact_id for ticket in tickets if ticket.contact_id is not None), None)
    found = (
        session.scalars(sa.select(Contact).where(Contact.site_id == site.id).order_by(Contact.id)).first()
        if named is None
        else session.get(Contact, named)
    )
    return None if found is None else {"name": found.name, "phone": found.phone, "email": found.email}


def _assets(session: AnySession, tickets: list[Ticket]) -> list[dict[str, Any]]:
    ids = sorted({ticket.asset_id for ticket in tickets if ticket.asset_id is not None})
    assets = [session.get_one(Asset, asset) for asset in ids]
    return [
        {"id": asset.id, "name": asset.name, "model": asset.model, "serial": asset.serial} for asset in assets
    ]


def _crew(session: AnySession, visit: Visit) -> list[dict[str, Any]]:
    return [
        {
            "person": member.person_id,
            "name": session.get_one(Person, member.person_id).name,
            "trades": member.trades,
            "lead": member.is_lead,
            "minutes": member.minutes,
        }
        for member in visit.crew
    ]


def _history(session: AnySession, visit: Visit, language: str) -> list[dict[str, Any]]:
    """The last finished visits at this site, newest first, with what their crews found."""
    earlier = session.scalars(
        sa.select(Visit)
        .where(
            Visit.site_id == visit.site_id,
            Visit.id != visit.id,
            Visit.starts_at < visit.starts_at,
            Visit.state.in_((VisitState.SIGNED, VisitState.SEALED)),
        )
        .order_by(Visit.starts_at.desc())
        .limit(HISTORY_LENGTH)
    ).all()
    return [_past_visit(session, past, language) for past in earlier]


def _past_visit(session: AnySession, past: Visit, language: str) -> dict[str, Any]:
    fields = shown_fields(session, past.id)
    cause = _first(fields, "outcome/cause", "opt")
    titles = {entry["id"]: entry["title"] for entry in past.checklist.get("causes", [])}
    return {
        "visit": past.id,
        "number": past.label,
        "at": iso(past.starts_at),
        "cause": titles[cause].get(language, cause) if cause in titles else cause,
        "remedy": _first(fields, "outcome/remedy", "text"),
    }


def _first(fields: dict[str, list[dict[str, Any]]], field: str, part: str) -> str:
    values = fields.get(field)
    return str(values[0]["value"].get(part, "")) if values else ""
