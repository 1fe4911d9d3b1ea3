"""A large day in regions, two at a time, as the workers plan it; and undivided in the same processor time on two threads."""

import time
from concurrent.futures import ThreadPoolExecutor

import dispatch
from dispatch import Plan, Problem, StopRule, join_parts, read_problem, solve, split
from server.jobs import join_regions, plan_region
from server.settings import Settings
from tests.bench.figures import Figure
from tests.bench.planner.regions import make_region

SIZES = (400, 800, 1_600)
JOBS_FOR_EACH_ENGINEER, SITES, THREADS = 3, 1_500, 2


def measure() -> list[Figure]:
    dispatch.warm_up()
    figures = []
    for jobs in SIZES:
        problem = read_problem(
            make_region(jobs=jobs, engineers=jobs // JOBS_FOR_EACH_ENGINEER, sites=min(jobs, SITES))
        )
        began = time.perf_counter()
        divided, regions = _plan_divided(problem)
        seconds = time.perf_counter() - began
        search = plan_region.SECONDS_FOR_EACH_JOB / THREADS + join_regions.SECONDS_FOR_EACH_JOB
        whole = solve(problem, stop=_bound(search, problem), threads=THREADS)
        figures.append(
            Figure(
                f"planner: {jobs} jobs in {regions} regions of the workers, {search * jobs:.0f} s of search",
                f"cost {divided.total / whole.total - 1:+.1%} against undivided, "
                f"{len(divided.unplanned)} left out ({len(whole.unplanned)} undivided), {seconds:.0f} s in all",
            )
        )
    return figures


def _plan_divided(problem: Problem) -> tuple[Plan, int]:
    regions = split(problem, most_jobs=Settings.region_jobs)

    def plan(region: Problem) -> Plan:
        return solve(region, stop=_bound(plan_region.SECONDS_FOR_EACH_JOB, region))

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        plans = list(pool.map(plan, regions))
    return join_parts(problem, plans, stop=_bound(join_regions.SECONDS_FOR_EACH_JOB, problem)), len(regions)


def _bound(seconds_for_each_job: float, problem: Problem) -> StopRule:
    return StopRule(seconds=seconds_for_each_job * len(problem.jobs), processor_time=True)
