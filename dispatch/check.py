"""The independent judge: is this a plan for that problem, and does it cost what it says?

Shares no code with the search. It believes no number of the plan but the starts and arrivals, and
tests every rule on them one by one.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.faults import one_line
from dispatch.plan import REASONS, TERMS, Plan, Rest, Route, Stop
from dispatch.problem import Break, Engineer, Job, Problem

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: a stable code and a sentence that names who and what."""

    code: str
    text: str

    def __str__(self) -> str:
        return one_line(f"{self.code}: {self.text}")


def check(problem: Problem, plan: Plan, *, start: Plan | None = None) -> list[Violation]:
    """Every broken rule; empty for a good plan. Without `start` the term `moved` is taken on trust."""
    return check_rules(problem, plan) or list(_check_cost(problem, plan, start))


def check_rules(problem: Problem, plan: Plan) -> list[Violation]:
    """All but the stated cost."""
    violations = list(_check_names(problem, plan))
    if violations:
        return violations
    violations += _check_completeness(problem, plan)
    for route in plan.routes:
        violations += _check_route(problem, route)
    for job_id, crew in plan.crews().items():
        violations += _check_crew(problem, problem.job(job_id), crew)
    return violations


def price_plan(problem: Problem, plan: Plan, start: Plan | None = None) -> dict[str, float]:
    """What each term of the plan costs, and `total`; from the routes alone."""
    costs = problem.costs
    lateness: list[float] = []
    latest, strangers = 0.0, 0
    for route in plan.routes:
        for stop in route.stops:
            job = problem.job(stop.job)
            late = max(0.0, stop.start - job.due)
            lateness.append(job.weight * late * len(stop.parts))
            latest = max(latest, late)
            strangers += bool(job.preferred) and route.engineer not in job.preferred
    overtime = sum(
        max(0.0, route.back - problem.engineer(route.engineer).shift.end)
        for route in plan.routes
        if route.stops
    )
    terms = {
        "travel": costs.travel * math.fsum(_travel_of(problem, route) for route in plan.routes),
        "visit": costs.visit * sum(len(route.stops) for route in plan.routes),
        "lateness": costs.lateness * math.fsum(lateness),
        "max_lateness": costs.max_lateness * latest,
        "overtime": costs.overtime * overtime,
        "not_preferred": costs.not_preferred * strangers,
        "moved": costs.moved * (len(moved_jobs(problem, plan, start)) if start else 0),
        "unplanned": math.fsum(problem.job(left.job).unplanned_cost for left in plan.unplanned),
    }
    return {"total": math.fsum(terms.values()), **terms}


def moved_jobs(problem: Problem, plan: Plan, start: Plan) -> list[str]:
    """Jobs planned in `start` whose set of (engineer, start) is not the same any more."""
    moved = []
    crews_before, crews_after = start.crews(), plan.crews()
    for job in problem.jobs:
        before = crews_before.get(job.id, {})
        after = crews_after.get(job.id, {})
        if before and not (
            before.keys() == after.keys()
            and all(abs(before[who].start - after[who].start) <= TOLERANCE for who in before)
        ):
            moved.append(job.id)
    return moved


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one) * 1e-3)


def _check_names(problem: Problem, plan: Plan) -> Iterator[Violation]:
    jobs = {job.id: job for job in problem.jobs}
    engineers = {engineer.id for engineer in problem.engineers}
    seen: set[str] = set()
    for route in plan.routes:
        if route.engineer not in engineers:
            yield Violation("unknown_engineer", f"There is no engineer {route.engineer!r}.")
        if route.engineer in seen:
            yield Violation("two_routes", f"{route.engineer} has more than one route.")
        seen.add(route.engineer)
        for stop in route.stops:
            if stop.job not in jobs:
                yield Violation("unknown_job", f"There is no job {stop.job!r}.")
                continue
            known = {part.id for part in jobs[stop.job].parts}
            for part in stop.parts:
                if part not in known:
                    yield Violation("unknown_part", f"Job {stop.job} has no part {part!r}.")
    for left in plan.unplanned:
        if left.job not in jobs:
            yield Violation("unknown_job", f"There is no job {left.job!r}.")
        if left.reason not in REASONS:
            yield Violation("unknown_reason", f"{left.job}: {left.reason!r} is none of {', '.join(REASONS)}.")
        if not left.text.strip():
            yield Violation("no_text", f"{left.job} is left out without a sentence that says why.")


