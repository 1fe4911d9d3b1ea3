"""Another crew for a promised or running visit; the times stay, and who was assigned stays known."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from server.commands.bookings import replace_crew
from server.commands.collisions import name_clash
from server.commands.drives import set_drives
from server.commands.fitting import check_allowed, fit_crew, prepare_planner
from server.commands.places import say_chosen
from server.commands.visits import lock_visit
from server.domain.actor import Actor
from server.domain.crews import share_parts
from server.domain.local_day import local_day_of
from server.domain.planning import PlanDay
from server.domain.problems import Conflict, Invalid, WrongState
from server.domain.proposal import PlannedMember, PlannedVisit, name_lead
from server.domain.travel import TravelRule
from server.domain.visit import CANCELLABLE, RUNNING
from server.store.days import read_day
from server.store.events import AnySession, get_installation, record
from server.store.gate import write_tx
from server.store.people import Person
from server.store.savepoint import savepoint
from server.store.visits import Visit


def change_crew(
    *, visit: str, crew: Sequence[str], reason: str, travel: TravelRule, by: Actor, at: datetime
) -> None:
    """Replace the crew. Who stays keeps what was recorded; who goes stays known as a former member.

    Raises Conflict when the new crew cannot cover the work, is away, or is booked elsewhere.
    """
    if not crew or len(set(crew)) != len(crew):
        raise Invalid("/crew", "Name at least one person, and nobody twice.")
    prepare_planner()
    with write_tx() as session:
        found = lock_visit(session, visit)
        if found.state not in CANCELLABLE:
            raise WrongState(f"Visit {found.label} is {found.state}; its crew can no longer change.")
        session.execute(sa.select(Person.id).where(Person.id.in_(crew)).order_by(Person.id).with_for_update())
        day = local_day_of(found.starts_at, get_installation(session).zone)
        tickets = [link.ticket_id for link in found.tickets]
        facts = read_day(session, day, now=at, travel=travel, tickets=tickets, without_visit=found.id)
        planned = _plan(facts, found, _share(facts, crew), at)
        before = {member.person_id for member in found.crew}
        try:
            with savepoint(session):
                replace_crew(session, found, _drives(session, found, planned, travel, at), at)
        except IntegrityError as error:
            raise name_clash(session, error, planned.crew) from error
        found.why = say_chosen(facts, planned, by)
        data = {
            "added": sorted(set(crew) - before),
            "removed": sorted(before - set(crew)),
            "reason": reason,
        }
        record(session, "visit.crew_changed", by=by, at=at, visit=found.id, data=data)


def _share(facts: PlanDay, crew: Sequence[str]) -> dict[str, str]:
    skills = {engineer.id: engineer.skills for engineer in facts.engineers}
    missing = [person for person in crew if person not in skills]
    if missing:
        raise Conflict("not_on_shift", "Somebody of the new crew is not on shift that day.")
    shares = share_parts(facts.tickets[0].parts, {person: skills[person] for person in crew})
    if shares is None:
        raise Conflict(
            "no_skill", "These people cannot share the work so that everybody does a part they know."
        )
    return shares


def _plan(facts: PlanDay, visit: Visit, shares: dict[str, str], at: datetime) -> PlannedVisit:
    if visit.state not in RUNNING:
        return fit_crew(facts, shares, visit.starts_at).visit
    return _join_running(facts, visit, shares, at)


def _join_running(facts: PlanDay, visit: Visit, shares: dict[str, str], at: datetime) -> PlannedVisit:
    """The visit has begun: who is there stays as booked, who joins sets out now."""
    (ticket,) = facts.tickets
    there = {member.person_id: member for member in visit.crew}
    check_allowed(facts, ticket, set(shares.values()) - there.keys())
    members = []
    for engineer in facts.engineers:
        trades = tuple(trade for trade, person in shares.items() if person == engineer.id)
        if not trades:
            continue
        minutes = sum(part.minutes for part in ticket.parts if part.trade in trades)
        if (booked := there.get(engineer.id)) is not None:
            leaves, start = booked.busy_from, booked.starts_at
        else:
            leaves = at
            start = at + timedelta(seconds=facts.travel.seconds(engineer.home, ticket.place))
        end = start + timedelta(minutes=minutes)
        members.append(PlannedMember(engineer.id, trades, leaves, start, end))
    return PlannedVisit(ticket, name_lead(members))


def _drives(
    session: AnySession, visit: Visit, planned: PlannedVisit, travel: TravelRule, at: datetime
) -> Sequence[PlannedMember]:
    """Who is on the way or there has driven already; only a visit that has not begun gets new drives."""
    if visit.state in RUNNING:
        return planned.crew
    return set_drives(session, planned.crew, planned.ticket.place, travel=travel, at=at, visit=visit.id)
