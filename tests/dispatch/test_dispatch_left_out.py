"""A job left out says truly why, and what would help: doing just that makes it possible."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from dispatch import (
    InvalidProblem,
    Plan,
    StopRule,
    Words,
    explain,
    insert,
    plan_from_json,
    read_problem,
    solve,
)
from tests.dispatch.problems import Document, any_problem, engineer, job, part, problem

MINUTE = 60


def solved(document: Document) -> Plan:
    return solve(read_problem(document), stop=StopRule(iterations=2000))


def day(*jobs: Document, **more: Any) -> Document:
    """Anna alone, from 0 to 100 minutes; the office is 10 minutes from a."""
    shift = {"start": 0, "end": 100 * MINUTE}
    document = problem([engineer("anna", {"lan": 2}, shift=shift, **more)], list(jobs))
    document["travel"] = [[MINUTE * length for length in row] for row in document["travel"]]
    return document


def work(name: str, minutes: int, **more: Any) -> Document:
    place = more.pop("location", "a")
    return job(name, place, part("lan", minutes * MINUTE), **{"unplanned_cost": 100_000, **more})


@pytest.mark.parametrize(
    ("document", "said"),
    [
        # Anna arrives at 00:10.
        (
            day(work("t", 5, window={"earliest": 0, "latest": 9 * MINUTE})),
            "With a window open until 00:10, anna",
        ),
        # 10 there, 90 of work, 10 back.
        (day(work("t", 90)), "With 10 min more at the end of the shift, anna could start at 00:10."),
        (day(work("t", 5), max_visits=0), "has all the visits allowed for the day. Allow one more: anna"),
        (day(work("t", 5, unplanned_cost=1)), "It could be fitted in (anna, 00:10), but"),
    ],
)
def test_the_sentence_names_what_would_help(document: Document, said: str) -> None:
    (left,) = solved(document).unplanned

    assert said in left.text


def test_a_visit_that_only_another_visit_keeps_out_says_so() -> None:
    other = work("other", 80, pinned={"engineers": {"lan": "anna"}, "start": 10 * MINUTE})
    small = work("t", 5, window={"earliest": 0, "latest": 50 * MINUTE})
    document = day(other, small)
    # Busy from 00:10 to 01:30 and home at 01:40 sharp; neither a later window nor a longer shift alone is enough.
    (left,) = solved(document).unplanned

    assert left.reason == "no_time"
    assert left.text.endswith("Move another visit to make room for it.")


def test_overtime_counts_for_whoever_a_joint_visit_makes_late_home() -> None:
    both = job(
        "both",
        "a",
        part("lan", 5 * MINUTE),
        part("phone", 20 * MINUTE),
        staffing="separate",
        window={"earliest": 70 * MINUTE},
        unplanned_cost=100_000,
    )
    document = day(both, work("t", 65, location="office", unplanned_cost=1_000))
    document["engineers"].append(engineer("boris", {"phone": 1}, shift={"start": 0, "end": 100 * MINUTE}))
    # Anna leaves the office at 01:05 and is at a at 01:15; Boris works there until 01:35 and is home at 01:45, 5 late.
    (left,) = solved(document).unplanned

    assert left.job == "t"
    assert "With 5 min more at the end of the shift, anna could start at 00:00." in left.text


def test_a_plan_from_a_file_is_explained_like_the_plan_it_was() -> None:
    document = day(work("t", 90))
    plan = solved(document)
    read = plan_from_json(plan.to_json())

    for language in ("en", "ru"):
        words = Words(language)  # type: ignore[arg-type]
        said = explain(read_problem(document), read, "t", words)
        assert said == explain(read_problem(document), plan, "t", words)
    assert "Если продлить смену на 10 мин, получится: anna" in explain(
        read_problem(document), read, "t", Words("ru")
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=any_problem())
def test_reasons_are_true_and_remedies_work(document: Document) -> None:
    try:
        problem_ = read_problem(document)
    except InvalidProblem:
        assume(False)
        raise
    plan = solve(problem_, stop=StopRule(iterations=300))

    for left in plan.unplanned:
        places = insert(problem_, plan, left.job)
        assert bool(places) == (left.reason == "too_costly")
        if left.reason in ("no_time", "no_crew") and left.remedy is not None:
            relaxed = relax(document, left.job, left.remedy.kind, left.remedy.start, left.remedy.beyond)
            if relaxed is not None:
                assert insert(read_problem(relaxed), plan, left.job)


def relax(document: Document, name: str, kind: str, start: float, beyond: float) -> Document | None:
    """The problem with just that changed."""
    relaxed = copy.deepcopy(document)
    (target,) = (item for item in relaxed["jobs"] if item["id"] == name)
    for person in relaxed["engineers"]:
        if kind == "visits" and person["max_visits"] is not None:
            person["max_visits"] += 1
        if kind == "overtime":
            person["shift"]["overtime"] = (person["shift"]["overtime"] or 0) + beyond
    if kind == "window":
        opens, closes = target["window"]["earliest"], target["window"]["latest"]
        target["window"] = {"earliest": min(opens, start), "latest": max(closes, start + 1000)}
    return None if kind == "others" else relaxed
