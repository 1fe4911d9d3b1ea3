"""The plan screen: a day with its engineers, visits and waiting tickets; and a proposal for it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from server.domain.clock import iso
from server.domain.local_day import LocalDay, local_day_of
from server.domain.lunch import find_lunch
from server.domain.planning import Span
from server.domain.problems import NotFound
from server.domain.ticket import TicketState
from server.domain.visit import VisitState
from server.queries.tickets import tickets_json
from server.queries.visits import ticket_on_card, visit_cards
from server.store.days import absences_in, read_engineers
from server.store.events import AnySession, Event, get_installation
from server.store.gate import read_session
from server.store.people import Person
from server.store.sites import Customer, Site
from server.store.tickets import Ticket
from server.store.visits import CrewMember, Proposal, ProposalRegion, Visit

CHANGES_THE_DAY = (
    "ticket.ready",
    "ticket.cancelled",
    "ticket.edited",
    "visit.published",
    "visit.cancelled",
    "visit.crew_changed",
    "visit.aborted",
    "person.absent",
    "person.absence_removed",
    "site.person_set",
    "site.person_cleared",
    "person.changed",
)


def get_plan(*, day: date | None, at: datetime, person: str | None = None) -> dict[str, Any]:
    """The day named, or today where the installation is. `person`: who looks."""
    session = read_session()
    zone = get_installation(session).zone
    local = local_day_of(at, zone) if day is None else LocalDay(day, zone)
    return {
        "day": local.day.isoformat(),
        "zone": zone,
        "engineers": _engineers(session, local, at),
        "visits": visit_cards(session, _visits_of(session, local)),
        "ready": tickets_json(session, _ready(session)),
        "unplanned": _unplanned(session, local),
        "waiting": _waiting(session, local),
        "under_way": _under_way(session, local, person),
    }


def get_proposal(proposal: str) -> dict[str, Any]:
    """How far the search is, or what it found. Raises NotFound."""
    session = read_session()
    found = session.get(Proposal, proposal, populate_existing=True)
    if found is None:
        raise NotFound("There is no such proposal.")
    result = found.result or {}
    return {
        "id": found.id,
        "day": found.day,
        "state": found.state,
        "progress": found.progress.get("share", 0.0),
        "best": found.progress.get("best"),
        "stage": _stage(session, found),
        "visits": [
            {**visit, "locked": visit["key"] in found.locked}
            for visit in _proposed(session, result.get("visits", []))
        ],
        "dropped": _dropped(session, result.get("dropped", [])),
        "unplanned": _with_tickets(session, result.get("unplanned", [])),
        "gain": result.get("gain"),
        "travel_note": result.get("travel_note"),
        "cost": result.get("cost"),
        "changed_since": _has_changed(session, found),
        "error": found.error,
        "may_move": found.may_move,
        "reason": found.reason,
        "let_go": result.get("let_go", []),
        "lunches": result.get("lunches", []),
    }


def _stage(session: AnySession, proposal: Proposal) -> dict[str, Any] | None:
    """What is being done for it now: it waits, drives are measured, a plan is searched, or regions are planned and then joined."""
    if proposal.state == "queued":
        return {"name": proposal.progress.get("stage", "queued")}
    if proposal.state != "running":
        return None
    regions, planned = session.execute(
        sa.select(sa.func.count(), sa.func.count(ProposalRegion.planned_at)).where(
            ProposalRegion.proposal_id == proposal.id
        )
    ).one()
    if not regions:
        return {"name": "search"}
    return {"name": "regions" if planned < regions else "borders", "planned": planned, "regions": regions}


def with_names(visits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Planned visits, as a proposal keeps them, in the shape of visit cards."""
    return _proposed(read_session(), visits)


