"""A plan laid out once as arrays, so that many questions about it are answered in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dispatch.answer import read_answer
from dispatch.kernel import anneal, places
from dispatch.kernel.build import build_model
from dispatch.kernel.changes import save, take_back, take_out
from dispatch.kernel.layout import (
    LATE,
    LATEST,
    LOG,
    OVER,
    SETTLED,
    SHIFTED,
    Floats,
    Ints,
    Work,
    handle,
    new_work,
)
from dispatch.kernel.timing import INFINITE, time_pending, total_cost
from dispatch.plan import Plan, Unplanned
from dispatch.problem import Job, Problem
from dispatch.search import Impossible, average_cost, heat_at, read_crews, read_waits
from dispatch.solve import make_plan
from dispatch.unplanned import LeftOut

TRIED_FOR_EACH, MOST_PLACES = 8, 400
ENGINEERS_ASKED = 16
# Around a new visit: what stands near it, and what its crew does that day.
POLISHED_NEIGHBOURS = 30
POLISHING_RUN = 200


@dataclass(frozen=True, slots=True)
class Placing:
    """A place in the order and a crew; what it adds to each cost term, and how much later others start."""

    position: int
    row: tuple[int, ...]
    start: float
    terms: Mapping[str, float]
    delayed: Mapping[str, float]


class PreparedPlan:
    """A problem and a plan for it, to be asked by one thread. Raises Impossible when the plan cannot be followed."""

    def __init__(self, problem: Problem, plan: Plan, *, for_polishing: bool = False) -> None:
        self.problem = problem
        self._plan = plan
        self._model = build_model(problem, plan, with_neighbours=for_polishing)
        self._numbers = {job.id: number for number, job in enumerate(problem.jobs)}
        self._work = self._follow(plan)
        self._m, self._w = handle(self._model), handle(self._work)
        self._answer = read_answer(problem, self._model, self._work) if for_polishing else None

    def find_placings(self, job_id: str, top: int) -> list[Placing]:
        """The cheapest, best first; none for a pinned job. Raises KeyError for an unknown one."""
        job = self._numbers[job_id]
        if self.problem.jobs[job].pinned or top < 1:
            return []
        wanted = min(top * TRIED_FOR_EACH, len(self._work.place_cost))
        costs = np.full(wanted, INFINITE)
        beginning = save(self._w)
        self._take_out(job)
        found = places.rank_places(self._m, self._w, job, costs, wanted, ENGINEERS_ASKED)
        placings = self._describe_best(job, costs[:found], top)
        take_back(self._m, self._w, beginning)
        return placings

    def make_plan(self, job_id: str, placing: Placing) -> Plan:
        """The plan with the job placed so, judged."""
        job = self._numbers[job_id]
        beginning = save(self._w)
        self._take_out(job)
        places.try_place(self._m, self._w, job, placing.position, self._row(placing), INFINITE)
        # Timed afresh: trials taken back may have left their breaks behind.
        settled = new_work(self._model, seed=0)
        settled.waits[:] = self._work.waits
        possible = anneal.rebuild(handle(self._model), handle(settled), self._work.assign, self._work.order)
        take_back(self._m, self._w, beginning)
        if not possible:
            raise Impossible("The rest of the plan cannot be kept with this place.")
        return make_plan(self.problem, self._model, settled, like=self._answer)

    def explain_left_out(self, job_id: str) -> Unplanned:
        """Why the plan leaves the job out, and what would help. Raises KeyError for an unknown job."""
        return LeftOut(self.problem, self._model, self._work).explain(self._numbers[job_id])

    def polish(self, job_id: str, *, seconds: float, seed: int) -> Plan:
        """Place the job at its best and search around it for so long."""
        began = time.monotonic()
        job = self._numbers[job_id]
        best = next(iter(self.find_placings(job_id, 1)), None)
        beginning = save(self._w)
        if best is not None:
            self._take_out(job)
            places.try_place(self._m, self._w, job, best.position, self._row(best), INFINITE)
        work = new_work(self._model, seed=seed, focus=self._around(job))
        work.waits[:] = self._work.waits
        m, w = handle(self._model), handle(work)
        anneal.rebuild(m, w, self._work.assign, self._work.order)
        take_back(self._m, self._w, beginning)
        cost = total_cost(m, w)
        heat = heat_at(average_cost(self._model, work.assign, cost), share=1.0)
        assign, order, waits = work.assign.copy(), work.order.copy(), work.waits.copy()
        while time.monotonic() - began < seconds:
            cost = anneal.anneal(m, w, assign, order, waits, cost, heat, POLISHING_RUN)
        work.waits[:] = waits
        anneal.rebuild(m, w, assign, order)
        known = {left.job: left for left in self._plan.unplanned if left.job != job_id}
        return make_plan(self.problem, self._model, work, known=known, like=self._answer)

    def _follow(self, plan: Plan) -> Work:
        assign, order = read_crews(self.problem, self._model, plan)
        work = new_work(self._model, seed=0, places=MOST_PLACES)
        work.waits[len(self.problem.jobs) :] = read_waits(self.problem, self._model, plan)
        kept = anneal.follow_plan(handle(self._model), handle(work), assign, order)
        if kept != int((assign[:, 0] >= 0).sum()) or kept != len(plan.crews()):
            raise Impossible("The plan given cannot be kept for this problem; check it, or solve from it.")
        return work

    def _take_out(self, job: int) -> None:
        if self._work.assign[job, 0] >= 0:
            take_out(self._m, self._w, job)
            if not time_pending(self._m, self._w, INFINITE):
                raise Impossible("Without this job the rest of the plan cannot be kept.")

    def _describe_best(self, job: int, costs: Floats, top: int) -> list[Placing]:
        placings: list[Placing] = []
        seen: set[tuple[float, ...]] = set()
        first = job * self._model.durations.shape[1]
        # Each trial overwrites the short list's rows, so they are copied first.
        positions, rows = self._work.place_at.copy(), self._work.place_row.copy()
        for at in np.argsort(costs, kind="stable"):
            if costs[at] >= INFINITE or len(placings) == top:
                break
            before, logged = self._work.totals.copy(), int(self._work.counts[LOG])
            point = save(self._w)
            places.try_place(self._m, self._w, job, positions[at], rows[at], INFINITE)
            key = (*rows[at].tolist(), float(self._work.stops[first]["start"]))
            if key not in seen:
                seen.add(key)
                placings.append(self._describe(job, int(positions[at]), rows[at], before, logged))
            take_back(self._m, self._w, point)
        return placings

    def _describe(self, job: int, position: int, row: Ints, before: Floats, logged: int) -> Placing:
        document, parts = self.problem.jobs[job], len(self.problem.jobs[job].parts)
        crew = tuple(int(who) for who in row[:parts])
        first = job * self._model.durations.shape[1]
        starts = self._work.stops["start"][[first + crew.index(who) for who in dict.fromkeys(crew)]]
        return Placing(
            position=position,
            row=crew,
            start=float(starts.min()),
            terms=self._price(document, crew, self._work.totals - before),
            delayed=self._find_delayed(job, logged),
        )

    def _price(self, job: Job, crew: tuple[int, ...], more: Floats) -> dict[str, float]:
        """What each term rises by, from the changes of the kernel's sums."""
        costs = self.problem.costs
        people = {self.problem.engineers[who].id for who in crew}
        visit = costs.visit * len(people)
        strangers = costs.not_preferred * len(people - job.preferred) if job.preferred else 0.0
        terms = {
            "travel": float(more[SETTLED]) + job.unplanned_cost - visit - strangers,
            "visit": visit,
            "lateness": costs.lateness * float(more[LATE]),
            "max_lateness": costs.max_lateness * float(more[LATEST]),
            "overtime": costs.overtime * float(more[OVER]),
            "not_preferred": strangers,
            "moved": costs.moved * float(more[SHIFTED]),
            "unplanned": 0.0,
        }
        # Zero added: no -0.
        return {
            name: round(value, 6) + 0.0 for name, value in {"total": sum(terms.values()), **terms}.items()
        }

    def _find_delayed(self, job: int, logged: int) -> dict[str, float]:
        """How much later other jobs start than before the trial that was logged."""
        width = self._model.durations.shape[1]
        log = self._work.log[logged : int(self._work.counts[LOG])]
        earlier: dict[int, float] = {}
        for stop, start in zip(log["what"].tolist(), log["start"].tolist(), strict=True):
            if stop >= 0 and stop // width != job:
                earlier.setdefault(stop, start)
        delayed: dict[str, float] = {}
        for stop, start in earlier.items():
            later = float(self._work.stops[stop]["start"]) - start
            name = self.problem.jobs[stop // width].id
            if later > max(1e-6, delayed.get(name, 0.0)):
                delayed[name] = later
        return delayed

    def _row(self, placing: Placing) -> Ints:
        row = np.zeros(self._model.durations.shape[1], dtype=np.int64)
        row[: len(placing.row)] = placing.row
        return row

    def _around(self, job: int) -> Ints:
        """The job, its neighbours, and the other visits of its crew."""
        width = self._model.durations.shape[1]
        near = [int(other) for other in self._model.near[job, :POLISHED_NEIGHBOURS] if other >= 0]
        colleagues = []
        for engineer in {int(who) for who in self._work.assign[job] if who >= 0}:
            stop = int(self._work.tours[engineer]["head"])
            while stop >= 0:
                colleagues.append(stop // width)
                stop = int(self._work.stops[stop]["next"])
        return np.array(list(dict.fromkeys([job, *colleagues, *near])), dtype=np.int64)
