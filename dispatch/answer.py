"""From the kernel's arrays back to a plan: starts as timed, arrivals just in time, breaks as taken."""

from __future__ import annotations

from dispatch.kernel.layout import Model, Work
from dispatch.plan import Rest, Route, Stop
from dispatch.problem import Engineer, Problem


def read_routes(problem: Problem, model: Model, work: Work) -> tuple[Route, ...]:
    """The route of every engineer who has a stop, in the order of the problem."""
    return tuple(
        _read_route(problem, model, work, index)
        for index in range(len(problem.engineers))
        if work.tours[index]["head"] >= 0
    )


def _read_route(problem: Problem, model: Model, work: Work, index: int) -> Route:
    engineer = problem.engineers[index]
    width = model.durations.shape[1]
    rests = [
        Rest(
            float(work.rests[index, number]),
            float(work.rests[index, number] + model.breaks[index, number, 2]),
        )
        for number in range(len(engineer.breaks))
    ]
    stops: list[Stop] = []
    place, free, rested = engineer.shift.origin, engineer.shift.start, 0
    number = int(work.tours[index]["head"])
    while number >= 0:
        stop = work.stops[number]
        job = problem.jobs[number // width]
        drive = problem.travel_between(place, job.location)
        start, taken = float(stop["start"]), int(stop["rested"])
        arrive = _arrive_just_in_time(free, start, drive, rests[rested:taken])
        parts = tuple(
            part.id for at, part in enumerate(job.parts) if work.assign[number // width, at] == index
        )
        stops.append(Stop(job.id, parts, arrive, start, float(stop["end"])))
        place, free, rested = job.location, float(stop["end"]), taken
        number = int(stop["next"])
    return Route(engineer.id, tuple(stops), tuple(rests), _back(engineer, work, index))


def _back(engineer: Engineer, work: Work, index: int) -> float:
    return float(work.tours[index]["back"])


def _arrive_just_in_time(free: float, start: float, drive: float, rests: list[Rest]) -> float:
    """The latest arrival whose drive meets no break: better to wait before leaving than at the door."""
    leave_from = [free, *(max(free, rest.end) for rest in rests)]
    arrive_by = [*(rest.start for rest in rests), start]
    for earliest, latest in zip(reversed(leave_from), reversed(arrive_by), strict=True):
        if latest - drive >= earliest:
            return latest
    # Rounding only: the tightest leg is exactly as long as its drive.
    gaps = zip(leave_from, arrive_by, strict=True)
    earliest, latest = max(gaps, key=lambda gap: gap[1] - gap[0])
    return latest