def _check_completeness(problem: Problem, plan: Plan) -> Iterator[Violation]:
    done: dict[str, list[str]] = defaultdict(list)
    for route in plan.routes:
        at: set[str] = set()
        for stop in route.stops:
            if stop.job in at:
                yield Violation("second_stop", f"{route.engineer} stops twice at {stop.job}.")
            at.add(stop.job)
            if not stop.parts:
                yield Violation("idle_stop", f"{route.engineer} does nothing at {stop.job}.")
            done[stop.job] += stop.parts
    left_out = Counter(left.job for left in plan.unplanned)
    for job in problem.jobs:
        times, parts = left_out[job.id], done[job.id]
        counts = [parts.count(part.id) for part in job.parts]
        is_planned = any(counts)
        if times > 1:
            yield Violation("twice_unplanned", f"{job.id} is left out {times} times.")
        if times and is_planned:
            yield Violation("planned_and_unplanned", f"{job.id} is both in the routes and left out.")
        if not times and not is_planned:
            yield Violation("lost_job", f"{job.id} is neither in the routes nor left out.")
        if is_planned and 0 in counts:
            yield Violation("part_missing", f"{job.id} is planned without all its parts.")
        if max(counts, default=0) > 1:
            yield Violation("part_twice", f"A part of {job.id} is done more than once.")
        if times and job.pinned:
            yield Violation("pin_broken", f"{job.id} is promised and left out all the same.")


def _check_route(problem: Problem, route: Route) -> Iterator[Violation]:
    engineer = problem.engineer(route.engineer)
    who = engineer.id
    count, limit = len(route.stops), engineer.max_visits
    if limit is not None and count > limit:
        yield Violation("max_visits", f"{who} has {count} stops, {limit} are allowed.")
    if not route.stops:
        return
    busy: list[tuple[float, float, str]] = []
    place, free = engineer.shift.origin, engineer.shift.start
    for stop in route.stops:
        job = problem.job(stop.job)
        drive = problem.travel_between(place, job.location)
        end = stop.start + sum(job.part(part).duration for part in stop.parts)
        yield from _check_stop(who, stop, free=free, drive=drive, end=end)
        busy.append((stop.arrive - drive, stop.arrive, f"the drive to {job.id}"))
        busy.append((stop.start, end, f"the work at {job.id}"))
        place, free = job.location, max(stop.end, end)
    destination = engineer.shift.destination
    home = 0.0 if destination is None else problem.travel_between(place, destination)
    if route.back < free + home - TOLERANCE:
        yield Violation(
            "too_early", f"{who} cannot be back at {route.back:g}: free {free:g}, drives {home:g}."
        )
    if destination is None and route.back > free + TOLERANCE:
        yield Violation("wrong_back", f"{who} ends with the last stop at {free:g}, not at {route.back:g}.")
    if route.back > engineer.shift.end + engineer.shift.overtime + TOLERANCE:
        yield Violation("shift", f"{who} is back at {route.back:g}, after shift and overtime.")
    busy.append((route.back - home, route.back, "the way home"))
    yield from _check_breaks(engineer, route, busy)


def _check_stop(who: str, stop: Stop, *, free: float, drive: float, end: float) -> Iterator[Violation]:
    at = f"{who} at {stop.job}"
    if stop.arrive - drive < free - TOLERANCE:
        yield Violation(
            "too_early", f"{at}: arrives {stop.arrive:g}, but is free at {free:g}, drives {drive:g}."
        )
    if stop.start < stop.arrive - TOLERANCE:
        yield Violation("start_before_arrival", f"{at}: starts {stop.start:g}, arrives {stop.arrive:g}.")
    if not _near(stop.end, end):
        yield Violation("wrong_end", f"{at}: ends at {stop.end:g} instead of {end:g}.")


