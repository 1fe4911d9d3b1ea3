"""What stands in the way of a crew at a time: absences, bookings, and a visit that takes longer than promised."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from server.commands.refusals import refuse
from server.domain.broken import Broken
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
    start = min(member.start for member in crew)
    if start < at:
        raise refuse(session, Broken("past", at=at), on=start)
    for member in crew:
        person = session.get(Person, member.person)
        if person is None or not person.active or "engineer" not in person.roles:
            raise refuse(session, Broken("not_an_engineer", person=member.person), on=start)
        away = session.scalars(
            sa.select(Absence)
            .where(
                Absence.person_id == member.person,
                Absence.starts_at < member.end,
                Absence.ends_at > member.travel_start,
            )
            .order_by(Absence.starts_at)
        ).first()
        if away is not None:
            rule = Broken("absent", person=person.id, at=away.starts_at, until=away.ends_at)
            raise refuse(session, rule, on=start)
        _check_free(session, person, member, place, travel, at)


def check_allowed(session: AnySession, site: str, crew: Sequence[PlannedMember]) -> None:
    """Raises Conflict for who may not go to this site."""
    found = session.execute(
        sa.select(Person.id, SitePerson.reason)
        .join(SitePerson, SitePerson.person_id == Person.id)
        .where(
            SitePerson.site_id == site,
            SitePerson.person_id.in_([member.person for member in crew]),
            SitePerson.rule == SiteRule.FORBIDDEN,
        )
        .order_by(Person.name)
    ).first()
    if found is not None:
        rule = Broken("forbidden_here", person=found.id, reason=found.reason)
        raise refuse(session, rule, on=min(member.start for member in crew))


def name_clash(session: AnySession, error: IntegrityError, crew: Sequence[PlannedMember]) -> Conflict:
    """The refusal behind a constraint of bookings, with who is booked for what and when; the failed savepoint must be over.

    Any other broken constraint is a fault of ours and is raised on.
    """
    text, on = str(error.orig), min(member.start for member in crew)
    if "booking_overlap" in text:
        return refuse(session, _find_overlap(session, crew), on=on)
    if "visit_ticket" in text:
        return refuse(session, Broken("visit_open"), on=on)
    raise error


def _find_overlap(session: AnySession, crew: Sequence[PlannedMember]) -> Broken:
    for member in crew:
        found = session.execute(
            sa.select(Visit.number, CrewMember.busy_from, CrewMember.busy_to)
            .join(Visit, Visit.id == CrewMember.visit_id)
            .where(
                CrewMember.person_id == member.person,
                ~CrewMember.released,
                CrewMember.busy_from < member.end,
                CrewMember.busy_to > member.travel_start,
            )
            .order_by(CrewMember.busy_from)
        ).first()
        if found is not None:
            visit = f"V-{found.number:04d}"
            return Broken(
                "overlap", person=member.person, visit=visit, at=found.busy_from, until=found.busy_to
            )
    return Broken("overlap")


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
            rule = Broken("running_late", person=person.id, visit=visit.label, minutes=minutes)
            raise refuse(session, rule, on=member.start)
