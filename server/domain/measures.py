"""The measures of the flow, each with its definition in words and the tickets behind it. They never rank people."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from server.domain.visit import RepeatReason

Text = dict[str, str]
# Below this many ratings an average could be traced to one customer and one crew.
LEAST_RATINGS = 5


@dataclass(frozen=True)
class Trip:
    """A trip that set out, named after the visit that it drove to; `reason` is that visit's coded reason where it was a further one."""

    visit: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True)
class TicketStory:
    """What the log tells of one ticket. `ended_at` is None while it is open, also when it was opened again."""

    ticket: str
    number: str
    site: str
    symptom: str | None
    asset: str | None
    opened_at: datetime
    ended_at: datetime | None
    solved_remotely: bool
    trips: tuple[Trip, ...] = ()

    @property
    def is_solved_on_site(self) -> bool:
        return self.ended_at is not None and not self.solved_remotely and bool(self.trips)


@dataclass(frozen=True)
class Override:
    ticket: str | None
    column: str


@dataclass(frozen=True)
class History:
    """All stories that can matter for the period: also older and later ones of the same sites, to find repeats."""

    stories: Sequence[TicketStory]
    ratings: Sequence[int] = ()
    overrides: Sequence[Override] = ()


@dataclass(frozen=True)
class Period:
    """From (inclusive) to (exclusive)."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end


@dataclass(frozen=True)
class Measure:
    """`value` is None when there is nothing to measure. `cases` are ids of tickets, `details` are parts of the value."""

    value: float | None
    n: int
    cases: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Repeat:
    """A trip that would not have been needed had an earlier one finished the matter."""

    ticket: str
    trip: Trip
    reason: str


def find_repeats(stories: Iterable[TicketStory], *, within: timedelta) -> list[Repeat]:
    """Every second trip, in order of time.

    A trip is a repeat when an earlier trip went out for the same ticket, whenever that was, or went, within the set time,
    to the same site for the same asset or symptom under another ticket. So a reopened ticket, a follow-up
    and a new ticket for an old fault count alike.
    """
    trips = sorted(
        ((trip, story) for story in stories for trip in story.trips),
        key=lambda pair: (pair[0].at, pair[0].visit),
    )
    repeats: list[Repeat] = []
    earlier: dict[str, list[tuple[Trip, TicketStory]]] = {}
    for trip, story in trips:
        before = earlier.setdefault(story.site, [])
        same_ticket = any(past.ticket == story.ticket for _, past in before)
        follows = any(
            is_same_service(past, story) and trip.at - gone.at <= within
            for gone, past in before
            if past.ticket != story.ticket and gone.visit != trip.visit
        )
        if same_ticket or follows:
            reason = trip.reason or (RepeatReason.DIAGNOSIS if same_ticket else RepeatReason.NEW_FAULT)
            repeats.append(Repeat(story.ticket, trip, str(reason)))
        before.append((trip, story))
    return repeats


def is_same_service(one: TicketStory, other: TicketStory) -> bool:
    """The same asset; or, where one of the two names none, the same symptom."""
    if one.asset is not None and other.asset is not None:
        return one.asset == other.asset
    return one.symptom is not None and one.symptom == other.symptom


def measure_all(history: History, period: Period, *, repeat_within: timedelta) -> dict[str, Measure]:
    """Every measure of DEFINITIONS, by name."""
    ended = [story for story in history.stories if period.holds(story.ended_at)]
    repeats = find_repeats(history.stories, within=repeat_within)
    return {
        "first_time_fix": _first_time_fix(ended, history.stories, repeat_within),
        "trips_per_ticket": _trips_per_ticket(ended),
        "time_to_resolve": _time_to_resolve(ended),
        "csat": _csat(history.ratings),
        "repeats": _repeats(history.stories, repeats, period),
        "solved_remotely": _solved_remotely(ended),
        "wip_overrides": _wip_overrides(history.overrides),
    }


def _first_time_fix(
    ended: Sequence[TicketStory], stories: Sequence[TicketStory], within: timedelta
) -> Measure:
    on_site = [story for story in ended if story.is_solved_on_site]
    fixed = [story for story in on_site if len(story.trips) == 1 and not _came_back(story, stories, within)]
    not_fixed = tuple(story.ticket for story in on_site if story not in fixed)
    return Measure(_share(len(fixed), len(on_site)), len(on_site), not_fixed)


def _came_back(story: TicketStory, stories: Sequence[TicketStory], within: timedelta) -> bool:
    """Whether another ticket sent a trip to the same site for the same service soon after this one's."""
    gone = story.trips[0]
    return any(
        other.ticket != story.ticket
        and other.site == story.site
        and is_same_service(story, other)
        and any(
            timedelta(0) <= trip.at - gone.at <= within and trip.visit != gone.visit for trip in other.trips
        )
        for other in stories
    )


def _trips_per_ticket(ended: Sequence[TicketStory]) -> Measure:
    on_site = [story for story in ended if story.is_solved_on_site]
    trips = len({trip.visit for story in on_site for trip in story.trips})
    cases = tuple(story.ticket for story in on_site if len(story.trips) > 1)
    return Measure(round(trips / len(on_site), 3) if on_site else None, len(on_site), cases, {"trips": trips})


