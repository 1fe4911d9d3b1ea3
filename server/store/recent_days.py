"""The facts of a recent day, so that it can be planned once more: from its stored proposal, or from the visits there were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from server.domain.local_day import LocalDay
from server.domain.planning import Prices
from server.domain.planning_problem import build_problem
from server.domain.travel import Place, TravelRule
from server.domain.visit import VisitState
from server.store.days import read_day
from server.store.events import AnySession, Event
from server.store.sites import Site
from server.store.tickets import Ticket
from server.store.visits import CrewMember, Proposal, Visit, VisitTicket

# Where a ticket stands in the flow is what the last of these says.
MOVES = (
    "ticket.triaged",
    "ticket.returned",
    "ticket.ready",
    "ticket.planned",
    "ticket.started",
    "ticket.done",
    "ticket.solved_remotely",
    "ticket.cancelled",
)


@dataclass(frozen=True)
class DayFacts:
    """`source` is "proposal", with its id, or "visits"."""

    source: str
    proposal: str | None
    problem: dict[str, Any]


def days_with_facts(session: AnySession, days: Iterable[LocalDay]) -> list[tuple[LocalDay, str]]:
    """Of these days, those that can be planned again, and from what: a stored proposal, or the visits there were."""
    found = []
    for day in days:
        if session.scalar(sa.select(_proposals(day).exists())):
            found.append((day, "proposal"))
        elif session.scalar(sa.select(_visited(day).exists())):
            found.append((day, "visits"))
    return found


def read_facts(session: AnySession, day: LocalDay, *, travel: TravelRule, prices: Prices) -> DayFacts | None:
    """The problem of a day, or None when it has neither a proposal nor visits.

    Of several proposals it is the one with most to plan: later ones find the day's visits promised already.
    """
    proposals = session.scalars(_proposals(day).options(undefer(Proposal.problem))).all()
    if proposals:
        chosen = max(proposals, key=lambda one: (_free_jobs(one.problem or {}), one.asked_at))
        return DayFacts("proposal", chosen.id, chosen.problem or {})
    visited = set(session.scalars(_visited(day)).all())
    if not visited:
        return None
    tickets = visited | _waiting(session, day)
    facts = read_day(session, day, now=day.midnight, travel=travel, tickets=tickets, prices=prices)
    facts = replace(
        facts,
        # All visits of the day are planned anew, so nobody has promised anything.
        engineers=tuple(replace(engineer, bookings=()) for engineer in facts.engineers),
        tickets=tuple(ticket for ticket in facts.tickets if ticket.parts),
    )
    return DayFacts("visits", None, build_problem(facts))


def places_of_jobs(session: AnySession, problem: Mapping[str, Any]) -> dict[str, Place]:
    """Where the sites of a problem's jobs are, by the names that its locations have."""
    numbers: dict[str, list[int]] = {"T": [], "V": []}
    for job in problem["jobs"]:
        letter, _, number = job["id"].partition("-")
        if letter in numbers:
            numbers[letter].append(int(number))
    found: dict[str, Place] = {}
    for letter, table in (("T", Ticket), ("V", Visit)):
        rows = session.execute(
            sa.select(table.number, Site.lat, Site.lon)
            .join(Site, Site.id == table.site_id)
            .where(table.number.in_(numbers[letter]))
        )
        found |= {f"{letter}-{number:04d}": Place(lat, lon) for number, lat, lon in rows}
    return {job["location"]: found[job["id"]] for job in problem["jobs"] if job["id"] in found}


def _proposals(day: LocalDay) -> sa.Select[Proposal]:
    return sa.select(Proposal).where(Proposal.day == day.day.isoformat(), Proposal.state == "ready")


def _free_jobs(problem: Mapping[str, Any]) -> int:
    return sum(1 for job in problem.get("jobs", ()) if not job.get("pinned"))


def _visited(day: LocalDay) -> sa.Select[str]:
    """Tickets somebody went to on this day."""
    return (
        sa.select(VisitTicket.ticket_id)
        .join(Visit, Visit.id == VisitTicket.visit_id)
        .join(CrewMember, CrewMember.visit_id == Visit.id)
        .where(
            Visit.state != VisitState.CANCELLED,
            CrewMember.starts_at >= day.midnight,
            CrewMember.starts_at < day.next_midnight,
        )
    )


def _waiting(session: AnySession, day: LocalDay) -> set[str]:
    """Tickets that were ready when the day ended."""
    last = (
        sa.select(sa.func.max(Event.rev))
        .where(Event.kind.in_(MOVES), Event.at < day.next_midnight, Event.ticket_id.is_not(None))
        .group_by(Event.ticket_id)
    )
    ready = sa.select(Event.ticket_id).where(Event.rev.in_(last), Event.kind == "ticket.ready")
    return {ticket for ticket in session.scalars(ready) if ticket is not None}
