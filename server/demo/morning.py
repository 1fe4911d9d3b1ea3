"""How the demo's first line triages: what it asks, what its remote checks find, and what follows."""

from typing import Any

from server.domain.ticket import Priority
from server.domain.triage import Answer, CheckDone, KitNeeded, PartNeeded, Triage
from server.store.catalogue import the_catalogue

Body = dict[str, Any]


def triage_body(entry: Body, symptom: Body) -> Body:
    """A ticket of the data as the body of the triage request: its truth is what the checks find."""
    truth = entry["truth"]
    checks = [_check(check, truth) for check in symptom["checks"] if check["id"] == truth["check"]]
    others = [check for check in symptom["checks"] if check["id"] != truth["check"]]
    checks = [*(_check(check, truth) for check in others[:2]), *checks]
    body: Body = {"symptom": entry["symptom"], "priority": entry["priority"]}
    body |= {"answers": [_answer(question) for question in symptom["questions"]], "checks": checks}
    if not truth["solved_remotely"]:
        parts = [{key: need[key] for key in ("trade", "level", "minutes")} for need in truth["needs"]]
        kit = [{"id": item["id"], "quantity": item["quantity"]} for item in symptom["kit"]]
        return body | {"outcome": "visit", "parts": parts, "kit": kit}
    known = {check["id"] for check in symptom["checks"]}
    found_by = truth["check"] if truth["check"] in known else None
    return body | {
        "outcome": "solved",
        "solved_by": {"check": found_by, "text": truth["remedy"][entry["language"]]},
    }


def triage_of(entry: Body) -> Triage:
    """The same as the value that the command takes."""
    body = triage_body(entry, the_catalogue().symptoms[entry["symptom"]])
    return Triage(
        symptom=body["symptom"],
        outcome=body["outcome"],
        answers=tuple(Answer(**answer) for answer in body["answers"]),
        checks=tuple(CheckDone(**check) for check in body["checks"]),
        parts=tuple(PartNeeded(**part) for part in body.get("parts", ())),
        kit=tuple(KitNeeded(**item) for item in body.get("kit", ())),
        priority=Priority(body["priority"]),
        solved_by=body.get("solved_by"),
    )


def _answer(question: Body) -> dict[str, str]:
    options = question.get("options") or []
    fallback = "yes" if question["kind"] == "yes_no" else "since this morning"
    return {"question": question["id"], "answer": options[0]["id"] if options else fallback}


def _check(check: Body, truth: Body) -> dict[str, str]:
    solves = truth["solved_remotely"] and check["id"] == truth["check"]
    fitting = [result["id"] for result in check["results"] if bool(result["solves"]) is solves]
    return {"check": check["id"], "result": fitting[0] if fitting else check["results"][-1]["id"]}
