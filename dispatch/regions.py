"""Thousands of jobs: the region is split, its parts are planned on their own, joined, and searched across the borders.

`solve_by_regions` does all of it at once; `split`, `solve` for each part and `join_parts` are for whoever plans the parts elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np

from dispatch.check import moved_jobs
from dispatch.kernel.build import build_model
from dispatch.kernel.layout import Floats, Ints, Model
from dispatch.plan import Plan, Route, Search
from dispatch.problem import Engineer, Job, Problem
from dispatch.search import search_from
from dispatch.solve import Progress, make_plan, solve
from dispatch.stopping import StopRule

MOST_JOBS = 300
SHARE_FOR_PARTS = 0.7
# A job stands at a border when so many of its nearest neighbours include one of another part.
NEIGHBOURS_LOOKED_AT = 10


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
    parts = split(problem, start=start, most_jobs=most_jobs)
    if len(parts) < 2:
        return solve(problem, stop=stop, seed=seed, start=start, threads=threads)
    rounds = -(-len(parts) // threads)
    for_part = _shorten(stop, SHARE_FOR_PARTS / rounds)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        plans = list(pool.map(partial(solve, stop=for_part, seed=seed, start=start), parts))
    return join_parts(problem, plans, stop=_shorten(stop, 1 - SHARE_FOR_PARTS), seed=seed, start=start)


def split(problem: Problem, *, start: Plan | None = None, most_jobs: int = MOST_JOBS) -> list[Problem]:
    """Halve the region until no part has more jobs; people who share a pinned visit stay together.

    A visit of `start`, the plan to stay close to, goes where most of its crew is.
    """
    travel = np.array(problem.travel, dtype=np.float64).reshape(len(problem.locations), -1)
    travel = (travel + travel.T) / 2
    promised = _promised_crews(problem, start)
    halves = [(list(range(len(problem.jobs))), _group_by_pins(problem))]
    parts = []
    while halves:
        jobs, crews = halves.pop()
        if len(jobs) <= most_jobs or len(crews) < 2:
            people = [problem.engineers[who].id for crew in crews for who in crew]
            parts.append(cut_out(problem, [problem.jobs[job].id for job in jobs], people))
        else:
            halves += reversed(_halve(problem, travel, promised, jobs, crews))
    return parts


def cut_out(problem: Problem, jobs: Collection[str], engineers: Collection[str]) -> Problem:
    """The problem of these jobs and engineers alone, with the places that they need."""
    ids = frozenset(engineers)
    chosen = frozenset(jobs)
    people = tuple(engineer for engineer in problem.engineers if engineer.id in ids)
    tasks = tuple(_forget_others(job, ids) for job in problem.jobs if job.id in chosen)
    used = [place for engineer in people for place in _places_of(engineer)]
    locations = tuple(dict.fromkeys([*used, *(job.location for job in tasks)]))
    columns = [problem.places[name] for name in locations]
    travel = tuple(tuple(problem.travel[row][column] for column in columns) for row in columns)
    return Problem(locations, travel, people, tasks, problem.costs)


def join_parts(
    problem: Problem,
    plans: Sequence[Plan],
    *,
    stop: StopRule,
    seed: int = 1,
    start: Plan | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Plan:
    """One plan of the parts' plans, searched from there, along the borders first; the judge accepts it.

    The problem may have changed since: what it still allows of the plans is kept, what is new gets a place.
    """
    model = build_model(problem, start)
    joined = _put_together(plans)
    if start is not None and problem.costs.moved > 0:
        joined = _bring_back(problem, joined, start)

    def watch(share: float, best: float, iterations: int) -> None:
        if progress is not None:
            progress(Progress(share, best, iterations))

    found = search_from(
        problem,
        model,
        seed=seed,
        stop=stop,
        start=joined,
        watch=watch,
        is_cancelled=cancel.is_set if cancel else lambda: False,
        focus=_find_border(problem, model, plans),
        from_cold=True,
    )
    record = Search(seed, found.iterations, round(found.seconds, 3), found.stopped_by)
    return make_plan(problem, model, found.work, start=start, search=record)


def _put_together(plans: Sequence[Plan]) -> Plan:
    """The routes of all parts as one plan; nobody is in two parts, so nothing can collide."""
    routes = tuple(route for plan in plans for route in plan.routes)
    unplanned = tuple(left for plan in plans for left in plan.unplanned)
    return Plan(routes, unplanned, {"total": sum(plan.total for plan in plans)})


def _bring_back(problem: Problem, joined: Plan, start: Plan) -> Plan:
    """Joint visits of `start` whose crew lives in two parts: neither could keep them, so they go back to their places."""
    before = start.crews()
    torn = {job for job in moved_jobs(problem, joined, start) if len(before[job]) > 1}
    days = {route.engineer: [stop for stop in route.stops if stop.job not in torn] for route in joined.routes}
    for job in torn:
        for who, stop in before[job].items():
            days.setdefault(who, []).append(stop)
    rests = {route.engineer: route.breaks for route in joined.routes}
    routes = tuple(
        Route(who, tuple(sorted(stops, key=lambda stop: stop.start)), rests.get(who, ()), 0.0)
        for who, stops in days.items()
    )
    return replace(joined, routes=routes)


def _find_border(problem: Problem, model: Model, plans: Sequence[Plan]) -> Ints:
    """Jobs near another part's jobs, and those that have no place in any part."""
    homes = {job: number for number, plan in enumerate(plans) for job in plan.crews()}
    home = np.array([homes.get(job.id, -1) for job in problem.jobs], dtype=np.int64)
    near = model.near[:, :NEIGHBOURS_LOOKED_AT]
    is_other = (near >= 0) & (home[near] != home[:, None])
    border = np.flatnonzero((home < 0) | is_other.any(axis=1))
    return border if len(border) else np.arange(len(model.jobs), dtype=np.int64)


