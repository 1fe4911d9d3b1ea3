"""`./run bench [NAME]`: measure on this machine and print figures for docs/performance.md. Not part of the suite."""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from functools import partial

from tests.bench import act, checklists, cold_start, first_load, plan, push
from tests.bench.figures import Figure
from tests.bench.planner import disruption, divided, growth, home_care, insertion, oracle, side_by_side

Benches = dict[str, Callable[[], list[Figure]]]
BENCHES: Benches = {
    "cold_start": cold_start.measure,
    "first_load": first_load.measure,
    "push": push.measure,
    "plan": plan.measure,
    "act": act.measure,
    "checklists": checklists.measure,
    "planner-oracle": oracle.measure,
    "planner-insertion": insertion.measure,
    "planner-disruption": disruption.measure,
    "planner-routing": side_by_side.measure,
    "planner-growth": growth.measure,
    "planner-regions": divided.measure,
    "planner-home-care": home_care.measure,
}
GROUPS = ("all", "planner")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("name", choices=(*GROUPS, *BENCHES), nargs="?", default="all")
    parser.add_argument(
        "--minutes",
        type=float,
        default=growth.MINUTES,
        help="planner-growth: processor time of each size (default: %(default)g)",
    )
    arguments = parser.parse_args()
    benches: Benches = {**BENCHES, "planner-growth": partial(growth.measure, minutes=arguments.minutes)}
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    figures: list[Figure] = []
    for bench, measure in benches.items():
        if arguments.name in ("all", bench) or bench.startswith(f"{arguments.name}-"):
            figures += measure()
    for figure in figures:
        print(
            f"| {figure.what} | {figure.reached} | {figure.budget} |{' over budget' if figure.is_over else ''}"
        )
    return int(any(figure.is_over for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
