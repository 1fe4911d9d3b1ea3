"""In words for a dispatcher: why this crew and why now; or why a job is left out and what would help."""

from __future__ import annotations

from dispatch.compare import say_advantages, say_drawbacks
from dispatch.insert import Place, rank_places
from dispatch.plan import Plan, Route, Stop, Unplanned
from dispatch.prepared import PreparedPlan
from dispatch.problem import Job, Problem
from dispatch.search import Impossible
from dispatch.unplanned import explain_unplanned
from dispatch.words import ENGLISH, Words

ROUNDING = 1e-6


def explain(
    problem: Problem,
    plan: Plan,
    job_id: str,
    words: Words = ENGLISH,
    *,
    prepared: PreparedPlan | None = None,
) -> str:
    """Two or three sentences. Raises KeyError for a job that is not in the problem or not in the plan.

    `prepared`: this plan laid out already, which is quicker where many jobs are asked for.
    """
    job = problem.job(job_id)
    for left in plan.unplanned:
        if left.job == job_id:
            return explain_unplanned(
                problem, left if left.remedy else _look_again(problem, plan, left), words
            )
    crew = plan.crew_of(job_id)
    if not crew:
        raise KeyError(job_id)
    sentences = [_say_who(job, crew, words)]
    if job.pinned:
        sentences.append(
            words.pick(
                f"The visit is promised for {words.show_time(job.pinned.start)}, so it stays as it is.",
                f"Выезд обещан на {words.show_time(job.pinned.start)}, поэтому остаётся как есть.",
            )
        )
    else:
        sentences.append(_say_why_them(problem, plan, job, crew, words, prepared))
        sentences.append(_say_wishes(problem, job, crew, words))
        sentences.append(_say_why_now(problem, plan, job, crew, words))
    return " ".join(sentence for sentence in sentences if sentence)


def _look_again(problem: Problem, plan: Plan, left: Unplanned) -> Unplanned:
    """With what would help, which a plan that comes from a file does not hold."""
    try:
        return PreparedPlan(problem, plan).explain_left_out(left.job)
    except Impossible:
        return left


def _say_who(job: Job, crew: dict[str, Stop], words: Words) -> str:
    if len(crew) == 1:
        (who, stop), *_ = crew.items()
        skills = words.join([words.skill(job.part(part).skill) for part in stop.parts])
        return words.pick(
            f"{words.name(who)} goes alone and covers {skills}.",
            f"{words.name(who)} едет в одиночку и закрывает всё: {skills}."
            if len(stop.parts) > 1
            else f"{words.name(who)} едет в одиночку: {skills}.",
        )
    shares = words.join(
        [
            f"{words.name(who)} ({', '.join(words.skill(job.part(part).skill) for part in stop.parts)})"
            for who, stop in crew.items()
        ]
    )
    return words.pick(f"{shares} go together.", f"Совместный выезд: {shares}.")


def _say_why_them(
    problem: Problem,
    plan: Plan,
    job: Job,
    crew: dict[str, Stop],
    words: Words,
    prepared: PreparedPlan | None,
) -> str:
    """The only ones who can, or what would be worse with the next best crew."""
    able = [engineer.id for engineer in problem.engineers if all(engineer.can_do(part) for part in job.parts)]
    soloists = [who for who in able if who not in job.forbidden]
    if len(crew) == 1 and soloists == list(crew):
        if len(able) > 1:
            return words.pick(
                "Nobody else on shift who may go there covers the whole visit.",
                "Больше никто из тех, кому сюда можно, не закрывает весь выезд.",
            )
        return words.pick(
            "Nobody else on shift covers the whole visit.", "Больше никто на смене не закрывает весь выезд."
        )
    if len(crew) > 1 and job.staffing == "one_or_joint" and not soloists:
        return words.pick(
            "Nobody on shift covers the whole visit alone.",
            "В одиночку весь выезд на смене не закрывает никто.",
        )
    try:
        places = rank_places(prepared or PreparedPlan(problem, plan), job.id, top=8)
    except Impossible:
        return ""
    return _compare_with_next(problem, job, places, crew, words)


def _say_wishes(problem: Problem, job: Job, crew: dict[str, Stop], words: Words) -> str:
    """Who of the crew is preferred here, and who could do some of it but is not allowed here."""
    preferred = [words.name(who) for who in crew if who in job.preferred]
    barred = [
        words.name(engineer.id)
        for engineer in problem.engineers
        if engineer.id in job.forbidden and any(engineer.can_do(part) for part in job.parts)
    ]
    said = []
    if preferred:
        names = words.join(preferred)
        verb = "is" if len(preferred) == 1 else "are"
        said.append(words.pick(f"{names} {verb} preferred here.", f"Здесь предпочитают: {names}."))
    # Two stretches of one person's day are two engineers with one name.
    if barred := list(dict.fromkeys(barred)):
        names = words.join(barred)
        verb = "is" if len(barred) == 1 else "are"
        said.append(words.pick(f"{names} {verb} not allowed here.", f"Сюда нельзя: {names}."))
    return " ".join(said)


