"""The regions of a large day in a real worker: planned at the same time, and again when a worker is killed in the middle."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.plans import ask_proposal
from server.core import Services
from server.domain.clock import utc_now
from server.domain.local_day import local_day_of
from server.store.gate import db
from server.store.jobs import Job
from server.store.visits import Proposal
from tests.cast import Cast, make_cast
from tests.commands.test_regions import NETWORK, add_site, ready
from tests.jobs.test_queues import app_with_queue, queue_url
from tests.jobs.workers import running_worker, wait_until

__all__ = ["queue_url"]

# Four tickets are a large day here, and a region takes two seconds of search.
WORKER = """
from dataclasses import replace
from datetime import timedelta
from server import core as server_core
from server.jobs import plan_region, runner, worker
from server.settings import read_settings

plan_region.SECONDS_FOR_EACH_JOB = 1.0
run_job = runner.run_job
server_core.run_job = lambda services, job, kinds: run_job(services, job, kinds, lease=timedelta(seconds=3))
app = server_core.create_core(replace(read_settings(), region_jobs=3))
found = app.extensions["onevisit"]
print("ready", flush=True)
worker.work(app, found.bell, found.clock, threads=2)
"""


@pytest.fixture
def queued_app(queue_url: str, sqlite_template: bytes, tmp_path: Path) -> Iterator[Flask]:
    with app_with_queue(queue_url, sqlite_template, tmp_path) as app:
        yield app


def test_regions_are_planned_at_the_same_time(queued_app: Flask) -> None:
    proposal = ask_for_large_day(make_cast(utc_now()))

    with running_worker(queued_app.extensions["onevisit"], script=WORKER):
        wait_until(lambda: states("plan_region") == ["running", "running"])
        wait_until(lambda: state_of(proposal) == "ready")

    assert visits_of(proposal) == 4


def test_a_worker_killed_in_the_middle_of_the_regions_loses_nothing(queued_app: Flask) -> None:
    services: Services = queued_app.extensions["onevisit"]
    proposal = ask_for_large_day(make_cast(utc_now()))
    with running_worker(services, script=WORKER) as first:
        wait_until(lambda: states("plan_region") == ["running", "running"])
        first.kill()
        first.wait()

    with running_worker(services, script=WORKER):
        wait_until(lambda: state_of(proposal) == "ready")

    assert visits_of(proposal) == 4
    assert states("plan_region") == ["done", "done"]


def ask_for_large_day(cast: Cast) -> str:
    """Tomorrow, so that there is a whole day for it."""
    far = add_site(cast)
    for site in (cast.site, cast.site, far, far):
        ready(cast, site, NETWORK)
    today = local_day_of(utc_now(), "Europe/Moscow")
    tomorrow = local_day_of(today.next_midnight, "Europe/Moscow").day
    return ask_proposal(day=tomorrow, by=cast.dispatcher, at=utc_now())


def states(kind: str) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Job.state).where(Job.kind == kind)))


def state_of(proposal: str) -> str:
    db.session.rollback()
    return db.session.get_one(Proposal, proposal).state


def visits_of(proposal: str) -> int:
    db.session.rollback()
    result = db.session.get_one(Proposal, proposal).result
    return 0 if result is None else len(result["visits"])
