"""Ranked places for one job in a plan that is otherwise kept: who, when, what it costs and whom it delays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.kernel import anneal, places
from dispatch.kernel.build import build_model
from dispatch.kernel.changes import save, take_back, take_out
from dispatch.kernel.layout import Model, Work, handle, new_work
from dispatch.kernel.timing import INFINITE, time_pending
from dispatch.plan import Plan
from dispatch.problem import Problem
from dispatch.search import Impossible, read_crews
from dispatch.solve import make_plan

CANDIDATES_FOR_EACH = 8


@dataclass(frozen=True, slots=True)
class Place:
    """One way to do the job. `cost`: by how much the total rises, the unplanned cost saved not counted."""

    rank: int
    engineers: Mapping[str, str]
    start: float
    cost: float
    terms: Mapping[str, float]
    delayed: Mapping[str, float]
    plan: Plan

    def to_json(self) -> dict[str, Any]:
        return {
            "rank": self.rank,
            "engineers": dict(self.engineers),
            "start": self.start,
            "cost": self.cost,
            "terms": dict(self.terms),
            "delayed": dict(self.delayed),
        }


def rank_places(problem: Problem, plan: Plan, job_id: str, *, top: int = 5) -> list[Place]:
    """The cheapest places, best first; a job already planned is taken out first. Every `plan` is judged.

    Raises KeyError for an unknown job, Impossible when the plan given cannot be followed.
    """
    job = list(problem.jobs).index(problem.job(job_id))
    if problem.jobs[job].pinned:
        return []
    model = build_model(problem, plan, with_neighbours=False)
    wanted = max(1, top) * CANDIDATES_FOR_EACH
    work = _follow(problem, model, plan, job, wanted)
    m, w = handle(model), handle(work)
    costs = np.full(wanted, INFINITE)
    found = places.rank_places(m, w, job, costs, wanted)
    without = _settle(problem, model, work)
    ranked: list[Place] = []
    seen: set[tuple[object, ...]] = set()
    for at in np.argsort(costs[:found], kind="stable"):
        if costs[at] >= INFINITE or len(ranked) == top:
            break
        point = save(w)
        places.try_place(m, w, job, work.place_at[at], work.place_row[at].copy())
        first = float(work.stops[job * model.durations.shape[1]]["start"])
        key = (*work.place_row[at].tolist(), first)
        if key not in seen:
            seen.add(key)
            plan_with = _settle(problem, model, work)
            ranked.append(_describe(problem, job, plan_with, without, len(ranked) + 1))
        take_back(m, w, point)
    return ranked


def _settle(problem: Problem, model: Model, work: Work) -> Plan:
    """The plan these crews make, timed afresh: trials taken back may have left their breaks behind."""
    fresh = new_work(model, seed=0)
    if not anneal.rebuild(handle(model), handle(fresh), work.assign, work.order):
        raise Impossible("Without this job the rest of the plan cannot be kept.")
    return make_plan(problem, model, fresh)


def _follow(problem: Problem, model: Model, plan: Plan, job: int, wanted: int) -> Work:
    """The plan as arrays, without the job."""
    assign, order = read_crews(problem, model, plan)
    work = new_work(model, seed=0, places=wanted)
    m, w = handle(model), handle(work)
    kept = anneal.follow_plan(m, w, assign, order)
    if kept != int((assign[:, 0] >= 0).sum()) or kept != len(plan.crews()):
        raise Impossible("The plan given cannot be kept for this problem; check it, or solve from it.")
    if work.assign[job, 0] >= 0:
        take_out(m, w, job)
        if not time_pending(m, w):
            raise Impossible("Without this job the rest of the plan cannot be kept.")
        anneal.forget_history(w)
    return work


def _describe(problem: Problem, job: int, plan: Plan, without: Plan, rank: int) -> Place:
    crew = plan.crew_of(problem.jobs[job].id)
    before = dict(without.crews().items())
    delayed = {}
    for name, stops in plan.crews().items():
        later = max(
            (stop.start - before[name][who].start for who, stop in stops.items() if name in before),
            default=0.0,
        )
        if later > 1e-6:
            delayed[name] = later
    terms = {name: round(value - without.cost[name], 6) for name, value in plan.cost.items()}
    terms["unplanned"] = 0.0
    cost = round(plan.total - without.total + problem.jobs[job].unplanned_cost, 6)
    terms["total"] = cost
    return Place(
        rank=rank,
        engineers={part: who for who, stop in crew.items() for part in stop.parts},
        start=min(stop.start for stop in crew.values()),
        cost=cost,
        terms=terms,
        delayed=delayed,
        plan=plan,
    )
