"""The job ledger: the truth about what has to be done later. A worker pool only rings; nothing is lost when it dies."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from server.store.base import Base, JsonObject, Key
from server.store.ids import new_id

AnySession = Session | scoped_session[Session]


class Job(Base):
    """State: waiting → running → done, or dead after the last attempt. A lease that ran out makes it claimable again."""

    __tablename__ = "job"
    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(sa.String(40))
    key: Mapped[str | None] = mapped_column(sa.String(200), unique=True, default=None)
    payload: Mapped[JsonObject]
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    __table_args__ = (
        sa.CheckConstraint("state in ('waiting', 'running', 'done', 'dead')", name="state"),
        sa.Index("ix_job_state_due_at", "state", "due_at"),
    )


def enqueue(
    session: AnySession, kind: str, *, key: str | None, at: datetime, payload: dict[str, Any]
) -> None:
    """Add a job in the caller's transaction. A `key` that is already there makes this a quiet no-op."""
    if key is not None and session.scalar(sa.select(Job.id).where(Job.key == key)) is not None:
        return
    session.add(Job(id=new_id(), kind=kind, key=key, payload=payload, due_at=at, created_at=at))


def due_jobs(session: AnySession, at: datetime, *, limit: int = 50) -> Sequence[str]:
    """Ids of jobs that may be claimed now, oldest first: waiting and due, or running under a lease that ran out."""
    claimable = sa.or_(
        sa.and_(Job.state == "waiting", Job.due_at <= at),
        sa.and_(Job.state == "running", Job.lease_until < at),
    )
    return session.scalars(sa.select(Job.id).where(claimable).order_by(Job.due_at, Job.id).limit(limit)).all()


def claim(session: AnySession, job_id: str, at: datetime, *, lease: timedelta) -> Job | None:
    """Take a job for `lease`, or None when another worker was first. Counts the attempt."""
    changed = session.execute(
        sa.update(Job)
        .where(
            Job.id == job_id,
            sa.or_(
                sa.and_(Job.state == "waiting", Job.due_at <= at),
                sa.and_(Job.state == "running", Job.lease_until < at),
            ),
        )
        .values(state="running", lease_until=at + lease, attempts=Job.attempts + 1)
        .returning(Job.id)
    ).scalar_one_or_none()
    return None if changed is None else session.get(Job, job_id, populate_existing=True)
