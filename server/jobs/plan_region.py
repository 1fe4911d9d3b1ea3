"""Searches a plan for one region of a large day."""

from typing import TYPE_CHECKING, Any

from dispatch import Impossible, InvalidProblem, StopRule, cut_out, read_problem, solve
from server.commands.plans import fail_proposal
from server.commands.regions import begin_region, finish_region, keep_region_progress
from server.jobs.plan_day import read_start
from server.jobs.reporter import Reporter

if TYPE_CHECKING:
    from server.core import Services

SECONDS_FOR_EACH_JOB = 0.025


def run(services: "Services", payload: dict[str, Any]) -> None:
    """Plan the region that the payload names. Run twice, the first plan stays."""
    proposal, region = payload["proposal"], payload["region"]
    to_plan = begin_region(proposal=proposal, region=region)
    if to_plan is None:
        return

    def keep(share: float, best: float) -> bool:
        return keep_region_progress(proposal=proposal, region=region, share=share, best=best)

    reporter = Reporter(keep)
    try:
        problem = cut_out(read_problem(to_plan.document), to_plan.jobs, to_plan.engineers)
        plan = solve(
            problem,
            stop=StopRule(seconds=SECONDS_FOR_EACH_JOB * len(problem.jobs)),
            start=read_start(to_plan.promised),
            progress=reporter.report,
            cancel=reporter.stop,
        )
    except (InvalidProblem, Impossible) as error:
        fail_proposal(proposal=proposal, error=str(error), at=services.clock())
        return
    if not reporter.stop.is_set():
        finish_region(proposal=proposal, region=region, plan=plan, at=services.clock())
