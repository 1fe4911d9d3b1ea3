"""Whatever the problem, the plan keeps every rule: the judge and a few plain counts agree."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from dispatch import (
    InvalidProblem,
    Plan,
    Problem,
    StopRule,
    check,
    insert,
    plan_from_json,
    read_problem,
    solve,
)
from tests.dispatch.problems import Document, any_problem

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_or_skip(document: Document) -> Problem:
    try:
        return read_problem(document)
    except InvalidProblem:
        event("not valid")
        assume(False)
        raise


@quick
@given(document=any_problem(), seed=st.integers(0, 5))
def test_any_valid_problem_gets_a_plan_that_the_judge_accepts(document: Document, seed: int) -> None:
    problem = read_or_skip(document)

    plan = solve(problem, stop=StopRule(iterations=400), seed=seed)

    assert check(problem, plan) == []
    assert plan_from_json(plan.to_json()).to_json() == plan.to_json()


@quick
@given(document=any_problem())
def test_every_job_is_once_in_the_routes_or_once_left_out_and_pins_stay(document: Document) -> None:
    problem = read_or_skip(document)

    plan = solve(problem, stop=StopRule(iterations=200))

    planned = plan.crews()
    left_out = [left.job for left in plan.unplanned]
    assert sorted([*planned, *left_out]) == sorted(job.id for job in problem.jobs)
    for job in problem.jobs:
        if job.pinned:
            crew = {part: who for who, stop in planned[job.id].items() for part in stop.parts}
            assert crew == dict(job.pinned.engineers)
            assert {stop.start for stop in planned[job.id].values()} == {job.pinned.start}


@quick
@given(document=any_problem())
def test_nobody_is_in_two_places(document: Document) -> None:
    problem = read_or_skip(document)

    plan = solve(problem, stop=StopRule(iterations=200))

    for route in plan.routes:
        place, free = problem.engineer(route.engineer).shift.origin, 0.0
        for stop in route.stops:
            location = problem.job(stop.job).location
            assert stop.arrive - problem.travel_between(place, location) >= free - 1e-6
            place, free = location, stop.end


@quick
@given(document=any_problem(), seed=st.integers(0, 3))
def test_planning_again_from_a_plan_is_never_worse_where_moving_is_free(
    document: Document, seed: int
) -> None:
    problem = read_or_skip({**document, "costs": {**document["costs"], "moved": 0}})
    first = solve(problem, stop=StopRule(iterations=50), seed=seed)

    again = solve(problem, stop=StopRule(iterations=50), seed=seed + 1, start=first)

    assert again.total <= first.total + 1e-6


@quick
@given(document=any_problem())
def test_places_for_a_job_are_good_plans_and_get_dearer(document: Document) -> None:
    problem = read_or_skip({**document, "costs": {**document["costs"], "moved": 0}})
    plan = solve(problem, stop=StopRule(iterations=100))
    job = problem.jobs[-1]

    places = insert(problem, plan, job.id, top=3)

    assert [place.cost for place in places] == sorted(place.cost for place in places)
    for place in places:
        assert check(problem, place.plan) == []
        assert job.id in place.plan.crews()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=any_problem(), seed=st.integers(0, 5))
def test_the_cost_a_search_claims_is_the_cost_of_its_plan(document: Document, seed: int) -> None:
    problem = read_or_skip(document)
    first = solve(problem, stop=StopRule(iterations=50), seed=seed)

    assert_claims_are_true(problem, seed=seed, start=None)
    assert_claims_are_true(problem, seed=seed, start=first)


def assert_claims_are_true(
    problem: Problem, *, seed: int, start: Plan | None, iterations: int = 3000
) -> None:
    claimed: list[float] = []

    plan = solve(
        problem,
        stop=StopRule(iterations=3000),
        seed=seed,
        start=start,
        progress=lambda progress: claimed.append(progress.best),
    )

    assert claimed[-1] == pytest.approx(plan.total, abs=1e-5)
