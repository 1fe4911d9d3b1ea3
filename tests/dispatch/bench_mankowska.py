"""The planner against the best published plans of 70 home-care instances (Mankowska et al. 2014).

    python tests/dispatch/bench_mankowska.py --seconds 10 --threads 2 [--only G] [--out results.csv]

Finds the instances in $ONEVISIT_SHARED/data/planning/mankowska, or in ../shared beside the project.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dispatch import Problem, StopRule, read_problem, solve, warm_up

PROJECT = Path(__file__).resolve().parents[2]
NEVER_LEFT_OUT = 1e6
NO_END = 1e7
SMALL, SMALL_SECONDS = 10, 2.0


def find_instances() -> Path | None:
    """The folder with the instances, or None where the public data is absent."""
    shared = Path(os.environ.get("ONEVISIT_SHARED") or PROJECT.parent / "shared")
    folder = shared / "data" / "planning" / "mankowska"
    return folder if folder.is_dir() else None


def convert(instance: dict[str, Any]) -> dict[str, Any]:
    """An instance as a problem document in its own unit; the cost is (D + T + Tmax) / 3."""
    third = 1 / 3
    return {
        "format": "onevisit-problem/1",
        "locations": ["office", *(patient["id"] for patient in instance["patients"])],
        "travel": instance["distances"],
        "engineers": [
            {
                "id": caregiver["id"],
                "skills": dict.fromkeys(caregiver["abilities"], 1),
                "shift": {"start": 0, "end": NO_END, "from": "office", "to": "office"},
            }
            for caregiver in instance["caregivers"]
        ],
        "jobs": [_convert_patient(patient) for patient in instance["patients"]],
        "costs": {"travel": third, "lateness": third, "max_lateness": third},
    }


def _convert_patient(patient: dict[str, Any]) -> dict[str, Any]:
    earliest, due = patient["time_window"]
    job: dict[str, Any] = {
        "id": patient["id"],
        "location": patient["id"],
        "parts": [
            {"id": f"{number}", "skill": service["service"], "level": 1, "duration": service["duration"]}
            for number, service in enumerate(patient["required_caregivers"], start=1)
        ],
        "window": {"earliest": earliest},
        "due": due,
        "unplanned_cost": NEVER_LEFT_OUT,
    }
    synchronization = patient.get("synchronization")
    if synchronization:
        job["staffing"] = "separate"
        if synchronization["type"] == "sequential":
            least, most = synchronization["distance"]
            job["gap"] = {"min": least, "max": most}
    return job


def read_instance(folder: Path, name: str) -> Problem:
    with gzip.open(folder / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        return read_problem(convert(json.load(file)))


def measure(folder: Path, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["label"].startswith(options.only)]
    for row in rows:
        problem = read_instance(folder, row["instance"])
        seconds = min(options.seconds, SMALL_SECONDS) if len(problem.jobs) <= SMALL else options.seconds
        plan = solve(problem, stop=StopRule(seconds=seconds), seed=options.seed, threads=options.threads)
        best_known = float(row["best_known"])
        yield {
            "label": row["label"],
            "cost": round(plan.total, 4),
            "best_known": best_known,
            "gap_percent": round(100 * (plan.total / best_known - 1), 3),
            "iterations": plan.search.iterations if plan.search else 0,
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="first letters of the labels, e.g. G or E1")
    parser.add_argument("--out", type=argparse.FileType("w", encoding="utf-8"), default=sys.stdout)
    options = parser.parse_args()
    folder = find_instances()
    if folder is None:
        print("The public instances are not here; set ONEVISIT_SHARED.", file=sys.stderr)
        return 2
    warm_up()
    writer = csv.DictWriter(options.out, ["label", "cost", "best_known", "gap_percent", "iterations"])
    writer.writeheader()
    gaps = []
    for result in measure(folder, options):
        writer.writerow(result)
        options.out.flush()
        gaps.append(result["gap_percent"])
    print(f"mean gap {sum(gaps) / len(gaps):+.3f} % over {len(gaps)} instances", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