def _engineers(session: AnySession, day: LocalDay, at: datetime) -> list[dict[str, Any]]:
    """All active engineers by name; `shift` is null for who does not work that day."""
    on_shift = {engineer.id: engineer for engineer in read_engineers(session, day, now=at)}
    absences = absences_in(session, day.midnight, day.next_midnight)
    people = session.scalars(
        sa.select(Person).where(Person.active).options(selectinload(Person.skills)).order_by(Person.name)
    )
    return [
        {
            "id": person.id,
            "name": person.name,
            "skills": [{"trade": skill.trade, "level": skill.level} for skill in person.skills],
            "shift": None if planned is None else _span_json(planned.shift),
            "lunch": None if planned is None else _span_json(find_lunch(planned, day)),
            "absences": [
                {"id": away.id, "from": iso(away.starts_at), "to": iso(away.ends_at), "reason": away.reason}
                for away in absences.get(person.id, [])
            ],
            "home": None
            if person.home_lat is None
            else {"address": person.home_address, "lat": person.home_lat, "lon": person.home_lon},
        }
        for person in people
        if "engineer" in person.roles
        for planned in (on_shift.get(person.id),)
    ]


def _span_json(span: Span | None) -> dict[str, str] | None:
    return None if span is None else {"start": iso(span.start), "end": iso(span.end)}


def _visits_of(session: AnySession, day: LocalDay) -> list[str]:
    """Visits with a booking that touches the day, those called off left out."""
    touched = (
        sa.select(Visit.id, Visit.starts_at)
        .join(CrewMember, CrewMember.visit_id == Visit.id)
        .where(
            Visit.state != VisitState.CANCELLED,
            CrewMember.busy_from < day.next_midnight,
            CrewMember.busy_to > day.midnight,
        )
        .distinct()
        .order_by(Visit.starts_at, Visit.id)
    )
    return [row.id for row in session.execute(touched)]


def _ready(session: AnySession) -> list[Ticket]:
    waiting = (
        sa.select(Ticket)
        .where(Ticket.state == TicketState.READY)
        .options(selectinload(Ticket.parts))
        .order_by(Ticket.due_at, Ticket.number)
    )
    return list(session.scalars(waiting))


def _unplanned(session: AnySession, day: LocalDay) -> list[dict[str, Any]]:
    """What the last proposal for the day left out, as far as it still waits."""
    last = session.scalars(
        sa.select(Proposal)
        .where(Proposal.day == day.day.isoformat(), Proposal.state == "ready")
        .order_by(Proposal.asked_at.desc())
    ).first()
    left = [] if last is None or last.result is None else last.result["unplanned"]
    return [item for item in _with_tickets(session, left) if item["ticket"]["state"] == TicketState.READY]


def _waiting(session: AnySession, day: LocalDay) -> dict[str, Any] | None:
    """The newest proposal that a change of the day asked for, until it is published or discarded."""
    last = session.scalars(
        sa.select(Proposal)
        .where(
            Proposal.day == day.day.isoformat(),
            Proposal.is_automatic,
            Proposal.state == "ready",
            Proposal.published_at.is_(None),
        )
        .order_by(Proposal.asked_at.desc())
    ).first()
    if last is None or last.result is None:
        return None
    visits, dropped = last.result["visits"], last.result.get("dropped", [])
    if not visits and not dropped:
        return None
    return {
        "id": last.id,
        "reason": last.reason,
        "asked_at": iso(last.asked_at),
        "visits": len(visits),
        "moved": sum("was" in visit for visit in visits),
        "dropped": len(dropped),
    }


def _under_way(session: AnySession, day: LocalDay, person: str | None) -> str | None:
    """The newest proposal of the day that this person asked for and the planner still works on."""
    if person is None:
        return None
    return session.scalars(
        sa.select(Proposal.id)
        .where(
            Proposal.day == day.day.isoformat(),
            Proposal.asked_by == person,
            Proposal.state.in_(("queued", "running")),
        )
        .order_by(Proposal.asked_at.desc())
    ).first()


