"""The job ledger: the truth about what has to be done later. A worker pool only rings; nothing is lost when it dies."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from server.store.base import Base, JsonObject, Key
from server.store.ids import new_id

# What one proposal is made by: when one of them is given up, the proposal has failed.
PLANNING = frozenset({"plan_day", "plan_region", "join_regions"})

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
    job = Job(id=new_id(), kind=kind, key=key, payload=payload, due_at=at, created_at=at)
    session.add(job)
    session.info.setdefault("new_jobs", []).append(job.id)


def take_new_jobs(session: AnySession) -> list[str]:
    """Ids of the jobs that the last transaction of this session added; asked after its commit, to ring for them."""
    new: list[str] = session.info.pop("new_jobs", [])
    return new


def due_jobs(session: AnySession, at: datetime, *, kinds: Collection[str], limit: int = 50) -> Sequence[str]:
    """Ids of jobs that may be claimed now, oldest first: waiting and due, or running under a lease that ran out."""
    claimable = sa.or_(
        sa.and_(Job.state == "waiting", Job.due_at <= at),
        sa.and_(Job.state == "running", Job.lease_until < at),
    )
    due = sa.select(Job.id).where(claimable, Job.kind.in_(kinds))
    return session.scalars(due.order_by(Job.due_at, Job.id).limit(limit)).all()


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


def extend_lease(session: AnySession, job_id: str, *, attempt: int, until: datetime) -> bool:
    """False when the job is no longer this attempt's: another worker took it, or it ended."""
    return _change_running(session, job_id, attempt, lease_until=until)


def finish(session: AnySession, job_id: str, *, attempt: int, at: datetime) -> bool:
    return _change_running(session, job_id, attempt, state="done", lease_until=None, ended_at=at, error=None)


def put_back(session: AnySession, job_id: str, *, attempt: int, due_at: datetime, error: str) -> bool:
    """Let a failed job wait for its next attempt; the error stays readable."""
    return _change_running(
        session, job_id, attempt, state="waiting", lease_until=None, due_at=due_at, error=error
    )


def bury(session: AnySession, job_id: str, *, attempt: int, at: datetime, error: str) -> bool:
    """Give a job up. It stays in the ledger with its error until a person retries it."""
    return _change_running(session, job_id, attempt, state="dead", lease_until=None, ended_at=at, error=error)


def revive(session: AnySession, job_id: str, *, at: datetime) -> bool:
    """Start a dead job anew, with all its attempts. False when it is not dead."""
    changed = session.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.state == "dead")
        .values(state="waiting", attempts=0, due_at=at, ended_at=None)
        .returning(Job.id)
    ).scalar_one_or_none()
    if changed is not None:
        session.info.setdefault("new_jobs", []).append(job_id)
    return changed is not None


def settle(session: AnySession, job_ids: Collection[str], *, at: datetime) -> None:
    """What these dead jobs were to do is done by others now; their errors stay readable."""
    session.execute(
        sa.update(Job).where(Job.id.in_(job_ids), Job.state == "dead").values(state="done", ended_at=at)
    )


def _change_running(session: AnySession, job_id: str, attempt: int, **values: Any) -> bool:
    # The number of the attempt is the fence: a worker that slept past its lease changes nothing.
    changed = session.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.state == "running", Job.attempts == attempt)
        .values(**values)
        .returning(Job.id)
    ).scalar_one_or_none()
    return changed is not None
