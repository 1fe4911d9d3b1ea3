"""From the facts of a day to an onevisit-problem/1 document.

Times of the document are seconds since local midnight of the installation. A promised visit is pinned unless it may move;
an engineer who is on a visit now starts from there when it ends; one who is away in the middle of a shift is two engineers,
before and after.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from server.domain.breaks import Rest, Stop, place_rest
from server.domain.local_day import LocalDay
from server.domain.planning import Booking, PlanDay, PlanEngineer, PlanTicket, Span
from server.domain.ticket import Priority
from server.domain.travel import Place, TravelRule

FORMAT = "onevisit-problem/1"
COSTS = {"travel": 1, "visit": 900, "lateness": 1, "overtime": 2}
WEIGHTS = {Priority.LOW: 0.5, Priority.NORMAL: 1.0, Priority.HIGH: 2.0, Priority.URGENT: 4.0}
# Dearer than a whole day late with both trades, so that lateness alone never leaves a ticket at home.
UNPLANNED_COST = 1_000_000
# To call a customer and name another time is as dear as an hour of driving; to drop a promise, dearer than any new ticket.
MOVED_COST = 3600
DROPPED_COST = 10 * UNPLANNED_COST


@dataclass(frozen=True)
class _Workday:
    """A stretch of an engineer's day without absence: when and where it begins, when it ends, what is pinned in it."""

    id: str
    engineer: PlanEngineer
    start: int
    end: int
    origin: Place | None
    pinned: tuple[Booking, ...]
    overtime: int = 0


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
    workdays = [workday for engineer in facts.engineers for workday in _workdays(facts, engineer)]
    closed = {ticket.key for ticket in closed_tickets(facts)}
    engineers = [_engineer(facts, workday, places) for workday in workdays]
    jobs = _pinned_jobs(facts.day, workdays, places)
    jobs += [_job(facts, ticket, places, engineers) for ticket in facts.tickets if ticket.key not in closed]
    costs = {**COSTS, "not_preferred": facts.prices.not_preferred}
    if any(ticket.promise is not None for ticket in facts.tickets):
        costs["moved"] = MOVED_COST
    return {
        "format": FORMAT,
        "locations": list(places.names.values()),
        "travel": places.matrix(),
        "engineers": engineers,
        "jobs": jobs,
        "costs": costs,
    }


def closed_tickets(facts: PlanDay) -> list[PlanTicket]:
    """Tickets that nobody could start any more before their site closes."""
    return [
        ticket for ticket in facts.tickets if _latest_start(facts, ticket) < _earliest_start(facts, ticket)
    ]


def find_preferred(facts: PlanDay, ticket: PlanTicket) -> list[str]:
    """Who is preferred at its site, at work that day and able to do some of it; ids as in the document."""
    able = (
        engineer
        for engineer in facts.engineers
        if engineer.id in ticket.preferred
        and any(engineer.skills.get(part.trade, 0) >= part.level for part in ticket.parts)
    )
    return [workday.id for engineer in able for workday in _workdays(facts, engineer)]


def person_of(engineer: str) -> str:
    """Who an engineer of the document is."""
    return engineer.partition("~")[0]


def names_in(facts: PlanDay) -> dict[str, str]:
    """Names by the ids that engineers may have in the document."""
    return {
        _id(engineer, number): engineer.name
        for engineer in facts.engineers
        for number in range(len(engineer.absences) + 1)
    }


def find_engineer(document: Mapping[str, Any], person: str, start: int) -> str | None:
    """Who of the document is this person at this time; None when the person has no work time that day."""
    own = [engineer for engineer in document["engineers"] if person_of(engineer["id"]) == person]
    at_work = [e["id"] for e in own if is_at_work(e, start)]
    return next(iter([*at_work, *(engineer["id"] for engineer in own)]), None)


def is_at_work(engineer: Mapping[str, Any], start: float) -> bool:
    shift = engineer["shift"]
    return bool(shift["start"] <= start <= shift["end"] + shift.get("overtime", 0))


def _id(engineer: PlanEngineer, number: int) -> str:
    return engineer.id if number == 0 else f"{engineer.id}~{number}"


