"""The sentences of broken rules, for a dispatcher who plans a visit by hand or publishes one. Names stay in the nominative, as they are kept."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch import Words
from server.domain.broken import Broken
from server.domain.local_day import LocalDay
from server.domain.proposal import PlannedVisit


def say_rule(rule: Broken, words: Words, day: LocalDay) -> str:
    return _SENTENCES[rule.code](rule, words, day)


def say_dearer(best: PlannedVisit, minutes: int, words: Words, day: LocalDay) -> str:
    """`minutes` of driving that cost as much as the difference."""
    crew = words.join([words.name(member.person) for member in best.crew])
    start, less = _time(day, best.start), words.length(minutes * 60)
    return words.pick(
        f"The best place costs the day {less} less, counted as driving: {start}, {crew}.",
        f"Есть место дешевле на {less} в пересчёте на дорогу: {start}, {crew}.",
    )


def _visit_open(rule: Broken, words: Words, day: LocalDay) -> str:
    return words.pick("The ticket already has an open visit.", "У заявки уже есть открытый выезд.")


def _not_ready(rule: Broken, words: Words, day: LocalDay) -> str:
    if rule.state:
        return words.pick(
            f"Ticket {rule.ticket} is {rule.state}; only a ready one can be planned.",
            f"Заявка {rule.ticket} сейчас не готова к выезду: {_TICKET_STATES_RU.get(rule.state, rule.state)}.",
        )
    return words.pick(
        "The ticket is not ready for a visit; triage it first.",
        "Заявка не готова к выезду, сначала разберите её.",
    )


def _not_an_engineer(rule: Broken, words: Words, day: LocalDay) -> str:
    name = words.name(rule.person)
    return words.pick(f"{name} is no active engineer.", f"{name} не числится среди инженеров.")


def _not_on_shift(rule: Broken, words: Words, day: LocalDay) -> str:
    name = words.name(rule.person)
    return words.pick(f"{name} is not on shift that day.", f"{name}: в этот день не на смене.")


def _no_skill(rule: Broken, words: Words, day: LocalDay) -> str:
    trade, level, name = words.skill(rule.trade), rule.level, words.name(rule.person)
    if not rule.person:
        return words.pick(
            f"Nobody of the crew does {trade} (level {level}).",
            f"В бригаде никто не делает часть «{trade}» (уровень {level}).",
        )
    return words.pick(
        f"{name} does not have {trade} at level {level}.",
        f"{name}: не хватает навыка «{trade}», нужен уровень {level}.",
    )


def _past(rule: Broken, words: Words, day: LocalDay) -> str:
    return words.pick("The visit would start in the past.", "Это время уже прошло.")


def _too_soon(rule: Broken, words: Words, day: LocalDay) -> str:
    name, soonest = words.name(rule.person), _time(day, rule.until)
    return words.pick(f"{name} cannot be there before {soonest}.", f"{name}: раньше {soonest} не приехать.")


def _two_places(rule: Broken, words: Words, day: LocalDay) -> str:
    name, visit = words.name(rule.person), rule.visit
    if rule.minutes:
        late, start = words.length(rule.minutes * 60), _time(day, rule.at)
        return words.pick(
            f"{name} would come {late} late to {visit}, which has begun or is locked for {start}.",
            f"{name}: опоздание на {late} на выезд {visit}, а его начало в {start} закреплено.",
        )
    end, soonest = _time(day, rule.at), _time(day, rule.until)
    return words.pick(
        f"{name} is on {visit} until {end} and cannot be there before {soonest}.",
        f"{name}: до {end} на выезде {visit}, раньше {soonest} не приехать.",
    )


def _absent(rule: Broken, words: Words, day: LocalDay) -> str:
    name, span = words.name(rule.person), _away(rule, words, day)
    if rule.visit:
        return words.pick(
            f"{name} is away {span}, and {rule.visit} would fall into it.",
            f"{name}: отсутствие {span}, на него придётся выезд {rule.visit}.",
        )
    return words.pick(f"{name} is away {span}.", f"{name}: отсутствие {span}.")


def _outside_hours(rule: Broken, words: Words, day: LocalDay) -> str:
    opens, closes = _time(day, rule.at), _time(day, rule.until)
    if rule.visit:
        return words.pick(
            f"{rule.visit} would go on after its site has closed at {closes}.",
            f"Выезд {rule.visit} не закончится до закрытия объекта в {closes}.",
        )
    return words.pick(
        f"The site is open from {opens} to {closes}; the work does not lie within.",
        f"Объект открыт с {opens} до {closes}, работа в эти часы не попадает.",
    )


def _forbidden_here(rule: Broken, words: Words, day: LocalDay) -> str:
    name, reason = words.name(rule.person), rule.reason.rstrip(".")
    return words.pick(
        f"{name} may not go to this site: {reason}.", f"{name}: на этот объект нельзя, причина — {reason}."
    )


def _not_preferred(rule: Broken, words: Words, day: LocalDay) -> str:
    names = words.join([words.name(person) for person in rule.people])
    return words.pick(f"This site prefers {names}.", f"На этом объекте предпочитают: {names}.")


def _late(rule: Broken, words: Words, day: LocalDay) -> str:
    late, due = words.length(rule.minutes * 60), _time(day, rule.at)
    return words.pick(f"Late by {late}: it was due at {due}.", f"Опоздание на {late}: срок — {due}.")


def _delays(rule: Broken, words: Words, day: LocalDay) -> str:
    later = words.length(rule.minutes * 60)
    was, becomes = _time(day, rule.at), _time(day, rule.until)
    return words.pick(
        f"{rule.visit} starts {later} later: {becomes} instead of {was}.",
        f"{rule.visit} начнётся на {later} позже: {becomes} вместо {was}.",
    )


def _overtime(rule: Broken, words: Words, day: LocalDay) -> str:
    name, more = words.name(rule.person), words.length(rule.minutes * 60)
    shift = f"{_time(day, rule.at)}–{_time(day, rule.until)}"
    return words.pick(
        f"{name} is on the way or at work for {more} outside the shift ({shift}).",
        f"{name}: {more} работы и дороги вне смены ({shift}).",
    )


def _no_break(rule: Broken, words: Words, day: LocalDay) -> str:
    name, earliest, latest = words.name(rule.person), _time(day, rule.at), _time(day, rule.until)
    return words.pick(
        f"{name} has no time left for lunch, which begins between {earliest} and {latest}.",
        f"{name}: не остаётся времени на обед (начало с {earliest} до {latest}).",
    )


def _overlap(rule: Broken, words: Words, day: LocalDay) -> str:
    if not rule.person:
        return words.pick(
            "Somebody of the crew has another visit or its drive in that time.",
            "У кого-то из бригады в это время другой выезд или дорога к нему.",
        )
    name, start, end = words.name(rule.person), _time(day, rule.at), _time(day, rule.until)
    return words.pick(
        f"{name} has {rule.visit} from {start} to {end}, its drive included.",
        f"{name}: с {start} до {end} выезд {rule.visit}, считая дорогу.",
    )


def _running_late(rule: Broken, words: Words, day: LocalDay) -> str:
    name, more = words.name(rule.person), words.length(rule.minutes * 60)
    return words.pick(
        f"{name} is still on {rule.visit}, by its checklist for about {more} more.",
        f"{name}: ещё на выезде {rule.visit}, по чек-листу примерно {more}.",
    )


def _changed(rule: Broken, words: Words, day: LocalDay) -> str:
    needed = ", ".join(words.skill(trade) for trade in rule.trades)
    return words.pick(
        f"The crew does not cover what ticket {rule.ticket} needs now: {needed}. Look for a plan again.",
        f"Заявке {rule.ticket} теперь нужны другие работы: {needed}. Подберите план заново.",
    )


def _begun(rule: Broken, words: Words, day: LocalDay) -> str:
    return words.pick(
        f"Visit {rule.visit} is {rule.state.replace('_', ' ')} meanwhile.",
        f"Выезд {rule.visit} тем временем {_VISIT_STATES_RU.get(rule.state, rule.state)}.",
    )


def _locked(rule: Broken, words: Words, day: LocalDay) -> str:
    return words.pick(
        f"Visit {rule.visit} was locked meanwhile.", f"Выезд {rule.visit} тем временем закрепили."
    )


def _moved_already(rule: Broken, words: Words, day: LocalDay) -> str:
    return words.pick(
        f"Visit {rule.visit} got another crew or time meanwhile.",
        f"У выезда {rule.visit} тем временем сменилась бригада или время.",
    )


def _move_reason_needed(rule: Broken, words: Words, day: LocalDay) -> str:
    return words.pick(
        f"{rule.visit} is promised to a customer; say why that changes.",
        f"Выезд {rule.visit} заказчику уже назначен. Укажите, почему он меняется.",
    )


def _repeat_reason_needed(rule: Broken, words: Words, day: LocalDay) -> str:
    return words.pick(
        f"Visit {rule.visit} already went to ticket {rule.ticket}; say why another trip is needed.",
        f"К заявке {rule.ticket} уже выезжали ({rule.visit}). Укажите, почему нужен ещё один выезд.",
    )


def _no_symptom(rule: Broken, words: Words, day: LocalDay) -> str:
    return words.pick(
        f"Ticket {rule.ticket} has no symptom of the catalogue; triage it again.",
        f"У заявки {rule.ticket} нет симптома из каталога, разберите её заново.",
    )


def _checklist(rule: Broken, words: Words, day: LocalDay) -> str:
    return words.pick(
        f"The checklists of ticket {rule.ticket} contradict each other: {rule.reason}",
        f"Чек-листы заявки {rule.ticket} противоречат друг другу: {rule.reason}",
    )


def _away(rule: Broken, words: Words, day: LocalDay) -> str:
    assert rule.at is not None
    assert rule.until is not None
    if rule.at <= day.midnight and rule.until >= day.next_midnight:
        return words.pick("all day", "весь день")
    if rule.at <= day.midnight:
        return words.pick(f"until {_time(day, rule.until)}", f"до {_time(day, rule.until)}")
    if rule.until >= day.next_midnight:
        return words.pick(f"from {_time(day, rule.at)} on", f"с {_time(day, rule.at)}")
    start, end = _time(day, rule.at), _time(day, rule.until)
    return words.pick(f"from {start} to {end}", f"с {start} до {end}")


def _time(day: LocalDay, moment: datetime | None) -> str:
    """HH:MM, with the date in front where it is another day's."""
    assert moment is not None
    local = moment.astimezone(ZoneInfo(day.zone))
    return local.strftime("%H:%M" if local.date() == day.day else "%d.%m %H:%M")


