"""Trips as the log tells them: which visits set out, and which of them nobody had to drive to."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from server.domain.local_day import local_day_of
from server.domain.travel import Place
from server.domain.trips import Gone, find_trips, tour_of
from server.domain.visit import VisitState
from server.store.events import AnySession, Event, get_installation
from server.store.sites import Site
from server.store.visits import CrewMember, Visit

SET_OUT = ("visit.travelling", "visit.arrived", "visit.work_done")
LEFT = (VisitState.ABORTED, VisitState.CANCELLED)


def when_set_out(session: AnySession, visits: Collection[str]) -> dict[str, datetime]:
    """Of these visits those that set out, each with the moment of its first report."""
    rows = session.execute(
        sa.select(Event.visit_id, sa.func.min(Event.at))
        .where(Event.visit_id.in_(visits), Event.kind.in_(SET_OUT))
        .group_by(Event.visit_id)
    )
    return {visit: at for visit, at in rows if visit is not None}


def read_trips(session: AnySession, set_out: dict[str, datetime]) -> dict[str, str]:
    """By visit that set out, the visit that its trip drove to: see `server.domain.trips`."""
    if not set_out:
        return {}
    zone = get_installation(session).zone
    first, last = (local_day_of(at, zone) for at in (min(set_out.values()), max(set_out.values())))
    went = (
        sa.select(Event.visit_id, sa.func.min(Event.at).label("at"), sa.func.min(Event.rev).label("rev"))
        .where(Event.kind.in_(SET_OUT), Event.at >= first.midnight, Event.at < last.next_midnight)
        .group_by(Event.visit_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(CrewMember.person_id, Visit.id, Visit.state, Site.lat, Site.lon, went.c.at)
        .join(Visit, Visit.id == CrewMember.visit_id)
        .join(went, went.c.visit_id == Visit.id)
        .join(Site, Site.id == Visit.site_id)
        .order_by(went.c.rev)
    )
    days: dict[tuple[str, str], list[Gone]] = defaultdict(list)
    for person, visit, state, lat, lon, at in rows:
        day = (person, local_day_of(at, zone).day.isoformat())
        days[day].append(Gone(visit, Place(lat, lon), was_left=state in LEFT))
    trips = find_trips(tour_of(gone) for gone in days.values())
    return {visit: trips[visit] for visit in set_out if visit in trips}