def _with_tickets(session: AnySession, left: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = _tickets(session, [item["ticket"]["id"] for item in left])
    return [
        {**item, "ticket": {**ticket_on_card(ticket, site), "state": ticket.state.value}}
        for item in left
        for ticket, site, _ in (found[item["ticket"]["id"]],)
    ]


def _proposed(session: AnySession, visits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`state` is "proposed" while the ticket still waits, or the promised visit is still where it was; else "taken"."""
    found = _tickets(session, [visit["ticket"]["id"] for visit in visits])
    promised = _promised(session, [visit["visit"] for visit in visits if "visit" in visit])
    names = _names(
        session,
        *(visit["crew"] for visit in visits),
        *(visit["was"]["crew"] for visit in visits if "was" in visit),
    )
    cards = []
    for visit in visits:
        ticket, site, customer = found[visit["ticket"]["id"]]
        was = visit.get("was")
        moved = None if was is None else promised[visit["visit"]]
        is_open = ticket.state is TicketState.READY if was is None else _is_as_before(moved, was)
        cards.append(
            {
                **visit,
                "id": visit["key"],
                "number": None if moved is None else moved.label,
                "state": "proposed" if is_open else "taken",
                "ticket": {**ticket_on_card(ticket, site), "customer": customer},
                "crew": _with_person_names(visit["crew"], names),
                "was": None if was is None else {**was, "crew": _with_person_names(was["crew"], names)},
            }
        )
    return cards


def _dropped(session: AnySession, visits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Promised visits that have no place in the plan; `state` as that of a moved one."""
    found = _tickets(session, [visit["ticket"]["id"] for visit in visits])
    promised = _promised(session, [visit["visit"] for visit in visits])
    names = _names(session, *(visit["was"]["crew"] for visit in visits))
    return [
        {
            **visit,
            "number": visit["key"],
            "state": "proposed" if _is_as_before(promised.get(visit["visit"]), visit["was"]) else "taken",
            "ticket": {**ticket_on_card(ticket, site), "customer": customer},
            "was": {**visit["was"], "crew": _with_person_names(visit["was"]["crew"], names)},
        }
        for visit in visits
        for ticket, site, customer in (found[visit["ticket"]["id"]],)
    ]


def _names(session: AnySession, *crews: list[dict[str, Any]]) -> dict[str, str]:
    ids = sorted({member["person"] for crew in crews for member in crew})
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _promised(session: AnySession, ids: list[str]) -> dict[str, Visit]:
    visits = sa.select(Visit).where(Visit.id.in_(ids)).options(selectinload(Visit.crew))
    return {visit.id: visit for visit in session.scalars(visits)}


def _is_as_before(visit: Visit | None, was: dict[str, Any]) -> bool:
    return (
        visit is not None
        and visit.state is VisitState.PUBLISHED
        and {member.person_id: iso(member.starts_at) for member in visit.crew}
        == {member["person"]: member["start"] for member in was["crew"]}
    )


def _with_person_names(crew: list[dict[str, Any]], names: dict[str, str]) -> list[dict[str, Any]]:
    return [{**member, "name": names[member["person"]]} for member in crew]


def _tickets(session: AnySession, ids: list[str]) -> dict[str, tuple[Ticket, Site, str]]:
    """Each with its site and its customer's name."""
    rows = session.execute(
        sa.select(Ticket, Site, Customer.name)
        .join(Site, Site.id == Ticket.site_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.id.in_(ids))
    ).all()
    return {ticket.id: (ticket, site, customer) for ticket, site, customer in rows}


def _has_changed(session: AnySession, proposal: Proposal) -> bool:
    """Something that a plan depends on happened since the facts were read; publishing this proposal itself does not count."""
    later = session.scalars(
        sa.select(Event).where(Event.rev > proposal.base_rev, Event.kind.in_(CHANGES_THE_DAY))
    )
    return any(event.data.get("proposal") != proposal.id for event in later)
