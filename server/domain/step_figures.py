"""What a step of a template was good for: how often it was asked, failed, showed the cause, was left out, and how long it took."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

# A longer pause was lunch, or another job; it says nothing about the step.
LONGEST_STEP = timedelta(hours=4)


@dataclass(frozen=True)
class StepOutcome:
    """One step of one visit that was shown to the engineer. `minutes` is None when nobody could tell."""

    result: str
    was_put_right: bool
    showed_cause: bool
    minutes: float | None

    @property
    def failed(self) -> bool:
        return self.result == "fail" or self.was_put_right


@dataclass
class StepFigures:
    asked: int = 0
    answered: int = 0
    failed: int = 0
    found: int = 0
    skipped: int = 0
    spans: list[float] = field(default_factory=list)

    def add(self, outcome: StepOutcome) -> None:
        self.asked += 1
        self.answered += outcome.result != "open"
        self.failed += outcome.failed
        self.found += outcome.showed_cause
        self.skipped += outcome.result == "na"
        if outcome.minutes is not None:
            self.spans.append(outcome.minutes)

    @property
    def minutes(self) -> float | None:
        return round(median(self.spans), 1) if self.spans else None


def shows_cause(
    fact: str, *, failed: bool, named: Iterable[str], causes: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether a step led to the cause: it failed, and the cause that was named, or any if none was, is one that it shows."""
    if not failed:
        return False
    shown = {cause["id"] for cause in causes if fact in cause["shown_by"]}
    coded = set(named) & {cause["id"] for cause in causes}
    return bool(shown & coded) if coded else bool(shown)


def measure_spans(
    answers: Iterable[tuple[str, str | None, datetime]], began: datetime | None
) -> dict[str, float]:
    """Minutes from a person's answer before, or from the arrival, to their first answer of each step.

    `answers` are step, person and moment of one visit, in any order.
    """
    last: dict[str | None, datetime | None] = {}
    spans: dict[str, float] = {}
    for step, person, moment in sorted(answers, key=lambda answer: answer[2]):
        before = last.get(person, began)
        last[person] = moment
        if before is not None and timedelta() < moment - before <= LONGEST_STEP and step not in spans:
            spans[step] = (moment - before) / timedelta(minutes=1)
    return spans
