"""Faults between templates: one fact defined in two ways, one cause told in two ways, steps that wait in a circle."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from checklists.compose import ConflictingFact, compose, find_needs
from checklists.lint_steps import unit_of
from checklists.sources import Problem, Sources
from checklists.yaml_file import YamlFile

Step = Mapping[str, Any]


def lint_shared(sources: Sources) -> Iterator[Problem]:
    """Any two templates may meet at a customer's; what they say of one thing must agree."""
    yield from _lint_facts(sources)
    yield from _lint_causes(sources)
    yield from _lint_circles(sources)


def _lint_facts(sources: Sources) -> Iterator[Problem]:
    """A fact has one definition: the same question, kind, unit and meaning of options wherever it is asked."""
    earlier: dict[str, list[tuple[str, Step]]] = {}
    for file in sources.templates:
        name = sources.name(file)
        for index, step in enumerate(file.data["steps"]):
            line = file.line_of(("steps", index))
            known = earlier.setdefault(step["fact"], [])
            for reason in _compare(step, known):
                yield Problem(name, line, f"{step['fact']}: {reason}")
            known.append((name, step))


def _compare(step: Step, known: Sequence[tuple[str, Step]]) -> Iterator[str]:
    """Each part that differs is named once, with the first file that has it otherwise."""
    told: set[str] = set()
    for other, definition in known:
        for part, own, theirs in _find_differences(step, definition):
            if part not in told:
                told.add(part)
                yield f"{part} {own!r} here, {theirs!r} in {other}"


def _find_differences(step: Step, definition: Step) -> Iterator[tuple[str, Any, Any]]:
    for part, own, theirs in (
        ("kind", step["kind"], definition["kind"]),
        ("title", step["title"], definition["title"]),
        ("unit", unit_of(step), unit_of(definition)),
        ("scan", step.get("scan"), definition.get("scan")),
    ):
        if own != theirs:
            yield part, own, theirs
    meanings = {option["id"]: option.get("result") for option in definition.get("options", [])}
    for option in step.get("options", []):
        if option["id"] in meanings and meanings[option["id"]] != option.get("result"):
            yield f"option {option['id']}", option.get("result"), meanings[option["id"]]
    own_limits, their_limits = step.get("limits", {}), definition.get("limits", {})
    for low, high in ((own_limits, their_limits), (their_limits, own_limits)):
        if "min" in low and "max" in high and low["min"] > high["max"]:
            yield "limits", own_limits, their_limits
            return


def _lint_causes(sources: Sources) -> Iterator[Problem]:
    first: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for file in sources.templates:
        for index, cause in enumerate(file.data.get("causes", [])):
            other, definition = first.setdefault(cause["id"], (sources.name(file), cause))
            if cause["title"] != definition["title"]:
                line = file.line_of(("causes", index))
                reason = f"title {cause['title']!r} here, {definition['title']!r} in {other}"
                yield Problem(sources.name(file), line, f"cause {cause['id']}: {reason}")


def _lint_circles(sources: Sources) -> Iterator[Problem]:
    """Two templates at a time, and only those that can be part of a circle: composing all pairs takes too long."""
    circling = _find_circling(sources.templates)
    files = [
        file for file in sources.templates if any(step["fact"] in circling for step in file.data["steps"])
    ]
    alone: set[str] = set()
    for chosen in (*combinations(files, 1), *combinations(files, 2)):
        last = chosen[-1]
        if alone & {file.data["id"] for file in chosen}:
            continue
        try:
            compose([file.data for file in chosen], {})
        except ConflictingFact as error:
            if not error.is_circle:
                continue
            if len(chosen) == 1:
                alone.add(last.data["id"])
            others = ", ".join(sources.name(file) for file in chosen[:-1])
            index = next((i for i, step in enumerate(last.data["steps"]) if step["fact"] == error.fact), None)
            line = last.line_of(("steps",) if index is None else ("steps", index))
            yield Problem(sources.name(last), line, f"{error}{' with ' + others if others else ''}")


def _find_circling(files: Sequence[YamlFile]) -> set[str]:
    """Facts that would wait for ever if all templates were composed at once."""
    facts = {step["fact"] for file in files for step in file.data["steps"]}
    waits: dict[str, set[str]] = {fact: set() for fact in facts}
    for file in files:
        for step in file.data["steps"]:
            waits[step["fact"]] |= find_needs(step, facts)
    left = set(facts)
    while ready := {fact for fact in left if not waits[fact] & left}:
        left -= ready
    return left
