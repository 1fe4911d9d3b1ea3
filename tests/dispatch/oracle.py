"""The least possible cost of a small problem in whole numbers, proven by OR-Tools CP-SAT.

Written from the contract alone; it shares nothing with the search or the judge but the values of the problem.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from dispatch.problem import Engineer, Job, Problem

SLACK = 1000


class Unproven(RuntimeError):
    """The solver ran out of time before it had a proof."""


def prove_least_cost(problem: Problem, *, known: float, seconds: float = 120.0) -> float:
    """The optimum. `known` is the cost of a plan that exists, and only speeds the proof up.

    Raises Unproven; ValueError when not even the known cost can be reached, so that model and judge disagree.
    """
    model = _Day(problem)
    model.cp.add(model.cost <= round(known))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    verdict = solver.solve(model.cp)
    if verdict == cp_model.INFEASIBLE:
        raise ValueError(f"No plan costs {known:g} or less.")
    if verdict != cp_model.OPTIMAL:
        raise Unproven(f"No proof within {seconds:g} s")
    return float(solver.objective_value)


@dataclass
class _Day:
    """All variables and rules of a problem."""

    problem: Problem
    cp: Any = field(default_factory=cp_model.CpModel)
    cost: Any = 0

    def __post_init__(self) -> None:
        ends = [e.shift.end + e.shift.overtime for e in self.problem.engineers]
        self.horizon = int(max(ends, default=0)) + SLACK
        self.does: dict[tuple[str, str, str], Any] = {}
        self.starts: dict[tuple[str, str], Any] = {}
        self.planned: dict[str, Any] = {}
        largest = self.cp.new_int_var(0, self.horizon, "largest lateness")
        for job in self.problem.jobs:
            self._staff(job)
            self._time(job, largest)
        for engineer in self.problem.engineers:
            self._route(engineer)
        self.cost += int(self.problem.costs.max_lateness) * largest
        self.cp.minimize(self.cost)

    def _staff(self, job: Job) -> None:
        planned = self.cp.new_bool_var(f"{job.id} planned")
        self.planned[job.id] = planned
        self.cost += int(job.unplanned_cost) * (1 - planned)
        for part in job.parts:
            choices = []
            for engineer in self.problem.engineers:
                if job.pinned:
                    allowed = job.pinned.engineers[part.id] == engineer.id
                else:
                    allowed = engineer.can_do(part) and engineer.id not in job.forbidden
                if allowed:
                    does = self.cp.new_bool_var(f"{engineer.id} {job.id} {part.id}")
                    self.does[engineer.id, job.id, part.id] = does
                    choices.append(does)
            self.cp.add(sum(choices) == planned)
        if job.pinned:
            self.cp.add(planned == 1)

    def _time(self, job: Job, largest: Any) -> None:
        first = self.cp.new_int_var(-SLACK, self.horizon, f"{job.id} starts")
        for part in job.parts:
            start = first
            if job.staffing == "separate" and part is not job.parts[0]:
                start = self.cp.new_int_var(-SLACK, self.horizon, f"{job.id} {part.id} starts")
                self.cp.add(start >= first + int(job.gap.min))
                self.cp.add(start <= first + int(job.gap.max))
            self.starts[job.id, part.id] = start
            if job.pinned is None:
                if job.window.earliest > -math.inf:
                    self.cp.add(start >= int(job.window.earliest)).only_enforce_if(self.planned[job.id])
                if job.window.latest < math.inf:
                    self.cp.add(start <= int(job.window.latest)).only_enforce_if(self.planned[job.id])
            if job.due < math.inf:
                late = self.cp.new_int_var(0, self.horizon, f"{job.id} {part.id} late")
                self.cp.add(late >= start - int(job.due)).only_enforce_if(self.planned[job.id])
                self.cp.add(largest >= late)
                self.cost += int(self.problem.costs.lateness) * int(job.weight) * late
        if job.pinned:
            self.cp.add(first == int(job.pinned.start))

    def _route(self, engineer: Engineer) -> None:
        shift, costs = engineer.shift, self.problem.costs
        jobs = [job for job in self.problem.jobs if self._parts_of(engineer, job)]
        stops = [_Stop(self, engineer, job) for job in jobs]
        used = self.cp.new_bool_var(f"{engineer.id} used")
        back = self.cp.new_int_var(-SLACK, self.horizon, f"{engineer.id} back")
        home = self.cp.new_int_var(0, self.horizon, f"{engineer.id} way home")
        leave_last = self.cp.new_int_var(-SLACK, self.horizon, f"{engineer.id} leaves for home")
        self.cp.add(back == leave_last + home)
        arcs = [(0, 0, ~used)]
        ways: list[list[Any]] = [[] for _ in stops]
        ways_home = []
        for at, stop in enumerate(stops, start=1):
            arcs.append((at, at, ~stop.present))
            self.cp.add_implication(stop.present, used)
            leaves = self.cp.new_bool_var("first")
            arcs.append((0, at, leaves))
            road = self._travel(shift.origin, stop.job.location)
            ways[at - 1].append(road * leaves)
            self.cp.add(stop.arrive - road >= int(shift.start)).only_enforce_if(leaves)
            returns = self.cp.new_bool_var("last")
            arcs.append((at, 0, returns))
            road = 0 if shift.destination is None else self._travel(stop.job.location, shift.destination)
            ways_home.append(road * returns)
            if shift.destination is None:
                self.cp.add(back == stop.end).only_enforce_if(returns)
            else:
                self.cp.add(leave_last >= stop.end).only_enforce_if(returns)
            for other_at, other in enumerate(stops, start=1):
                if other is not stop:
                    goes = self.cp.new_bool_var("goes")
                    arcs.append((at, other_at, goes))
                    road = self._travel(stop.job.location, other.job.location)
                    ways[other_at - 1].append(road * goes)
                    self.cp.add(other.arrive - road >= stop.end).only_enforce_if(goes)
        if not stops:
            return
        self.cp.add_circuit(arcs)
        busy = [self.cp.new_optional_interval_var(leave_last, home, back, used, "home")]
        self.cp.add(home == sum(ways_home))
        for stop, way in zip(stops, ways, strict=True):
            self.cp.add(stop.drive == sum(way))
            busy += stop.intervals()
            self.cost += int(costs.travel) * stop.drive + int(costs.visit) * stop.present
            if stop.job.preferred and engineer.id not in stop.job.preferred:
                self.cost += int(costs.not_preferred) * stop.present
        self.cost += int(costs.travel) * home
        for rest in engineer.breaks:
            start = self.cp.new_int_var(int(rest.earliest), int(rest.latest), f"{engineer.id} rests")
            length = int(rest.duration)
            busy.append(self.cp.new_optional_interval_var(start, length, start + length, used, "rest"))
        self.cp.add_no_overlap(busy)
        if engineer.max_visits is not None:
            self.cp.add(sum(stop.present for stop in stops) <= engineer.max_visits)
        over = self.cp.new_int_var(0, int(shift.overtime), f"{engineer.id} overtime")
        self.cp.add(over >= back - int(shift.end)).only_enforce_if(used)
        self.cost += int(costs.overtime) * over

    def _parts_of(self, engineer: Engineer, job: Job) -> list[Any]:
        return [part for part in job.parts if (engineer.id, job.id, part.id) in self.does]

    def _travel(self, origin: str, destination: str) -> int:
        return int(self.problem.travel_between(origin, destination))


class _Stop:
    """One engineer at one job, if he goes there."""

    def __init__(self, day: _Day, engineer: Engineer, job: Job) -> None:
        self.job, self._cp = job, day.cp
        shares = {part: day.does[engineer.id, job.id, part.id] for part in day._parts_of(engineer, job)}
        self.present = day.cp.new_bool_var(f"{engineer.id} at {job.id}")
        day.cp.add_max_equality(self.present, list(shares.values()))
        if job.staffing == "separate":
            day.cp.add(sum(shares.values()) <= 1)
        self.start, self.arrive, self.leave, self.end = (
            day.cp.new_int_var(-SLACK, day.horizon, f"{engineer.id} at {job.id} {what}")
            for what in ("starts", "arrives", "leaves for it", "ends")
        )
        self.drive, self.length = (
            day.cp.new_int_var(0, day.horizon, f"{engineer.id} at {job.id} {what}")
            for what in ("drives", "works")
        )
        day.cp.add(self.length == sum(int(part.duration) * does for part, does in shares.items()))
        day.cp.add(self.end == self.start + self.length)
        day.cp.add(self.leave == self.arrive - self.drive)
        day.cp.add(self.start >= self.arrive).only_enforce_if(self.present)
        for part, does in shares.items():
            day.cp.add(self.start == day.starts[job.id, part.id]).only_enforce_if(does)

    def intervals(self) -> list[Any]:
        return [
            self._cp.new_optional_interval_var(self.start, self.length, self.end, self.present, "work"),
            self._cp.new_optional_interval_var(self.leave, self.drive, self.arrive, self.present, "drive"),
        ]