def _time_to_resolve(ended: Sequence[TicketStory]) -> Measure:
    def minutes(story: TicketStory) -> float:
        assert story.ended_at is not None
        return (story.ended_at - story.opened_at).total_seconds() / 60

    slowest_first = sorted(ended, key=lambda story: (-minutes(story), story.ticket))
    spans = sorted(map(minutes, ended))
    details = {
        "median_minutes": round(statistics.median(spans), 1) if spans else None,
        "p90_minutes": round(percentile(spans, 0.9), 1) if spans else None,
    }
    return Measure(
        details["median_minutes"], len(ended), tuple(story.ticket for story in slowest_first), details
    )


def _csat(ratings: Sequence[int]) -> Measure:
    """No cases: a rating is private to the customer and never shown one by one."""
    if len(ratings) < LEAST_RATINGS:
        return Measure(None, len(ratings), details={"least": LEAST_RATINGS})
    satisfied = sum(1 for rating in ratings if rating >= 4)
    details = {"least": LEAST_RATINGS, "satisfied_share": _share(satisfied, len(ratings))}
    return Measure(round(statistics.fmean(ratings), 2), len(ratings), details=details)


def _repeats(stories: Sequence[TicketStory], repeats: Sequence[Repeat], period: Period) -> Measure:
    trips = len({trip.visit for story in stories for trip in story.trips if period.holds(trip.at)})
    inside = [repeat for repeat in repeats if period.holds(repeat.trip.at)]
    # A trip that is a repeat for two tickets is one repeat.
    reason_of = {repeat.trip.visit: repeat.reason for repeat in reversed(inside)}
    reasons = Counter(reason_of.values())
    by_reason = {reason.value: reasons[reason.value] for reason in RepeatReason}
    cases = tuple(dict.fromkeys(repeat.ticket for repeat in inside))
    details = {"repeats": len(reason_of), "by_reason": by_reason}
    return Measure(_share(len(reason_of), trips), trips, cases, details)


def _solved_remotely(ended: Sequence[TicketStory]) -> Measure:
    remote = tuple(story.ticket for story in ended if story.solved_remotely)
    return Measure(_share(len(remote), len(ended)), len(ended), remote)


def _wip_overrides(overrides: Sequence[Override]) -> Measure:
    by_column = dict(sorted(Counter(one.column for one in overrides).items()))
    cases = tuple(dict.fromkeys(one.ticket for one in overrides if one.ticket is not None))
    return Measure(float(len(overrides)), len(overrides), cases, {"by_column": by_column})


def percentile(ordered: Sequence[float], share: float) -> float:
    """By linear interpolation between the two nearest of the ordered values (Hyndman and Fan 1996, type 7)."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


DEFINITIONS: dict[str, Text] = {
    "first_time_fix": {
        "en": "Of the tickets that ended on site in the period: the share that took exactly one trip, and to whose site no "
        "further trip went for the same asset or symptom within {days} days. A visit set out when its crew reported "
        "travelling or arriving.",
        "ru": "Доля заявок, завершённых на месте за период ровно одной поездкой, после которой на тот же объект по тому же "
        "оборудованию или симптому больше не ездили в течение {days} дней. Поездка считается с отметки бригады «в пути» "
        "или «на месте».",
    },
    "trips_per_ticket": {
        "en": "Trips that set out for the tickets that ended on site in the period, divided by these tickets. A joint "
        "visit of several engineers is one trip, and so are visits of an engineer one after the other at one place.",
        "ru": "Число поездок по заявкам, завершённым на месте за период, делённое на число этих заявок. Совместный выезд "
        "нескольких инженеров — одна поездка, выезды инженера подряд в одно место — тоже одна.",
    },
    "time_to_resolve": {
        "en": "Minutes from the opening of a ticket to its end, over all tickets solved in the period, remotely or on site: "
        "the median, and the time within which nine of ten were solved. Nights and weekends count.",
        "ru": "Минуты от регистрации заявки до её завершения по всем заявкам, решённым за период удалённо или на месте: "
        "медиана и время, за которое решены девять из десяти. Ночи и выходные входят.",
    },
    "csat": {
        "en": "Mean of the customers' ratings from 1 to 5 given in the period. Shown from {least} ratings on, only as an "
        "aggregate; skipped ratings do not count.",
        "ru": "Средняя оценка заказчиков от 1 до 5 за период. Показывается начиная с {least} оценок и только в целом; "
        "пропущенные оценки не учитываются.",
    },
    "repeats": {
        "en": "Of all trips that set out in the period: the share that was a repeat, by coded reason. A repeat is a further "
        "trip for the same ticket, or one to the same site for the same asset or symptom within {days} days. Without a "
        "coded reason, the former counts as diagnosis, the latter as a new fault.",
        "ru": "Доля повторных среди всех поездок за период, с кодом причины. Повторная — ещё одна поездка по той же заявке или "
        "поездка на тот же объект по тому же оборудованию или симптому в течение {days} дней. Без кода первая считается "
        "ошибкой диагностики, вторая — новой неисправностью.",
    },
    "solved_remotely": {
        "en": "Of the tickets solved in the period: the share solved without a trip. A ticket opened again does not count "
        "until it ends for good.",
        "ru": "Доля заявок, решённых за период без выезда. Заявка, открытая снова, не учитывается, пока не завершится окончательно.",
    },
    "wip_overrides": {
        "en": "How often in the period a limit on work in progress was overridden with a reason. A limit that is overridden "
        "often is wrong, or the work is.",
        "ru": "Сколько раз за период лимит незавершённой работы превышали с указанием причины. Если лимит превышают часто, "
        "неверен либо он, либо порядок работы.",
    },
}


def definition(name: str, *, repeat_days: int) -> Text:
    return {
        language: text.format(days=repeat_days, least=LEAST_RATINGS)
        for language, text in DEFINITIONS[name].items()
    }
