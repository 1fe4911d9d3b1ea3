"""Searches a plan for the day of a proposal, shows how far it is, and stops when a dispatcher says so."""

import threading
import time
from typing import TYPE_CHECKING, Any

from dispatch import Impossible, InvalidProblem, Progress, StopRule, plan_from_json, read_problem, solve
from server.commands.measure_drives import measure_drives
from server.commands.plans import (
    begin_proposal,
    day_of_proposal,
    fail_proposal,
    finish_proposal,
    keep_progress,
)

if TYPE_CHECKING:
    from server.app import Services

SEARCH = StopRule(seconds=2.0, idle_seconds=0.7)
PROGRESS_SECONDS = 0.5


def run(services: "Services", payload: dict[str, Any]) -> None:
    """Plan the proposal that the payload names. Run twice, it plans from the facts of the second time."""
    proposal = payload["proposal"]
    travel = services.travel
    if services.router is not None and (day := day_of_proposal(proposal)) is not None:
        measure_drives(
            day=day,
            router=services.router,
            travel=travel,
            keep_days=services.settings.routing_days,
            at=services.clock(),
        )
    begun = begin_proposal(proposal=proposal, travel=travel, at=services.clock())
    if begun is None:
        return
    stop = threading.Event()
    start = None if begun.promised is None else plan_from_json(begun.promised)
    try:
        problem = read_problem(begun.document)
        reporter = _Reporter(proposal, stop)
        plan = solve(problem, stop=SEARCH, start=start, progress=reporter.report, cancel=stop)
    except (InvalidProblem, Impossible) as error:
        # Promised visits that contradict each other: a person has to move one of them, trying again cannot help.
        fail_proposal(proposal=proposal, error=str(error), at=services.clock())
        return
    finish_proposal(
        proposal=proposal, begun=begun, problem=problem, plan=plan, start=start, at=services.clock()
    )


class _Reporter:
    """Writes the progress of a search, seldom enough not to be in anybody's way."""

    def __init__(self, proposal: str, stop: threading.Event) -> None:
        self._proposal = proposal
        self._stop = stop
        self._written_at = time.monotonic()

    def report(self, progress: Progress) -> None:
        if time.monotonic() - self._written_at < PROGRESS_SECONDS:
            return
        if not keep_progress(proposal=self._proposal, share=progress.share, best=progress.best):
            self._stop.set()
        self._written_at = time.monotonic()
