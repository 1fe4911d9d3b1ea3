"""Reads a day for the planner: who is on shift, what they have promised, and which tickets wait for a visit."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from server.domain.local_day import LocalDay, opening_hours
from server.domain.planning import (
    PRICES,
    Booking,
    LunchBreak,
    PlanDay,
    PlanEngineer,
    PlanPart,
    PlanTicket,
    Prices,
    Promise,
    Span,
)
from server.domain.planning_problem import closed_tickets
from server.domain.progress import reckon
from server.domain.site import SiteRule
from server.domain.ticket import TicketState
from server.domain.travel import Place, TravelRule
from server.domain.visit import VisitState
from server.store.drives import with_measured
from server.store.events import AnySession
from server.store.people import Absence, Person, Shift
from server.store.progress import read_progress
from server.store.sites import Site, SitePerson
from server.store.tickets import Ticket
from server.store.visits import CrewMember, Visit

# Time given back by a visit that ended: the crew was there, and starts from there.
WAS_THERE = (VisitState.WORK_DONE, VisitState.SIGNED, VisitState.SEALED, VisitState.ABORTED)


def read_day(
    session: AnySession,
    day: LocalDay,
    *,
    now: datetime,
    travel: TravelRule,
    tickets: Collection[str] | None = None,
    without_visit: str | None = None,
    prices: Prices = PRICES,
) -> PlanDay:
    """`tickets` names the tickets to plan (all ready ones if None); `without_visit` leaves the bookings of one visit out."""
    facts = PlanDay(
        day=day,
        now=now,
        travel=travel,
        engineers=tuple(read_engineers(session, day, now=now, without_visit=without_visit)),
        tickets=tuple(_plan_tickets(session, _tickets(session, tickets), day)),
        prices=prices,
    )
    return replace(facts, travel=with_measured(session, travel, places_of(facts)))


def let_move(session: AnySession, facts: PlanDay) -> PlanDay:
    """The same day with every published visit that nobody has begun or locked as one more ticket to plan."""
    labels = {b.visit for engineer in facts.engineers for b in engineer.bookings if not b.has_ended}
    visits = session.scalars(
        sa.select(Visit)
        .where(
            Visit.number.in_([int(label[2:]) for label in labels]),
            Visit.state == VisitState.PUBLISHED,
            ~Visit.is_locked,
        )
        .order_by(Visit.number)
    ).all()
    promised = _promised(session, visits, facts.day)
    closed = closed_tickets(replace(facts, tickets=tuple(promised)))
    movable = [ticket for ticket in promised if ticket not in closed]
    keys = {ticket.key for ticket in movable}
    engineers = [
        replace(engineer, bookings=tuple(b for b in engineer.bookings if b.visit not in keys))
        for engineer in facts.engineers
    ]
    return replace(facts, engineers=tuple(engineers), tickets=(*facts.tickets, *movable))


def places_of(facts: PlanDay) -> list[Place]:
    """Every place that a drive of the day may begin or end at, each once."""
    homes = [engineer.home for engineer in facts.engineers if engineer.home is not None]
    booked = [booking.place for engineer in facts.engineers for booking in engineer.bookings]
    return list(dict.fromkeys([*homes, *booked, *(ticket.place for ticket in facts.tickets)]))


def _plan_tickets(session: AnySession, tickets: Sequence[Ticket], day: LocalDay) -> list[PlanTicket]:
    rules: dict[str, list[SitePerson]] = defaultdict(list)
    sites = {ticket.site_id for ticket in tickets}
    for rule in session.scalars(sa.select(SitePerson).where(SitePerson.site_id.in_(sites))):
        rules[rule.site_id].append(rule)
    return [_plan_ticket(session, ticket, day, rules[ticket.site_id]) for ticket in tickets]


def _plan_ticket(
    session: AnySession, ticket: Ticket, day: LocalDay, rules: Sequence[SitePerson]
) -> PlanTicket:
    site = session.get_one(Site, ticket.site_id)
    opens, closes = opening_hours(site.hours, day, zone=site.zone) or (None, None)
    return PlanTicket(
        key=ticket.label,
        id=ticket.id,
        place=Place(site.lat, site.lon),
        parts=tuple(PlanPart(part.trade, part.level, part.minutes) for part in ticket.parts),
        priority=ticket.priority,
        due=ticket.due_at,
        opens=opens,
        closes=closes,
        preferred=frozenset(r.person_id for r in rules if r.rule is SiteRule.PREFERRED),
        forbidden={r.person_id: r.reason or "" for r in rules if r.rule is SiteRule.FORBIDDEN},
    )


def _engineers_on_shift(session: AnySession, day: LocalDay) -> list[tuple[Person, Span]]:
    """Active engineers who work on this day, by name, with their shift."""
    people = session.scalars(
        sa.select(Person)
        .where(Person.active)
        .options(selectinload(Person.skills))
        .order_by(Person.name, Person.id)
    ).all()
    special = {
        shift.person_id: shift
        for shift in session.scalars(sa.select(Shift).where(Shift.day == day.day)).all()
    }
    on_shift = []
    for person in people:
        if "engineer" in person.roles and (span := _shift(person, special.get(person.id), day)) is not None:
            on_shift.append((person, span))
    return on_shift


def absences_in(session: AnySession, start: datetime, end: datetime) -> dict[str, list[Absence]]:
    """By person, those that overlap the span."""
    found: dict[str, list[Absence]] = defaultdict(list)
    overlapping = sa.select(Absence).where(Absence.starts_at < end, Absence.ends_at > start)
    for absence in session.scalars(overlapping.order_by(Absence.starts_at)).all():
        found[absence.person_id].append(absence)
    return found


def read_engineers(
    session: AnySession, day: LocalDay, *, now: datetime, without_visit: str | None = None
) -> list[PlanEngineer]:
    """Who is on shift on this day, by name, with what they have promised and how it goes."""
    absences = absences_in(session, day.midnight, day.next_midnight)
    bookings = _bookings(session, day, without_visit, now)
    return [
        PlanEngineer(
            id=person.id,
            name=person.name,
            skills={skill.trade: skill.level for skill in person.skills},
            shift=span,
            home=_home(person),
            absences=tuple(Span(away.starts_at, away.ends_at) for away in absences[person.id]),
            bookings=tuple(bookings[person.id]),
            lunch=_lunch(person, day),
            overtime_minutes=(person.shift or {}).get("overtime_minutes", 0),
        )
        for person, span in _engineers_on_shift(session, day)
    ]


def _bookings(
    session: AnySession, day: LocalDay, without_visit: str | None, now: datetime
) -> dict[str, list[Booking]]:
    rows = session.execute(
        sa.select(CrewMember, Visit, Site.lat, Site.lon)
        .join(Visit, Visit.id == CrewMember.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(
            sa.or_(~CrewMember.released, Visit.state.in_(WAS_THERE)),
            CrewMember.busy_from < day.next_midnight,
            CrewMember.busy_to > day.midnight,
        )
        .order_by(CrewMember.starts_at)
    ).all()
    progress = read_progress(session, [visit for _, visit, _, _ in rows])
    found: dict[str, list[Booking]] = defaultdict(list)
    for member, visit, lat, lon in rows:
        if visit.id != without_visit:
            booking = _booking(member, visit.label, Place(lat, lon))
            found[member.person_id].append(reckon(booking, progress[visit.id], now))
    return found


def _booking(member: CrewMember, label: str, place: Place) -> Booking:
    return Booking(
        visit=label,
        place=place,
        trades=tuple(member.trades),
        busy_from=member.busy_from,
        starts_at=member.starts_at,
        busy_to=member.busy_to,
    )


def _promised(session: AnySession, visits: Sequence[Visit], day: LocalDay) -> list[PlanTicket]:
    single = [visit for visit in visits if len(visit.tickets) == 1]
    tickets = [session.get_one(Ticket, visit.tickets[0].ticket_id) for visit in single]
    planned = zip(single, _plan_tickets(session, tickets, day), strict=True)
    promised = (_promise(visit, ticket) for visit, ticket in planned)
    return [ticket for ticket in promised if ticket is not None]


def _promise(visit: Visit, ticket: PlanTicket) -> PlanTicket | None:
    """None for one that the planner could not have made: it stays as it is."""
    shared = sorted(trade for member in visit.crew for trade in member.trades)
    if shared != sorted(part.trade for part in ticket.parts):
        return None
    crew = {member.person_id: _booking(member, visit.label, ticket.place) for member in visit.crew}
    return replace(ticket, key=visit.label, promise=Promise(visit.id, crew))


def _tickets(session: AnySession, ids: Collection[str] | None) -> Sequence[Ticket]:
    wanted = sa.select(Ticket).options(selectinload(Ticket.parts)).order_by(Ticket.number)
    if ids is None:
        wanted = wanted.where(Ticket.state == TicketState.READY, Ticket.parts.any())
    else:
        wanted = wanted.where(Ticket.id.in_(ids))
    return session.scalars(wanted).all()


def _shift(person: Person, special: Shift | None, day: LocalDay) -> Span | None:
    if special is not None:
        start, end = special.start, special.end
    elif person.shift is not None and day.day.weekday() in person.shift.get("days", range(5)):
        start, end = person.shift["start"], person.shift["end"]
    else:
        return None
    span = Span(day.at(start), day.at(end))
    return span if span.start < span.end else None


def _lunch(person: Person, day: LocalDay) -> LunchBreak | None:
    rest = (person.shift or {}).get("break")
    return (
        None
        if rest is None
        else LunchBreak(day.at(rest["earliest"]), day.at(rest["latest"]), rest["minutes"])
    )


def _home(person: Person) -> Place | None:
    if person.home_lat is None or person.home_lon is None:
        return None
    return Place(person.home_lat, person.home_lon)
