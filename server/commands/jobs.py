"""What a person does with a job that was given up: it runs again, or what it was part of is asked for again."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import sqlalchemy as sa

from server.commands.plans import add_proposal
from server.commands.scenarios import restart_scenario
from server.domain.actor import Actor
from server.domain.local_day import local_day_of
from server.domain.problems import Conflict, NotFound
from server.store.events import AnySession, get_installation, record
from server.store.gate import write_tx
from server.store.jobs import PLANNING, Job, revive, settle
from server.store.visits import Proposal

Again = Callable[[AnySession, Job, Actor, datetime], None]


def retry_job(*, job: str, by: Actor, at: datetime) -> None:
    """Run a dead job again, with all its attempts. What it was part of has ended with it, so a plan or a scenario is asked for again.

    Raises NotFound when the job is not there or not dead, and Conflict when nothing would come of it.
    """
    with write_tx() as session:
        found = session.get(Job, job, with_for_update=True)
        if found is None or found.state != "dead":
            raise NotFound("There is no such job that was given up.")
        _AGAIN.get(found.kind, _revive)(session, found, by, at)
        record(session, "job.retried", by=by, at=at, data={"job": job, "kind": found.kind})


def _revive(session: AnySession, job: Job, by: Actor, at: datetime) -> None:
    revive(session, job.id, at=at)


def _plan_again(session: AnySession, job: Job, by: Actor, at: datetime) -> None:
    """The same request anew; it is this person's now, also if a change of the day had asked for it."""
    proposal = session.get_one(Proposal, job.payload["proposal"])
    day = date.fromisoformat(proposal.day)
    if day < local_day_of(at, get_installation(session).zone).day:
        raise Conflict("day_over", f"{proposal.day} is over; there is nothing left to plan.")
    add_proposal(session, day=day, may_move=proposal.may_move, by=by, at=at)
    dead = sa.select(Job).where(Job.state == "dead", Job.kind.in_(PLANNING))
    settle(session, [j.id for j in session.scalars(dead) if j.payload["proposal"] == proposal.id], at=at)


def _play_again(session: AnySession, job: Job, by: Actor, at: datetime) -> None:
    restart_scenario(session, scenario=job.payload["scenario"], by=by, at=at)
    settle(session, [job.id], at=at)


_AGAIN: Mapping[str, Again] = {**dict.fromkeys(PLANNING, _plan_again), "run_scenario": _play_again}
