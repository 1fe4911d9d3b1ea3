"""A large day is planned in regions, each by a job of its own: one proposal comes out, whatever ends or changes in the middle."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.plans import ask_proposal, cancel_proposal
from server.commands.regions import keep_region_progress
from server.commands.tickets import NewTicket, cancel_ticket, open_ticket
from server.commands.triage import triage_ticket
from server.core import Services
from server.domain.triage import PartNeeded, Triage
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs, run_job
from server.queries.plan import get_plan, get_proposal
from server.store.gate import db, write_tx
from server.store.ids import new_id
from server.store.jobs import Job, claim
from server.store.sites import Site
from server.store.visits import ProposalRegion
from tests.cast import Cast
from tests.commands.flow import TODAY, TRAVEL
from tests.conftest import MONDAY, HeldClock

NETWORK = PartNeeded("network", 2, 30)


@pytest.fixture
def services(app: Flask) -> Services:
    """A day of more than three jobs is large here."""
    found: Services = app.extensions["onevisit"]
    return replace(found, settings=replace(found.settings, region_jobs=3))


def test_a_large_day_becomes_one_proposal_by_two_regions(services: Services, cast: Cast) -> None:
    tickets = two_towns(cast)

    proposal = ask(cast)
    run_due_jobs(services, HANDLERS)

    found = get_proposal(proposal)
    assert (found["state"], found["progress"], found["error"]) == ("ready", 1.0, None)
    assert sorted(visit["ticket"]["id"] for visit in found["visits"]) == sorted(tickets)
    assert all(visit["why"]["ru"] for visit in found["visits"])
    assert kinds_of_jobs() == ["join_regions", "plan_day", "plan_region", "plan_region"]
    assert regions_of(proposal) == []


def test_a_day_that_is_not_large_is_planned_by_one_job(app: Flask, cast: Cast) -> None:
    two_towns(cast)

    proposal = ask(cast)
    run_due_jobs(app.extensions["onevisit"], HANDLERS)

    assert get_proposal(proposal)["state"] == "ready"
    assert kinds_of_jobs() == ["plan_day"]


def test_a_ticket_goes_to_somebody_of_the_other_region_when_nobody_of_its_own_can(
    services: Services, cast: Cast
) -> None:
    """Oskar alone does workplaces, and plans of the two regions are made without him where the workplace is."""
    far = add_site(cast)
    for site in (cast.site, cast.site, far):
        ready(cast, site, NETWORK)
    workplace = ready(cast, far, PartNeeded("workplace", 2, 30))

    proposal = ask(cast)
    run_first(services, "plan_day")
    people = {job: region.engineers for region in regions_of(proposal) for job in region.jobs}
    run_due_jobs(services, HANDLERS)

    (visit,) = [one for one in get_proposal(proposal)["visits"] if one["ticket"]["id"] == workplace]
    assert cast.outsider.person not in people[visit["key"]]
    assert [member["person"] for member in visit["crew"]] == [cast.outsider.person]


def test_what_changes_while_the_regions_are_planned_is_in_the_proposal(
    services: Services, cast: Cast, clock: HeldClock
) -> None:
    withdrawn, *others = two_towns(cast)
    proposal = ask(cast)
    for kind in ("plan_day", "plan_region", "plan_region"):
        run_first(services, kind)

    cancel_ticket(ticket=withdrawn, reason="It works again", travel=TRAVEL, by=cast.dispatcher, at=clock())
    late = ready(cast, cast.site, NETWORK)
    run_due_jobs(services, HANDLERS)

    found = get_proposal(proposal)
    assert sorted(visit["ticket"]["id"] for visit in found["visits"]) == sorted([*others, late])
    assert found["changed_since"] is False


def test_stopping_a_large_day_stops_every_region(services: Services, cast: Cast) -> None:
    two_towns(cast)
    proposal = ask(cast)
    run_first(services, "plan_day")
    run_first(services, "plan_region")

    cancel_proposal(proposal=proposal, by=cast.dispatcher, at=MONDAY)

    assert not keep_region_progress(proposal=proposal, region=1, share=0.5, best=1.0)
    run_due_jobs(services, HANDLERS)
    assert get_proposal(proposal)["state"] == "cancelled"
    assert kinds_of_jobs() == ["plan_day", "plan_region", "plan_region"]
    assert [region.planned_at is not None for region in regions_of(proposal)] == [True, False]


def test_progress_is_that_of_all_regions_and_does_not_go_back(services: Services, cast: Cast) -> None:
    """Seven tenths for the regions: a half of one of two is 0.175."""
    two_towns(cast)
    proposal = ask(cast)
    run_first(services, "plan_day")

    keep_region_progress(proposal=proposal, region=0, share=0.5, best=400)
    first = get_proposal(proposal)
    keep_region_progress(proposal=proposal, region=0, share=0.1, best=400)
    keep_region_progress(proposal=proposal, region=1, share=1.0, best=300)
    second = get_proposal(proposal)

    assert (first["progress"], first["best"]) == (0.175, None)
    assert (second["progress"], second["best"]) == (0.525, 700)


def test_each_stage_of_a_large_day_has_its_name(services: Services, cast: Cast) -> None:
    two_towns(cast)
    proposal = ask(cast)
    stages = [get_proposal(proposal)["stage"]]

    for kind in ("plan_day", "plan_region", "plan_region"):
        run_first(services, kind)
        stages.append(get_proposal(proposal)["stage"])
    run_due_jobs(services, HANDLERS)

    assert stages == [
        {"name": "queued"},
        {"name": "regions", "planned": 0, "regions": 2},
        {"name": "regions", "planned": 1, "regions": 2},
        {"name": "borders", "planned": 2, "regions": 2},
    ]
    assert get_proposal(proposal)["stage"] is None


def test_who_asked_finds_the_proposal_under_way_again(services: Services, cast: Cast) -> None:
    two_towns(cast)
    proposal = ask(cast)

    asker = get_plan(day=TODAY, person=cast.dispatcher.person, at=MONDAY)
    colleague = get_plan(day=TODAY, person=cast.lead.person, at=MONDAY)
    cancel_proposal(proposal=proposal, by=cast.dispatcher, at=MONDAY)
    later = get_plan(day=TODAY, person=cast.dispatcher.person, at=MONDAY)

    assert (asker["under_way"], colleague["under_way"], later["under_way"]) == (proposal, None, None)


@pytest.mark.parametrize("kind", ["plan_day", "plan_region", "join_regions"])
def test_a_worker_that_dies_in_the_middle_costs_half_a_minute_only(
    services: Services, cast: Cast, clock: HeldClock, kind: str
) -> None:
    tickets = two_towns(cast)
    proposal = ask(cast)
    run_until(services, kind)
    die_in(kind, clock)
    run_due_jobs(services, HANDLERS)
    assert get_proposal(proposal)["state"] != "ready"

    clock.advance(seconds=31)
    run_due_jobs(services, HANDLERS)

    assert len(get_proposal(proposal)["visits"]) == len(tickets)


@pytest.mark.parametrize("kind", ["plan_day", "plan_region", "join_regions"])
def test_a_job_that_runs_twice_changes_nothing(
    services: Services, cast: Cast, clock: HeldClock, kind: str
) -> None:
    """A worker that was paused past its lease goes on beside the one that took its job."""
    tickets = two_towns(cast)
    proposal = ask(cast)
    run_until(services, kind)
    payload = dict(db.session.get_one(Job, next_job(kind)).payload)

    HANDLERS[kind].run(services, payload)
    HANDLERS[kind].run(services, payload)
    run_due_jobs(services, HANDLERS)

    assert len(get_proposal(proposal)["visits"]) == len(tickets)
    assert kinds_of_jobs() == ["join_regions", "plan_day", "plan_region", "plan_region"]


def test_a_region_that_kills_its_worker_each_time_ends_the_proposal_with_words(
    services: Services, cast: Cast, clock: HeldClock
) -> None:
    two_towns(cast)
    proposal = ask(cast)
    run_first(services, "plan_day")
    for _ in range(HANDLERS["plan_region"].tries):
        die_in("plan_region", clock)
        clock.advance(seconds=31)

    run_due_jobs(services, HANDLERS)

    found = get_proposal(proposal)
    assert (found["state"], found["error"]) == ("failed", "The worker ended in the middle of every attempt.")
    assert "join_regions" not in kinds_of_jobs()


def two_towns(cast: Cast) -> list[str]:
    """Two tickets at the clinic, two in a town twenty kilometres away."""
    far = add_site(cast)
    return [ready(cast, site, NETWORK) for site in (cast.site, cast.site, far, far)]


def add_site(cast: Cast) -> str:
    site = new_id()
    with write_tx() as session:
        session.add(
            Site(
                id=site,
                customer_id=cast.customer,
                name="Aist clinic, Khimki",
                address="Khimki, ulitsa Lenina 1",
                lat=55.8894,
                lon=37.4451,
                zone="Europe/Moscow",
                hours="08:00-20:00",
                access="",
            )
        )
    return site


def ready(cast: Cast, site: str, *parts: PartNeeded) -> str:
    ticket = open_ticket(
        ticket=NewTicket(cast.customer, site, "The reception phone is dead"), by=cast.operator, at=MONDAY
    )
    triage = Triage("phone-does-not-work", "visit", parts=parts)
    triage_ticket(ticket=ticket, triage=triage, by=cast.operator, at=MONDAY)
    return ticket


def ask(cast: Cast) -> str:
    """Without the jobs that other events set off."""
    with write_tx() as session:
        session.execute(sa.delete(Job))
    return ask_proposal(day=TODAY, by=cast.dispatcher, at=MONDAY)


def next_job(kind: str) -> str:
    db.session.rollback()
    open_jobs = sa.select(Job.id).where(Job.kind == kind, Job.state != "done")
    return db.session.scalars(open_jobs.order_by(Job.created_at, Job.key)).first() or ""


def run_first(services: Services, kind: str) -> None:
    assert run_job(services, next_job(kind), HANDLERS)


def run_until(services: Services, kind: str) -> None:
    """All that comes before the first job of this kind."""
    for before in ("plan_day", "plan_region", "plan_region", "join_regions"):
        if before == kind:
            return
        run_first(services, before)


def die_in(kind: str, clock: HeldClock) -> None:
    """A worker takes the job and is never heard of again."""
    job = next_job(kind)
    with write_tx() as session:
        assert claim(session, job, clock(), lease=timedelta(seconds=30)) is not None


def kinds_of_jobs() -> list[str]:
    db.session.rollback()
    kinds = ("plan_day", "plan_region", "join_regions")
    return sorted(db.session.scalars(sa.select(Job.kind).where(Job.kind.in_(kinds))))


def regions_of(proposal: str) -> list[ProposalRegion]:
    db.session.rollback()
    own = sa.select(ProposalRegion).where(ProposalRegion.proposal_id == proposal)
    return list(db.session.scalars(own.order_by(ProposalRegion.number)))
