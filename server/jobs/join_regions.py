"""Joins the plans of a large day's regions into one and searches along their borders."""

from typing import TYPE_CHECKING, Any

from dispatch import Impossible, InvalidProblem, StopRule, join_parts, plan_from_json, read_problem
from server.commands.plans import fail_proposal, finish_proposal, keep_progress
from server.commands.regions import SHARE_OF_REGIONS, begin_join, drop_old_regions
from server.jobs.plan_day import read_start
from server.jobs.reporter import Reporter

if TYPE_CHECKING:
    from server.core import Services

# A third of what the regions took, when two are planned at once.
SECONDS_FOR_EACH_JOB = 0.004


def run(services: "Services", payload: dict[str, Any]) -> None:
    """Finish the proposal that the payload names, with the facts as they are now. Run twice, the first outcome stays."""
    proposal = payload["proposal"]
    begun = begin_join(proposal=proposal, travel=services.travel, prices=services.prices, at=services.clock())
    if begun is None:
        return
    facts, plans = begun
    start = read_start(facts.promised)

    def keep(share: float, best: float) -> bool:
        done = SHARE_OF_REGIONS + (1 - SHARE_OF_REGIONS) * share
        return keep_progress(proposal=proposal, share=done, best=best)

    reporter = Reporter(keep)
    try:
        problem = read_problem(facts.document)
        plan = join_parts(
            problem,
            [plan_from_json(one) for one in plans],
            stop=StopRule(seconds=SECONDS_FOR_EACH_JOB * len(problem.jobs)),
            start=start,
            progress=reporter.report,
            cancel=reporter.stop,
        )
    except (InvalidProblem, Impossible) as error:
        fail_proposal(proposal=proposal, error=str(error), at=services.clock())
        return
    finish_proposal(
        proposal=proposal, begun=facts, problem=problem, plan=plan, start=start, at=services.clock()
    )
    drop_old_regions()