def _compare_with_next(
    problem: Problem, job: Job, places: list[Place], crew: dict[str, Stop], words: Words
) -> str:
    own = _find_own(places, crew)
    if own is None:
        return ""
    best = places[0]
    if own.cost - best.cost > ROUNDING and (weighed := _weigh(problem, job, best, own, words)):
        names, at = _name_crew(best, words), words.show_time(best.start)
        return words.pick(
            f"Compared with the best place ({names}, {at}) it means {weighed}.",
            f"По сравнению с лучшим местом ({names}, {at}): {weighed}.",
        )
    other = next((place for place in places if place.engineers != own.engineers), None)
    if other is None:
        return words.pick("No other crew has time for it.", "Ни у кого другого на это нет времени.")
    names = _name_crew(other, words)
    weighed = _weigh(problem, job, own, other, words)
    if not weighed:
        return words.pick(
            f"{names} would do as well.", f"Так же хорошо подошла бы и другая бригада: {names}."
        )
    return words.pick(
        f"The next best choice, {names}, would mean {weighed}.",
        f"Следующий по выгоде вариант ({names}) хуже: {weighed}.",
    )


def _weigh(problem: Problem, job: Job, own: Place, other: Place, words: Words) -> str:
    """What is worse about the other place and what is better; empty when nobody would notice."""
    worse = words.join(say_drawbacks(problem, job, own, other, words))
    better = words.join(say_advantages(problem.costs, own, other, words))
    if not worse or not better:
        return worse
    return words.pick(f"{worse}, but {better}", f"{worse}, зато {better}")


def _find_own(places: list[Place], crew: dict[str, Stop]) -> Place | None:
    """The place that the plan uses: this crew, at the time nearest to the planned one."""
    mine = {part: who for who, stop in crew.items() for part in stop.parts}
    start = min(stop.start for stop in crew.values())
    same = [place for place in places if dict(place.engineers) == mine]
    return min(same, key=lambda place: abs(place.start - start), default=None)


def _name_crew(place: Place, words: Words) -> str:
    return words.join([words.name(who) for who in dict.fromkeys(place.engineers.values())])


def _say_late(start: float, due: float, words: Words) -> str:
    late = start - due
    if late <= ROUNDING:
        return ""
    if due <= 0:
        # Whoever made the problem may not have gone back further than the day's beginning: no length is true.
        return words.pick(", as it was due before this day", ", срок прошёл ещё до этого дня")
    return words.pick(f", {words.length(late)} after it is due", f", на {words.length(late)} позже срока")


def _say_why_now(problem: Problem, plan: Plan, job: Job, crew: dict[str, Stop], words: Words) -> str:
    start = max(stop.start for stop in crew.values())
    at = words.show_time(start)
    tail = _say_late(start, job.due, words)
    if abs(start - job.window.earliest) <= ROUNDING:
        return words.pick(
            f"They start at {at}, when the window opens{tail}.", f"Начало в {at}, с открытием окна{tail}."
        )
    who, previous = _find_last_to_arrive(plan, job, crew)
    if previous is not None:
        return words.pick(
            f"The start is {at}, when {words.name(who)} arrives from {previous.job}{tail}.",
            f"Начало в {at}: {words.name(who)} приезжает с {previous.job}{tail}.",
        )
    return words.pick(
        f"The start is {at}, the first visit of the day for {words.name(who)}{tail}.",
        f"Начало в {at}: {words.name(who)} начинает с этого выезда день{tail}.",
    )


def _find_last_to_arrive(plan: Plan, job: Job, crew: dict[str, Stop]) -> tuple[str, Stop | None]:
    """The crew member everyone waits for, and his stop before; of several the one who comes from work."""
    found: list[tuple[float, str, Stop | None]] = []
    for route in plan.routes:
        if route.engineer in crew:
            previous = _stop_before(route, job.id)
            found.append((crew[route.engineer].arrive, route.engineer, previous))
    _, who, previous = max(found, key=lambda item: (item[2] is not None and item[0], item[0]))
    return who, previous


def _stop_before(route: Route, job_id: str) -> Stop | None:
    ids = [stop.job for stop in route.stops]
    at = ids.index(job_id)
    return route.stops[at - 1] if at > 0 else None
