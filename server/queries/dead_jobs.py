"""Jobs that were given up and still need somebody: what each means now, and whether running it again would help."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from server.domain.local_day import local_day_of
from server.store.events import AnySession, get_installation
from server.store.gate import read_session
from server.store.jobs import PLANNING, Job
from server.store.scenarios import Scenario
from server.store.visits import Proposal

LIMIT = 200
NOTICING = frozenset({"notice_change", "replan"})
# What changed longer ago than a day is not looked for any more; then a person plans the days that it touched.
CAN_STILL_NOTICE = timedelta(days=1)
STILL_OF_USE = timedelta(days=14)


@dataclass(frozen=True)
class DeadJob:
    """`code` names its sentence; `day` is the one to plan."""

    job: Job
    code: str = "job_failed"
    can_retry: bool = True
    day: str | None = None


def list_dead_jobs(*, at: datetime) -> list[DeadJob]:
    """The newest first. Those of whose outcome nothing would come any more are left out."""
    session = read_session()
    dead = sa.select(Job).where(Job.state == "dead").order_by(Job.ended_at.desc()).limit(LIMIT)
    return list(_still_needed(session, session.scalars(dead).all(), at))


def _still_needed(session: AnySession, jobs: Iterable[Job], at: datetime) -> Iterable[DeadJob]:
    today = local_day_of(at, get_installation(session).zone).day.isoformat()
    proposals: set[str] = set()
    for job in jobs:
        if job.kind in PLANNING:
            proposal = job.payload["proposal"]
            day = None if proposal in proposals else _day_to_plan(session, proposal, today)
            proposals.add(proposal)
            if day is not None:
                yield DeadJob(job, "plan_failed", day=day)
        elif job.kind == "run_scenario":
            scenario = session.get(Scenario, job.payload["scenario"])
            if scenario is not None and scenario.state == "failed":
                yield DeadJob(job, "scenario_failed")
        elif job.kind in NOTICING:
            yield from _notice(session, job, at)
        else:
            yield DeadJob(job)


def _day_to_plan(session: AnySession, proposal: str, today: str) -> str | None:
    """None when the day is over, the proposal did not fail with the job, or a newer one was asked for since."""
    found = session.get(Proposal, proposal)
    if found is None or found.state != "failed" or found.day < today:
        return None
    newer = sa.select(Proposal.id).where(Proposal.day == found.day, Proposal.asked_at > found.asked_at)
    return found.day if session.scalars(newer.limit(1)).first() is None else None


def _notice(session: AnySession, job: Job, at: datetime) -> Iterable[DeadJob]:
    """A later one that ran in time has seen the same changes."""
    ended = job.ended_at or job.created_at
    if at - ended > STILL_OF_USE:
        return
    later = sa.select(Job.id).where(
        Job.kind == "replan",
        Job.state == "done",
        Job.ended_at > ended,
        Job.ended_at < ended + CAN_STILL_NOTICE,
    )
    if session.scalars(later.limit(1)).first() is None:
        can_retry = at - ended < CAN_STILL_NOTICE
        yield DeadJob(job, "replan_failed" if can_retry else "replan_missed", can_retry)
