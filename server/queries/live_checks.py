"""Live checks for the screens that asked for them: one, and all of a ticket or a visit."""

from typing import Any

import sqlalchemy as sa

from server.domain.clock import iso
from server.domain.live_check import LiveKind, verdict
from server.domain.problems import NotFound
from server.queries.shapes import named
from server.store.events import AnySession
from server.store.gate import read_session
from server.store.live_checks import LiveCheck
from server.store.people import Person
from server.store.sites import Site
from server.store.tickets import Ticket
from server.store.visits import CrewMember, Visit, VisitTicket

MOST = 20
# The remote check of a symptom that an answer speaks for.
SPEAKS_FOR = {LiveKind.SIP_REGISTRATION: "registration", LiveKind.SNMP_PORT: "port"}


def get_live_check(check: str, *, crew_member: str | None = None) -> dict[str, Any]:
    """Raises NotFound, also for a `crew_member` who is not in the crew of its visit."""
    session = read_session()
    found = session.get(LiveCheck, check)
    if found is None or (crew_member is not None and not _is_crew(session, found.visit_id, crew_member)):
        raise NotFound("There is no such check.")
    return live_check_json(session, found)


def of_ticket(ticket: str) -> dict[str, Any]:
    """Where may be asked, and the last checks of the ticket and its visits, newest first. Raises NotFound."""
    session = read_session()
    found = session.get(Ticket, ticket)
    if found is None:
        raise NotFound("There is no such ticket.")
    visits = sa.select(VisitTicket.visit_id).where(VisitTicket.ticket_id == ticket)
    checks = _latest(session, sa.or_(LiveCheck.ticket_id == ticket, LiveCheck.visit_id.in_(visits)))
    return {"networks": session.get_one(Site, found.site_id).check_networks, "items": checks}


def of_visit(session: AnySession, visit: Visit) -> dict[str, Any]:
    """Where may be asked, and the last checks of the visit and its tickets, newest first."""
    tickets = [link.ticket_id for link in visit.tickets]
    checks = _latest(session, sa.or_(LiveCheck.visit_id == visit.id, LiveCheck.ticket_id.in_(tickets)))
    return {"networks": session.get_one(Site, visit.site_id).check_networks, "items": checks}


def live_check_json(session: AnySession, check: LiveCheck) -> dict[str, Any]:
    person = None if check.asked_by is None else session.get(Person, check.asked_by)
    kind = LiveKind(check.kind)
    result = verdict(kind, check.result)
    return {
        "id": check.id,
        "kind": check.kind,
        "host": check.host,
        "port": check.port,
        "subject": check.subject,
        "transport": check.transport,
        "target": str(check.target),
        "address": check.address,
        "state": check.state,
        "reason": check.reason,
        "result": check.result,
        "speaks_for": None if result is None else {"check": SPEAKS_FOR[kind], "result": result},
        "by": named(person),
        "asked_at": iso(check.asked_at),
        "answered_at": None if check.answered_at is None else iso(check.answered_at),
        "ticket": check.ticket_id,
        "visit": check.visit_id,
    }


def _latest(session: AnySession, about: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    rows = session.scalars(
        sa.select(LiveCheck).where(about).order_by(LiveCheck.asked_at.desc(), LiveCheck.id).limit(MOST)
    )
    return [live_check_json(session, check) for check in rows]


def _is_crew(session: AnySession, visit: str | None, person: str) -> bool:
    crew = sa.select(CrewMember.visit_id).where(CrewMember.visit_id == visit, CrewMember.person_id == person)
    return visit is not None and session.scalar(crew.limit(1)) is not None
