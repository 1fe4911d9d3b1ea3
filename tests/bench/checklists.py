"""`assess` of a long checklist in both languages: what a phone waits for after each answer."""

import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from checklists import assess, compose
from tests.bench.figures import Figure, p50_p95

PWA = Path(__file__).parents[2] / "pwa"
STEPS = 200
RUNS = 200
BUDGET_MS = 5


def measure() -> list[Figure]:
    checklist = compose(
        [_make_template()], {"symptom": "dead", "history": {"visits": 40, "causes": {"c-0": 9}}}
    )
    half = _answer(checklist["steps"][: STEPS // 2])
    states = {"no answer yet": {}, "half answered": half, "all answered": _answer(checklist["steps"])}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "states.json"
        file.write_text(
            json.dumps({"checklist": checklist, "states": states, "runs": RUNS}), encoding="utf-8"
        )
        run = [str(PWA / "node_modules" / ".bin" / "tsx"), "scripts/time-assess.ts", str(file)]
        printed = subprocess.run(run, cwd=PWA, capture_output=True, text=True, check=True).stdout
    figures = []
    for language, seconds in (
        ("Python", _time_assess(checklist, states)),
        ("TypeScript", json.loads(printed)),
    ):
        for state, spent in seconds.items():
            what = f"assess {STEPS} steps in {language}, {state}"
            is_over = sorted(spent)[len(spent) // 2] * 1000 > BUDGET_MS
            figures.append(Figure(what, p50_p95(spent), f"{BUDGET_MS} ms p50", is_over=is_over))
    return figures


def _time_assess(checklist: dict[str, Any], states: dict[str, Any]) -> dict[str, list[float]]:
    """Processor time: other work on the machine is not what is measured."""
    seconds: dict[str, list[float]] = {}
    for state, answers in states.items():
        for _ in range(RUNS):
            began = time.process_time()
            assess(checklist, answers)
            seconds.setdefault(state, []).append(time.process_time() - began)
    return seconds


def _make_template() -> dict[str, Any]:
    """A quarter of the steps has a condition, half of them wait for another, every second shows a cause."""
    steps = [_make_step(number) for number in range(STEPS)]
    causes = [
        {
            "id": f"c-{number}",
            "title": _text("cause"),
            "prior": number % 9 + 1,
            "shown_by": [steps[number * 2]["fact"]],
            "remedy": _text("remedy"),
        }
        for number in range(STEPS // 2)
    ]
    return {
        "id": "network.long",
        "version": 1,
        "trade": "network",
        "title": _text("long"),
        "steps": steps,
        "causes": causes,
    }


def _make_step(number: int) -> dict[str, Any]:
    step: dict[str, Any] = {
        "fact": f"g{number % 7}.f{number}",
        "kind": "yes_no",
        "title": _text(f"step {number}"),
        "minutes": number % 5 + 1,
        "level": number % 4 + 1,
        "required": number % 3 > 0,
        "verify": number > STEPS - 5,
    }
    earlier = number - 1
    if number % 2:
        step["after"] = [f"g{earlier % 7}.f{earlier}"]
    if number % 4 == 2:
        seen = {"var": f"g{earlier % 7}.f{earlier}.result"}
        step["visible"] = {
            "or": [{"!=": [seen, "fail"]}, {"in": [{"var": "given.symptom"}, ["dead", "silent"]]}]
        }
    return step


def _answer(steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {f"step/{step['id']}": [{"value": {"k": "pass", "opt": "yes"}, "op_id": "op-1"}] for step in steps}


def _text(word: str) -> dict[str, str]:
    return {"en": word, "ru": word}
