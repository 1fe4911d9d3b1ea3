"""From a hundred tickets to five thousand: how long a plan takes, and how much memory; docs/images/planner-growth.svg."""

import multiprocessing
import re
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import dispatch
from dispatch import Problem, Progress, StopRule, read_problem, solve, solve_by_regions
from tests.bench.figures import Figure
from tests.bench.planner.picture import Curve, Panel, draw
from tests.bench.planner.regions import make_region

SIZES = (100, 200, 400, 800, 1_600, 5_000)
JOBS_FOR_EACH_ENGINEER, SITES = 10, 1_500
# So short that ten visits fit into a day.
WORK_MINUTES = (5, 20)
MINUTES, PROCESSES = 10.0, 2
CLOSE, SHORTEST_SECONDS = 1.02, 0.5
PICTURE = Path(__file__).resolve().parents[3] / "docs" / "images" / "planner-growth.svg"


@dataclass(frozen=True)
class Growth:
    """`close_after`: when the long search had a plan that good; `close_within`: the shortest search that ends with one."""

    jobs: int
    total: float
    left_out: int
    megabytes: float
    close_after: float
    close_within: float


def measure(*, minutes: float = MINUTES) -> list[Figure]:
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawned, max_tasks_per_child=1) as pool:
        # The largest first, so that both processors are busy to the end.
        asked = [pool.submit(grow, jobs, 60 * minutes) for jobs in reversed(SIZES)]
        regions = pool.submit(grow_by_regions, SIZES[-1], 60 * minutes)
        grown = [future.result() for future in reversed(asked)]
        total, left_out, megabytes = regions.result()
    PICTURE.write_text(_draw(grown, minutes), encoding="utf-8")
    more = 100 * (total / grown[-1].total - 1)
    return [
        *(_figure(growth, minutes) for growth in grown),
        Figure(
            f"planner: {SIZES[-1]} jobs by regions, {minutes:g} min of processor time",
            f"{more:+.1f} % against the undivided plan, {left_out} left out, peak {megabytes:.0f} MB",
        ),
    ]


def grow(jobs: int, seconds: float) -> Growth:
    """One size undivided, in a process of its own."""
    dispatch.warm_up()
    problem = _make_day(jobs)
    began = time.thread_time()
    curve: list[tuple[float, float]] = []

    def note(progress: Progress) -> None:
        curve.append((time.thread_time() - began, progress.best))

    plan = solve(problem, stop=StopRule(seconds=seconds, processor_time=True), progress=note)
    aim = plan.total * CLOSE
    return Growth(
        jobs=jobs,
        total=plan.total,
        left_out=len(plan.unplanned),
        megabytes=_read_peak_megabytes(),
        close_after=next(passed for passed, best in curve if best <= aim),
        close_within=_find_shortest(problem, aim, seconds),
    )


def grow_by_regions(jobs: int, seconds: float) -> tuple[float, int, float]:
    """Cost, jobs left out and peak memory in megabytes, with one thread."""
    dispatch.warm_up()
    plan = solve_by_regions(_make_day(jobs), stop=StopRule(seconds=seconds, processor_time=True))
    return plan.total, len(plan.unplanned), _read_peak_megabytes()


def _make_day(jobs: int) -> Problem:
    engineers = jobs // JOBS_FOR_EACH_ENGINEER
    return read_problem(
        make_region(jobs=jobs, engineers=engineers, sites=min(jobs, SITES), minutes=WORK_MINUTES)
    )


def _find_shortest(problem: Problem, aim: float, most: float) -> float:
    """A search cools as slowly as its time allows, so a shorter one is good sooner; doubled until it is good enough."""
    seconds = SHORTEST_SECONDS
    while seconds < most:
        if solve(problem, stop=StopRule(seconds=seconds, processor_time=True)).total <= aim:
            return seconds
        seconds *= 2
    return most


def _read_peak_megabytes() -> float:
    """Of this process alone; what `resource` tells counts the parent from before the start too."""
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    if peak is None:
        raise RuntimeError("The kernel does not tell the peak memory of a process")
    return int(peak[1]) / 1024


def _figure(growth: Growth, minutes: float) -> Figure:
    return Figure(
        f"planner: {growth.jobs} jobs, {growth.jobs // JOBS_FOR_EACH_ENGINEER} engineers, one thread:"
        f" to within {100 * (CLOSE - 1):.0f} % of the plan of {minutes:g} min of processor time",
        f"a search of {growth.close_within:.3g} s; the long search after {growth.close_after:.3g} s;"
        f" {growth.left_out} left out, peak {growth.megabytes:.0f} MB",
    )


def _draw(grown: list[Growth], minutes: float) -> str:
    sizes = [growth.jobs for growth in grown]
    close = f"Seconds to within {100 * (CLOSE - 1):.0f} % of the plan of {minutes:g} minutes"
    return draw(
        sizes,
        Panel(
            close,
            (
                Curve("a shorter search", [growth.close_within for growth in grown]),
                Curve("during the long search", [growth.close_after for growth in grown]),
            ),
        ),
        Panel("Peak memory, MB", (Curve("one process", [growth.megabytes for growth in grown]),)),
    )
