"""After a change only what it touches is timed again; timed afresh as a whole, the plan is the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from dispatch import InvalidProblem, Plan, Problem, StopRule, read_problem, solve
from dispatch.kernel import anneal
from dispatch.kernel.build import build_model
from dispatch.kernel.layout import handle, new_work
from dispatch.kernel.timing import total_cost
from dispatch.search import make_first_plan
from tests.dispatch.either_or import make_day
from tests.dispatch.problems import Document, any_problem


@pytest.mark.parametrize("number", [211, *range(240, 252)])
def test_a_day_with_breaks_and_pins_is_timed_alike_after_many_changes(number: int) -> None:
    """Two engineers who swap what is left of their day may have lunch at other times."""
    assert_timed_alike(make_day(number), None, runs=200)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=any_problem())
def test_any_plan_is_timed_alike_also_when_it_has_promises_to_keep(document: Document) -> None:
    document["costs"]["moved"] = 2.5
    try:
        problem = read_problem(document)
    except InvalidProblem:
        assume(False)
        raise
    assert_timed_alike(problem, solve(problem, stop=StopRule(iterations=50)), runs=20)


def assert_timed_alike(problem: Problem, start: Plan | None, *, runs: int) -> None:
    model = build_model(problem, start)
    work = new_work(model, seed=1)
    m, w = handle(model), handle(work)
    make_first_plan(problem, model, work, start)
    best = (work.assign.copy(), work.order.copy(), work.waits.copy())
    hot = total_cost(m, w) / len(problem.jobs)

    for _ in range(runs):
        anneal.anneal(m, w, *best, 0.0, hot, 200)

        afresh = new_work(model, seed=1)
        afresh.waits[:] = work.waits
        assert anneal.rebuild(m, handle(afresh), work.assign, work.order)
        assert total_cost(m, handle(afresh)) == pytest.approx(total_cost(m, w), abs=1e-5)
        planned = work.stops["engineer"] >= 0
        assert np.allclose(afresh.stops["start"][planned], work.stops["start"][planned])
