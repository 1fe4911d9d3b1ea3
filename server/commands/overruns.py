"""Visits that go on past their promised end: noted once, so that the rest of the day is planned again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from server.domain.actor import SYSTEM
from server.domain.clock import iso
from server.domain.progress import FORGOTTEN_AFTER
from server.domain.visit import CANCELLABLE
from server.store.events import AnySession, Event, record
from server.store.gate import read_session, write_tx
from server.store.visits import CrewMember, Visit


def note_overruns(*, after: timedelta, at: datetime) -> list[str]:
    """Record each visit whose crew should have been free `after` ago and is not, those forgotten left out. Returns their ids."""
    if not _late(read_session(), after, at):
        return []
    noted = []
    with write_tx() as session:
        for visit, until in _late(session, after, at, hold=True):
            minutes = round((at - until).total_seconds() / 60)
            data = {"minutes": minutes, "until": iso(until)}
            record(session, "visit.overran", by=SYSTEM, at=at, visit=visit.id, data=data)
            noted.append(visit.id)
    return noted


def _late(
    session: AnySession, after: timedelta, at: datetime, *, hold: bool = False
) -> Sequence[tuple[Visit, datetime]]:
    """Visits not noted yet, with the promised end."""
    until = sa.func.max(CrewMember.busy_to)
    promised = session.execute(
        sa.select(CrewMember.visit_id, until)
        .join(Visit, Visit.id == CrewMember.visit_id)
        .where(~CrewMember.released, Visit.state.in_(CANCELLABLE))
        .group_by(CrewMember.visit_id)
        .having(until < at - after, until > at - FORGOTTEN_AFTER)
    ).all()
    ends: dict[str, datetime] = {row[0]: row[1] for row in promised}
    noted = {
        (event.visit_id, event.data["until"])
        for event in session.scalars(
            sa.select(Event).where(Event.kind == "visit.overran", Event.visit_id.in_(sorted(ends)))
        )
    }
    visits = sa.select(Visit).where(Visit.id.in_(sorted(ends))).order_by(Visit.id)
    found = session.scalars(visits.with_for_update() if hold else visits).all()
    return [
        (visit, ends[visit.id])
        for visit in found
        if visit.state in CANCELLABLE and (visit.id, iso(ends[visit.id])) not in noted
    ]
