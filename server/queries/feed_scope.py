"""Which visits a phone carries: the engineer's own of today and three days around it, and those still under way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.domain.visit import RUNNING
from server.store.events import AnySession, Event
from server.store.visits import CrewMember, FormerMember, Visit, VisitTicket

DAYS_AROUND = 3
# A phone that was away longer than this rebuilds its read cache, so older withdrawals need not be named.
REVOKED_FOR = timedelta(days=180)
BRINGS_WHOLE = ("visit.published", "visit.crew_changed")


@dataclass(frozen=True)
class Scope:
    """`entered` is when each visit came into the window of days: a phone that pulled before that does not have it yet."""

    visits: Mapping[str, Visit]
    entered: Mapping[str, datetime]
    tickets: Mapping[str, tuple[str, ...]]
    revoked: tuple[str, ...]


def read_scope(session: AnySession, *, person: str, zone: ZoneInfo, at: datetime) -> Scope:
    today = at.astimezone(zone).date()
    first = _midnight(today - timedelta(days=DAYS_AROUND), zone)
    last = _midnight(today + timedelta(days=DAYS_AROUND + 1), zone)
    is_own = Visit.id.in_(sa.select(CrewMember.visit_id).where(CrewMember.person_id == person))
    is_near = sa.and_(Visit.starts_at >= first, Visit.starts_at < last)
    near = sa.select(Visit).where(is_own, sa.or_(is_near, Visit.state.in_(RUNNING)))
    visits = {visit.id: visit for visit in session.scalars(near.order_by(Visit.starts_at, Visit.id))}
    return Scope(
        visits,
        entered={visit.id: _entry(visit, zone) for visit in visits.values()},
        tickets=_tickets(session, visits),
        revoked=_revoked(session, visits, is_own, person=person, at=at),
    )


def find_whole(session: AnySession, scope: Scope, *, rev: int) -> set[str]:
    """Visits that a phone at this rev does not have yet, or whose crew changed since: they are sent whole."""
    since = session.scalar(sa.select(Event.at).where(Event.rev == rev))
    if since is None:
        return set(scope.visits)
    fresh = sa.select(Event.visit_id).where(
        Event.rev > rev, Event.kind.in_(BRINGS_WHOLE), Event.visit_id.in_(list(scope.visits))
    )
    entered = {visit for visit, moment in scope.entered.items() if moment > since}
    return entered | {visit for visit in session.scalars(fresh) if visit is not None}


def _tickets(session: AnySession, visits: Mapping[str, Visit]) -> dict[str, tuple[str, ...]]:
    """Visits by ticket."""
    found: dict[str, tuple[str, ...]] = {}
    rows = session.execute(
        sa.select(VisitTicket.ticket_id, VisitTicket.visit_id).where(VisitTicket.visit_id.in_(list(visits)))
    )
    for ticket, visit in rows:
        found[ticket] = (*found.get(ticket, ()), visit)
    return found


def _revoked(
    session: AnySession,
    visits: Mapping[str, Visit],
    is_own: sa.ColumnElement[bool],
    *,
    person: str,
    at: datetime,
) -> tuple[str, ...]:
    """Visits that a phone may still list and should not: taken away, or over for some days."""
    taken = sa.select(FormerMember.visit_id).where(
        FormerMember.person_id == person, FormerMember.removed_at > at - REVOKED_FOR
    )
    over = sa.select(Visit.id).where(is_own, Visit.starts_at > at - REVOKED_FOR)
    gone = {*session.scalars(taken), *session.scalars(over)} - visits.keys()
    return tuple(sorted(gone))


def _entry(visit: Visit, zone: ZoneInfo) -> datetime:
    day = visit.starts_at.astimezone(zone).date()
    return _midnight(day - timedelta(days=DAYS_AROUND), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
