"""How another place for a job differs from the one it has, in what people count: minutes, times, people, visits."""

from __future__ import annotations

from dispatch.insert import Place
from dispatch.problem import Costs, Job, Problem
from dispatch.words import Words

# Less than half a minute is no difference to a dispatcher.
NOTICED = 30.0


def say_drawbacks(problem: Problem, job: Job, own: Place, other: Place, words: Words) -> list[str]:
    """What is worse about `other`, the most telling first; empty when nobody would notice."""
    said = [
        _say_start(own, other, words),
        _say_travel(problem.costs, own, other, words),
        _say_overtime(problem.costs, own, other, words),
        _say_people(own, other, words),
        _say_delayed(own, other, words),
        _say_preference(job, own, other, words),
    ]
    return [text for text in said if text]


def say_advantages(costs: Costs, own: Place, other: Place, words: Words) -> list[str]:
    """What speaks for `other` all the same."""
    said = []
    if (earlier := own.start - other.start) >= NOTICED:
        at = words.show_time(other.start)
        said.append(
            words.pick(
                f"a start {words.length(earlier)} earlier ({at})",
                f"начало на {words.length(earlier)} раньше ({at})",
            )
        )
    if (saved := _units(costs.travel, "travel", other, own)) >= NOTICED:
        said.append(
            words.pick(f"{words.length(saved)} less on the road", f"дороги на {words.length(saved)} меньше")
        )
    return said


def _say_start(own: Place, other: Place, words: Words) -> str:
    later = other.start - own.start
    if later < NOTICED:
        return ""
    at = words.show_time(other.start)
    return words.pick(
        f"a start {words.length(later)} later ({at})", f"начало на {words.length(later)} позже ({at})"
    )


def _say_travel(costs: Costs, own: Place, other: Place, words: Words) -> str:
    more = _units(costs.travel, "travel", own, other)
    if more < NOTICED:
        return ""
    return words.pick(f"{words.length(more)} more on the road", f"дороги на {words.length(more)} больше")


def _say_overtime(costs: Costs, own: Place, other: Place, words: Words) -> str:
    more = _units(costs.overtime, "overtime", own, other)
    if more < NOTICED:
        return ""
    return words.pick(f"{words.length(more)} more overtime", f"переработки на {words.length(more)} больше")


def _say_people(own: Place, other: Place, words: Words) -> str:
    more = len(set(other.engineers.values())) - len(set(own.engineers.values()))
    if more < 1:
        return ""
    return words.pick(
        words.count(more, "person more", "people more"),
        f"на {words.count(more, 'человека', 'человека', 'человек')} больше",
    )


def _say_delayed(own: Place, other: Place, words: Words) -> str:
    delayed = [name for name, by in other.delayed.items() if by - own.delayed.get(name, 0.0) >= NOTICED]
    if not delayed:
        return ""
    return words.pick(
        f"{words.count(len(delayed), 'other visit', 'other visits')} starting later",
        f"сдвиг ещё {words.count(len(delayed), 'выезда', 'выездов', 'выездов')}",
    )


def _say_preference(job: Job, own: Place, other: Place, words: Words) -> str:
    """Somebody the customer did not ask for, where fewer such would go now."""
    if not job.preferred or _strangers(job, other) <= _strangers(job, own):
        return ""
    return words.pick("somebody who is not preferred here", "не тот, кого здесь предпочитают")


def _strangers(job: Job, place: Place) -> int:
    return len(set(place.engineers.values()) - job.preferred)


def _units(price: float, term: str, less: Place, more: Place) -> float:
    """How much more of a term `more` takes, in units of the problem; 0 where it is free, as nobody decided by it."""
    return (more.terms[term] - less.terms[term]) / price if price else 0.0
