"""A large region is planned in parts: nobody and nothing is lost at a border, and the whole is one good plan."""

from __future__ import annotations

from dispatch import Problem, StopRule, check, moved_jobs, read_problem, solve, solve_by_regions, split
from tests.bench.planner.regions import make_region


def region() -> Problem:
    """Sixty jobs; two engineers, perhaps far apart, are promised to one of them."""
    document = make_region(jobs=60, engineers=24, seed=3)
    plan = solve(read_problem(document), stop=StopRule(iterations=0))
    job, crew = next((name, crew) for name, crew in plan.crews().items() if len(crew) > 1)
    promised = next(item for item in document["jobs"] if item["id"] == job)
    promised["pinned"] = {
        "engineers": {part: who for who, stop in crew.items() for part in stop.parts},
        "start": min(stop.start for stop in crew.values()),
    }
    return read_problem(document)


def test_every_job_and_engineer_is_in_one_part() -> None:
    problem = region()

    parts = split(problem, most_jobs=20)

    assert len(parts) >= 3
    assert sorted(job for part in parts for job in part.jobs) == list(range(60))
    assert sorted(who for part in parts for who in part.engineers) == list(range(24))
    for part in parts:
        ids = {engineer.id for engineer in part.problem.engineers}
        assert all(ids.issuperset(job.pinned.engineers.values()) for job in part.problem.jobs if job.pinned)


def test_the_parts_joined_are_a_plan_of_the_whole() -> None:
    problem = region()

    plan = solve_by_regions(problem, stop=StopRule(iterations=5_000), most_jobs=20, threads=2)

    assert check(problem, plan) == []
    whole = solve(problem, stop=StopRule(iterations=20_000))
    assert plan.total < 1.25 * whole.total


def test_the_same_seed_gives_the_same_plan_of_the_region() -> None:
    problem = region()

    plans = [
        solve_by_regions(problem, stop=StopRule(iterations=2_000), most_jobs=20, threads=2) for _ in range(2)
    ]

    assert moved_jobs(problem, *plans) == []
    assert plans[0].cost == plans[1].cost
