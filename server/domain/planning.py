"""A day as the planner sees it: from engineers, bookings and ready tickets to an onevisit-problem/1 document.

Times of the document are seconds since local midnight of the installation. A promised visit is pinned; an engineer who is
on a visit now starts from there when it ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from server.domain.local_day import LocalDay
from server.domain.ticket import Priority
from server.domain.travel import Place, TravelRule

FORMAT = "onevisit-problem/1"
COSTS = {"travel": 1, "visit": 900, "lateness": 1, "overtime": 2, "not_preferred": 300}
WEIGHTS = {Priority.LOW: 0.5, Priority.NORMAL: 1.0, Priority.HIGH: 2.0, Priority.URGENT: 4.0}
# Dearer than a whole day late with both trades, so that lateness alone never leaves a ticket at home.
UNPLANNED_COST = 1_000_000


@dataclass(frozen=True)
class Span:
    start: datetime
    end: datetime

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True)
class Booking:
    """One engineer's share of a visit that is already promised or running; `visit` is its number (V-0012)."""

    visit: str
    place: Place
    trades: tuple[str, ...]
    busy_from: datetime
    starts_at: datetime
    busy_to: datetime


@dataclass(frozen=True)
class PlanEngineer:
    id: str
    name: str
    skills: Mapping[str, int]
    shift: Span
    home: Place | None = None
    absences: tuple[Span, ...] = ()
    bookings: tuple[Booking, ...] = ()


@dataclass(frozen=True)
class PlanPart:
    trade: str
    level: int
    minutes: int


@dataclass(frozen=True)
class PlanTicket:
    """`key` is its number (T-0101), which the planner's sentences use. `opens`, `closes`: hours of the site on this day."""

    key: str
    id: str
    place: Place
    parts: tuple[PlanPart, ...]
    priority: Priority
    due: datetime | None = None
    opens: datetime | None = None
    closes: datetime | None = None

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)


@dataclass(frozen=True)
class PlanDay:
    """All that planning one day needs. `now` is the earliest moment at which anything new can happen."""

    day: LocalDay
    now: datetime
    travel: TravelRule
    engineers: tuple[PlanEngineer, ...]
    tickets: tuple[PlanTicket, ...]


@dataclass(frozen=True)
class _Workday:
    """What is left of an engineer's day: when and where it begins, when it ends, what is pinned in it."""

    engineer: PlanEngineer
    start: int
    end: int
    origin: Place | None
    breaks: tuple[Span, ...]
    pinned: tuple[Booking, ...]


@dataclass
class _Map:
    """Names for places, in the order they were first needed."""

    travel: TravelRule
    names: dict[Place | None, str] = field(default_factory=dict)

    def name(self, place: Place | None) -> str:
        return self.names.setdefault(place, "nowhere" if place is None else f"place-{len(self.names)}")

    def matrix(self) -> list[list[int]]:
        return [[self.travel.seconds(a, b) if a != b else 0 for b in self.names] for a in self.names]


def build_problem(facts: PlanDay) -> dict[str, Any]:
    """The problem document. Tickets whose site is closed for the rest of the day are not in it: see `closed_tickets`."""
    places = _Map(facts.travel)
    workdays = [workday for e in facts.engineers if (workday := _workday(facts, e)) is not None]
    closed = {ticket.key for ticket in closed_tickets(facts)}
    engineers = [_engineer(facts, workday, places) for workday in workdays]
    jobs = _pinned_jobs(facts.day, workdays, places)
    jobs += [_job(facts, ticket, places) for ticket in facts.tickets if ticket.key not in closed]
    return {
        "format": FORMAT,
        "locations": list(places.names.values()),
        "travel": places.matrix(),
        "engineers": engineers,
        "jobs": jobs,
        "costs": dict(COSTS),
    }


def closed_tickets(facts: PlanDay) -> list[PlanTicket]:
    """Tickets that nobody could start any more before their site closes."""
    return [
        ticket for ticket in facts.tickets if _latest_start(facts, ticket) < _earliest_start(facts, ticket)
    ]


def _workday(facts: PlanDay, engineer: PlanEngineer) -> _Workday | None:
    """None for who is not here, or is away during a promised visit: that visit needs a new crew before anything else."""
    if any(away.overlaps(b.busy_from, b.busy_to) for away in engineer.absences for b in engineer.bookings):
        return None
    begun = [booking for booking in engineer.bookings if booking.busy_from <= facts.now]
    pinned = tuple(
        sorted((b for b in engineer.bookings if b.busy_from > facts.now), key=lambda b: b.starts_at)
    )
    start, end = max(engineer.shift.start, facts.now), engineer.shift.end
    origin = engineer.home
    if begun:
        last = max(begun, key=lambda booking: booking.busy_to)
        start, origin = max(start, last.busy_to), last.place
    start, end, breaks = _without_absences(start, end, engineer.absences)
    if pinned:
        start, end = _with_pins(facts.travel, start, end, origin, engineer.home, pinned)
    if end <= start:
        return None
    return _Workday(engineer, facts.day.seconds(start), facts.day.seconds(end), origin, breaks, pinned)


