"""What a ranked place means for the day, and why there is none."""

from __future__ import annotations

from dispatch.compare import say_drawbacks
from dispatch.insert import Place
from dispatch.plan import Plan
from dispatch.prepared import PreparedPlan
from dispatch.problem import Problem
from dispatch.unplanned import explain_unplanned
from dispatch.words import ENGLISH, Words


def explain_place(problem: Problem, job_id: str, best: Place, place: Place, words: Words = ENGLISH) -> str:
    """Who and when; for the best place what it asks of the others, for another what is worse than at the best."""
    job = problem.job(job_id)
    crew = words.join([words.name(who) for who in dict.fromkeys(place.engineers.values())])
    said = words.pick(
        f"{crew}, start {words.show_time(place.start)}.", f"{crew}, начало в {words.show_time(place.start)}."
    )
    if place is not best:
        worse = say_drawbacks(problem, job, best, place, words)
        tail = words.join(worse) if worse else words.pick("just as good", "не хуже")
        return f"{said} " + words.pick(
            f"Beside the best place: {tail}.", f"По сравнению с лучшим местом: {tail}."
        )
    if place.delayed:
        number = len(place.delayed)
        return f"{said} " + words.pick(
            f"{words.count(number, 'other visit starts', 'other visits start')} later.",
            f"Сдвигает {words.count(number, 'другой выезд', 'других выезда', 'других выездов')}.",
        )
    return f"{said} " + words.pick("Nobody else's visit starts later.", "Остальные выезды не сдвигаются.")


def explain_no_place(problem: Problem, plan: Plan, job_id: str, words: Words = ENGLISH) -> str:
    """Why nothing was found, and what would help."""
    if problem.job(job_id).pinned:
        return words.pick(
            "The visit is promised, so it stays as it is.", "Выезд обещан, поэтому остаётся как есть."
        )
    return explain_unplanned(problem, PreparedPlan(problem, plan).explain_left_out(job_id), words)
