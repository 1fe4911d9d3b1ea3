"""Searches a plan for the day of a proposal, shows how far it is, and stops when a dispatcher says so.

A large day is divided: `plan_region` and `join_regions` do the rest.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dispatch import (
    Impossible,
    InvalidProblem,
    Plan,
    Problem,
    StopRule,
    plan_from_json,
    read_problem,
    solve,
    split,
)
from server.commands.measure_drives import measure_drives
from server.commands.plans import (
    begin_proposal,
    day_of_proposal,
    fail_proposal,
    finish_proposal,
    keep_progress,
    note_drives,
)
from server.commands.regions import divide_proposal
from server.jobs.reporter import Reporter

if TYPE_CHECKING:
    from server.core import Services

SEARCH = StopRule(seconds=2.0, idle_seconds=0.7)


def run(services: "Services", payload: dict[str, Any]) -> None:
    """Plan the proposal that the payload names. Run twice, it plans from the facts of the second time."""
    proposal = payload["proposal"]
    travel = services.travel
    if services.router is not None and (day := day_of_proposal(proposal)) is not None:
        note_drives(proposal=proposal)
        measure_drives(
            day=day,
            router=services.router,
            travel=travel,
            keep_days=services.settings.routing_days,
            at=services.clock(),
        )
    begun = begin_proposal(proposal=proposal, travel=travel, prices=services.prices, at=services.clock())
    if begun is None:
        return
    start = read_start(begun.promised)
    try:
        problem = read_problem(begun.document)
        regions = _regions_of(problem, start, most_jobs=services.settings.region_jobs)
        if len(regions) > 1:
            divide_proposal(proposal=proposal, begun=begun, regions=regions, at=services.clock())
            return
        reporter = Reporter(lambda share, best: keep_progress(proposal=proposal, share=share, best=best))
        plan = solve(problem, stop=SEARCH, start=start, progress=reporter.report, cancel=reporter.stop)
    except (InvalidProblem, Impossible) as error:
        # Promised visits that contradict each other: a person has to move one of them, trying again cannot help.
        fail_proposal(proposal=proposal, error=str(error), at=services.clock())
        return
    finish_proposal(
        proposal=proposal, begun=begun, problem=problem, plan=plan, start=start, at=services.clock()
    )


def give_up(services: "Services", payload: dict[str, Any], error: str) -> None:
    """Whoever waits for the proposal is told that none will come."""
    fail_proposal(proposal=payload["proposal"], error=error, at=services.clock())


def read_start(promised: Mapping[str, Any] | None) -> Plan | None:
    return None if promised is None else plan_from_json(promised)


def _regions_of(problem: Problem, start: Plan | None, *, most_jobs: int) -> list[Problem]:
    """One where nothing is gained by dividing: what is promised and stays costs the search little."""
    if sum(job.pinned is None for job in problem.jobs) <= most_jobs:
        return [problem]
    return split(problem, start=start, most_jobs=most_jobs)
