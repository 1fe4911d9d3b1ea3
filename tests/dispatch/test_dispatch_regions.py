"""A large region is planned in parts: nobody and nothing is lost at a border, and the whole is one good plan."""

from __future__ import annotations

from dispatch import (
    Problem,
    StopRule,
    check,
    cut_out,
    join_parts,
    moved_jobs,
    read_problem,
    solve,
    solve_by_regions,
    split,
)
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
    assert sorted(job.id for part in parts for job in part.jobs) == sorted(job.id for job in problem.jobs)
    assert sorted(who.id for part in parts for who in part.engineers) == sorted(
        who.id for who in problem.engineers
    )
    for part in parts:
        ids = {engineer.id for engineer in part.engineers}
        assert all(ids.issuperset(job.pinned.engineers.values()) for job in part.jobs if job.pinned)


def test_a_promised_visit_that_may_move_is_in_one_part_with_most_of_its_crew() -> None:
    problem = read_problem(make_region(jobs=60, engineers=24, seed=3, moved=3600))
    promised = solve(problem, stop=StopRule(iterations=0))

    parts = split(problem, start=promised, most_jobs=20)

    assert sorted(job.id for part in parts for job in part.jobs) == sorted(job.id for job in problem.jobs)
    people = [{engineer.id for engineer in part.engineers} for part in parts]
    for job, crew in promised.crews().items():
        if len(crew) == 1:
            (home,) = [number for number, part in enumerate(parts) if job in {own.id for own in part.jobs}]
            assert people[home].issuperset(crew)


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


def test_a_promise_whose_crew_lives_in_two_parts_is_kept_by_the_join() -> None:
    """A part knows one of the two only, so it must plan the visit otherwise; the whole can keep it."""
    problem = read_problem(make_region(jobs=60, engineers=24, seed=3, moved=100_000))
    promised = solve(problem, stop=StopRule(iterations=2_000))
    parts = split(problem, start=promised, most_jobs=20)
    homes = {engineer.id: number for number, part in enumerate(parts) for engineer in part.engineers}
    torn = [job for job, crew in promised.crews().items() if len({homes[who] for who in crew}) > 1]
    plans = [solve(part, stop=StopRule(iterations=500), start=promised) for part in parts]

    plan = join_parts(problem, plans, stop=StopRule(iterations=20_000), start=promised)

    assert torn
    assert check(problem, plan, start=promised) == []
    assert moved_jobs(problem, plan, promised) == []


def test_a_job_at_a_border_goes_to_an_engineer_of_the_other_part() -> None:
    """Two towns an hour apart; the one engineer with power lives in the other town than the socket that sparks."""
    problem = two_towns()
    west, east = (
        cut_out(problem, ["phone", "socket"], ["Wera"]),
        cut_out(problem, ["switch"], ["Egor"]),
    )
    plans = [solve(part, stop=StopRule(iterations=100)) for part in (west, east)]

    plan = join_parts(problem, plans, stop=StopRule(iterations=500))

    assert [left.job for left in plans[0].unplanned] == ["socket"]
    assert plan.unplanned == ()
    assert set(plan.crew_of("socket")) == {"Egor"}
    assert set(plan.crew_of("phone")) == {"Wera"}


def test_what_changed_while_the_parts_were_planned_is_in_the_joined_plan() -> None:
    """The switch was called off meanwhile, and a printer needs somebody."""
    problem = two_towns()
    plans = [solve(part, stop=StopRule(iterations=100)) for part in split(problem, most_jobs=2)]
    later = two_towns(instead_of_switch="printer")

    plan = join_parts(later, plans, stop=StopRule(iterations=500))

    assert check(later, plan) == []
    assert set(plan.crews()) == {"phone", "socket", "printer"}


def two_towns(*, instead_of_switch: str = "switch") -> Problem:
    hour = 3600

    def engineer(name: str, town: str, *skills: str) -> dict[str, object]:
        shift = {"start": 8 * hour, "end": 17 * hour, "from": town, "to": town}
        return {"id": name, "skills": dict.fromkeys(skills, 2), "shift": shift}

    def job(name: str, town: str, skill: str) -> dict[str, object]:
        part = {"id": skill, "skill": skill, "level": 1, "duration": hour}
        return {"id": name, "location": town, "parts": [part], "unplanned_cost": 50_000}

    return read_problem(
        {
            "format": "onevisit-problem/1",
            "locations": ["west", "east"],
            "travel": [[0, hour], [hour, 0]],
            "engineers": [engineer("Wera", "west", "network"), engineer("Egor", "east", "network", "power")],
            "jobs": [
                job("phone", "west", "network"),
                job("socket", "west", "power"),
                job(instead_of_switch, "east", "network"),
            ],
            "costs": {"travel": 1, "visit": 900},
        }
    )
