"""Do the promised visits contradict each other, the shifts or the breaks? Then no plan can keep them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dispatch.breaks import chain_latest, order_breaks
from dispatch.faults import Fault
from dispatch.problem import Break, Engineer, Job, Problem


@dataclass(frozen=True, slots=True)
class _PinnedStop:
    path: str
    job: Job
    earliest: float
    latest: float
    duration: float


def find_pin_faults(problem: Problem) -> list[Fault]:
    """One fault for each engineer whose pins, breaks and shift cannot all be kept."""
    faults = []
    stops = _collect_stops(problem)
    for index, engineer in enumerate(problem.engineers):
        if engineer.breaks and order_breaks(engineer.breaks) is None:
            faults.append(
                Fault(
                    f"$.engineers[{index}].breaks",
                    "cannot be taken one after another",
                    "breaks with room for all",
                )
            )
        elif stops[engineer.id]:
            fault = _walk(
                problem, engineer, sorted(stops[engineer.id], key=lambda s: (s.earliest, s.duration))
            )
            faults += [fault] if fault else []
    return faults


def _collect_stops(problem: Problem) -> dict[str, list[_PinnedStop]]:
    stops: dict[str, list[_PinnedStop]] = {engineer.id: [] for engineer in problem.engineers}
    for index, job in enumerate(problem.jobs):
        if job.pinned is None:
            continue
        for who in sorted(set(job.pinned.engineers.values())):
            parts = [part for part in job.parts if job.pinned.engineers[part.id] == who]
            loose = job.staffing == "separate" and parts[0] is not job.parts[0]
            stops[who].append(
                _PinnedStop(
                    path=f"$.jobs[{index}].pinned",
                    job=job,
                    earliest=job.pinned.start + (job.gap.min if loose else 0.0),
                    latest=job.pinned.start + (job.gap.max if loose else 0.0),
                    duration=sum(part.duration for part in parts),
                )
            )
    return stops


def _walk(problem: Problem, engineer: Engineer, stops: list[_PinnedStop]) -> Fault | None:
    """Follow the engineer through his pinned stops, resting as soon as it costs nothing."""
    limit = engineer.max_visits
    if limit is not None and len(stops) > limit:
        return Fault(
            stops[limit].path, f"is stop {limit + 1} of {engineer.id}", f"at most {limit} (max_visits)"
        )
    breaks = order_breaks(engineer.breaks) or ()
    latest = chain_latest(breaks)
    taken = 0
    place, free, rested = engineer.shift.origin, engineer.shift.start, -math.inf
    for stop in stops:
        drive = problem.travel_between(place, stop.job.location)
        start = max(stop.earliest, free + drive)
        if start > stop.latest + 1e-7:
            return _too_soon(engineer, stop, free + drive)
        arrival, on_site = free + drive, False
        while taken < len(breaks):
            length = breaks[taken].duration
            before = max(rested, breaks[taken].earliest)
            after = max(arrival, breaks[taken].earliest)
            leave = max(free, before + length)
            if not on_site and before <= latest[taken] and leave + drive <= start:
                rested, free, arrival = before + length, leave, leave + drive
            elif after <= latest[taken] and after + length <= start:
                arrival, on_site = after + length, True
            elif start + stop.duration <= latest[taken]:
                break
            else:
                return Fault(
                    stop.path,
                    f"leaves {engineer.id} no time for a break",
                    "a start that lets every break be taken",
                )
            taken += 1
        place, free = stop.job.location, start + stop.duration
        rested = free
    due = list(zip(breaks, latest, strict=True))[taken:]
    return _way_home(problem, engineer, stops[-1], free, due)


def _way_home(
    problem: Problem, engineer: Engineer, last: _PinnedStop, free: float, due: list[tuple[Break, float]]
) -> Fault | None:
    shift = engineer.shift
    drive = 0.0 if shift.destination is None else problem.travel_between(last.job.location, shift.destination)
    for rest, latest in due:
        if max(free + drive, rest.earliest) > latest:
            free = max(free, rest.earliest) + rest.duration
    if free + drive > shift.end + shift.overtime + 1e-7:
        return Fault(
            last.path,
            f"brings {engineer.id} back at {free + drive:g}",
            f"back by {shift.end + shift.overtime:g} (shift and overtime)",
        )
    return None


def _too_soon(engineer: Engineer, stop: _PinnedStop, arrival: float) -> Fault:
    return Fault(
        stop.path,
        f"{engineer.id} cannot be at {stop.job.id} before {arrival:g} (shift, other pins and travel)",
        f"pins that nobody must keep in two places, so a start from {arrival:g} on",
    )
