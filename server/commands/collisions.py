"""What stands in the way of a crew at a time: absences, bookings, and a visit that takes longer than promised."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from server.domain.local_day import LocalDay
from server.domain.planning import Booking
from server.domain.problems import Conflict
from server.domain.progress import FORGOTTEN_AFTER, reckon
from server.domain.proposal import PlannedMember
from server.domain.site import SiteRule
from server.domain.travel import Place, TravelRule
from server.domain.visit import CANCELLABLE, RUNNING
from server.store.drives import with_measured
from server.store.events import AnySession
from server.store.people import Absence, Person
from server.store.progress import read_progress
from server.store.sites import Site, SitePerson
from server.store.visits import CrewMember, Visit


def check_people(
    session: AnySession, crew: Sequence[PlannedMember], place: Place, *, travel: TravelRule, at: datetime
) -> None:
    """Raises Conflict for a start in the past, for who is no engineer or away, and for who will not be free in time."""
    if min(member.start for member in crew) < at:
        raise Conflict("past", "The visit would start in the past.")
    for member in crew:
        person = session.get(Person, member.person)
        if person is None or not person.active or "engineer" not in person.roles:
            raise Conflict("not_an_engineer", "Somebody of the crew is no active engineer.")
        away = session.scalar(
            sa.select(Absence.id).where(
                Absence.person_id == member.person,
                Absence.starts_at < member.end,
                Absence.ends_at > member.travel_start,
            )
        )
        if away is not None:
            raise Conflict("absent", f"{person.name} is away at that time.")
        _check_free(session, person, member, place, travel, at)


def check_allowed(session: AnySession, site: str, crew: Iterable[PlannedMember]) -> None:
    """Raises Conflict for who may not go to this site."""
    found = session.execute(
        sa.select(Person.name, SitePerson.reason)
        .join(SitePerson, SitePerson.person_id == Person.id)
        .where(
            SitePerson.site_id == site,
            SitePerson.person_id.in_([member.person for member in crew]),
            SitePerson.rule == SiteRule.FORBIDDEN,
        )
        .order_by(Person.name)
    ).first()
    if found is not None:
        raise forbidden_here(found.name, found.reason)


def forbidden_here(name: str, reason: str) -> Conflict:
    return Conflict("forbidden_here", f"{name} may not go to this site: {reason}")


def name_clash(error: IntegrityError) -> Conflict:
    """The refusal behind a constraint of bookings; any other broken constraint is a fault of ours and is raised on."""
    text = str(error.orig)
    if "booking_overlap" in text:
        return Conflict("overlap", "Somebody of the crew has another visit or its drive in that time.")
    if "visit_ticket" in text:
        return Conflict("visit_open", "The ticket already has an open visit.")
    raise error


def describe_clash(
    session: AnySession, error: IntegrityError, crew: Sequence[PlannedMember], day: LocalDay
) -> Conflict:
    """As `name_clash`, with who is booked for what and when. The failed savepoint must be over."""
    clash = name_clash(error)
    if clash.code != "overlap":
        return clash
    for member in crew:
        found = session.execute(
            sa.select(Person.name, Visit.number, CrewMember.busy_from, CrewMember.busy_to)
            .join(CrewMember, CrewMember.person_id == Person.id)
            .join(Visit, Visit.id == CrewMember.visit_id)
            .where(
                Person.id == member.person,
                ~CrewMember.released,
                CrewMember.busy_from < member.end,
                CrewMember.busy_to > member.travel_start,
            )
            .order_by(CrewMember.busy_from)
        ).first()
        if found is not None:
            start, end = (day.clock(day.seconds(moment)) for moment in (found.busy_from, found.busy_to))
            return Conflict(
                "overlap", f"{found.name} has V-{found.number:04d} from {start} to {end}, its drive included."
            )
    return clash


def _check_free(
    session: AnySession,
    person: Person,
    member: PlannedMember,
    place: Place,
    travel: TravelRule,
    at: datetime,
) -> None:
    rows = session.execute(
        sa.select(CrewMember, Visit, Site.lat, Site.lon)
        .join(Visit, Visit.id == CrewMember.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(
            CrewMember.person_id == person.id,
            ~CrewMember.released,
            Visit.state.in_(RUNNING & CANCELLABLE),
            CrewMember.starts_at < member.start,
            CrewMember.busy_to > at - FORGOTTEN_AFTER,
        )
    ).all()
    progress = read_progress(session, [visit for _, visit, _, _ in rows])
    for booked, visit, lat, lon in rows:
        there = Place(lat, lon)
        booking = Booking(
            visit.label,
            there,
            (),
            busy_from=booked.busy_from,
            starts_at=booked.starts_at,
            busy_to=booked.busy_to,
        )
        free = reckon(booking, progress[visit.id], at).busy_to
        drive = with_measured(session, travel, (there, place)).seconds(there, place)
        if free + timedelta(seconds=drive) > member.start:
            minutes = round((free - at).total_seconds() / 60)
            raise Conflict(
                "running_late",
                f"{person.name} is still on {visit.label}, by its checklist for about {minutes} minutes more.",
            )
