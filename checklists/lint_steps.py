"""Faults of one step that its form does not show: keys that do not go together."""

from collections.abc import Iterator, Mapping
from typing import Any

_ONLY_FOR = {"limits": "number", "unit": "number", "decimals": "number", "scan": "scan"}


def find_step_faults(step: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each fault as the key it stands at and a reason an editor can act on."""
    kind = step["kind"]
    for key, wanted in _ONLY_FOR.items():
        if key not in step or kind == wanted:
            continue
        if kind == "reading":
            yield (
                key,
                f"a reading is text as pasted and takes no {key}; use kind number for a value that is measured",
            )
        else:
            yield key, f"{key} is for kind {wanted}, not for {kind}"
    yield from _find_limit_faults(step)
    if step.get("recheck") and "remedy" not in step:
        yield "recheck", "recheck demands a remedy that says how to put it right"
    if "picture" in step and "help" not in step:
        yield "picture", "a picture goes with a help"


def unit_of(step: Mapping[str, Any]) -> str | None:
    unit: str | None = step.get("limits", {}).get("unit") or step.get("unit")
    return unit


def _find_limit_faults(step: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    limits = step.get("limits", {})
    low, high = limits.get("min"), limits.get("max")
    if limits and unit_of(step) is None:
        yield "limits", "limits need a unit"
    if "unit" in limits and step.get("unit", limits["unit"]) != limits["unit"]:
        yield "unit", f"unit {step['unit']!r} here, {limits['unit']!r} in limits"
    if low is not None and high is not None and low > high:
        yield "limits", "min is above max"
