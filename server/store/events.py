"""The event log: one row a fact, in one order (`rev`), hash-chained. Audit trail, feed, live stream and source of reactions."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import rfc8785
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from server.domain.actor import Actor
from server.domain.clock import iso
from server.domain.events import KINDS
from server.store.base import Base, Id, JsonObject
from server.store.jobs import enqueue

AnySession = Session | scoped_session[Session]


class Installation(Base):
    """The one row of an installation. `rev` and `head` are the last event's number and hash; the row's lock orders commits."""

    __tablename__ = "installation"
    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    zone: Mapped[str]
    epoch: Mapped[str]
    rev: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    head: Mapped[str] = mapped_column(default="0" * 64)
    durable_rev: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    created_at: Mapped[datetime]
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)


class Event(Base):
    __tablename__ = "event"
    rev: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(sa.String(40), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[Id | None] = mapped_column(index=True, default=None)
    device_id: Mapped[str | None] = mapped_column(sa.String(64), default=None)
    device_at: Mapped[datetime | None] = mapped_column(default=None)
    ticket_id: Mapped[Id | None] = mapped_column(index=True, default=None)
    visit_id: Mapped[Id | None] = mapped_column(default=None)
    field: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    op_id: Mapped[Id | None] = mapped_column(index=True, default=None)
    data: Mapped[JsonObject] = mapped_column(default_factory=dict)
    hash: Mapped[str] = mapped_column(sa.String(64))
    __table_args__ = (sa.Index("ix_event_visit_id_rev", "visit_id", "rev"),)


class Counter(Base):
    """Numbers people see (T-0001, V-0001, act numbers): taken inside the transaction, so a roll-back leaves no gap."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


@dataclass
class Recorded:
    """An event on its way into the log. `rev` is None until the transaction closed, then its number for good."""

    kind: str
    by: Actor
    at: datetime
    ticket: str | None = None
    visit: str | None = None
    field: str | None = None
    op: str | None = None
    device_at: datetime | None = None
    data: dict[str, Any] = dataclasses.field(default_factory=dict)
    rev: int | None = None

    def numbered(self) -> int:
        if self.rev is None:
            raise RuntimeError(f"The event {self.kind} has no number before its transaction is closed")
        return self.rev


def record(session: AnySession, kind: str, **facts: Any) -> Recorded:
    """Add one event to the transaction. Keywords as in Recorded. Written, numbered and chained when the transaction closes."""
    if kind not in KINDS:
        raise ValueError(f"Unknown event kind {kind!r}; add it to server/domain/events.py")
    recorded = Recorded(kind, **facts)
    pending: list[Recorded] = session.info.setdefault("events", [])
    pending.append(recorded)
    return recorded


def has_recorded(session: AnySession, kind: str, *, visit: str) -> bool:
    """Whether this transaction already recorded such an event of the visit."""
    pending: list[Recorded] = session.info.get("events", [])
    return any(one.kind == kind and one.visit == visit for one in pending)


def close_transaction(session: Session) -> None:
    """Number, chain and insert what was recorded; the last statements before the commit.

    The installation row stays locked from here to the commit, so revs become visible in their own order on
    PostgreSQL too: a bare sequence hides rows from a reader (sync protocol, section 7).
    """
    pending: list[Recorded] = session.info.pop("events", [])
    if not pending:
        return
    for recorded in pending:
        for job in KINDS[recorded.kind].reactions:
            enqueue(session, job, key=None, at=recorded.at, payload=_job_payload(recorded))
    session.flush()
    row = session.execute(
        sa.update(Installation)
        .values(rev=Installation.rev + len(pending))
        .returning(Installation.rev, Installation.head)
    ).one()
    rev, head = row.rev - len(pending), row.head
    rows = []
    for recorded in pending:
        rev += 1
        recorded.rev = rev
        columns = _columns(recorded, rev)
        head = chain_hash(head, columns)
        rows.append(columns | {"hash": head})
    session.execute(sa.insert(Event), rows)
    session.execute(sa.update(Installation).values(head=head))


def chain_hash(previous: str, columns: dict[str, Any]) -> str:
    """h_i = SHA-256(h_{i-1} || JCS(entry)), evidence section 8; times enter the entry as RFC 3339 text."""
    entry = {
        key: iso(value) if isinstance(value, datetime) else value
        for key, value in columns.items()
        if key != "hash"
    }
    return sha256(previous.encode() + rfc8785.dumps(entry)).hexdigest()


def find_break_in_chain(session: AnySession) -> int | None:
    """The rev of the first event whose hash does not follow from the one before, or None when the chain is whole."""
    head, expected = "0" * 64, 0
    for event in session.scalars(sa.select(Event).order_by(Event.rev).execution_options(yield_per=500)):
        expected += 1
        columns = {column.key: getattr(event, column.key) for column in sa.inspect(Event).column_attrs}
        head = chain_hash(head, columns)
        if event.rev != expected or event.hash != head:
            return event.rev
    installation = get_installation(session)
    return None if installation.rev == expected and installation.head == head else expected + 1


def get_installation(session: AnySession) -> Installation:
    """Raises NoResultFound before the first migration made the row."""
    return session.scalars(sa.select(Installation)).one()


def events_since(session: AnySession, rev: int, *, limit: int = 500) -> Sequence[Event]:
    """Events with a higher rev, in order."""
    return session.scalars(sa.select(Event).where(Event.rev > rev).order_by(Event.rev).limit(limit)).all()


def next_number(session: AnySession, name: str) -> int:
    """The next number of a series; concurrent callers wait for each other's commit."""
    changed = session.execute(
        sa.update(Counter)
        .where(Counter.name == name)
        .values(value=Counter.value + 1)
        .returning(Counter.value)
    ).scalar_one_or_none()
    if changed is None:
        raise RuntimeError(f"The counter {name!r} is not in the database; a migration adds it")
    return changed


def _columns(recorded: Recorded, rev: int) -> dict[str, Any]:
    return {
        "rev": rev,
        "kind": recorded.kind,
        # Milliseconds are what the chain's text form keeps; what is stored must be what was hashed.
        "at": _to_milliseconds(recorded.at),
        "person_id": recorded.by.person,
        "device_id": recorded.by.device,
        "device_at": None if recorded.device_at is None else _to_milliseconds(recorded.device_at),
        "ticket_id": recorded.ticket,
        "visit_id": recorded.visit,
        "field": recorded.field,
        "op_id": recorded.op,
        "data": recorded.data,
    }


def _to_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _job_payload(recorded: Recorded) -> dict[str, Any]:
    subject = {"ticket": recorded.ticket, "visit": recorded.visit, "op": recorded.op}
    return {key: value for key, value in (subject | recorded.data).items() if value is not None}
