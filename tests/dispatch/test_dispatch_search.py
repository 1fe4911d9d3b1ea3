"""A search can be repeated, stopped, watched and continued; and the command line says what happened."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from dispatch import Progress, StopRule, read_problem, solve, warm_up
from dispatch.__main__ import main
from tests.dispatch.problems import Document, engineer, job, part, problem


def busy_day() -> Document:
    """Twelve jobs of one or two trades for four engineers, none of whom can do everything in time."""
    crew = [
        engineer("anna", {"lan": 2, "phone": 2}),
        engineer("boris", {"lan": 2}),
        engineer("vera", {"phone": 2}),
        engineer("gleb", {"lan": 1, "phone": 1}, shift={"from": "b", "to": "b"}),
    ]
    jobs = [
        job(
            f"t{number}",
            "ab"[number % 2],
            part("lan", 20 + 7 * number % 30),
            *([part("phone", 30)] if number % 3 else []),
            due=60 + 20 * number,
        )
        for number in range(12)
    ]
    return problem(crew, jobs)


def test_same_seed_and_iterations_give_the_same_plan_bit_for_bit() -> None:
    day = read_problem(busy_day())

    plans = [solve(day, stop=StopRule(iterations=20_000), seed=7, threads=2).to_json() for _ in range(2)]

    for plan in plans:
        plan["search"].pop("seconds")
    assert json.dumps(plans[0]) == json.dumps(plans[1])


def test_more_iterations_are_not_worse_than_the_first_plan() -> None:
    day = read_problem(busy_day())

    first = solve(day, stop=StopRule(iterations=0))
    searched = solve(day, stop=StopRule(iterations=50_000))

    assert searched.total <= first.total


def test_a_cancelled_search_returns_the_best_so_far() -> None:
    cancel = threading.Event()
    seen: list[Progress] = []

    def watch(progress: Progress) -> None:
        seen.append(progress)
        cancel.set()

    plan = solve(read_problem(busy_day()), stop=StopRule(seconds=60), progress=watch, cancel=cancel)

    assert plan.search is not None
    assert plan.search.stopped_by == "cancelled"
    assert plan.search.seconds < 30
    assert seen[0].iterations == plan.search.iterations


def test_progress_never_reports_a_dearer_best() -> None:
    seen: list[Progress] = []

    solve(read_problem(busy_day()), stop=StopRule(iterations=30_000), progress=seen.append, threads=2)

    best = [progress.best for progress in seen]
    assert best == sorted(best, reverse=True)


def test_a_search_ends_when_nothing_gets_better() -> None:
    plan = solve(read_problem(busy_day()), stop=StopRule(seconds=60, idle_iterations=30_000))

    assert plan.search is not None
    assert plan.search.stopped_by == "no_improvement"


def test_a_search_without_a_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a bound"):
        StopRule()


def test_a_day_without_jobs_is_an_empty_plan() -> None:
    plan = solve(read_problem(problem([engineer("anna", {"lan": 1})], [])), stop=StopRule(seconds=1))

    assert (plan.routes, plan.unplanned, plan.total) == ((), (), 0)


def test_jobs_without_engineers_are_left_out() -> None:
    plan = solve(read_problem(problem([], [job("t", "a", part("lan", 5))])), stop=StopRule(iterations=100))

    assert [left.reason for left in plan.unplanned] == ["no_skill"]


def test_warming_up_twice_is_quick() -> None:
    warm_up()
    warm_up()


def write(folder: Path, name: str, document: object) -> str:
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_the_command_line_solves_checks_inserts_and_explains(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day, plan = write(tmp_path, "day.json", busy_day()), str(tmp_path / "plan.json")

    assert main(["solve", day, "--iterations", "2000", "--threads", "1", "--out", plan]) == 0
    assert main(["check", day, plan]) == 0
    capsys.readouterr()
    assert main(["insert", day, plan, "--job", "t1", "--top", "3"]) == 0
    assert 1 <= len(json.loads(capsys.readouterr().out)) <= 3
    assert main(["explain", day, plan, "--job", "t1", "--language", "ru"]) == 0
    assert capsys.readouterr().out.strip().endswith(".")


def test_a_broken_plan_ends_with_1_and_a_bad_problem_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = write(tmp_path, "day.json", busy_day())
    empty = {"format": "onevisit-plan/1", "routes": [], "unplanned": [], "cost": {"total": 0}}
    plan = write(tmp_path, "plan.json", empty)
    bad = write(tmp_path, "bad.json", {**busy_day(), "format": "x", "surprise": 1})

    assert main(["check", day, plan]) == 1
    assert "lost_job" in capsys.readouterr().out
    assert main(["solve", bad, "--seconds", "1"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert main(["solve", str(tmp_path / "nowhere.json")]) == 2
    assert main(["explain", day, plan, "--job", "t1"]) == 2
