"""Joins the templates of several trades into the one checklist of a visit."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from checklists.explain import explain
from checklists.history import read_history
from checklists.judge import NUMERIC_KINDS
from checklists.logic import find_variables

FORMAT = "onevisit-checklist/1"
RARE_KEYS = ("decimals", "scan", "recheck", "picture")

_YES_NO = (
    {"id": "yes", "label": {"en": "Yes", "ru": "Да"}, "result": "pass"},
    {"id": "no", "label": {"en": "No", "ru": "Нет"}, "result": "fail"},
)
_CALL = (
    {"id": "ok", "label": {"en": "It worked", "ru": "Получилось"}, "result": "pass"},
    {"id": "failed", "label": {"en": "It did not work", "ru": "Не получилось"}, "result": "fail"},
)
_IMPLIED_OPTIONS: dict[str, Sequence[dict[str, Any]]] = {"yes_no": _YES_NO, "test_call": _CALL}


class ConflictingFact(ValueError):
    """Two templates define one fact in ways that no single question can serve."""

    def __init__(self, fact: str, detail: str, *, is_circle: bool = False) -> None:
        super().__init__(f"{fact}: {detail}")
        self.fact = fact
        self.is_circle = is_circle


def compose(templates: Sequence[Mapping[str, Any]], ticket: Mapping[str, Any]) -> dict[str, Any]:
    """Compose the checklist of a visit. Raises ConflictingFact.

    A fact asked for by several templates becomes one step with the strictest limit and the union of trades,
    evidence and conditions. The order is that of the templates, moved only as far as `after` and `visible`
    demand; steps that prove the service come last. `explanation` says which template brought what, and whose value a
    shared step has. The result depends on nothing but the arguments.
    """
    asked = [_complete_step(source, template) for template in templates for source in template["steps"]]
    steps: dict[str, dict[str, Any]] = {}
    for step in asked:
        known = steps.get(step["fact"])
        steps[step["fact"]] = _merge_steps(known, step) if known else step
    for step in steps.values():
        step["after"] = [fact for fact in step["after"] if fact in steps]
    symptom = ticket.get("symptom")
    ordered = order_steps(list(steps.values()))
    return {
        "format": FORMAT,
        "symptom": symptom,
        "given": _read_given(ticket),
        "templates": [
            {key: template[key] for key in ("id", "version", "trade", "title")} for template in templates
        ],
        "steps": ordered,
        "causes": _join_causes(templates, symptom),
        "merged": [{"fact": s["fact"], "from": sorted(s["from"])} for s in ordered if len(s["from"]) > 1],
        "explanation": explain(templates, asked, ordered),
        "history": read_history(ticket),
    }


def order_steps(steps: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Sort so that every step follows what it waits for or looks at. Raises ConflictingFact on a circle."""
    facts = {step["fact"] for step in steps}
    waits = {step["fact"]: find_needs(step, facts) for step in steps}
    left = sorted(steps, key=lambda step: bool(step["verify"]))
    ordered: list[Any] = []
    placed: set[str] = set()
    while left:
        step = next((step for step in left if waits[step["fact"]] <= placed), None)
        if step is None:
            raise ConflictingFact(left[0]["fact"], "waits for itself in a circle", is_circle=True)
        left.remove(step)
        ordered.append(step)
        placed.add(step["fact"])
    return ordered


def find_needs(step: Mapping[str, Any], facts: Collection[str]) -> set[str]:
    """The facts, of those given, that come before a step: it waits for them, or its condition looks at them."""
    looked_at = (".".join(path.split(".")[:2]) for path in find_variables(step.get("visible")))
    return {fact for fact in (*step.get("after", ()), *looked_at) if fact in facts}


def _complete_step(source: Mapping[str, Any], template: Mapping[str, Any]) -> dict[str, Any]:
    """Every key of a step; those that few steps have (`decimals`, `scan`, `recheck`, `picture`) only where it has them."""
    step = {
        "id": source["fact"],
        "fact": source["fact"],
        "kind": source["kind"],
        "trades": [template["trade"]],
        "from": [f"{template['id']}@{template['version']}"],
        "title": source["title"],
        "help": source.get("help"),
        "why": source.get("why"),
        "minutes": source["minutes"],
        "level": source["level"],
        "options": _complete_options(source),
        "limits": _complete_limits(source),
        "after": list(source.get("after", [])),
        "visible": source.get("visible"),
        "required": source.get("required", True),
        "evidence": list(source.get("evidence", [])),
        "verify": source.get("verify", False),
        "remedy": source.get("remedy"),
        "decimals": source.get("decimals") if source["kind"] in NUMERIC_KINDS else None,
        "scan": source.get("scan") if source["kind"] == "scan" else None,
        "recheck": source.get("recheck") or None,
        "picture": f"{template['trade']}/{source['picture']}" if source.get("picture") else None,
    }
    return _without_absent(step)


