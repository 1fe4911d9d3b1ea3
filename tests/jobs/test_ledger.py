"""The ledger: a job runs when its transaction was committed, once at a time, again after a failure, and is never lost."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from server.core import Services
from server.jobs.runner import GiveUp, Handler, run_due_jobs, run_job
from server.store.gate import db, write_tx
from server.store.jobs import Job, claim, due_jobs, enqueue, revive
from tests.conftest import MONDAY, HeldClock

KIND = "water_plants"


@pytest.fixture
def services(app: Flask) -> Services:
    found: Services = app.extensions["onevisit"]
    return found


def add_job(*, key: str | None = None, plant: str = "fern") -> str:
    with write_tx() as session:
        enqueue(session, KIND, key=key, at=MONDAY, payload={"plant": plant})
    return due_jobs(db.session, MONDAY, kinds=[KIND])[-1]


def job_row(job: str) -> Job:
    db.session.rollback()
    found = db.session.get(Job, job)
    assert found is not None
    return found


def failing(times: int, error: Exception) -> Handler:
    faults = [error] * times

    def run(_services: Services, _payload: dict[str, object]) -> None:
        if faults:
            raise faults.pop()

    return Handler(run, tries=3)


def test_a_job_runs_once_with_its_payload(services: Services) -> None:
    seen: list[object] = []
    handlers = {KIND: Handler(lambda _services, payload: seen.append(payload["plant"]))}
    job = add_job()

    assert (run_due_jobs(services, handlers), run_due_jobs(services, handlers)) == (1, 0)

    assert seen == ["fern"]
    assert job_row(job).state == "done"


def test_a_job_of_a_rolled_back_transaction_never_was(services: Services) -> None:
    def lose_power() -> None:
        with write_tx() as session:
            enqueue(session, KIND, key=None, at=MONDAY, payload={})
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        lose_power()

    assert due_jobs(db.session, MONDAY, kinds=[KIND]) == []


def test_a_second_job_with_the_same_key_is_not_added(services: Services) -> None:
    assert add_job(key="tick:1") == add_job(key="tick:1")


def test_a_failed_job_waits_longer_each_time_and_keeps_its_error(
    services: Services, clock: HeldClock
) -> None:
    handlers = {KIND: failing(2, ValueError("dry"))}
    job = add_job()

    run_due_jobs(services, handlers)
    assert (job_row(job).state, job_row(job).due_at, job_row(job).error) == (
        "waiting",
        MONDAY + timedelta(seconds=5),
        "ValueError: dry",
    )
    clock.advance(seconds=5)
    run_due_jobs(services, handlers)
    assert job_row(job).due_at == MONDAY + timedelta(seconds=25)
    clock.advance(seconds=20)
    run_due_jobs(services, handlers)

    assert (job_row(job).state, job_row(job).error) == ("done", None)


def test_a_job_is_given_up_after_its_last_try_and_can_be_revived(
    services: Services, clock: HeldClock
) -> None:
    handlers = {KIND: failing(3, ValueError("dry"))}
    job = add_job()

    for _ in range(3):
        run_due_jobs(services, handlers)
        clock.advance(minutes=10)
    assert (job_row(job).state, job_row(job).error) == ("dead", "ValueError: dry")
    with write_tx() as session:
        assert revive(session, job, at=clock())
    run_due_jobs(services, handlers)

    assert job_row(job).state == "done"


def test_a_handler_can_say_that_trying_again_is_useless(services: Services) -> None:
    job = add_job()

    run_due_jobs(services, {KIND: failing(1, GiveUp("there is no such plant"))})

    assert (job_row(job).state, job_row(job).error) == ("dead", "there is no such plant")


def test_a_job_of_a_dead_worker_runs_again_when_its_lease_ran_out(
    services: Services, clock: HeldClock
) -> None:
    job = add_job()
    with write_tx() as session:
        assert claim(session, job, clock(), lease=timedelta(seconds=30)) is not None
    handlers = {KIND: Handler(lambda _services, _payload: None)}

    assert run_due_jobs(services, handlers) == 0
    clock.advance(seconds=31)
    assert run_due_jobs(services, handlers) == 1


def test_a_job_that_kills_its_worker_each_time_is_given_up(services: Services, clock: HeldClock) -> None:
    job = add_job()
    for _ in range(3):
        with write_tx() as session:
            claim(session, job, clock(), lease=timedelta(seconds=30))
        clock.advance(seconds=31)

    run_due_jobs(services, {KIND: failing(0, ValueError())})

    assert job_row(job).state == "dead"
    assert "middle of every attempt" in (job_row(job).error or "")


def test_two_workers_do_not_run_one_job(app: Flask, services: Services) -> None:
    job = add_job()
    started: list[str] = []
    handlers = {KIND: Handler(lambda _services, _payload: started.append("once"))}

    def run() -> None:
        with app.app_context():
            run_job(services, job, handlers)

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert started == ["once"]


def test_the_lease_of_a_long_job_is_extended_while_it_runs(
    app: Flask, services: Services, clock: HeldClock
) -> None:
    job = add_job()
    extended = threading.Event()

    def run(_services: Services, _payload: dict[str, object]) -> None:
        clock.advance(seconds=20)
        for _ in range(200):
            with app.app_context():
                if (job_row(job).lease_until or MONDAY) > MONDAY + timedelta(seconds=15):
                    extended.set()
                    return
            extended.wait(0.02)

    run_job(services, job, {KIND: Handler(run)}, lease=timedelta(seconds=0.3))

    assert extended.is_set()
    assert job_row(job).state == "done"


def test_a_worker_that_slept_past_its_lease_changes_nothing(services: Services, clock: HeldClock) -> None:
    job = add_job()

    def sleep_and_lose(_services: Services, _payload: dict[str, object]) -> None:
        clock.advance(seconds=31)
        with write_tx() as session:
            claim(session, job, clock(), lease=timedelta(seconds=30))

    run_job(services, job, {KIND: Handler(sleep_and_lose)})

    assert (job_row(job).state, job_row(job).attempts) == ("running", 2)


def test_a_kind_that_this_version_does_not_know_stays(services: Services) -> None:
    job = add_job()

    assert run_due_jobs(services, {}) == 0
    assert run_job(services, job, {}) is False
    assert job_row(job).state == "waiting"
