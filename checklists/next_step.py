"""Which step to do next, and why, in words for the engineer."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

Step = Mapping[str, Any]
Text = dict[str, str]


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
) -> dict[str, Any] | None:
    """Find the next best step, or None when nothing is left to do.

    Disputed answers and failures that can be put right come first. While the cause is unknown, the step with the
    greatest likelihood of revealing it per minute is best: optimal for a single fault and independent steps
    (Kalagnanam and Henrion, "A comparison of decision analysis and expert rules for sequential diagnosis", 1990;
    Heckerman, Breese and Rommelse, "Decision-theoretic troubleshooting", CACM 38(3), 1995). A step that reveals
    nothing but that others wait for is worth as much as the best chain it opens. Then what sign-off still needs.
    """
    disputed = [step["id"] for step in steps if findings[step["id"]].disputed]
    if disputed:
        return {"step": disputed[0], "why": _WHY_DISPUTED}
    telling = {fact for cause in causes for fact in cause["shown_by"]}
    repairable = [step for step in open_failures if step in telling]
    if repairable:
        return {"step": repairable[0], "why": _WHY_FAILED}
    candidates = [
        step for step in steps if findings[step["id"]].result == "open" and step["id"] not in excused
    ]
    if _is_diagnosing(steps, findings, causes):
        best = _find_most_telling(candidates, unmet, causes)
        if best:
            return best
    for step in candidates:
        if step["id"] in missing and not unmet[step["id"]]:
            return {"step": step["id"], "why": _WHY_PROOF if step["verify"] else _WHY_REQUIRED}
    return {"step": open_failures[0], "why": _WHY_FAILED} if open_failures else None


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
) -> dict[str, Any] | None:
    weights = _weigh_steps(candidates, causes)
    best: Step | None = None
    best_worth = 0.0
    for step in candidates:
        if unmet[step["id"]]:
            continue
        worth = weights[step["id"]] / step["minutes"] or _weigh_chain(step, candidates, unmet, weights)
        if worth > best_worth:
            best, best_worth = step, worth
    if best is None:
        return None
    if weights[best["id"]]:
        return {"step": best["id"], "why": _explain_likelihood(best, weights[best["id"]])}
    return {"step": best["id"], "why": _explain_unlocking(best, candidates)}


def _weigh_steps(candidates: Sequence[Step], causes: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The probability that a step reveals the cause, over the causes that open steps can still show."""
    open_facts = [step["fact"] for step in candidates]
    weights = dict.fromkeys((step["id"] for step in candidates), 0.0)
    total = 0.0
    for cause in causes:
        shown_by = [fact for fact in cause["shown_by"] if fact in open_facts]
        if cause["state"] != "possible" or not shown_by:
            continue
        total += cause["prior"]
        for fact in shown_by:
            weights[fact] += cause["prior"]
    return {step: weight / total if total else 0.0 for step, weight in weights.items()}


def _weigh_chain(
    first: Step, candidates: Sequence[Step], unmet: Mapping[str, Sequence[str]], weights: Mapping[str, float]
) -> float:
    """The best likelihood per minute among the open chains that start with this step."""
    return max(
        (_weigh_target(first, target, candidates, unmet, weights) for target in candidates), default=0.0
    )


def _weigh_target(
    first: Step,
    target: Step,
    candidates: Sequence[Step],
    unmet: Mapping[str, Sequence[str]],
    weights: Mapping[str, float],
) -> float:
    open_steps = {step["id"]: step for step in candidates}
    chain: list[str] = []
    waiting = [target["id"]]
    while waiting:
        step = waiting.pop()
        if step not in open_steps:
            return 0.0
        if step not in chain:
            chain.append(step)
            waiting.extend(unmet[step])
    if first["id"] not in chain:
        return 0.0
    ordered = [step for step in candidates if step["id"] in chain]
    minutes: int = sum(step["minutes"] for step in ordered)
    return sum(weights[step["id"]] for step in ordered) / minutes


def _explain_likelihood(step: Step, weight: float) -> Text:
    percent = math.floor(weight * 100 + 0.5)
    return {
        "en": f"Quickest way to the cause: {percent} % likely to show it, {step['minutes']} min",
        "ru": f"Кратчайший путь к причине: вероятность {percent} %, {step['minutes']} мин",
    }


def _explain_unlocking(step: Step, candidates: Sequence[Step]) -> Text:
    count = sum(step["fact"] in other["after"] for other in candidates)
    return {"en": f"Other steps wait for this one: {count}", "ru": f"Этого шага ждут другие: {count}"}


_WHY_DISPUTED = {
    "en": "The answers differ. Look again and keep one",
    "ru": "Ответы расходятся. Проверьте ещё раз и оставьте один",
}
_WHY_FAILED = {
    "en": "It failed. Put it right and check again",
    "ru": "Не прошло. Устраните и проверьте ещё раз",
}
_WHY_REQUIRED = {"en": "Needed before sign-off", "ru": "Нужно до подписи"}
_WHY_PROOF = {"en": "Proves that the service works", "ru": "Подтверждает, что всё работает"}