def _without_absences(
    start: datetime, end: datetime, absences: Iterable[Span]
) -> tuple[datetime, datetime, tuple[Span, ...]]:
    """An absence at an end of the shift makes it shorter; one in the middle is a break at a fixed time."""
    breaks: list[Span] = []
    for away in sorted(absences, key=lambda span: span.start):
        if away.end <= start or away.start >= end:
            continue
        if away.start <= start:
            start = min(away.end, end)
        elif away.end >= end:
            end = away.start
        elif breaks and away.start <= breaks[-1].end:
            breaks[-1] = Span(breaks[-1].start, max(breaks[-1].end, away.end))
        else:
            breaks.append(away)
    return start, end, tuple(span for span in breaks if span.end < end)


def _with_pins(
    travel: TravelRule,
    start: datetime,
    end: datetime,
    origin: Place | None,
    home: Place | None,
    pinned: Sequence[Booking],
) -> tuple[datetime, datetime]:
    """A promise outside the shift still stands, so the shift is stretched around it."""
    first, last = pinned[0], pinned[-1]
    leaves = first.starts_at - timedelta(seconds=travel.seconds(origin, first.place))
    back = last.busy_to + timedelta(seconds=travel.seconds(last.place, home))
    return min(start, leaves), max(end, back)


def _engineer(facts: PlanDay, workday: _Workday, places: _Map) -> dict[str, Any]:
    return {
        "id": workday.engineer.id,
        "skills": dict(workday.engineer.skills),
        "shift": {
            "start": workday.start,
            "end": workday.end,
            "from": places.name(workday.origin),
            "to": places.name(workday.engineer.home),
        },
        "breaks": [
            {
                "earliest": facts.day.seconds(away.start),
                "latest": facts.day.seconds(away.start),
                "duration": round((away.end - away.start).total_seconds()),
            }
            for away in workday.breaks
        ],
    }


def _pinned_jobs(day: LocalDay, workdays: Sequence[_Workday], places: _Map) -> list[dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = {}
    for workday in workdays:
        person = workday.engineer.id
        for booking in workday.pinned:
            start = day.seconds(booking.starts_at)
            job = jobs.setdefault(
                booking.visit,
                {
                    "id": booking.visit,
                    "location": places.name(booking.place),
                    "parts": [],
                    "unplanned_cost": UNPLANNED_COST,
                    "pinned": {"engineers": {}, "start": start},
                },
            )
            duration = round((booking.busy_to - booking.starts_at).total_seconds())
            # A pin is a fact: whether the skill suffices was judged when it was promised.
            skill = booking.trades[0] if booking.trades else "any"
            job["parts"].append({"id": person, "skill": skill, "level": 0, "duration": duration})
            job["pinned"]["engineers"][person] = person
    return list(jobs.values())


def _job(facts: PlanDay, ticket: PlanTicket, places: _Map) -> dict[str, Any]:
    weight = WEIGHTS[ticket.priority]
    job: dict[str, Any] = {
        "id": ticket.key,
        "location": places.name(ticket.place),
        "parts": [
            {"id": part.trade, "skill": part.trade, "level": part.level, "duration": part.minutes * 60}
            for part in ticket.parts
        ],
        "window": {
            "earliest": facts.day.seconds(_earliest_start(facts, ticket)),
            "latest": facts.day.seconds(_latest_start(facts, ticket)),
        },
        "weight": weight,
        "unplanned_cost": round(UNPLANNED_COST * weight),
    }
    if ticket.due is not None:
        # A ticket that is late for days is as urgent as one due this morning; its lateness must not outgrow the price of leaving it.
        job["due"] = max(0, facts.day.seconds(ticket.due))
    return job


def _earliest_start(facts: PlanDay, ticket: PlanTicket) -> datetime:
    return max(ticket.opens or facts.day.midnight, facts.now)


def _latest_start(facts: PlanDay, ticket: PlanTicket) -> datetime:
    """The last start that one engineer doing everything could still finish before the site closes."""
    closes = ticket.closes or facts.day.next_midnight
    latest = closes - timedelta(minutes=ticket.minutes)
    return max(latest, ticket.opens) if ticket.opens is not None else latest
