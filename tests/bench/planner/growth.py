"""From a hundred tickets to five thousand: what a plan takes, whole and in parts; a table, and docs/images/planner-growth.svg."""

import time
from collections.abc import Callable
from pathlib import Path

import dispatch
from dispatch import Plan, StopRule, read_problem, solve, solve_by_regions
from tests.bench.figures import Figure
from tests.bench.planner.regions import make_region

SIZES = (100, 300, 1_000, 2_000, 5_000)
JOBS_FOR_EACH_ENGINEER, SITES = 3, 1_500
SECONDS, THREADS = 30.0, 2
PICTURE = Path(__file__).resolve().parents[3] / "docs" / "images" / "planner-growth.svg"
WIDTH, HEIGHT, MARGIN = 640, 320, 56
Points = list[tuple[int, float]]


def measure() -> list[Figure]:
    dispatch.warm_up()
    figures = []
    whole: Points = []
    parts: Points = []
    for jobs in SIZES:
        problem = read_problem(
            make_region(jobs=jobs, engineers=jobs // JOBS_FOR_EACH_ENGINEER, sites=min(jobs, SITES))
        )
        stop = StopRule(seconds=SECONDS)
        one, one_seconds = _time(
            lambda problem=problem, stop=stop: solve(problem, stop=stop, threads=THREADS)
        )
        split, split_seconds = _time(
            lambda problem=problem, stop=stop: solve_by_regions(problem, stop=stop, threads=THREADS)
        )
        whole.append((jobs, one.total / jobs))
        parts.append((jobs, split.total / jobs))
        for name, plan, seconds in (("whole", one, one_seconds), ("in parts", split, split_seconds)):
            figures.append(
                Figure(
                    f"planner: {jobs} jobs {name}, {SECONDS:g} s of search, {THREADS} threads",
                    f"cost {plan.total / jobs:.0f} a job, {len(plan.unplanned)} left out, {seconds:.0f} s in all",
                )
            )
    PICTURE.write_text(draw({"whole": whole, "in parts": parts}), encoding="utf-8")
    return figures


def draw(curves: dict[str, Points]) -> str:
    """Cost a job over the number of jobs, one point for each size, the sizes evenly spaced."""
    highest = max(cost for points in curves.values() for _, cost in points)
    sizes = [jobs for jobs, _ in next(iter(curves.values()))]
    step = (WIDTH - 2 * MARGIN) / max(1, len(sizes) - 1)

    def place(number: int, cost: float) -> str:
        return f"{MARGIN + number * step:.1f},{HEIGHT - MARGIN - cost / highest * (HEIGHT - 2 * MARGIN):.1f}"

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{MARGIN}" y="24">Cost a job after {SECONDS:g} s, by the number of jobs</text>',
        f'<path d="M{MARGIN},{MARGIN}V{HEIGHT - MARGIN}H{WIDTH - MARGIN}" fill="none" stroke="#888"/>',
        f'<text x="{MARGIN - 6}" y="{MARGIN + 5}" text-anchor="end">{highest:.0f}</text>',
        f'<text x="{MARGIN - 6}" y="{HEIGHT - MARGIN + 5}" text-anchor="end">0</text>',
    ]
    for number, jobs in enumerate(sizes):
        x = MARGIN + number * step
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT - MARGIN + 20}" text-anchor="middle">{jobs}</text>')
    for at, (name, points) in enumerate(curves.items()):
        colour, dashes = ("#0f766e", "") if at == 0 else ("#b45309", ' stroke-dasharray="6 4"')
        way = " ".join(place(number, cost) for number, (_, cost) in enumerate(points))
        lines.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        top = HEIGHT - 14
        lines.append(f'<text x="{MARGIN + 120 * at}" y="{top}" fill="{colour}">{name}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _time(make: Callable[[], Plan]) -> tuple[Plan, float]:
    began = time.perf_counter()
    plan = make()
    return plan, time.perf_counter() - began
