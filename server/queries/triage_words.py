"""What the first line asked and was told, in the words of the catalogue."""

from typing import Any

from server.store.catalogue import the_catalogue

Text = dict[str, str]
YES_NO: dict[str, Text] = {"yes": {"en": "Yes", "ru": "Да"}, "no": {"en": "No", "ru": "Нет"}}


def triage_words(symptom: str | None, triage: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Questions and checks with their answers, as [{"title": Text, "answer": Text | str}]."""
    if triage is None:
        return []
    entry = the_catalogue().symptoms.get(symptom or "", {})
    questions = {question["id"]: question for question in entry.get("questions", [])}
    checks = {check["id"]: check for check in entry.get("checks", [])}
    asked = [
        _words(questions.get(given["question"]), given["question"], given["answer"], "options")
        for given in triage.get("answers", [])
    ]
    tried = [
        _words(checks.get(done["check"]), done["check"], done["result"], "results")
        for done in triage.get("checks", [])
    ]
    return asked + tried


def _words(entry: dict[str, Any] | None, name: str, given: Any, choices: str) -> dict[str, Any]:
    if entry is None:
        return {"title": {"en": name, "ru": name}, "answer": str(given)}
    labels = YES_NO | {choice["id"]: choice["label"] for choice in entry[choices]}
    return {"title": entry["title"], "answer": labels.get(given, str(given))}
