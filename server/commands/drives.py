"""Drives as they will really be driven: from the visit before to this one, and from this one to the next."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from server.domain.local_day import LocalDay, local_day_of
from server.domain.proposal import PlannedMember
from server.domain.travel import Place, TravelRule
from server.domain.visit import VisitState
from server.store.drives import with_measured
from server.store.events import AnySession, get_installation
from server.store.people import Person
from server.store.sites import Site
from server.store.visits import CrewMember, Visit


def set_drives(
    session: AnySession,
    crew: Sequence[PlannedMember],
    place: Place,
    *,
    travel: TravelRule,
    at: datetime,
    visit: str | None = None,
) -> tuple[PlannedMember, ...]:
    """The crew with drives from where each comes from; drives that begin here now are booked anew. `visit`: its own bookings do not count.

    The plan may have been published in part, or something came between, so what it assumed is not asked.
    """
    zone = get_installation(session).zone
    members = []
    for member in crew:
        booked = _bookings(session, member.person, local_day_of(member.start, zone), without=visit)
        origin = _home(session, member.person)
        travel = with_measured(session, travel, (place, origin, *(there for _, _, there in booked)))
        for booking, _, there in booked:
            if booking.starts_at < member.start:
                origin = there
        drive = timedelta(seconds=travel.seconds(origin, place))
        members.append(replace(member, travel_start=member.start - drive))
        following = next((one for one in booked if one[0].starts_at >= member.end), None)
        if following is not None:
            _book_drive(following, place, travel, at)
    session.flush()
    return tuple(members)


def mend_drives(
    session: AnySession, people: Iterable[str], day: LocalDay, *, travel: TravelRule, at: datetime
) -> None:
    """Book each drive of the day anew from where it now begins. It never reaches into the visit before."""
    for person in people:
        origin, free_from = _home(session, person), day.midnight - timedelta(days=1)
        booked = _bookings(session, person, day, without=None)
        measured = with_measured(session, travel, (origin, *(there for _, _, there in booked)))
        for booking, state, there in booked:
            if state is VisitState.PUBLISHED and booking.busy_from > at:
                leaves = booking.starts_at - timedelta(seconds=measured.seconds(origin, there))
                booking.busy_from = max(free_from, leaves)
            origin, free_from = there, booking.busy_to
        session.flush()


def _book_drive(
    following: tuple[CrewMember, VisitState, Place], origin: Place, travel: TravelRule, at: datetime
) -> None:
    """A drive that has begun stays as it is."""
    booking, state, there = following
    if state is VisitState.PUBLISHED and booking.busy_from > at:
        booking.busy_from = booking.starts_at - timedelta(seconds=travel.seconds(origin, there))


def _bookings(
    session: AnySession, person: str, day: LocalDay, *, without: str | None
) -> list[tuple[CrewMember, VisitState, Place]]:
    rows = session.execute(
        sa.select(CrewMember, Visit.state, Site.lat, Site.lon)
        .join(Visit, Visit.id == CrewMember.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(
            CrewMember.person_id == person,
            ~CrewMember.released,
            CrewMember.starts_at >= day.midnight,
            CrewMember.starts_at < day.next_midnight,
        )
        .order_by(CrewMember.starts_at)
    ).all()
    return [
        (member, state, Place(lat, lon)) for member, state, lat, lon in rows if member.visit_id != without
    ]


def _home(session: AnySession, person: str) -> Place | None:
    found = session.get_one(Person, person)
    if found.home_lat is None or found.home_lon is None:
        return None
    return Place(found.home_lat, found.home_lon)
