"""Which step to do next, and why, in words for the engineer."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from checklists import next_words as words

Step = Mapping[str, Any]


class Seen(Protocol):
    """The part of a finding that matters for the next step."""

    @property
    def result(self) -> str: ...
    @property
    def disputed(self) -> bool: ...


def find_next_step(
    *,
    steps: Sequence[Step],
    findings: Mapping[str, Seen],
    unmet: Mapping[str, Sequence[str]],
    excused: Collection[str],
    missing: Sequence[str],
    open_failures: Sequence[str],
    causes: Sequence[Mapping[str, Any]],
    levels: Mapping[str, int] | None,
    visits: int,
    found: Callable[[str], int],
) -> dict[str, Any] | None:
    """Find the next best step, or None when nothing is left to do.

    Disputed answers and failures that can be put right come first. While the cause is unknown, the step with the
    greatest likelihood of revealing it per minute is best: optimal for a single fault and independent steps
    (Kalagnanam and Henrion, "A comparison of decision analysis and expert rules for sequential diagnosis", 1990;
    Heckerman, Breese and Rommelse, "Decision-theoretic troubleshooting", CACM 38(3), 1995). A step that reveals
    nothing but that others wait for is worth as much as the best chain it opens. Then what sign-off still needs.
    What nobody there has the level for is asked only when nothing else is left.
    """
    disputed = [step["id"] for step in steps if findings[step["id"]].disputed]
    if disputed:
        return {"step": disputed[0], "why": words.DISPUTED}
    telling = {fact for cause in causes for fact in cause["shown_by"]}
    telling |= {step["id"] for step in steps if step.get("recheck")}
    repairable = [step for step in open_failures if step in telling]
    if repairable:
        return {"step": repairable[0], "why": words.FAILED}
    open_steps = [
        step for step in steps if findings[step["id"]].result == "open" and step["id"] not in excused
    ]
    candidates = [step for step in open_steps if _may_do(step, levels)]
    if _is_diagnosing(steps, findings, causes):
        best, weight = _find_most_telling(candidates, unmet, causes)
        if best:
            return {"step": best["id"], "why": _explain(best, weight, candidates, visits, found)}
    needed = set(missing)
    ready = [step for step in open_steps if step["id"] in needed and not unmet[step["id"]]]
    for step in ready:
        if _may_do(step, levels):
            return {"step": step["id"], "why": words.PROOF if step["verify"] else words.REQUIRED}
    if ready:
        return {"step": ready[0]["id"], "why": words.say_level(ready[0]["level"])}
    return {"step": open_failures[0], "why": words.FAILED} if open_failures else None


def _may_do(step: Step, levels: Mapping[str, int] | None) -> bool:
    """Whether somebody there has the level in one of the trades that ask the step. Nothing known: anybody may."""
    if levels is None:
        return True
    return any(levels.get(trade, 0) >= step["level"] for trade in step["trades"])


def _is_diagnosing(
    steps: Sequence[Step], findings: Mapping[str, Seen], causes: Sequence[Mapping[str, Any]]
) -> bool:
    """The cause is sought until it is found or the service is proven; a failed proof means there is another one."""
    proofs = [findings[step["id"]].result for step in steps if step["verify"]]
    if "fail" in proofs:
        return True
    is_proven = bool(proofs) and "open" not in proofs
    return not is_proven and all(cause["state"] != "confirmed" for cause in causes)


def _find_most_telling(
    candidates: Sequence[Step], unmet: Mapping[str, Sequence[str]], causes: Sequence[Mapping[str, Any]]
) -> tuple[Step | None, float]:
    weights = _weigh_steps(candidates, causes)
    chains = _weigh_chains(candidates, unmet, weights)
    best: Step | None = None
    best_worth = 0.0
    for step in candidates:
        if unmet[step["id"]]:
            continue
        worth = weights[step["id"]] / step["minutes"] or chains.get(step["id"], 0.0)
        if worth > best_worth:
            best, best_worth = step, worth
    return best, weights[best["id"]] if best else 0.0


def _weigh_steps(candidates: Sequence[Step], causes: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The probability that a step reveals the cause, over the causes that open steps can still show."""
    weights = dict.fromkeys((step["id"] for step in candidates), 0.0)
    total = 0.0
    for cause in causes:
        shown_by = [fact for fact in cause["shown_by"] if fact in weights]
        if cause["state"] != "possible" or not shown_by:
            continue
        total += cause["weight"]
        for fact in shown_by:
            weights[fact] += cause["weight"]
    return {step: weight / total if total else 0.0 for step, weight in weights.items()}


def _weigh_chains(
    candidates: Sequence[Step], unmet: Mapping[str, Sequence[str]], weights: Mapping[str, float]
) -> dict[str, float]:
    """For each step the best likelihood per minute among the chains of open steps that it belongs to."""
    places = {step["id"]: place for place, step in enumerate(candidates)}
    best: dict[str, float] = {}
    for target in candidates:
        if not weights[target["id"]]:
            continue
        chain = _find_chain(target["id"], places, unmet)
        ordered = [candidates[place] for place in chain]
        minutes: int = sum(step["minutes"] for step in ordered)
        worth = sum(weights[step["id"]] for step in ordered) / minutes if ordered else 0.0
        for step in ordered:
            best[step["id"]] = max(best.get(step["id"], 0.0), worth)
    return best


def _find_chain(target: str, places: Mapping[str, int], unmet: Mapping[str, Sequence[str]]) -> list[int]:
    """The places of all open steps that must be done for the target, in order; none if one of them cannot be done."""
    chain: set[str] = set()
    waiting = [target]
    while waiting:
        step = waiting.pop()
        if step not in places:
            return []
        if step not in chain:
            chain.add(step)
            waiting.extend(unmet[step])
    return sorted(places[step] for step in chain)


def _explain(
    step: Step, weight: float, candidates: Sequence[Step], visits: int, found: Callable[[str], int]
) -> words.Text:
    if not weight:
        return words.say_unlocking(sum(step["fact"] in other["after"] for other in candidates))
    count = found(step["fact"])
    if count:
        return words.say_found(count, visits, step["minutes"])
    return words.say_likelihood(math.floor(weight * 100 + 0.5), step["minutes"])