_SENTENCES: dict[str, Callable[[Broken, Words, LocalDay], str]] = {
    "visit_open": _visit_open,
    "not_ready": _not_ready,
    "not_an_engineer": _not_an_engineer,
    "not_on_shift": _not_on_shift,
    "no_skill": _no_skill,
    "past": _past,
    "too_soon": _too_soon,
    "two_places": _two_places,
    "absent": _absent,
    "outside_hours": _outside_hours,
    "forbidden_here": _forbidden_here,
    "not_preferred": _not_preferred,
    "late": _late,
    "delays": _delays,
    "overtime": _overtime,
    "no_break": _no_break,
    "overlap": _overlap,
    "running_late": _running_late,
    "changed": _changed,
    "begun": _begun,
    "locked": _locked,
    "moved_already": _moved_already,
    "move_reason_needed": _move_reason_needed,
    "repeat_reason_needed": _repeat_reason_needed,
    "no_symptom": _no_symptom,
    "checklist": _checklist,
}

# As the screens call them.
_TICKET_STATES_RU = {
    "new": "новая",
    "triaged": "разобрана",
    "planned": "запланирована",
    "under_way": "в работе",
    "done": "завершена",
    "solved_remotely": "решена удалённо",
    "cancelled": "отменена",
}
_VISIT_STATES_RU = {
    "travelling": "уже в пути",
    "on_site": "уже на месте",
    "work_done": "уже сделан",
    "signed": "уже подписан",
    "sealed": "уже заверен",
    "aborted": "прерван",
    "cancelled": "отменён",
}
