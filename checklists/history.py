"""What closed visits of the same symptom teach, frozen into a checklist: how often each cause and step was it."""

from collections.abc import Mapping, Sequence
from typing import Any

History = Mapping[str, Any]


def read_history(ticket: Mapping[str, Any]) -> dict[str, Any] | None:
    """The ticket's `history` in its one form, or None when there is no closed visit to learn from."""
    given = ticket.get("history")
    if not isinstance(given, Mapping):
        return None
    visits = _read_count(given.get("visits"))
    if not visits:
        return None
    return {
        "visits": visits,
        "causes": _read_counts(given.get("causes")),
        "steps": _read_counts(given.get("steps")),
    }


def weigh_causes(causes: Sequence[Mapping[str, Any]], history: History | None) -> list[int]:
    """How likely each cause is against the others, before anything was looked at.

    The mean of a Dirichlet distribution, times its total: the prior of the catalogue counts as that many visits seen
    before the first one was closed, and every closed visit adds one to its cause (Gelman et al., "Bayesian Data
    Analysis", 3rd ed., section 3.4). With no history the priors alone decide.
    """
    seen: Mapping[str, int] = history["causes"] if history else {}
    return [cause["prior"] + seen.get(cause["id"], 0) for cause in causes]


def count_found(fact: str, causes: Sequence[Mapping[str, Any]], history: History | None) -> int:
    """In how many closed visits a step showed the cause: as counted for the step, or by the causes that it shows."""
    if not history:
        return 0
    by_causes: int = sum(
        history["causes"].get(cause["id"], 0) for cause in causes if fact in cause["shown_by"]
    )
    counted: int = history["steps"].get(fact, 0)
    visits: int = history["visits"]
    return min(max(counted, by_causes), visits)


def _read_counts(given: Any) -> dict[str, int]:
    if not isinstance(given, Mapping):
        return {}
    counts = {str(name): _read_count(count) for name, count in given.items()}
    return {name: count for name, count in counts.items() if count}


def _read_count(given: Any) -> int:
    """A whole number above zero; anything else counts for nothing."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return 0
    return int(given) if 0 < given < 1e9 and given == int(given) else 0