def _workdays(facts: PlanDay, engineer: PlanEngineer) -> list[_Workday]:
    """Empty for who is not here, or is away during a promised visit: that visit needs a new crew before anything else."""
    running = [booking for booking in engineer.bookings if not booking.has_ended]
    if any(away.overlaps(b.starts_at, b.busy_to) for away in engineer.absences for b in running):
        return []
    start, origin = max(engineer.shift.start, facts.now), engineer.home
    begun = [b for b in engineer.bookings if b.is_begun or b.has_ended or b.busy_from <= facts.now]
    if begun:
        last = max(begun, key=lambda booking: booking.busy_to)
        start, origin = max(start, last.busy_to), last.place
    promised = sorted((b for b in running if b not in begun), key=lambda b: b.starts_at)
    spans = without_absences(Span(start, max(start, engineer.shift.end)), engineer.absences)
    if promised and not spans:
        spans = [Span(promised[0].starts_at, promised[0].starts_at)]
    workdays = []
    for number, span in enumerate(spans):
        until = None if number + 1 == len(spans) else spans[number + 1].start
        pinned = [booking for booking in promised if until is None or booking.starts_at < until]
        promised = promised[len(pinned) :]
        if pinned:
            span = _with_pins(facts.travel, span, origin, engineer.home, pinned)
        times = facts.day.seconds(span.start), facts.day.seconds(span.end)
        overtime = _overtime(engineer, span) if until is None else 0
        workdays.append(_Workday(_id(engineer, number), engineer, *times, origin, tuple(pinned), overtime))
        origin = engineer.home
    return workdays


def _overtime(engineer: PlanEngineer, span: Span) -> int:
    """Seconds; none for a stretch that an absence ends, and none into an absence after the shift."""
    if span.end < engineer.shift.end:
        return 0
    until = span.end + timedelta(minutes=engineer.overtime_minutes)
    away = min((a.start for a in engineer.absences if a.start >= span.end), default=until)
    return round((min(until, away) - span.end).total_seconds())


def without_absences(span: Span, absences: Iterable[Span]) -> list[Span]:
    """What is left of a span, in order."""
    left, start = [], span.start
    for away in sorted(absences, key=lambda absence: absence.start):
        if away.start > start:
            left.append(Span(start, min(away.start, span.end)))
        start = max(start, away.end)
    left.append(Span(start, span.end))
    return [stretch for stretch in left if stretch.start < stretch.end]


def _with_pins(
    travel: TravelRule, span: Span, origin: Place | None, home: Place | None, pinned: Sequence[Booking]
) -> Span:
    """A promise outside the shift still stands, so the shift is stretched around it."""
    first, last = pinned[0], pinned[-1]
    leaves = first.starts_at - timedelta(seconds=travel.seconds(origin, first.place))
    back = last.busy_to + timedelta(seconds=travel.seconds(last.place, home))
    return Span(min(span.start, leaves), max(span.end, back))


def _engineer(facts: PlanDay, workday: _Workday, places: _Map) -> dict[str, Any]:
    shift = {
        "start": workday.start,
        "end": workday.end,
        "from": places.name(workday.origin),
        "to": places.name(workday.engineer.home),
    }
    if workday.overtime:
        shift["overtime"] = workday.overtime
    engineer: dict[str, Any] = {
        "id": workday.id,
        "skills": dict(workday.engineer.skills),
        "shift": shift,
    }
    if (rest := _rest(facts, workday)) is not None:
        engineer["breaks"] = [rest.as_json()]
    return engineer


def _rest(facts: PlanDay, workday: _Workday) -> Rest | None:
    lunch = workday.engineer.lunch
    if lunch is None:
        return None
    rest = Rest(facts.day.seconds(lunch.earliest), facts.day.seconds(lunch.latest), lunch.minutes * 60)
    stops, here = [], workday.origin
    for booking in workday.pinned:
        drive = facts.travel.seconds(here, booking.place)
        stops.append(Stop(drive, facts.day.seconds(booking.starts_at), facts.day.seconds(booking.busy_to)))
        here = booking.place
    return place_rest(rest, start=workday.start, end=workday.end, stops=stops)


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
            job["pinned"]["engineers"][person] = workday.id
    return list(jobs.values())


def _job(
    facts: PlanDay, ticket: PlanTicket, places: _Map, engineers: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
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
        "unplanned_cost": round((UNPLANNED_COST if ticket.promise is None else DROPPED_COST) * weight),
    }
    if preferred := find_preferred(facts, ticket):
        job["preferred"] = preferred
    if forbidden := [e["id"] for e in engineers if person_of(e["id"]) in ticket.forbidden]:
        job["forbidden"] = forbidden
    if ticket.lock is not None:
        start = facts.day.seconds(ticket.lock.start)
        found = {
            trade: find_engineer({"engineers": engineers}, person, start)
            for trade, person in ticket.lock.shares.items()
        }
        job["pinned"] = {"engineers": found, "start": start}
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
