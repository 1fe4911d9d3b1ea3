"""Ranked places for one job in a plan that is otherwise kept: who, when, what it costs and whom it delays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dispatch.plan import Plan
from dispatch.prepared import Placing, PreparedPlan
from dispatch.problem import Problem


@dataclass(frozen=True)
class Place:
    """One way to do the job. `cost`: by how much the total rises, the unplanned cost saved not counted."""

    rank: int
    engineers: Mapping[str, str]
    start: float
    cost: float
    terms: Mapping[str, float]
    delayed: Mapping[str, float]
    _make_plan: Callable[[], Plan] = field(repr=False, compare=False)

    @cached_property
    def plan(self) -> Plan:
        """The whole plan with the job at this place, accepted by the judge. Made when first asked for."""
        return self._make_plan()

    def to_json(self) -> dict[str, Any]:
        return {
            "rank": self.rank,
            "engineers": dict(self.engineers),
            "start": self.start,
            "cost": self.cost,
            "terms": dict(self.terms),
            "delayed": dict(self.delayed),
        }


def insert(problem: Problem, plan: Plan, job_id: str, *, top: int = 5) -> list[Place]:
    """The cheapest places, best first; a job already planned is taken out first, a pinned one has none.

    Raises KeyError for an unknown job, Impossible when the plan given cannot be followed.
    """
    return rank_places(PreparedPlan(problem, plan), job_id, top=top)


def rank_places(prepared: PreparedPlan, job_id: str, *, top: int = 5) -> list[Place]:
    """Like `insert`, for many jobs asked one after another of one plan."""
    return [
        _describe(prepared, job_id, placing, rank)
        for rank, placing in enumerate(prepared.find_placings(job_id, top), start=1)
    ]


def polish(prepared: PreparedPlan, job_id: str, *, seconds: float, seed: int = 1) -> Plan:
    """The job at its best place, and then so long a search around it; the judged plan, if need be without the job.

    Raises KeyError for an unknown job.
    """
    return prepared.polish(job_id, seconds=seconds, seed=seed)


def _describe(prepared: PreparedPlan, job_id: str, placing: Placing, rank: int) -> Place:
    job = prepared.problem.job(job_id)
    crew = [prepared.problem.engineers[number].id for number in placing.row]
    return Place(
        rank=rank,
        engineers=dict(zip((part.id for part in job.parts), crew, strict=True)),
        start=placing.start,
        cost=placing.terms["total"],
        terms=placing.terms,
        delayed=placing.delayed,
        _make_plan=lambda: prepared.make_plan(job_id, placing),
    )
