"""Thousands of jobs: the region is split, its parts are planned on their own, joined, and searched across the borders."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from dispatch.kernel.build import build_model
from dispatch.kernel.layout import Floats, Ints, Model
from dispatch.plan import Plan, Search
from dispatch.problem import Engineer, Job, Problem
from dispatch.search import search_from
from dispatch.solve import make_plan, solve
from dispatch.stopping import StopRule

MOST_JOBS = 300
SHARE_FOR_PARTS = 0.7
# A job stands at a border when so many of its nearest neighbours include one of another part.
NEIGHBOURS_LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A problem of its own, and which jobs and engineers of the whole are in it."""

    problem: Problem
    jobs: tuple[int, ...]
    engineers: tuple[int, ...]


def solve_by_regions(
    problem: Problem,
    *,
    stop: StopRule,
    seed: int = 1,
    start: Plan | None = None,
    threads: int = 1,
    most_jobs: int = MOST_JOBS,
) -> Plan:
    """Plan the jobs like `solve`, in parts of at most `most_jobs`; the judge accepts the whole.

    `stop` bounds all of it; iterations count for each part and for the borders. With iterations as the only bound the
    same seed gives the same plan.
    """
    parts = split(problem, most_jobs=most_jobs)
    if len(parts) < 2:
        return solve(problem, stop=stop, seed=seed, start=start, threads=threads)
    rounds = -(-len(parts) // threads)
    for_part = _shorten(stop, SHARE_FOR_PARTS / rounds)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        work = partial(_solve_part, stop=for_part, seed=seed, start=start)
        joined = join(list(pool.map(work, parts)))
    model = build_model(problem, start)
    found = search_from(
        problem,
        model,
        seed=seed,
        stop=_shorten(stop, 1 - SHARE_FOR_PARTS),
        start=joined,
        watch=lambda share, best, iterations: None,
        is_cancelled=lambda: False,
        focus=find_border(model, parts, joined, problem),
        from_cold=True,
    )
    record = Search(seed, found.iterations, round(found.seconds, 3), found.stopped_by)
    return make_plan(problem, model, found.work, start=start, search=record)


def split(problem: Problem, *, most_jobs: int = MOST_JOBS) -> list[Part]:
    """Halve the region until no part has more jobs; people who share a promised visit stay together."""
    travel = np.array(problem.travel, dtype=np.float64).reshape(len(problem.locations), -1)
    travel = (travel + travel.T) / 2
    crews = _group_by_pins(problem)
    halves = [(list(range(len(problem.jobs))), crews)]
    parts = []
    while halves:
        jobs, people = halves.pop()
        if len(jobs) <= most_jobs or len(people) < 2:
            parts.append(_cut_out(problem, jobs, people))
        else:
            halves += reversed(_halve(problem, travel, jobs, people))
    return parts


def join(plans: Sequence[Plan]) -> Plan:
    """The routes of all parts as one plan; nobody is in two parts, so nothing can collide."""
    routes = tuple(route for plan in plans for route in plan.routes)
    unplanned = tuple(left for plan in plans for left in plan.unplanned)
    total = sum(plan.total for plan in plans)
    return Plan(routes, unplanned, {"total": total})


def find_border(model: Model, parts: Sequence[Part], joined: Plan, problem: Problem) -> Ints:
    """Jobs near another part's jobs, and those that found no place in their own part."""
    home = np.zeros(len(model.jobs), dtype=np.int64)
    for number, part in enumerate(parts):
        home[list(part.jobs)] = number
    near = model.near[:, :NEIGHBOURS_LOOKED_AT]
    elsewhere = ((near >= 0) & (home[near] != home[:, None])).any(axis=1)
    left_out = {left.job for left in joined.unplanned}
    for number, job in enumerate(problem.jobs):
        elsewhere[number] |= job.id in left_out
    border = np.flatnonzero(elsewhere)
    return border if len(border) else np.arange(len(model.jobs), dtype=np.int64)


def _solve_part(part: Part, *, stop: StopRule, seed: int, start: Plan | None) -> Plan:
    return solve(part.problem, stop=stop, seed=seed, start=start)


def _shorten(stop: StopRule, share: float) -> StopRule:
    return replace(
        stop,
        seconds=None if stop.seconds is None else stop.seconds * share,
        idle_seconds=None if stop.idle_seconds is None else stop.idle_seconds * share,
    )


def _group_by_pins(problem: Problem) -> list[list[int]]:
    """Engineers who are promised to one visit together, in one group; everybody else in his own."""
    numbers = {engineer.id: number for number, engineer in enumerate(problem.engineers)}
    group = list(range(len(numbers)))
    for job in problem.jobs:
        crew = [numbers[who] for who in job.pinned.engineers.values()] if job.pinned else []
        merged = {group[who] for who in crew}
        if len(merged) > 1:
            group = [min(merged) if each in merged else each for each in group]
    return [[who for who, own in enumerate(group) if own == name] for name in dict.fromkeys(group)]


def _halve(
    problem: Problem, travel: Floats, jobs: list[int], crews: list[list[int]]
) -> list[tuple[list[int], list[list[int]]]]:
    """Two parts on either side of two far-apart places, with people in proportion to the work."""
    places = np.array([problem.places[problem.jobs[job].location] for job in jobs])
    one = places[np.argmax(travel[places[0], places])]
    other = places[np.argmax(travel[one, places])]
    side = travel[:, one] - travel[:, other]
    origins = [[problem.places[problem.engineers[who].shift.origin] for who in crew] for crew in crews]
    order = np.argsort([side[places].mean() for places in origins], kind="stable")
    half = len(jobs) // 2
    chosen = [jobs[at] for at in np.argsort(side[places], kind="stable")]
    workload = [sum(part.duration for part in problem.jobs[job].parts) for job in chosen]
    wanted = sum(workload[:half]) / max(1e-9, sum(workload)) * sum(map(len, crews))
    sizes = np.cumsum([len(crews[at]) for at in order])
    cut = int(np.clip(np.searchsorted(sizes, wanted - 0.5) + 1, 1, len(crews) - 1))
    near, far = [crews[at] for at in order[:cut]], [crews[at] for at in order[cut:]]
    first, second = chosen[:half], chosen[half:]
    return [
        (_keep_promises(problem, first, second, near), near),
        (_keep_promises(problem, second, first, far), far),
    ]


def _keep_promises(problem: Problem, own: list[int], others: list[int], crews: list[list[int]]) -> list[int]:
    """The jobs of this part: a promised visit goes where its people are."""
    people = {problem.engineers[who].id for crew in crews for who in crew}

    def is_here(job: int, otherwise: bool) -> bool:
        pin = problem.jobs[job].pinned
        return otherwise if pin is None else people.issuperset(pin.engineers.values())

    return [job for job in own if is_here(job, True)] + [job for job in others if is_here(job, False)]


def _cut_out(problem: Problem, jobs: list[int], crews: list[list[int]]) -> Part:
    engineers = sorted(who for crew in crews for who in crew)
    people = tuple(problem.engineers[who] for who in engineers)
    ids = frozenset(engineer.id for engineer in people)
    tasks = tuple(_forget_others(problem.jobs[job], ids) for job in sorted(jobs))
    used = dict.fromkeys(place for engineer in people for place in _places_of(engineer))
    locations = tuple(dict.fromkeys([*used, *(job.location for job in tasks)]))
    columns = [problem.places[name] for name in locations]
    travel = tuple(tuple(problem.travel[row][column] for column in columns) for row in columns)
    return Part(
        Problem(locations, travel, people, tasks, problem.costs), tuple(sorted(jobs)), tuple(engineers)
    )


def _places_of(engineer: Engineer) -> list[str]:
    shift = engineer.shift
    return [shift.origin] if shift.destination is None else [shift.origin, shift.destination]


def _forget_others(job: Job, ids: frozenset[str]) -> Job:
    return replace(job, preferred=job.preferred & ids, forbidden=job.forbidden & ids)
