"""From the kernel's arrays back to a plan: starts as timed, arrivals just in time, breaks as taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.kernel.layout import Ints, Model, Records, Work
from dispatch.plan import Rest, Route, Stop
from dispatch.problem import Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """Routes by the engineer's number, and the arrays they were read from; a copy, which nobody changes."""

    routes: Mapping[int, Route]
    work: Work


def read_answer(problem: Problem, model: Model, work: Work) -> Answer:
    """Every route, kept so that a plan that differs little need not be read anew."""
    kept = work._replace(
        stops=work.stops.copy(), tours=work.tours.copy(), assign=work.assign.copy(), rests=work.rests.copy()
    )
    routes = read_routes(problem, model, kept)
    return Answer(dict(zip(_find_busy(kept).tolist(), routes, strict=True)), kept)


def read_routes(
    problem: Problem, model: Model, work: Work, *, like: Answer | None = None
) -> tuple[Route, ...]:
    """The route of every engineer who has a stop, in the order of the problem.

    `like`: an answer to the same problem, whose routes are taken where nothing differs.
    """
    stops = _Stops(work)
    known = dict(like.routes) if like else {}
    for index in _find_changed(work, like.work).tolist() if like else ():
        known.pop(index, None)
    return tuple(
        known[index] if index in known else _read_route(problem, model, work, stops, index)
        for index in _find_busy(work).tolist()
    )


def _find_busy(work: Work) -> Ints:
    return np.flatnonzero(work.tours["head"] >= 0)


def _find_changed(one: Work, other: Work) -> Ints:
    """The engineers whose day is not the same in both: his first stop, any of them, a break, the way home."""
    stops = _differ(one.stops, other.stops, ("engineer", "next", "rested", "start", "end"))
    # Where a job is shared out otherwise, all its stops count.
    stops |= np.repeat((one.assign != other.assign).any(axis=1), one.assign.shape[1])
    tours = _differ(one.tours, other.tours, ("head", "back")) | (one.rests != other.rests).any(axis=1)
    people = (one.stops["engineer"][stops], other.stops["engineer"][stops], np.flatnonzero(tours))
    return np.unique(np.concatenate(people))


def _differ(one: Records, other: Records, columns: Sequence[str]) -> NDArray[np.bool_]:
    differ: NDArray[np.bool_] = np.logical_or.reduce([one[name] != other[name] for name in columns])
    return differ


class _Stops:
    """The columns of all stops as lists: reading records one by one takes ten times as long."""

    def __init__(self, work: Work) -> None:
        self.width = work.assign.shape[1]
        self.start: list[float] = work.stops["start"].tolist()
        self.end: list[float] = work.stops["end"].tolist()
        self.rested: list[int] = work.stops["rested"].tolist()
        self.next: list[int] = work.stops["next"].tolist()
        self.who: list[int] = work.assign.ravel().tolist()

    def crew_of(self, job: int) -> list[int]:
        return self.who[job * self.width : (job + 1) * self.width]


def _read_route(problem: Problem, model: Model, work: Work, stops: _Stops, index: int) -> Route:
    engineer = problem.engineers[index]
    begins, lengths = work.rests[index].tolist(), model.breaks[index, :, 2].tolist()
    rests = [
        Rest(start, start + length)
        for start, length, _ in zip(begins, lengths, engineer.breaks, strict=False)
    ]
    route: list[Stop] = []
    place, free, rested = engineer.shift.origin, engineer.shift.start, 0
    number = int(work.tours[index]["head"])
    while number >= 0:
        job, crew = problem.jobs[number // stops.width], stops.crew_of(number // stops.width)
        start, taken = stops.start[number], stops.rested[number]
        drive = problem.travel_between(place, job.location)
        arrive = _arrive_just_in_time(free, start, drive, rests[rested:taken])
        parts = tuple(part.id for part, who in zip(job.parts, crew, strict=False) if who == index)
        route.append(Stop(job.id, parts, arrive, start, stops.end[number]))
        place, free, rested = job.location, stops.end[number], taken
        number = stops.next[number]
    return Route(engineer.id, tuple(route), tuple(rests), float(work.tours[index]["back"]))


def _arrive_just_in_time(free: float, start: float, drive: float, rests: list[Rest]) -> float:
    """The latest arrival whose drive meets no break: better to wait before leaving than at the door."""
    if not rests:
        return start
    leave_from = [free, *(max(free, rest.end) for rest in rests)]
    arrive_by = [*(rest.start for rest in rests), start]
    for earliest, latest in zip(reversed(leave_from), reversed(arrive_by), strict=True):
        if latest - drive >= earliest:
            return latest
    # Rounding only: the tightest leg is exactly as long as its drive.
    gaps = zip(leave_from, arrive_by, strict=True)
    earliest, latest = max(gaps, key=lambda gap: gap[1] - gap[0])
    return latest
