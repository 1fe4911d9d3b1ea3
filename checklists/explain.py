"""Tells how a checklist came about: which template brought which facts, and whose value each shared step has."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Step = Mapping[str, Any]

_NUMBERS: Mapping[str, Callable[[Step], Any]] = {
    "min": lambda step: (step["limits"] or {}).get("min"),
    "max": lambda step: (step["limits"] or {}).get("max"),
    "decimals": lambda step: step.get("decimals"),
    "minutes": lambda step: step["minutes"],
    "level": lambda step: step["level"],
}
_MARKS = ("required", "verify", "recheck")
_TEXTS = ("help", "why", "remedy", "picture")


def explain(
    templates: Sequence[Mapping[str, Any]], asked: Sequence[Step], ordered: Sequence[Step]
) -> dict[str, Any]:
    """`asked` are the steps of the templates one by one, `ordered` those of the checklist."""
    brought: dict[str, list[str]] = {f"{one['id']}@{one['version']}": [] for one in templates}
    for step in asked:
        (source,) = step["from"]
        if step["fact"] not in brought[source]:
            brought[source].append(step["fact"])
    return {
        "brought_by": brought,
        "merged": [
            _explain_step(step, [one for one in asked if one["fact"] == step["fact"]])
            for step in ordered
            if len(step["from"]) > 1
        ],
    }


def _explain_step(step: Step, parts: Sequence[Step]) -> dict[str, Any]:
    """`taken` names the templates whose value the step has, and for numbers what each of them gave."""
    taken: dict[str, Any] = {}
    for name, read in _NUMBERS.items():
        value = read(step)
        given = {part["from"][0]: read(part) for part in parts if read(part) is not None}
        if value is not None:
            sources = [source for source, one in given.items() if one == value]
            taken[name] = {"value": value, "from": sources, "given": given}
    for name in _MARKS:
        if step.get(name):
            taken[name] = {"value": True, "from": _sources(part for part in parts if part.get(name))}
    for name in _TEXTS:
        if step.get(name):
            taken[name] = {"from": _sources(part for part in parts if part.get(name) == step[name])}
    for name in ("evidence", "options"):
        items = {
            item: _sources(part for part in parts if item in _list_items(part, name))
            for item in _list_items(step, name)
        }
        if items:
            taken[name] = items
    return {"fact": step["fact"], "from": list(step["from"]), "trades": list(step["trades"]), "taken": taken}


def _sources(parts: Iterable[Step]) -> list[str]:
    """A step of one template has one source."""
    return list(dict.fromkeys(part["from"][0] for part in parts))


def _list_items(part: Step, name: str) -> list[str]:
    return [item if isinstance(item, str) else item["id"] for item in part[name]]
