"""From the kernel's arrays back to a plan: starts as timed, arrivals just in time, breaks as taken."""

from __future__ import annotations

import numpy as np

from dispatch.kernel.layout import Model, Work
from dispatch.plan import Rest, Route, Stop
from dispatch.problem import Problem


def read_routes(problem: Problem, model: Model, work: Work) -> tuple[Route, ...]:
    """The route of every engineer who has a stop, in the order of the problem."""
    stops = _Stops(model, work)
    return tuple(
        _read_route(problem, work, stops, int(index)) for index in np.flatnonzero(work.tours["head"] >= 0)
    )


class _Stops:
    """The columns of all stops as lists: reading records one by one takes ten times as long."""

    def __init__(self, model: Model, work: Work) -> None:
        self.width = model.durations.shape[1]
        self.start: list[float] = work.stops["start"].tolist()
        self.end: list[float] = work.stops["end"].tolist()
        self.rested: list[int] = work.stops["rested"].tolist()
        self.next: list[int] = work.stops["next"].tolist()
        self.assign: list[list[int]] = work.assign.tolist()
        self.lengths: list[list[float]] = model.breaks[:, :, 2].tolist()


def _read_route(problem: Problem, work: Work, stops: _Stops, index: int) -> Route:
    engineer = problem.engineers[index]
    rests = [
        Rest(start, start + length)
        for start, length in zip(
            work.rests[index, : len(engineer.breaks)].tolist(), stops.lengths[index], strict=False
        )
    ]
    route: list[Stop] = []
    place, free, rested = engineer.shift.origin, engineer.shift.start, 0
    number = int(work.tours[index]["head"])
    while number >= 0:
        job, crew = problem.jobs[number // stops.width], stops.assign[number // stops.width]
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
