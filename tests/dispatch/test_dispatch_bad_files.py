"""Whatever lies in a file, the command line says what is wrong, a line for each fault, and ends with 2."""

from __future__ import annotations

import copy
import json
import math
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch import InvalidProblem, Problem, StopRule, check, read_problem, solve
from dispatch.__main__ import main
from tests.dispatch.problems import any_problem, engineer, job, part, problem

Said = pytest.CaptureFixture[str]


def solve_file(folder: Path, content: bytes) -> int:
    path = folder / "problem.json"
    path.write_bytes(content)
    return main(["solve", str(path), "--iterations", "1", "--threads", "1"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"[" * 100_000 + b"]" * 100_000,
        b"9" * 10_000,
        b'"text"',
        b'{"format": "onevisit-problem/1", "format": "onevisit-problem/1"}',
        random.Random(1).randbytes(10_000_000),
        json.dumps(["junk"] * 1_000_000).encode(),
    ],
    ids=["empty", "zeros", "utf-16", "deep", "deep objects", "deep and closed", "long", "text", "key twice",
         "10 MB of noise", "10 MB of list"],
)  # fmt: skip
def test_what_is_no_problem_is_refused_in_few_lines(tmp_path: Path, capsys: Said, content: bytes) -> None:
    assert solve_file(tmp_path, content) == 2

    lines = capsys.readouterr().err.splitlines()
    assert 1 <= len(lines) <= 7
    assert all(0 < len(line) < 300 for line in lines)


def test_a_million_wrong_ids_are_each_reported(tmp_path: Path, capsys: Said) -> None:
    """In time that grows with the file, not with its square."""
    document = problem([], [])
    document["locations"] += ["a"] * 300_000
    document["travel"] = []

    assert solve_file(tmp_path, json.dumps(document).encode()) == 2
    assert len(capsys.readouterr().err.splitlines()) == 300_001


def test_names_with_control_characters_cannot_break_a_line(tmp_path: Path, capsys: Said) -> None:
    document = problem([engineer("a\nb", {"lan": 1})], [job("\ud800", "a", part("lan", 5))])
    document["x\ny"] = 1

    assert solve_file(tmp_path, json.dumps(document).encode()) == 2
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "$.x\\ny",
        "$.engineers[0].id",
        "$.jobs[0].id",
    ]


def test_an_unwritable_place_for_the_plan_is_said_in_one_line(tmp_path: Path, capsys: Said) -> None:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem([], [])))

    assert main(["solve", str(path), "--iterations", "1", "--out", str(tmp_path / "no" / "plan.json")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--seconds", "nan"],
        ["--seconds", "-1"],
        ["--iterations", "-1"],
        ["--threads", "0"],
        ["--colour", "red"],
    ],
)
def test_a_wrong_option_is_said_in_one_line(capsys: Said, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["solve", "problem.json", *arguments])

    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from([10**400, -(10**400), 1e308, -0.0, math.nan, math.inf, "", "a\nb", "\ud800", "e0", "p0"]),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def places_in(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value of the document."""
    keys: list[Any] = (
        list(document)
        if isinstance(document, dict)
        else list(range(len(document)) if isinstance(document, list) else [])
    )
    return [place for key in keys for place in [(*path, key), *places_in(document[key], (*path, key))]]


@settings(max_examples=150, deadline=None)
@given(data=st.data(), document=any_problem())
def test_a_harmed_problem_is_either_refused_with_paths_or_planned(data: st.DataObject, document: Any) -> None:
    harmed = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(places_in(harmed)))
        target = harmed
        for key in way:
            target = target[key]
        what = data.draw(st.sampled_from(("replace", "drop", "double")))
        if what == "replace":
            target[last] = data.draw(ODD)
        elif what == "drop":
            del target[last]
        elif isinstance(target, list):
            target.append(target[last])
        else:
            target[data.draw(st.text(max_size=4))] = target[last]
        if not places_in(harmed):
            break

    sound, lines = read_or_complain(harmed)

    assert all(line.startswith("$") and "allowed: " in line and line.encode() for line in lines)
    assert lines or sound is not None
    if sound is not None:
        assert check(sound, solve(sound, stop=StopRule(iterations=20))) == []


def read_or_complain(document: Any) -> tuple[Problem | None, list[str]]:
    try:
        return read_problem(document), []
    except InvalidProblem as refused:
        return None, str(refused).split("\n")
