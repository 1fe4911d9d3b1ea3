"""Why a job is left out of this plan: people, time, or price; and what would make it possible."""

from __future__ import annotations

import numpy as np

from dispatch.kernel import anneal, places
from dispatch.kernel.layout import Model, Work, handle, new_work
from dispatch.kernel.timing import INFINITE
from dispatch.problem import Job, Problem
from dispatch.reasons import find_lasting_reason
from dispatch.words import ENGLISH, Words

PLACES_TRIED = 24


def find_reason(problem: Problem, model: Model, work: Work, job: int) -> str:
    """One of the reasons of the plan format. `work` is left as it was."""
    lasting = find_lasting_reason(problem, problem.jobs[job])
    if lasting is not None:
        return lasting[0]
    if _fits(model, work, job):
        return "too_costly"
    empty = new_work(model, seed=0, places=PLACES_TRIED)
    anneal.clear(handle(model), handle(empty))
    alone = _fits(model, empty, job)
    return "no_crew" if not alone and len(problem.jobs[job].parts) > 1 else "no_time"


def explain_unplanned(problem: Problem, job: Job, reason: str, words: Words = ENGLISH) -> str:
    """One sentence with the reason, one with what would make the visit possible."""
    lasting = find_lasting_reason(problem, job)
    part = lasting[1] if lasting else None
    if part is not None and reason in ("no_skill", "forbidden"):
        return _explain_people(reason, words.skill(part.skill), f"{part.level:g}", words)
    if reason == "no_crew":
        return words.pick(
            "The people exist, but no crew can be there together. Widen the window, or change a shift.",
            "Нужные люди есть, но собрать их вместе не получается. Расширьте окно или сдвиньте смену.",
        )
    if reason == "too_costly":
        return words.pick(
            "It could be fitted in, but the detours and delays would outweigh it. Raise its priority to plan it.",
            "Выезд помещается в план, но крюк и задержки для других перевесят. "
            "Чтобы поставить его в план, поднимите приоритет.",
        )
    return words.pick(
        "Everybody who could go has no time left for it in its window. "
        "Widen the window, allow overtime, or move another visit.",
        "У всех, кто мог бы поехать, в окне заявки не осталось времени. "
        "Расширьте окно, разрешите переработку или перенесите другой выезд.",
    )


def _explain_people(reason: str, skill: str, level: str, words: Words) -> str:
    if reason == "no_skill":
        return words.pick(
            f"Nobody on shift has {skill} at level {level}. "
            "Put somebody with it on shift, or lower the level.",
            f"На смене нет никого с навыком «{skill}» уровня {level}. "
            "Выведите такого специалиста или снизьте уровень.",
        )
    return words.pick(
        f"Everybody with {skill} at level {level} is barred from this visit. "
        "Lift a bar, or put somebody else on shift.",
        f"Всем, у кого есть «{skill}» уровня {level}, этот выезд запрещён. "
        "Снимите запрет или выведите другого специалиста.",
    )


def _fits(model: Model, work: Work, job: int) -> bool:
    costs = np.full(len(work.place_cost), INFINITE)
    found = places.rank_places(handle(model), handle(work), job, costs, len(work.place_cost))
    return bool((costs[:found] < INFINITE).any())
