"""The way in: `solve(problem, stop=..., seed=...)` gives a plan that the judge has accepted."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from dispatch.answer import Answer, read_routes
from dispatch.check import check_rules, price_plan
from dispatch.faults import Fault, InvalidProblem
from dispatch.kernel.build import build_model
from dispatch.kernel.layout import Model, Work
from dispatch.pins import find_pin_faults
from dispatch.plan import Plan, Search, Unplanned
from dispatch.problem import Pin, Problem
from dispatch.search import Found, search_from
from dispatch.stopping import StopRule
from dispatch.unplanned import LeftOut


class RejectedPlan(RuntimeError):
    """The search made a plan that the judge does not accept: a fault of the planner, never of the problem."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: share done (0 to 1), best total so far, iterations of all seeds together."""

    share: float
    best: float
    iterations: int


def solve(
    problem: Problem,
    *,
    stop: StopRule,
    seed: int = 1,
    start: Plan | None = None,
    frozen: Iterable[str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    threads: int = 1,
) -> Plan:
    """Plan the jobs.

    `start`: a plan to begin from; where the problem prices `moved`, also the one to stay close to.
    `frozen`: ids of jobs that keep the crew and start they have in `start`.
    `threads`: so many seeds (`seed`, `seed` + 1, ...) are searched at once and the best plan is kept.
    `cancel`: once set, the best plan so far is returned soon.
    Raises InvalidProblem when pins and frozen visits contradict each other.
    """
    pinned = _freeze(problem, start, frozen or ())
    model = build_model(pinned, start)
    board = _Board(threads, progress)
    is_cancelled = cancel.is_set if cancel else lambda: False

    def search(number: int) -> Found:
        return search_from(
            pinned,
            model,
            seed=seed + number,
            stop=stop,
            start=start,
            watch=lambda share, best, iterations: board.post(number, share, best, iterations),
            is_cancelled=is_cancelled,
        )

    if threads <= 1:
        found = search(0)
        best_seed = seed
    else:
        with ThreadPoolExecutor(max_workers=threads) as pool:
            results = list(pool.map(search, range(threads)))
        number = min(range(threads), key=lambda index: (results[index].cost, index))
        found, best_seed = results[number], seed + number
    record = Search(best_seed, found.iterations, round(found.seconds, 3), found.stopped_by)
    return make_plan(pinned, model, found.work, start=start, search=record, judged_by=problem)


def make_plan(
    problem: Problem,
    model: Model,
    work: Work,
    *,
    start: Plan | None = None,
    search: Search | None = None,
    judged_by: Problem | None = None,
    known: Mapping[str, Unplanned] | None = None,
    like: Answer | None = None,
) -> Plan:
    """The plan in these arrays, priced and accepted by the judge. Raises RejectedPlan otherwise.

    `known`: jobs whose reason for being left out is known already. `like`: an answer that differs little.
    """
    routes = read_routes(problem, model, work, like=like)
    why = LeftOut(problem, model, work)
    left = [
        known[problem.jobs[job].id] if known and problem.jobs[job].id in known else why.explain(int(job))
        for job in np.flatnonzero(work.assign[:, 0] < 0)
    ]
    bare = Plan(routes, tuple(left), {})
    plan = replace(bare, cost=_named_costs(price_plan(problem, bare, start)), search=search)
    # The cost was just stated by the judge's own sums.
    violations = check_rules(judged_by or problem, plan)
    if violations:
        raise RejectedPlan("; ".join(str(violation) for violation in violations))
    return plan


def _named_costs(terms: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in terms.items()}


def _freeze(problem: Problem, start: Plan | None, frozen: Iterable[str]) -> Problem:
    """Pin the frozen jobs where they are in `start`."""
    ids = set(frozen)
    if not ids:
        return problem
    crews = start.crews() if start else {}
    faults = [
        Fault(f"frozen[{job_id!r}]", "is not planned in start", "jobs of the problem that start plans")
        for job_id in sorted(ids)
        if job_id not in crews or job_id not in {job.id for job in problem.jobs}
    ]
    jobs = []
    for job in problem.jobs:
        stops = crews.get(job.id, {})
        if job.id in ids and stops and job.pinned is None:
            engineers = {part: who for who, stop in stops.items() for part in stop.parts}
            first = next((s.start for s in stops.values() if job.parts[0].id in s.parts), math.nan)
            job = replace(job, pinned=Pin(engineers, first))
        jobs.append(job)
    pinned = replace(problem, jobs=tuple(jobs))
    faults = faults or find_pin_faults(pinned)
    if faults:
        raise InvalidProblem(faults)
    return pinned


class _Board:
    """Collects what the seeds report and tells the caller, one report at a time."""

    def __init__(self, threads: int, progress: Callable[[Progress], None] | None) -> None:
        self._lock = threading.Lock()
        self._progress = progress
        self._best = math.inf
        self._iterations = [0] * max(1, threads)

    def post(self, number: int, share: float, best: float, iterations: int) -> None:
        if self._progress is None:
            return
        with self._lock:
            self._best = min(self._best, best)
            self._iterations[number] = iterations
            self._progress(Progress(share, self._best, sum(self._iterations)))
