"""Bad problems are refused with every fault at once: where, what, and what is allowed."""

from __future__ import annotations

import math
from typing import Any

import pytest

from dispatch import InvalidProblem, read_problem
from tests.dispatch.problems import Document, engineer, job, part, problem


def small() -> Document:
    return problem(
        [engineer("anna", {"lan": 2}), engineer("boris", {"lan": 2})], [job("t", "a", part("lan", 30))]
    )


def faults_of(document: object) -> list[str]:
    with pytest.raises(InvalidProblem) as caught:
        read_problem(document)
    return [fault.path for fault in caught.value.faults]


def test_all_faults_are_reported_at_once() -> None:
    document = small()
    document["format"] = "onevisit-problem/9"
    document["engineers"][0]["shift"]["from"] = "moon"
    document["jobs"][0]["parts"][0]["duration"] = -1
    del document["jobs"][0]["unplanned_cost"]

    assert faults_of(document) == [
        "$.format",
        "$.engineers[0].shift.from",
        "$.jobs[0].unplanned_cost",
        "$.jobs[0].parts[0].duration",
    ]


@pytest.mark.parametrize(
    ("place", "value", "path"),
    [
        (("jobs", 0, "colour"), "red", "$.jobs[0].colour"),
        (("jobs", 0, "location"), "moon", "$.jobs[0].location"),
        (("jobs", 0, "parts"), [], "$.jobs[0].parts"),
        (("jobs", 0, "window"), {"earliest": 9, "latest": 8}, "$.jobs[0].window.latest"),
        (("jobs", 0, "staffing"), "alone", "$.jobs[0].staffing"),
        (("jobs", 0, "gap"), {"min": 0, "max": 5}, "$.jobs[0].gap"),
        (("jobs", 0, "preferred"), ["nobody"], "$.jobs[0].preferred[0]"),
        (("jobs", 0, "unplanned_cost"), None, "$.jobs[0].unplanned_cost"),
        (("jobs", 0, "weight"), -1, "$.jobs[0].weight"),
        (("jobs", 0, "due"), "noon", "$.jobs[0].due"),
        (("jobs", 0, "pinned"), {"engineers": {}, "start": 5}, "$.jobs[0].pinned.engineers.lan"),
        (("jobs", 0, "pinned"), {"engineers": {"lan": "zoe"}, "start": 5}, "$.jobs[0].pinned.engineers.lan"),
        (("engineers", 1, "id"), "anna", "$.engineers[1].id"),
        (("engineers", 0, "shift", "end"), -5, "$.engineers[0].shift.end"),
        (("engineers", 0, "max_visits"), 1.5, "$.engineers[0].max_visits"),
        (("engineers", 0, "skills"), {"lan": True}, "$.engineers[0].skills.lan"),
        (("travel", 0, 1), math.nan, "$.travel[0][1]"),
        (("travel", 0, 1), math.inf, "$.travel[0][1]"),
        (("travel", 0, 1), -1, "$.travel[0][1]"),
        (("travel", 0), [0, 1], "$.travel[0]"),
        (("costs", "petrol"), 1, "$.costs.petrol"),
        (("costs", "travel"), 10**400, "$.costs.travel"),
    ],
)
def test_a_fault_is_found_where_it_is(place: tuple[Any, ...], value: object, path: str) -> None:
    document = small()
    target: Any = document
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value

    assert faults_of(document) == [path]


@pytest.mark.parametrize("document", [None, [], 5, "problem", {}])
def test_what_is_no_problem_at_all_is_refused(document: object) -> None:
    assert faults_of(document)


def pinned(name: str, location: str, start: float) -> Document:
    return job(name, location, part("lan", 30), pinned={"engineers": {"lan": "anna"}, "start": start})


def test_two_pins_that_need_one_person_in_two_places_are_a_fault() -> None:
    document = small()
    # At a from 100 to 130, 20 to drive: not at b before 150.
    document["jobs"] = [pinned("t", "a", 100), pinned("u", "b", 149)]

    assert faults_of(document) == ["$.jobs[1].pinned"]


def test_two_pins_one_after_the_other_are_none() -> None:
    document = small()
    document["jobs"] = [pinned("t", "a", 100), pinned("u", "b", 150)]

    assert len(read_problem(document).jobs) == 2


def test_a_pin_before_anyone_can_be_there_is_a_fault() -> None:
    document = small()
    document["jobs"] = [pinned("t", "a", 9)]

    assert faults_of(document) == ["$.jobs[0].pinned"]


def test_a_pin_that_leaves_no_time_for_a_break_is_a_fault() -> None:
    document = small()
    document["engineers"][0]["breaks"] = [{"earliest": 15, "latest": 35, "duration": 10}]
    document["jobs"] = [pinned("t", "a", 10)]

    assert faults_of(document) == ["$.jobs[0].pinned"]


def test_null_means_absent() -> None:
    document = small()
    document["jobs"][0].update(window=None, due=None, gap=None, pinned=None, preferred=None, weight=None)
    document["engineers"][0].update(breaks=None, max_visits=None)
    document["engineers"][0]["shift"].update(overtime=None, to=None)

    assert read_problem(document).jobs[0].weight == 1.0
