"""Why a job is left out of this plan: people, time, or price; and what would make it possible."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from dispatch.kernel import anneal, places
from dispatch.kernel.changes import save, take_back
from dispatch.kernel.layout import Model, Work, handle, new_work
from dispatch.kernel.timing import INFINITE
from dispatch.plan import Remedy, Unplanned
from dispatch.problem import Job, Problem
from dispatch.reasons import find_lasting_reason, has_soloist
from dispatch.words import ENGLISH, Words

PLACES_TRIED, ENGINEERS_ASKED = 200, 60
MINUTE = 60.0


class LeftOut:
    """Finds the reasons for one plan in arrays, which are left as they were."""

    def __init__(self, problem: Problem, model: Model, work: Work) -> None:
        self._problem, self._model = problem, model
        self._work = work._replace(**_room_for_places(model))

    def explain(self, job: int) -> Unplanned:
        document = self._problem.jobs[job]
        reason, remedy = self._find_reason(job)
        left = Unplanned(document.id, reason, "", remedy)
        return Unplanned(document.id, reason, explain_unplanned(self._problem, left), remedy)

    def _find_reason(self, job: int) -> tuple[str, Remedy | None]:
        document = self._problem.jobs[job]
        lasting = find_lasting_reason(self._problem, document)
        if lasting is not None:
            return lasting[0], None
        place = self._find_place(self._model, self._work, job)
        if place is not None:
            return "too_costly", Remedy("priority", *place)
        alone = self._find_place(self._model, self._empty, job) is not None
        reason = "no_time" if alone or has_soloist(self._problem, document) else "no_crew"
        return reason, self._find_remedy(job, alone)

    def _find_remedy(self, job: int, alone: bool) -> Remedy | None:
        """The least that would have to give: a number of visits, the window, the end of a shift, other visits."""
        engineers = self._model.engineers.copy()
        engineers["max_visits"] += 1
        place = self._find_place(self._model._replace(engineers=engineers), self._work, job)
        if place is not None:
            return Remedy("visits", *place)
        jobs = self._model.jobs.copy()
        jobs[job]["earliest"], jobs[job]["latest"] = -INFINITE, INFINITE
        place = self._find_place(self._model._replace(jobs=jobs), self._work, job)
        if place is not None:
            return Remedy("window", *place)
        engineers = self._model.engineers.copy()
        engineers["hard_end"] = INFINITE
        place = self._find_place(self._model._replace(engineers=engineers), self._work, job)
        if place is not None:
            return Remedy("overtime", *place)
        return Remedy("others", (), 0.0, 0.0) if alone else None

    def _find_place(self, model: Model, work: Work, job: int) -> tuple[tuple[str, ...], float, float] | None:
        """Who, when, and until when they would be out: the place that strains the rules as they are the least."""
        m, w = handle(model), handle(work)
        costs = np.full(PLACES_TRIED, INFINITE)
        found = places.rank_places(m, w, job, costs, PLACES_TRIED, ENGINEERS_ASKED)
        best: tuple[float, float, tuple[str, ...], float, float] | None = None
        # Each trial overwrites the short list's rows.
        positions, rows = work.place_at.copy(), work.place_row.copy()
        for at in np.flatnonzero(costs[:found] < INFINITE):
            point = save(w)
            places.try_place(m, w, job, positions[at], rows[at], INFINITE)
            crew = sorted({int(who) for who in rows[at][: len(self._problem.jobs[job].parts)]})
            start = float(work.stops[job * model.durations.shape[1]]["start"])
            # A joint job that starts later may make others late home too.
            busy = work.tours["head"] >= 0
            beyond = (work.tours["back"] - self._model.engineers["hard_end"])[busy].max()
            take_back(m, w, point)
            names = tuple(self._problem.engineers[who].id for who in crew)
            strain = max(0.0, beyond) + self._outside_window(job, start)
            candidate = (strain, float(costs[at]), names, start, max(0.0, float(beyond)))
            best = candidate if best is None else min(best, candidate)
        return best[2:] if best else None

    def _outside_window(self, job: int, start: float) -> float:
        window = self._problem.jobs[job].window
        return max(0.0, start - window.latest, window.earliest - start)

    @cached_property
    def _empty(self) -> Work:
        """Nobody has anything to do."""
        empty = new_work(self._model, seed=0, places=PLACES_TRIED)
        anneal.clear(handle(self._model), handle(empty))
        return empty


def _room_for_places(model: Model) -> dict[str, np.ndarray]:
    return {
        "place_cost": np.zeros(PLACES_TRIED),
        "place_at": np.zeros(PLACES_TRIED, dtype=np.int64),
        "place_row": np.zeros((PLACES_TRIED, model.durations.shape[1]), dtype=np.int64),
    }


def explain_unplanned(problem: Problem, left: Unplanned, words: Words = ENGLISH) -> str:
    """One sentence with the reason, one with what would make the visit possible."""
    job = problem.job(left.job)
    lasting = find_lasting_reason(problem, job)
    part = lasting[1] if lasting else None
    if part is not None and left.reason in ("no_skill", "forbidden"):
        return _explain_people(left.reason, words.skill(part.skill), f"{part.level:g}", words)
    if left.reason == "too_costly":
        return f"{_say_too_costly(left.remedy, words)} " + words.pick(
            "Raise its priority to plan it.", "Чтобы поставить его в план, поднимите приоритет."
        )
    if left.reason == "no_crew":
        said = words.pick(
            "The people exist, but no crew can be there together in time.",
            "Нужные люди есть, но собрать их вместе вовремя не получается.",
        )
    else:
        said = words.pick(
            "Everybody who could go has no time left for it in its window.",
            "У всех, кто мог бы поехать, в окне заявки не осталось времени.",
        )
    if left.remedy is not None and left.remedy.kind == "visits":
        said = words.pick(
            "Everybody who would have time for it has all the visits allowed for the day.",
            "У всех, кто успел бы, уже набрано предельное число выездов на день.",
        )
    return f"{said} {_say_remedy(job, left, words)}"


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


def _say_too_costly(remedy: Remedy | None, words: Words) -> str:
    if remedy is None:
        return words.pick(
            "It could be fitted in, but the detours and delays would outweigh it.",
            "Выезд помещается в план, но крюк и задержки для других перевесят.",
        )
    names, at = _name_all(remedy, words), words.show_time(remedy.start)
    return words.pick(
        f"It could be fitted in ({names}, {at}), but the detours and delays would outweigh it.",
        f"Выезд помещается в план ({names}, {at}), но крюк и задержки для других перевесят.",
    )


def _say_remedy(job: Job, left: Unplanned, words: Words) -> str:
    remedy = left.remedy
    if remedy is None:
        if left.reason == "no_crew":
            return words.pick(
                "Widen the window and change a shift, or choose another day.",
                "Расширьте окно и сдвиньте смену или выберите другой день.",
            )
        return words.pick(
            "It would not fit on an empty day either: widen the window and a shift, or choose another day.",
            "Он не поместился бы и в пустой день: расширьте окно и смену или выберите другой день.",
        )
    names, at = _name_all(remedy, words), words.show_time(remedy.start)
    if remedy.kind == "visits":
        return words.pick(
            f"Allow one more: {names} could start at {at}.", f"Разрешите ещё один: {names}, начало в {at}."
        )
    if remedy.kind == "window":
        late = remedy.start > job.window.latest
        # Rounded to the side on which the sentence stays true.
        minutes = -(-remedy.start // MINUTE) if late else remedy.start // MINUTE
        at = words.show_time(minutes * MINUTE)
        if late:
            return words.pick(
                f"With a window open until {at}, {names} could go.",
                f"Если продлить окно до {at}, получится: {names}.",
            )
        return words.pick(
            f"With a window open from {at} on, {names} could go.",
            f"Если открыть окно с {at}, получится: {names}.",
        )
    if remedy.kind == "overtime":
        more = words.length(-(-remedy.beyond // MINUTE) * MINUTE)
        return words.pick(
            f"With {more} more at the end of the shift, {names} could start at {at}.",
            f"Если продлить смену на {more}, получится: {names}, начало в {at}.",
        )
    return words.pick("Move another visit to make room for it.", "Освободите время: перенесите другой выезд.")


def _name_all(remedy: Remedy, words: Words) -> str:
    return words.join([words.name(who) for who in remedy.engineers])