def _shorten(stop: StopRule, share: float) -> StopRule:
    return replace(
        stop,
        seconds=None if stop.seconds is None else stop.seconds * share,
        idle_seconds=None if stop.idle_seconds is None else stop.idle_seconds * share,
    )


def _promised_crews(problem: Problem, start: Plan | None) -> dict[str, frozenset[str]]:
    """Who is promised to a job, by pin or by the plan given."""
    given = {} if start is None else {job: frozenset(stops) for job, stops in start.crews().items()}
    return given | {job.id: frozenset(job.pinned.engineers.values()) for job in problem.jobs if job.pinned}


def _group_by_pins(problem: Problem) -> list[list[int]]:
    """Engineers who are pinned to one visit together, in one group; everybody else in his own."""
    numbers = {engineer.id: number for number, engineer in enumerate(problem.engineers)}
    group = list(range(len(numbers)))
    for job in problem.jobs:
        crew = [numbers[who] for who in job.pinned.engineers.values()] if job.pinned else []
        merged = {group[who] for who in crew}
        if len(merged) > 1:
            group = [min(merged) if each in merged else each for each in group]
    return [[who for who, own in enumerate(group) if own == name] for name in dict.fromkeys(group)]


Half = tuple[list[int], list[list[int]]]
"""Numbers of jobs, and of engineers in groups that stay together."""


def _halve(
    problem: Problem,
    travel: Floats,
    promised: Mapping[str, frozenset[str]],
    jobs: list[int],
    crews: list[list[int]],
) -> tuple[Half, Half]:
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
    first, second = _keep_promises(problem, promised, (chosen[:half], near), (chosen[half:], far))
    return (first, near), (second, far)


def _keep_promises(
    problem: Problem, promised: Mapping[str, frozenset[str]], one: Half, other: Half
) -> tuple[list[int], list[int]]:
    """The jobs of either half: a promised visit goes where more of its people are."""
    sides = (one, other)
    people = [{problem.engineers[who].id for crew in crews for who in crew} for _, crews in sides]
    shared: tuple[list[int], list[int]] = ([], [])
    for own, (jobs, _) in enumerate(sides):
        for job in jobs:
            crew = promised.get(problem.jobs[job].id, frozenset())
            is_elsewhere = len(crew & people[1 - own]) > len(crew & people[own])
            shared[1 - own if is_elsewhere else own].append(job)
    return shared


def _places_of(engineer: Engineer) -> list[str]:
    shift = engineer.shift
    return [shift.origin] if shift.destination is None else [shift.origin, shift.destination]


def _forget_others(job: Job, ids: frozenset[str]) -> Job:
    return replace(job, preferred=job.preferred & ids, forbidden=job.forbidden & ids)
