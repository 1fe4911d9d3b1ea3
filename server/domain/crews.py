"""Who of a crew does which part."""

from collections.abc import Mapping, Sequence
from itertools import product

from server.domain.planning import PlanPart


def share_parts(parts: Sequence[PlanPart], skills: Mapping[str, Mapping[str, int]]) -> dict[str, str] | None:
    """Trade -> person, so that everybody has something to do and the longest share is shortest. None when they cannot cover it.

    `skills` holds the crew, in order of preference.
    """
    choices = [[person for person, levels in skills.items() if can_do(levels, part)] for part in parts]
    fair = [shares for shares in product(*choices) if set(shares) == set(skills)]
    if not fair:
        return None
    order = list(skills)
    best = min(fair, key=lambda shares: (_longest(parts, shares), [order.index(person) for person in shares]))
    return {part.trade: person for part, person in zip(parts, best, strict=True)}


def can_do(levels: Mapping[str, int], part: PlanPart) -> bool:
    return levels.get(part.trade, 0) >= part.level


def _longest(parts: Sequence[PlanPart], shares: Sequence[str]) -> int:
    loads = dict.fromkeys(shares, 0)
    for part, person in zip(parts, shares, strict=True):
        loads[person] += part.minutes
    return max(loads.values())
