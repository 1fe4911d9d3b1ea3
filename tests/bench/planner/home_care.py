"""The planner against the best published plans of 70 home-care instances (Mankowska et al. 2014).

Finds the instances in $ONEVISIT_SHARED/data/planning/mankowska, or in ../shared beside the project.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dispatch
from dispatch import Problem, StopRule, read_problem, solve
from tests.bench.figures import Figure

PROJECT = Path(__file__).resolve().parents[3]
NEVER_LEFT_OUT = 1e6
NO_END = 1e7
SMALL, SMALL_SECONDS = 10, 2.0
SECONDS, THREADS = 10.0, 2
LARGE, LONG_SECONDS = 100, 60.0
MEAN_GOAL, WORST_GOAL, LONG_GOAL = -0.7, 1.0, -2.5


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


def measure() -> list[Figure]:
    folder = find_instances()
    if folder is None:
        print("The public home-care instances are not here; set ONEVISIT_SHARED.")
        return []
    dispatch.warm_up()
    gaps = list(_measure_gaps(folder, seconds=SECONDS, least_patients=0))
    longer = list(_measure_gaps(folder, seconds=LONG_SECONDS, least_patients=LARGE))
    return [
        _figure("70 home-care instances", SECONDS, gaps, MEAN_GOAL, is_over=max(gaps) > WORST_GOAL),
        _figure(f"those with {LARGE} patients and more", LONG_SECONDS, longer, LONG_GOAL),
    ]


def _measure_gaps(folder: Path, *, seconds: float, least_patients: int) -> Iterator[float]:
    """Percent above the best published cost, an instance each."""
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if int(row["patients"]) >= least_patients]
    for row in rows:
        problem = read_instance(folder, row["instance"])
        allowed = min(seconds, SMALL_SECONDS) if len(problem.jobs) <= SMALL else seconds
        plan = solve(problem, stop=StopRule(seconds=allowed, processor_time=True), threads=THREADS)
        gap = 100 * (plan.total / float(row["best_known"]) - 1)
        print(f"{row['label']}: {plan.total:.2f}, {gap:+.2f} %", flush=True)
        yield gap


def _figure(what: str, seconds: float, gaps: list[float], goal: float, *, is_over: bool = False) -> Figure:
    mean = statistics.fmean(gaps)
    return Figure(
        f"planner: {what}, {seconds:g} s of processor time on each of {THREADS} threads, mean gap to the best published plans",
        f"{mean:+.2f} % (worst {max(gaps):+.2f} %)",
        f"{goal:+.1f} %",
        is_over=is_over or mean > goal,
    )
