"""What the first line may record: symptom, questions, remote checks and the outcome, held against the catalogue; and when a visit is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from server.domain.problems import Invalid
from server.domain.ticket import Priority, TicketState

Outcome = Literal["solved", "visit", "swarm"]
OUTCOMES: dict[str, TicketState] = {
    "solved": TicketState.SOLVED_REMOTELY,
    "visit": TicketState.READY,
    "swarm": TicketState.TRIAGED,
}
# Suggested time from the call to the start of the visit; a person may change it.
DUE_AFTER = {
    Priority.URGENT: timedelta(hours=4),
    Priority.HIGH: timedelta(hours=8),
    Priority.NORMAL: timedelta(hours=24),
    Priority.LOW: timedelta(hours=72),
}


@dataclass(frozen=True)
class Answer:
    question: str
    answer: str


@dataclass(frozen=True)
class CheckDone:
    check: str
    result: str
    note: str | None = None


@dataclass(frozen=True)
class PartNeeded:
    trade: str
    level: int
    minutes: int


@dataclass(frozen=True)
class KitNeeded:
    id: str
    quantity: int


@dataclass(frozen=True)
class Triage:
    """`note` says what a swarm is asked; `solved_by` is {"check": id or None, "text"}."""

    symptom: str
    outcome: Outcome
    answers: tuple[Answer, ...] = ()
    checks: tuple[CheckDone, ...] = ()
    parts: tuple[PartNeeded, ...] = ()
    kit: tuple[KitNeeded, ...] = ()
    priority: Priority | None = None
    due: datetime | None = None
    solved_by: Mapping[str, str | None] | None = None
    note: str | None = None


def suggest_due(opened_at: datetime, priority: Priority) -> datetime:
    return opened_at + DUE_AFTER[priority]


def check_triage(triage: Triage, symptoms: Mapping[str, Mapping[str, Any]]) -> None:
    """Raises Invalid, naming the member, for anything the catalogue does not know or the outcome needs."""
    symptom = symptoms.get(triage.symptom)
    if symptom is None:
        raise Invalid("/symptom", f"There is no symptom {triage.symptom} in the catalogue.")
    _check_answers(triage.answers, symptom["questions"])
    _check_checks(triage.checks, symptom["checks"])
    _refuse_doubles("/parts", [part.trade for part in triage.parts])
    _refuse_doubles("/kit", [item.id for item in triage.kit])
    known_kit = kit_names(symptoms)
    for index, item in enumerate(triage.kit):
        if item.id not in known_kit:
            raise Invalid(f"/kit/{index}/id", f"There is no kit item {item.id} in the catalogue.")
    _check_outcome(triage)


def kit_names(symptoms: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The names of all kit items of the catalogue, by id."""
    return {item["id"]: item["name"] for symptom in symptoms.values() for item in symptom["kit"]}


def _check_answers(answers: Iterable[Answer], questions: Sequence[Mapping[str, Any]]) -> None:
    known = {question["id"]: question for question in questions}
    for index, given in enumerate(answers):
        question = known.get(given.question)
        if question is None:
            raise Invalid(f"/answers/{index}/question", f"The symptom asks no question {given.question}.")
        allowed = {"yes_no": ["yes", "no"], "choice": [option["id"] for option in question["options"]]}
        choices = allowed.get(question["kind"])
        if choices is not None and given.answer not in choices:
            raise Invalid(f"/answers/{index}/answer", f"Allowed answers are {', '.join(choices)}.")


def _check_checks(done: Iterable[CheckDone], checks: Sequence[Mapping[str, Any]]) -> None:
    known = {check["id"]: check for check in checks}
    for index, item in enumerate(done):
        check = known.get(item.check)
        if check is None:
            raise Invalid(f"/checks/{index}/check", f"The symptom has no remote check {item.check}.")
        results = [result["id"] for result in check["results"]]
        if item.result not in results:
            raise Invalid(f"/checks/{index}/result", f"Allowed results are {', '.join(results)}.")


def _check_outcome(triage: Triage) -> None:
    if triage.outcome == "visit" and not triage.parts:
        raise Invalid("/parts", "A visit needs at least one part: a trade, its level and minutes.")
    if triage.outcome == "swarm" and not (triage.note or "").strip():
        raise Invalid("/note", "Say what the swarm is asked.")
    if triage.outcome != "solved":
        return
    solved_by = triage.solved_by or {}
    if not (solved_by.get("text") or "").strip():
        raise Invalid("/solved_by/text", "Say what solved it.")
    if solved_by.get("check") is not None and solved_by["check"] not in {
        item.check for item in triage.checks
    }:
        raise Invalid("/solved_by/check", "The check that solved it is not among the checks done.")


def _refuse_doubles(pointer: str, names: Sequence[str]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise Invalid(f"{pointer}/{index}", f"{name} is there twice; each once.")