def _without_absent(step: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in step.items() if key not in RARE_KEYS or part is not None}


def _complete_options(source: Mapping[str, Any]) -> list[dict[str, Any]]:
    implied = _IMPLIED_OPTIONS.get(source["kind"], ())
    labels = {option["id"]: option["label"] for option in implied}
    options = source.get("options") or implied
    return [
        {
            "id": option["id"],
            "label": option.get("label") or labels[option["id"]],
            "result": option.get("result"),
        }
        for option in options
    ]


def _complete_limits(source: Mapping[str, Any]) -> dict[str, Any] | None:
    limits = source.get("limits") or {}
    unit = limits.get("unit") or source.get("unit")
    if not unit or source["kind"] not in NUMERIC_KINDS:
        return None
    return {"unit": unit, "min": limits.get("min"), "max": limits.get("max")}


def _merge_steps(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    if first["kind"] != second["kind"]:
        raise ConflictingFact(first["fact"], f"asked as {first['kind']} and as {second['kind']}")
    merged = {
        **first,
        "trades": _join(first["trades"], second["trades"]),
        "from": _join(first["from"], second["from"]),
        "help": first["help"] or second["help"],
        "why": first["why"] or second["why"],
        "minutes": max(first["minutes"], second["minutes"]),
        "level": max(first["level"], second["level"]),
        "options": _merge_options(first, second),
        "limits": _merge_limits(first, second),
        "after": _join(first["after"], second["after"]),
        "visible": _merge_visible(first["visible"], second["visible"]),
        "required": first["required"] or second["required"],
        "evidence": _join(first["evidence"], second["evidence"]),
        "verify": first["verify"] or second["verify"],
        "remedy": first["remedy"] or second["remedy"],
        "decimals": _strictest((first.get("decimals"), second.get("decimals")), min),
        "scan": _merge_scan(first, second),
        "recheck": first.get("recheck") or second.get("recheck"),
        "picture": first.get("picture") or second.get("picture"),
    }
    return _without_absent(merged)


def _merge_options(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    options = {option["id"]: option for option in first["options"]}
    for option in second["options"]:
        known = options.setdefault(option["id"], option)
        if known["result"] != option["result"]:
            raise ConflictingFact(
                first["fact"], f"option {option['id']} means {known['result']} and {option['result']}"
            )
    return list(options.values())


def _merge_limits(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any] | None:
    one, other = first["limits"], second["limits"]
    if not one or not other:
        return one or other  # type: ignore[no-any-return]  # steps are JSON; their limits are a dict or None
    if one["unit"] != other["unit"]:
        raise ConflictingFact(first["fact"], f"measured in {one['unit']} and in {other['unit']}")
    low = _strictest((one["min"], other["min"]), max)
    high = _strictest((one["max"], other["max"]), min)
    if low is not None and high is not None and low > high:
        raise ConflictingFact(first["fact"], f"no value is both at least {low} and at most {high}")
    return {"unit": one["unit"], "min": low, "max": high}


def _strictest(limits: Iterable[Any], choose: Callable[..., Any]) -> Any:
    return choose((limit for limit in limits if limit is not None), default=None)


def _merge_scan(first: Mapping[str, Any], second: Mapping[str, Any]) -> str | None:
    one: str | None = first.get("scan")
    other: str | None = second.get("scan")
    if one and other and one != other:
        raise ConflictingFact(first["fact"], f"scanned as {one} and as {other}")
    return one or other


def _merge_visible(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return None
    return one if one == other else {"or": [one, other]}


def _join_causes(templates: Sequence[Mapping[str, Any]], symptom: Any) -> list[dict[str, Any]]:
    causes: dict[str, dict[str, Any]] = {}
    for template in templates:
        for source in template.get("causes", []):
            prior = source.get("prior_for", {}).get(symptom, source["prior"])
            known = causes.get(source["id"])
            if known:
                known["prior"] = max(known["prior"], prior)
                known["shown_by"] = _join(known["shown_by"], source["shown_by"])
                continue
            causes[source["id"]] = {
                "id": source["id"],
                "title": source["title"],
                "prior": prior,
                "shown_by": list(source["shown_by"]),
                "remedy": source["remedy"],
            }
    return list(causes.values())


def _read_given(ticket: Mapping[str, Any]) -> dict[str, Any]:
    triage = ticket.get("triage") or {}
    return {
        "symptom": ticket.get("symptom"),
        "answers": {item["question"]: item.get("answer") for item in triage.get("answers") or ()},
        "checks": {item["check"]: item.get("result") for item in triage.get("checks") or ()},
    }


def _join(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    return [*first, *(item for item in second if item not in first)]
