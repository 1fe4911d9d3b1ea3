"""Finds the faults of a catalogue: each with file, line and a reason an editor can act on."""

import json
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from checklists.compose import ConflictingFact, compose
from checklists.lint_shared import lint_shared
from checklists.lint_steps import find_step_faults
from checklists.logic import find_logic_problems, find_variables
from checklists.sources import Problem, Sources
from checklists.yaml_file import Place, YamlFile

__all__ = ["Problem", "lint_catalogue"]

_LANGUAGES = ["en", "ru"]


def lint_catalogue(sources: Sources) -> list[Problem]:
    """All problems, by file and line. Meaning is looked at only where the form is right."""
    problems = list(sources.unreadable)
    problems += _lint_form(sources, sources.templates, "template")
    problems += _lint_form(sources, sources.symptoms, "symptom")
    if not problems:
        problems += _lint_templates(sources)
        problems += lint_shared(sources)
        problems += _lint_symptoms(sources)
    return sorted(problems)


def _lint_form(sources: Sources, files: Iterable[YamlFile], schema: str) -> Iterator[Problem]:
    for file in files:
        for line, reason in _find_faults_of_form(file, schema):
            yield Problem(sources.name(file), line, reason)


@lru_cache(maxsize=1024)
def _find_faults_of_form(file: YamlFile, schema: str) -> tuple[tuple[int, str], ...]:
    """Kept for each file that was read: who edits one of a hundred asks again with every pause in typing."""
    errors = ((tuple(error.absolute_path), error) for error in _validator(schema).iter_errors(file.data))
    return tuple((file.line_of(place), _explain(error, place)) for place, error in errors)


@cache
def _validator(schema: str) -> Draft202012Validator:
    path = Path(__file__).parent / "schema" / f"{schema}.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def _explain(error: ValidationError, place: Place) -> str:
    where = "/".join(map(str, place)) or "the file"
    if (
        error.validator == "required"
        and isinstance(error.schema, dict)
        and error.schema["required"] == _LANGUAGES
    ):
        written = set(error.instance) if isinstance(error.instance, dict) else set()
        absent = [language for language in _LANGUAGES if language not in written]
        return f"{where}: missing language {', '.join(absent)}"
    return f"{where}: {error.message}"


def _lint_templates(sources: Sources) -> Iterator[Problem]:
    known = {step["fact"] for file in sources.templates for step in file.data["steps"]}
    seen: dict[str, str] = {}
    for file in sources.templates:
        name, template = sources.name(file), file.data
        if (
            name != template["id"].replace(".", "/") + ".yaml"
            or template["id"].split(".")[0] != template["trade"]
        ):
            yield Problem(
                name, file.line_of(("id",)), f"id {template['id']} belongs into <trade>/<name>.yaml"
            )
        if template["id"] in seen:
            yield Problem(name, file.line_of(("id",)), f"{template['id']} is also in {seen[template['id']]}")
        seen[template["id"]] = name
        yield from _lint_steps(name, file, known)
        yield from _lint_causes(name, file)


def _lint_steps(name: str, file: YamlFile, known: set[str]) -> Iterator[Problem]:
    own: set[str] = set()
    for index, step in enumerate(file.data["steps"]):
        place = ("steps", index)
        if step["fact"] in own:
            yield Problem(name, file.line_of(place), f"fact {step['fact']} is asked twice in this template")
        own.add(step["fact"])
        for fact in step.get("after", []):
            if fact not in known:
                yield Problem(name, file.line_of((*place, "after")), f"unknown fact {fact} in after")
        for key, reason in (*find_step_faults(step), *_find_picture_faults(file, step)):
            yield Problem(name, file.line_of((*place, key)), f"{step['fact']}: {reason}")
        yield from _lint_condition(name, file.line_of((*place, "visible")), step.get("visible"), known)


def _find_picture_faults(file: YamlFile, step: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A catalogue that was read from texts has no files beside it."""
    picture = step.get("picture")
    if picture and file.path.is_file() and not (file.path.parent / picture).is_file():
        yield "picture", f"there is no file {picture} beside the template"


def _lint_condition(name: str, line: int, logic: Any, known: set[str]) -> Iterator[Problem]:
    for problem in find_logic_problems(logic):
        yield Problem(name, line, f"condition: {problem}")
    for path in find_variables(logic):
        fact = ".".join(path.split(".")[:2])
        if fact not in known and not path.startswith("given."):
            yield Problem(name, line, f"condition: unknown fact {fact}")


def _lint_causes(name: str, file: YamlFile) -> Iterator[Problem]:
    own = {step["fact"] for step in file.data["steps"]}
    for index, cause in enumerate(file.data.get("causes", [])):
        for fact in cause["shown_by"]:
            if fact not in own:
                line = file.line_of(("causes", index, "shown_by"))
                yield Problem(
                    name, line, f"cause {cause['id']} is shown by {fact}, which this template does not ask"
                )


def _lint_symptoms(sources: Sources) -> Iterator[Problem]:
    templates = {file.data["id"]: file.data for file in sources.templates}
    known = {file.data["id"] for file in sources.symptoms}
    for file in sources.symptoms:
        name, symptom = sources.name(file), file.data
        line = file.line_of(("templates",))
        if file.path.stem != symptom["id"]:
            yield Problem(name, file.line_of(("id",)), f"id {symptom['id']} is not the name of the file")
        unknown = [template for template in symptom["templates"] if template not in templates]
        yield from (Problem(name, line, f"unknown template {template}") for template in unknown)
        if unknown:
            continue
        chosen = [templates[template] for template in symptom["templates"]]
        if {part["trade"] for part in symptom["parts"]} != {template["trade"] for template in chosen}:
            yield Problem(name, file.line_of(("parts",)), "the parts and the templates name different trades")
        try:
            compose(chosen, {"symptom": symptom["id"]})
        except ConflictingFact as error:
            yield Problem(name, line, str(error))
    for file in sources.templates:
        for index, cause in enumerate(file.data.get("causes", [])):
            for symptom_id in cause.get("prior_for", {}):
                if symptom_id not in known:
                    place = file.line_of(("causes", index, "prior_for"))
                    yield Problem(sources.name(file), place, f"unknown symptom {symptom_id}")
