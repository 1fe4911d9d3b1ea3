"""A visit on paper: answers a composed checklist step by step, as an engineer would, and asks the engine what comes next."""

from collections.abc import Mapping
from typing import Any

from checklists import assess, compose, judge
from checklists.catalogue import load

CATALOGUE = load()


class Visit:
    """Anna at a customer: answers steps and asks the engine what comes next."""

    def __init__(self, symptom: str, triage: Mapping[str, str] | None = None) -> None:
        answers = [{"question": question, "answer": answer} for question, answer in (triage or {}).items()]
        ticket = {"symptom": symptom, "triage": {"answers": answers, "checks": []}}
        self.checklist = compose(CATALOGUE.templates_for(symptom), ticket)
        self.steps = {step["id"]: step for step in self.checklist["steps"]}
        self.answers: dict[str, Any] = {}
        self.done: list[str] = []

    @property
    def state(self) -> dict[str, Any]:
        return assess(self.checklist, self.answers)

    @property
    def confirmed(self) -> set[str]:
        return {cause["id"] for cause in self.state["causes"] if cause["state"] == "confirmed"}

    @property
    def next_step(self) -> str:
        return str(self.state["next"]["step"])

    def answer(self, fact: str, **raw: Any) -> None:
        field = f"step/{fact}"
        before = [shown["value"] for shown in self.answers.get(field, [])]
        value = judge(self.steps[fact], raw, before)
        self.answers[field] = [{"value": value, "op_id": f"op-{len(self.done):03}", "author": "anna"}]
        self.done.append(fact)

    def leave_open(self, fact: str) -> None:
        self.answers["outcome/open"] = [
            {"value": {"k": "done", "steps": [fact]}, "op_id": "op-open", "author": "anna"}
        ]

    def follow(self, found: Mapping[str, dict[str, Any]] | None = None) -> "Visit":
        """Do what comes next until nothing is left: what is wrong is found as told, then put right."""
        while (following := self.state["next"]) and len(self.done) < 100:
            fact = following["step"]
            first = fact not in self.done and fact in (found or {})
            self.answer(fact, **((found or {})[fact] if first else good(self.steps[fact])))
        return self

    def is_blocked(self, fact: str) -> bool:
        return fact in self.state["blocked"]


def good(step: Mapping[str, Any]) -> dict[str, Any]:
    if step["options"]:
        chosen = next(option["id"] for option in step["options"] if option["result"] in ("pass", "done"))
        return {"opts": [chosen]} if step["kind"] == "several" else {"opt": chosen}
    limits = step["limits"] or {"min": 1, "max": None}
    number = next((limit for limit in (limits["min"], limits["max"]) if limit is not None), 0)
    text = "00:15:65:AB:CD:EF" if step.get("scan") == "mac" else "2.14"
    return {"num": str(number), "text": text, "files": ["ab12"], "at": "2026-11-30T10:00:00Z"}


def bad(step: Mapping[str, Any]) -> dict[str, Any] | None:
    if step["options"]:
        failing = (option["id"] for option in step["options"] if option["result"] == "fail")
        return next(({"opt": option} for option in failing), None)
    limits = step["limits"] or {"min": None, "max": None}
    if limits["max"] is not None:
        return {"num": str(limits["max"] + 1)}
    return None if limits["min"] is None else {"num": str(limits["min"] - 1)}
