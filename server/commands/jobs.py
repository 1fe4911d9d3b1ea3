"""What a person does with a job that was given up."""

from datetime import datetime

from server.domain.actor import Actor
from server.domain.problems import NotFound
from server.store.events import record
from server.store.gate import write_tx
from server.store.jobs import Job, revive


def retry_job(*, job: str, by: Actor, at: datetime) -> None:
    """Give a dead job all its attempts again. Raises NotFound when it is not there or not dead."""
    with write_tx() as session:
        if not revive(session, job, at=at):
            raise NotFound("There is no such job that was given up.")
        kind = session.get_one(Job, job).kind
        record(session, "job.retried", by=by, at=at, data={"job": job, "kind": kind})
