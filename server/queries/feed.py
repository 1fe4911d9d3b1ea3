"""The pull feed (sync protocol, section 7): what changed for one engineer since a rev, as one consistent page."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.domain.problems import Problem
from server.domain.sync.line import DeviceRevoked, DeviceUnknown, EpochChanged
from server.domain.visit import ENDED
from server.queries.feed_changes import Touched, note_whole, read_changes, visit_sums
from server.queries.feed_scope import Scope, find_whole, read_scope
from server.store.events import AnySession, Event, Installation, get_installation
from server.store.field import Op
from server.store.people import Device
from server.store.snapshot import snapshot_session

OLDEST_CURSOR = timedelta(days=180)
TICKET_KINDS = ("ticket.edited", "ticket.triaged", "check.answered")
SITE_KINDS = ("site.changed", "site.networks_set")


class CursorTooOld(Problem):
    """Only the read cache of the phone is rebuilt, never its outbox."""

    status = 410
    code = "resync"


def read_feed(
    *, person: str, device: str | None, epoch: str, rev: int, limit: int, at: datetime
) -> dict[str, Any]:
    """One page. Raises DeviceUnknown, DeviceRevoked, EpochChanged or CursorTooOld.

    All of it is read from one snapshot: a sum must not count a value that the page does not bring.
    """
    session = snapshot_session()
    installation = get_installation(session)
    _check_line(session, installation, device, epoch)
    _check_age(session, installation, rev, at)
    scope = read_scope(session, person=person, zone=ZoneInfo(installation.zone), at=at)
    whole = find_whole(session, scope, rev=rev)
    events = session.scalars(
        sa.select(Event)
        .where(Event.rev > rev, _concerns(scope, whole, person=person, device=str(device)))
        .order_by(Event.rev)
        .limit(limit + 1)
    ).all()
    more = len(events) > limit
    page = events[:limit]
    touched = Touched()
    for event in page:
        touched.note(event)
        for visit in _visits_of_record(scope, event):
            touched.visits[visit] = event.rev
    note_whole(session, touched, whole)
    return {
        "from": rev,
        "next": page[-1].rev if more else max(rev, installation.rev),
        "more": more,
        "changes": read_changes(session, touched, person=person),
        # Nothing that a phone holds is ever deleted on the server in this version.
        "tombstones": [],
        "revoked": list(scope.revoked),
        "sums": {} if more else visit_sums(session, _open_visits(scope)),
        "totals": {"visits": len(scope.visits)},
    }


def _check_line(session: AnySession, installation: Installation, device: str | None, epoch: str) -> None:
    row = None if device is None else session.get(Device, device)
    if row is None:
        raise DeviceUnknown(installation.epoch)
    if row.revoked_at is not None:
        raise DeviceRevoked
    if epoch != installation.epoch:
        raise EpochChanged(installation.epoch, row.last_seq)


def _check_age(session: AnySession, installation: Installation, rev: int, at: datetime) -> None:
    if rev in (0, installation.rev):
        return
    read_at = session.scalar(sa.select(Event.at).where(Event.rev == rev))
    if read_at is not None and at - read_at > OLDEST_CURSOR:
        raise CursorTooOld("This phone was away for too long; it pulls its visits anew.")


def _concerns(scope: Scope, whole: set[str], *, person: str, device: str) -> sa.ColumnElement[bool]:
    """Events that this engineer's phone hears of: of visits it has, of its own files and ops wherever they went."""
    own_ops = sa.select(Op.op_id).where(Op.person_id == person)
    return sa.or_(
        Event.visit_id.in_(sorted(scope.visits.keys() - whole)),
        sa.and_(
            Event.visit_id.is_(None), Event.ticket_id.in_(list(scope.tickets)), Event.kind.in_(TICKET_KINDS)
        ),
        Event.kind.in_(SITE_KINDS),
        sa.and_(Event.kind == "file.stored", Event.device_id == device),
        sa.and_(Event.kind == "op.settled", Event.op_id.in_(own_ops)),
    )


def _visits_of_record(scope: Scope, event: Event) -> tuple[str, ...]:
    """Visits whose record shows what this event changed, although it names no visit."""
    if event.visit_id is not None:
        return ()
    if event.kind in SITE_KINDS:
        site = event.data.get("site")
        return tuple(visit.id for visit in scope.visits.values() if visit.site_id == site)
    return scope.tickets.get(event.ticket_id or "", ())


def _open_visits(scope: Scope) -> list[str]:
    return [visit.id for visit in scope.visits.values() if visit.state not in ENDED]
