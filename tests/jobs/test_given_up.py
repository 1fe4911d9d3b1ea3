"""A job of the planner that was given up: who needs to know, and what running it again does."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.jobs import retry_job
from server.commands.plans import ask_proposal, cancel_proposal
from server.commands.replan import schedule_replan
from server.commands.scenarios import ask_scenario
from server.core import Services
from server.domain.problems import Conflict
from server.domain.scenario import NoJoint
from server.jobs.handlers import HANDLERS
from server.jobs.runner import GiveUp, Handler, run_due_jobs
from server.queries.attention import list_attention
from server.queries.plan import get_proposal
from server.queries.scenarios import get_scenario
from server.store.gate import db
from server.store.jobs import Job
from server.store.visits import Proposal
from tests.cast import Cast, make_cast
from tests.commands.flow import TODAY, propose, ready_ticket
from tests.commands.test_regions import two_towns
from tests.conftest import MONDAY, HeldClock
from tests.jobs.test_regions_in_workers import ask_for_large_day, state_of, visits_of
from tests.jobs.workers import running_worker, wait_until
from tests.web.callers import sign_in

# A region of this worker never gets its plan, until the cause is removed.
BROKEN_WORKER = """
from dataclasses import replace
from server import core as server_core
from server.jobs import plan_region, worker
from server.jobs.runner import GiveUp
from server.settings import read_settings

def out_of_memory(*given, **named):
    raise GiveUp("the machine has no memory left")

plan_region.solve = out_of_memory
app = server_core.create_core(replace(read_settings(), region_jobs=3))
found = app.extensions["onevisit"]
print("ready", flush=True)
worker.work(app, found.bell, found.clock, threads=2)
"""
MENDED_WORKER = BROKEN_WORKER.replace("plan_region.solve = out_of_memory\n", "")


@pytest.fixture
def services(app: Flask) -> Services:
    """A day of more than three jobs is large here."""
    found: Services = app.extensions["onevisit"]
    return replace(found, settings=replace(found.settings, region_jobs=3))


def test_a_dispatcher_plans_a_large_day_again_after_its_regions_were_given_up(sqlite_app: Flask) -> None:
    services: Services = sqlite_app.extensions["onevisit"]
    proposal = ask_for_large_day(make_cast(services.clock()))
    with running_worker(services, script=BROKEN_WORKER):
        wait_until(lambda: state_of(proposal) == "failed" and bool(failed_jobs("plan_region")))
    dmitri = sign_in(sqlite_app, "dmitri")
    (item,) = dmitri.get("/api/attention").get_json()["items"]
    assert (item["code"], item["can_retry"]) == ("plan_failed", True)
    assert "the machine has no memory left" in item["text"]["en"]

    assert dmitri.ask("POST", f"/api/attention/jobs/{item['job']}/retry").status_code == 204
    again = dmitri.get(f"/api/plan?day={item['plan_day']}").get_json()["under_way"]
    with running_worker(services, script=MENDED_WORKER):
        wait_until(lambda: state_of(again) == "ready")

    assert visits_of(again) == 4
    assert dmitri.get("/api/attention").get_json()["items"] == []


@pytest.mark.parametrize("kind", ["plan_day", "plan_region", "join_regions"])
def test_every_part_of_planning_is_asked_for_again_with_the_same_wish(
    services: Services, cast: Cast, kind: str
) -> None:
    two_towns(cast)
    proposal = ask_proposal(day=TODAY, may_move=True, by=cast.dispatcher, at=MONDAY)
    run_due_jobs(services, without(kind))
    (item,) = attention(services)
    assert (item["code"], item["plan_day"]) == ("plan_failed", TODAY.isoformat())
    assert item["text"]["ru"].startswith("План на 23 ноября не составлен: no room.")

    retry_job(job=item["job"], by=cast.lead, at=MONDAY)
    run_due_jobs(services, HANDLERS)

    assert attention(services) == []
    again = db.session.scalars(sa.select(Proposal).where(Proposal.id != proposal)).one()
    assert (again.state, again.may_move, again.asked_by) == ("ready", True, cast.lead.person)
    assert get_proposal(proposal)["state"] == "failed"


def test_a_day_that_is_over_or_was_planned_again_needs_nobody(
    services: Services, cast: Cast, clock: HeldClock
) -> None:
    ask_proposal(day=TODAY, by=cast.dispatcher, at=MONDAY)
    run_due_jobs(services, without("plan_day"))
    (item,) = attention(services)

    clock.advance(minutes=1)
    newer = ask_proposal(day=TODAY, by=cast.dispatcher, at=clock())
    assert attention(services) == []

    run_due_jobs(services, without("plan_day"))
    (of_newer,) = attention(services)
    assert of_newer["job"] != item["job"]
    clock.advance(days=1)
    assert attention(services) == []
    with pytest.raises(Conflict, match="2026-11-23 is over"):
        retry_job(job=of_newer["job"], by=cast.dispatcher, at=clock())
    assert get_proposal(newer)["state"] == "failed"


def test_a_proposal_that_was_stopped_before_its_job_was_given_up_needs_nobody(
    services: Services, cast: Cast
) -> None:
    proposal = ask_proposal(day=TODAY, by=cast.dispatcher, at=MONDAY)
    cancel_proposal(proposal=proposal, by=cast.dispatcher, at=MONDAY)

    run_due_jobs(services, without("plan_day"))

    assert attention(services) == []


def test_a_scenario_is_tried_again_at_the_same_address(app: Flask, services: Services, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    propose(app, cast, MONDAY)
    scenario = ask_scenario(change=NoJoint(), days=[TODAY], by=cast.lead, at=MONDAY)
    run_due_jobs(services, without("run_scenario"))
    (item,) = attention(services)
    assert (item["code"], item["can_retry"]) == ("scenario_failed", True)

    retry_job(job=item["job"], by=cast.dispatcher, at=MONDAY)
    run_due_jobs(services, HANDLERS)

    assert attention(services) == []
    assert get_scenario(scenario)["state"] == "ready"


def test_a_look_for_changes_is_retried_for_a_day_and_then_says_what_to_do_instead(
    services: Services, cast: Cast, clock: HeldClock
) -> None:
    schedule_replan(at=clock())
    clock.advance(minutes=1)
    run_due_jobs(services, without("replan"))
    (item,) = attention(services)
    assert (item["code"], item["can_retry"]) == ("replan_failed", True)

    clock.advance(days=2)
    (late,) = attention(services)

    assert (late["code"], late["can_retry"]) == ("replan_missed", False)
    assert "open the plan of the days to come" in late["text"]["en"]


def test_a_later_look_has_seen_the_changes_of_one_that_was_given_up(
    services: Services, cast: Cast, clock: HeldClock
) -> None:
    schedule_replan(at=clock())
    clock.advance(minutes=1)
    run_due_jobs(services, without("replan"))

    schedule_replan(at=clock())
    clock.advance(minutes=1)
    run_due_jobs(services, HANDLERS)

    assert attention(services) == []


def without(kind: str) -> Mapping[str, Handler]:
    """The worker's handlers, of which one gives up at once."""

    def no_room(services: Services, payload: dict[str, Any]) -> None:
        raise GiveUp("no room")

    return {**HANDLERS, kind: replace(HANDLERS[kind], run=no_room)}


def attention(services: Services) -> list[dict[str, Any]]:
    db.session.rollback()
    return list_attention(at=services.clock())


def failed_jobs(kind: str) -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Job).where(Job.kind == kind, Job.state == "dead")))
