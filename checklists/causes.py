"""Which causes the findings confirm, exclude or leave possible, and how likely each one is."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol


class Seen(Protocol):
    """The part of a finding that matters for causes."""

    @property
    def result(self) -> str: ...
    @property
    def fixed(self) -> bool: ...


def rate_causes(
    causes: Sequence[Mapping[str, Any]],
    findings: Mapping[str, Seen],
    named: Collection[str],
    weights: Sequence[float],
) -> list[dict[str, Any]]:
    """Rate each cause, assuming a single fault.

    A cause is confirmed when a step that shows it failed (or failed and was put right) or when the engineer named
    it; excluded when all visible steps that show it are answered without a failure. The likelihood of a possible cause
    goes by its weight (see `weigh_causes`) times the share of its steps still open.
    """
    states = [_find_state(cause, findings, named) for cause in causes]
    counted = "confirmed" if "confirmed" in states else "possible"
    shares = [
        (weight * _open_share(cause, findings, state) if state == counted else 0.0)
        for cause, state, weight in zip(causes, states, weights, strict=True)
    ]
    total = sum(shares)
    return [
        {"id": cause["id"], "state": state, "likelihood": round_share(share / total if total else 0.0)}
        for cause, state, share in zip(causes, states, shares, strict=True)
    ]


def round_share(share: float) -> float:
    """Two digits, halves up, the same in every language."""
    return math.floor(share * 100 + 0.5) / 100


def _find_state(cause: Mapping[str, Any], findings: Mapping[str, Seen], named: Collection[str]) -> str:
    seen = [findings[fact] for fact in cause["shown_by"] if fact in findings]
    if cause["id"] in named or any(finding.result == "fail" or finding.fixed for finding in seen):
        return "confirmed"
    if seen and all(finding.result != "open" for finding in seen):
        return "excluded"
    return "possible"


def _open_share(cause: Mapping[str, Any], findings: Mapping[str, Seen], state: str) -> float:
    seen = [findings[fact] for fact in cause["shown_by"] if fact in findings]
    if state == "confirmed" or not seen:
        return 1.0
    return sum(finding.result == "open" for finding in seen) / len(seen)
