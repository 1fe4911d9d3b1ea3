"""Places for one job after another in a plan laid out once: they are what solving afresh would give, and change nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from dispatch import (
    InvalidProblem,
    PreparedPlan,
    StopRule,
    check,
    insert,
    moved_jobs,
    plan_from_json,
    polish,
    price_plan,
    rank_places,
    read_problem,
    solve,
)
from dispatch.__main__ import main
from tests.dispatch.problems import Document, any_problem, engineer, job, part, problem

BOTH = {"lan": 2, "phone": 2}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=any_problem())
def test_what_a_place_is_said_to_cost_is_what_its_plan_costs(document: Document) -> None:
    document["costs"]["moved"] = 0
    try:
        day = read_problem(document)
    except InvalidProblem:
        assume(False)
        raise
    plan = solve(day, stop=StopRule(iterations=100))
    prepared = PreparedPlan(day, plan)

    for asked in day.jobs:
        places = rank_places(prepared, asked.id)

        assert places == insert(day, plan, asked.id)
        for place in places:
            terms = price_plan(day, place.plan)
            assert check(day, place.plan) == []
            assert place.terms["travel"] - places[0].terms["travel"] == pytest.approx(
                terms["travel"] - price_plan(day, places[0].plan)["travel"], abs=1e-5
            )
            assert place.cost - places[0].cost == pytest.approx(
                place.plan.total - places[0].plan.total, abs=1e-5
            )
            crew = place.plan.crew_of(asked.id)
            assert {who: min(stop.start for stop in crew.values()) for who in crew} == dict.fromkeys(
                place.engineers.values(), place.start
            )


def busy() -> Document:
    """Anna at a from 10 to 60, then free; Boris far away and free. The new visit at a is due at 20."""
    crew = [engineer("anna", BOTH), engineer("boris", BOTH, shift={"from": "b", "to": "b"})]
    return problem(crew, [job("t", "a", part("lan", 50), due=10), job("new", "a", part("lan", 5), due=20)])


def test_a_place_says_whom_it_delays_and_by_how_much() -> None:
    day = read_problem(busy())
    plan = solve(day, stop=StopRule(iterations=1000))

    places = insert(day, plan, "new", top=5)

    # First at a with Anna: on time, but t starts 5 later and that costs 5. With Boris: 40 on the road.
    before = next(place for place in places if place.start == 10 and place.engineers == {"lan": "anna"})
    assert (before.delayed, before.terms["lateness"], before.cost) == ({"t": 5}, 5, 10)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=any_problem())
def test_days_that_stay_as_they_are_read_the_same_as_read_anew(document: Document) -> None:
    try:
        day = read_problem(document)
    except InvalidProblem:
        assume(False)
        raise
    plan = solve(day, stop=StopRule(iterations=100))
    keeps_days, reads_anew = PreparedPlan(day, plan, for_polishing=True), PreparedPlan(day, plan)

    for asked in day.jobs:
        kept = [place.plan for place in rank_places(keeps_days, asked.id)]

        assert kept == [place.plan for place in rank_places(reads_anew, asked.id)]


def test_a_colleague_who_has_to_start_later_is_told_so_in_the_polished_plan() -> None:
    team = job("team", "a", part("lan", 20), part("phone", 20), due=10)
    first = job("first", "a", part("lan", 5), window={"earliest": 10, "latest": 10})
    crew = [engineer("anna", {"lan": 1}), engineer("boris", {"phone": 1})]
    plan = solve(read_problem(problem(crew, [team])), stop=StopRule(iterations=100))
    prepared = PreparedPlan(read_problem(problem(crew, [team, first])), plan, for_polishing=True)

    polished = polish(prepared, "first", seconds=0.02)

    # Anna is at a from 10 and has 5 to do there first; Boris, who keeps his one stop, waits for her.
    assert [plan.crew_of("team")["boris"].start, polished.crew_of("team")["boris"].start] == [10, 15]


def test_polishing_is_never_worse_than_the_best_place() -> None:
    day = read_problem(busy())
    plan = solve(read_problem({**busy(), "jobs": busy()["jobs"][:1]}), stop=StopRule(iterations=1000))
    prepared = PreparedPlan(day, plan, for_polishing=True)

    polished = polish(prepared, "new", seconds=0.02)

    assert polished.total <= rank_places(prepared, "new")[0].plan.total
    assert check(day, polished) == []
    assert moved_jobs(day, polished, plan) in ([], ["t"])


def test_the_command_line_says_what_each_place_means_and_why_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = busy()
    document["jobs"].append(job("never", "a", part("lan", 5), window={"earliest": 0, "latest": 5}))
    day, plan = tmp_path / "day.json", tmp_path / "plan.json"
    day.write_text(json.dumps(document))
    main(["solve", str(day), "--iterations", "1000", "--threads", "1", "--out", str(plan)])

    main(["insert", str(day), str(plan), "--job", "new", "--top", "3"])
    said = [place["reason"] for place in json.loads(capsys.readouterr().out)]
    assert said[0].startswith("anna, start 00:00. ")
    assert all(text.endswith(".") for text in said)

    assert main(["insert", str(day), str(plan), "--job", "never"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == []
    assert "With a window open until" in printed.err


def test_a_plan_with_a_gap_around_another_stop_can_be_asked() -> None:
    people = [engineer("anna", {"lan": 1}), engineer("boris", {"lan": 1, "phone": 1})]
    apart = {"staffing": "separate", "gap": {"min": 30, "max": 60}}
    document = problem(
        people,
        [
            job("both", "office", part("lan", 0), part("phone", 0), **apart),
            job("between", "a", part("lan", 20), forbidden=["anna"]),
            job("late", "a", part("lan", 5)),
        ],
    )
    # Boris is at a from 10 to 30 and back at 40; so Anna starts at 10, the same moment as he does.
    plan = plan_from_json(
        {
            "format": "onevisit-plan/1",
            "routes": [
                {
                    "engineer": "anna",
                    "stops": [{"job": "both", "parts": ["lan"], "arrive": 10, "start": 10, "end": 10}],
                    "breaks": [],
                    "back": 10,
                },
                {
                    "engineer": "boris",
                    "stops": [
                        {"job": "between", "parts": ["lan"], "arrive": 10, "start": 10, "end": 30},
                        {"job": "both", "parts": ["phone"], "arrive": 40, "start": 40, "end": 40},
                    ],
                    "breaks": [],
                    "back": 40,
                },
            ],
            "unplanned": [{"job": "late", "reason": "too_costly", "text": ""}],
            "cost": {"total": 10_035},
        }
    )
    best = insert(read_problem(document), plan, "late")[0]

    # Boris is there already and adds one visit; Anna would drive 10 there and 10 back besides.
    assert (best.engineers, best.cost) == ({"lan": "boris"}, 5.0)
    assert check(read_problem(document), best.plan) == []