def _check_breaks(
    engineer: Engineer, route: Route, busy: list[tuple[float, float, str]]
) -> Iterator[Violation]:
    rests = sorted(route.breaks, key=lambda rest: rest.start)
    for one, other in itertools.pairwise(rests):
        if other.start < one.end - TOLERANCE:
            yield Violation("breaks_overlap", f"Two breaks of {engineer.id} overlap at {other.start:g}.")
    for rest in rests:
        for start, end, what in busy:
            if rest.start < end - TOLERANCE and rest.end > start + TOLERANCE and end > start:
                yield Violation(
                    "break_at_work", f"The break of {engineer.id} at {rest.start:g} meets {what}."
                )
    if len(rests) != len(engineer.breaks) or not _match_breaks(engineer.breaks, tuple(rests)):
        yield Violation("breaks", f"{engineer.id} does not get exactly the breaks due, each in its time.")


def _match_breaks(due: tuple[Break, ...], taken: tuple[Rest, ...]) -> bool:
    """Each break due can be given one of those taken: a matching by trying (there are few)."""
    if not due:
        return True
    rest = due[0]
    for index, candidate in enumerate(taken):
        fits = rest.earliest - TOLERANCE <= candidate.start <= rest.latest + TOLERANCE
        fits = fits and _near(candidate.end - candidate.start, rest.duration)
        if fits and _match_breaks(due[1:], taken[:index] + taken[index + 1 :]):
            return True
    return False


def _check_crew(problem: Problem, job: Job, crew: dict[str, Stop]) -> Iterator[Violation]:
    part_starts = {part: stop.start for stop in crew.values() for part in stop.parts}
    starts = [part_starts[part.id] for part in job.parts if part.id in part_starts]
    if job.staffing == "separate":
        if any(len(stop.parts) > 1 for stop in crew.values()):
            yield Violation("not_separate", f"One engineer does several parts of {job.id}.")
        for later in starts[1:]:
            gap = later - starts[0]
            if not job.gap.min - TOLERANCE <= gap <= job.gap.max + TOLERANCE:
                yield Violation("gap", f"At {job.id} a part starts {gap:g} after the first.")
    elif starts and max(starts) - min(starts) > TOLERANCE:
        yield Violation("not_together", f"The crew of {job.id} does not start together.")
    if job.pinned:
        yield from _check_pin(job, crew, starts)
        return
    for who, stop in crew.items():
        if who in job.forbidden:
            yield Violation("forbidden", f"{who} must not go to {job.id}.")
        if not job.window.earliest - TOLERANCE <= stop.start <= job.window.latest + TOLERANCE:
            yield Violation("window", f"{who} starts at {job.id} at {stop.start:g}, outside its window.")
        for part in stop.parts:
            if not problem.engineer(who).can_do(job.part(part)):
                yield Violation("skill", f"{who} lacks the skill or level for {part} of {job.id}.")


def _check_pin(job: Job, crew: dict[str, Stop], starts: list[float]) -> Iterator[Violation]:
    if job.pinned is None:
        return
    planned = {part: who for who, stop in crew.items() for part in stop.parts}
    if planned != dict(job.pinned.engineers):
        yield Violation("pin_broken", f"{job.id} is promised to other engineers.")
    if starts and abs(starts[0] - job.pinned.start) > TOLERANCE:
        yield Violation("pin_broken", f"{job.id} is promised for {job.pinned.start:g}, not {starts[0]:g}.")


def _check_cost(problem: Problem, plan: Plan, start: Plan | None) -> Iterator[Violation]:
    terms = price_plan(problem, plan, start)
    if start is None:
        terms["moved"] = plan.cost.get("moved", 0.0)
        terms["total"] = math.fsum(terms[name] for name in TERMS)
    for name, stated in plan.cost.items():
        if not math.isclose(stated, terms[name], rel_tol=1e-9, abs_tol=1e-5):
            yield Violation("cost", f"{name} is {terms[name]:.10g}, the plan says {stated:.10g}.")


def _travel_of(problem: Problem, route: Route) -> float:
    if not route.stops:
        return 0.0
    shift = problem.engineer(route.engineer).shift
    places = [shift.origin, *(problem.job(stop.job).location for stop in route.stops)]
    if shift.destination is not None:
        places.append(shift.destination)
    return math.fsum(problem.travel_between(here, there) for here, there in itertools.pairwise(places))
