"""Visits for the console: cards of a list or a day, and one visit with everything recorded on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from checklists import assess
from server.domain.clock import iso
from server.domain.problems import NotFound
from server.domain.proposal import late_minutes
from server.domain.visit import VisitState
from server.queries.acts import list_acts
from server.queries.fields import shown_fields
from server.queries.paging import Page, find_page
from server.queries.shapes import member_json, site_json
from server.queries.tickets import events_json
from server.queries.visit_record import crew_levels, visit_record
from server.store.acts import SignOff
from server.store.catalogue import symptom_title
from server.store.events import AnySession, Event
from server.store.field import Op
from server.store.gate import read_session
from server.store.people import Person
from server.store.sites import Site
from server.store.tickets import Ticket
from server.store.visits import CrewMember, FormerMember, Visit, VisitTicket


def list_visits(
    *,
    page: Page,
    states: Sequence[VisitState] = (),
    person: str | None = None,
    site: str | None = None,
    starts_from: datetime | None = None,
    starts_before: datetime | None = None,
) -> dict[str, Any]:
    """Cards, newest number first."""
    session = read_session()
    found = sa.select(Visit)
    if states:
        found = found.where(Visit.state.in_(states))
    if person:
        found = found.where(Visit.crew.any(CrewMember.person_id == person))
    if site:
        found = found.where(Visit.site_id == site)
    if starts_from is not None:
        found = found.where(Visit.starts_at >= starts_from)
    if starts_before is not None:
        found = found.where(Visit.starts_at < starts_before)
    rows, cursor, total = find_page(session, found, Visit.number, page)
    return {"items": visit_cards(session, [visit.id for visit in rows]), "next": cursor, "total": total}


def visit_cards(session: AnySession, visits: Sequence[str]) -> list[dict[str, Any]]:
    """The cards of these visits, in the order given."""
    rows = session.execute(
        sa.select(Visit, Ticket, Site)
        .join(VisitTicket, VisitTicket.visit_id == Visit.id)
        .join(Ticket, Ticket.id == VisitTicket.ticket_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Visit.id.in_(visits))
        .options(selectinload(Visit.crew))
        .order_by(Ticket.number.desc())
    ).all()
    ids = {member.person_id for visit, _, _ in rows for member in visit.crew}
    people = {
        person.id: person for person in session.scalars(sa.select(Person).where(Person.id.in_(sorted(ids))))
    }
    cards = {visit.id: _card(visit, ticket, site, people) for visit, ticket, site in rows}
    return [cards[visit] for visit in visits if visit in cards]


def ticket_on_card(ticket: Ticket, site: Site) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.label,
        "priority": ticket.priority.value,
        "due": None if ticket.due_at is None else iso(ticket.due_at),
        "symptom_title": symptom_title(ticket.symptom),
        "text": ticket.text,
        "site": site_json(site),
    }


def get_visit(visit: str, *, crew_member: str | None = None) -> dict[str, Any]:
    """Record, fields, assessment, acts, events and what needs attention.

    Raises NotFound, also for a `crew_member` who is not and never was on it.
    """
    session = read_session()
    found = session.get(Visit, visit)
    if found is None or (crew_member is not None and not _was_on(session, visit, crew_member)):
        raise NotFound("There is no such visit.")
    fields = shown_fields(session, visit)
    (card,) = visit_cards(session, [visit])
    return {
        "id": visit,
        **visit_record(session, visit, person=crew_member),
        "crew": card["crew"],
        "mode": card["mode"],
        "late_minutes": card["late_minutes"],
        "repeat_reason": found.repeat_reason,
        "repeat_of": found.repeat_of,
        "ended_reason": found.ended_reason,
        "ended_note": found.ended_note,
        "fields": fields,
        "assessment": assess(found.checklist, fields, crew_levels(session, found)),
        "acts": list_acts(visit=visit),
        "events": events_json(session, Event.visit_id == visit),
        "attention": _attention(session, found),
        "locked": found.is_locked,
    }


def _card(visit: Visit, ticket: Ticket, site: Site, people: dict[str, Person]) -> dict[str, Any]:
    return {
        "id": visit.id,
        "number": visit.label,
        "state": visit.state.value,
        "ticket": ticket_on_card(ticket, site),
        "crew": [member_json(member, people[member.person_id]) for member in visit.crew],
        "start": iso(visit.starts_at),
        "end": iso(visit.ends_at),
        "why": visit.why,
        "mode": "joint" if len(visit.crew) > 1 else "solo",
        "late_minutes": late_minutes(ticket.due_at, visit.starts_at),
        "repeat_reason": visit.repeat_reason,
        "locked": visit.is_locked,
    }


def _was_on(session: AnySession, visit: str, person: str) -> bool:
    return any(
        session.scalar(sa.select(kind.visit_id).where(kind.visit_id == visit, kind.person_id == person))
        for kind in (CrewMember, FormerMember)
    )


def _attention(session: AnySession, visit: Visit) -> list[dict[str, Any]]:
    """What of this visit waits for a person: kept operations, alarmed acts, a refusal not yet settled."""
    found: list[dict[str, Any]] = []
    kept = sa.select(sa.func.count()).where(Op.visit_id == visit.id, Op.status == "quarantined")
    if count := session.scalar(kept):
        found.append({"code": "ops_kept", "count": count})
    sign_offs = session.scalars(sa.select(SignOff).where(SignOff.visit_id == visit.id)).all()
    found += [{"code": "act_alarmed", "act": one.act_id} for one in sign_offs if one.state == "alarmed"]
    if visit.ended_reason is None and any(one.kind == "refusal" for one in sign_offs):
        found.append({"code": "refusal_to_settle"})
    return found
