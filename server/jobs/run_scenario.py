"""Plans each day of a scenario twice, without and with its change, under the same seed and bound, and compares."""

import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from dispatch import (
    Impossible,
    InvalidProblem,
    Plan,
    Problem,
    Progress,
    RejectedPlan,
    StopRule,
    check,
    read_problem,
    solve,
)
from server.commands.scenarios import (
    DayToTry,
    begin_scenario,
    fail_scenario,
    finish_scenario,
    keep_scenario_progress,
)
from server.domain.scenario import count_split
from server.domain.scenario_figures import DayOutcome, measure_plan, size_of
from server.jobs.runner import GiveUp

if TYPE_CHECKING:
    from server.core import Services

SEED = 1
# Counted, not timed: a busy machine must not search one of the two less than the other.
ITERATIONS = 200_000
PROGRESS_SECONDS = 0.5


class Stopped(Exception):
    """Nobody waits for the scenario any more."""


def run(services: "Services", payload: dict[str, Any]) -> None:
    """Try the scenario that the payload names. Run twice, it comes to the same figures."""
    scenario = payload["scenario"]
    days = begin_scenario(scenario=scenario, travel=services.travel, prices=services.prices)
    if days is None:
        return
    search = _Search(scenario, steps=2 * len(days))
    try:
        outcomes = [_try_day(day, search) for day in days]
    except Stopped:
        return
    except RejectedPlan as error:
        raise GiveUp(f"The planner made a plan that breaks a rule: {error}") from error
    finish_scenario(
        scenario=scenario,
        outcomes=outcomes,
        search={"seed": SEED, "iterations": ITERATIONS},
        at=services.clock(),
    )


def give_up(services: "Services", payload: dict[str, Any], error: str) -> None:
    """Whoever waits for the scenario is told that no figures will come."""
    fail_scenario(scenario=payload["scenario"], error=error, at=services.clock())


@dataclass
class _Search:
    """Plans documents one after the other; writes how far they all are, seldom enough not to be in anybody's way."""

    scenario: str
    steps: int
    done: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    written_at: float = field(default_factory=time.monotonic)

    def plan(self, problem: Problem) -> Plan:
        """Raises Stopped."""
        stop = StopRule(iterations=ITERATIONS)
        found = solve(problem, stop=stop, seed=SEED, progress=self._report, cancel=self.stop)
        if self.stop.is_set():
            raise Stopped
        self.done += 1
        return found

    def _report(self, progress: Progress) -> None:
        if time.monotonic() - self.written_at < PROGRESS_SECONDS:
            return
        share = (self.done + progress.share) / self.steps
        if not keep_scenario_progress(scenario=self.scenario, share=share):
            self.stop.set()
        self.written_at = time.monotonic()


def _try_day(day: DayToTry, search: _Search) -> DayOutcome:
    facts = day.facts
    if facts is None or day.changed is None:
        search.done += 2
        return DayOutcome(day.day, note="no_plan")
    known = DayOutcome(day.day, facts.source, facts.proposal, size_of(facts.problem))
    try:
        problem = read_problem(facts.problem)
        plan = search.plan(problem)
        before = measure_plan(facts.problem, plan.to_json())
        if day.changed == facts.problem:
            search.done += 1
            return replace(known, note="same", before=before, after=before)
        changed = read_problem(day.changed)
        plan = _cheaper(changed, search.plan(changed), plan)
    except (InvalidProblem, Impossible):
        # Promised visits of that day contradict each other; the other days can still be compared.
        return replace(known, note="impossible")
    after = measure_plan(day.changed, plan.to_json())
    return replace(known, split=count_split(day.changed), before=before, after=after)


def _cheaper(problem: Problem, found: Plan, before: Plan) -> Plan:
    """The plan found, unless the one without the change fits the changed day too and costs less.

    More people and more skill never make a day dearer; that the search may miss the better plan must not look as if they did.
    """
    return before if before.total < found.total and not check(problem, before) else found
