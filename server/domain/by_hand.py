"""What a visit that a dispatcher put together would do to the day: whom it delays, what it costs, which rules it breaks.

Works on the drives and bookings of a day, not on the planner's search: a person may plan what the planner never would.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from server.domain.breaks import Rest, Stop, place_rest
from server.domain.broken import Broken
from server.domain.crews import can_do
from server.domain.planning import PlanDay, PlanEngineer, PlanTicket
from server.domain.planning_problem import COSTS, MOVED_COST, WEIGHTS, find_preferred, person_of
from server.domain.proposal import PlannedMember, PlannedVisit, name_lead
from server.domain.travel import Place

# Half an hour of driving: a dispatcher who knows the customer should not have to defend less.
TOLERATED = timedelta(minutes=30)
NEW = ""
NOTHING = timedelta()


@dataclass(frozen=True)
class Delay:
    """A promised visit that would begin later than its customer was told."""

    visit: str
    was: datetime
    becomes: datetime

    @property
    def minutes(self) -> int:
        return ceil((self.becomes - self.was).total_seconds() / 60)


@dataclass(frozen=True)
class Cost:
    """What the day takes more with the visit than without it. `strangers`: how many go although others are preferred, each at `stranger_price`."""

    travel: timedelta
    late: timedelta
    overtime: timedelta
    delays: tuple[Delay, ...]
    visit: PlannedVisit
    strangers: int
    stranger_price: int

    @property
    def total(self) -> float:
        """In the planner's units, so that it can be set against a place that the planner found."""
        ticket, crew = self.visit.ticket, self.visit.crew
        lateness = WEIGHTS[ticket.priority] * self.late.total_seconds() * len(ticket.parts)
        return (
            COSTS["travel"] * self.travel.total_seconds()
            + COSTS["visit"] * len(crew)
            + self.stranger_price * self.strangers
            + COSTS["lateness"] * lateness
            + COSTS["overtime"] * self.overtime.total_seconds()
            + MOVED_COST * len(self.delays)
        )


@dataclass(frozen=True)
class Tried:
    visit: PlannedVisit
    cost: Cost
    broken: tuple[Broken, ...]


@dataclass(frozen=True)
class _Stop:
    """One person's share of a visit. `was` is its promised start, which a delay leaves behind."""

    visit: str
    place: Place
    was: datetime
    start: datetime
    end: datetime
    has_ended: bool = False

    def at(self, start: datetime) -> "_Stop":
        return replace(self, start=start, end=start + (self.end - self.start))


_Tours = Mapping[str, Sequence[_Stop]]


def try_by_hand(
    facts: PlanDay, shares: Mapping[str, str], start: datetime, *, may_move: AbstractSet[str]
) -> Tried:
    """The only ticket of `facts` done from `start` by these people (trade -> person); `may_move` names visits that may be made later."""
    (ticket,) = facts.tickets
    engineers = {engineer.id: engineer for engineer in facts.engineers}
    before = {person: _tour(engineer) for person, engineer in engineers.items()}
    with_it = {
        person: _insert(before.get(person, ()), _new_stop(ticket, shares, person, start))
        for person in dict.fromkeys(shares.values())
    }
    settled = _settle(facts, before)
    after = _settle(facts, {**before, **with_it})
    delays = _find_delays(settled, after)
    visit = _planned(facts, ticket, shares, after)
    touched = [person for person in after if after[person] != settled.get(person)]
    known = [engineers[person] for person in touched if person in engineers]
    preferred = {person_of(engineer) for engineer in find_preferred(facts, ticket)}
    cost = Cost(
        travel=_sum(_travel(facts, e, after[e.id]) - _travel(facts, e, settled[e.id]) for e in known),
        late=NOTHING if ticket.due is None else max(NOTHING, start - ticket.due),
        overtime=_sum(_more_overtime(facts, e, settled, after) for e in known),
        delays=delays,
        visit=visit,
        strangers=len(set(shares.values()) - preferred) if preferred else 0,
        stranger_price=facts.prices.not_preferred,
    )
    broken = [
        *_check_time(facts, ticket, visit),
        *_check_skills(engineers, ticket, shares),
        *_check_allowed(ticket, shares),
        *(rule for e in known for rule in _check_way(facts, e, settled[e.id], after[e.id])),
        *_check_fixed(after, delays, may_move),
        *_check_late(ticket, start),
        *_check_preferred(engineers, ticket, shares, preferred),
        *(Broken("delays", visit=d.visit, minutes=d.minutes, at=d.was, until=d.becomes) for d in delays),
        *(rule for e in known for rule in _check_shift(facts, e, settled, after)),
    ]
    return Tried(visit, cost, tuple(broken))


def _tour(engineer: PlanEngineer) -> tuple[_Stop, ...]:
    stops = [
        _Stop(b.visit, b.place, b.starts_at, b.starts_at, b.busy_to, b.has_ended)
        for b in engineer.bookings
        if b.busy_to > b.starts_at
    ]
    return tuple(sorted(stops, key=lambda stop: stop.start))


def _new_stop(ticket: PlanTicket, shares: Mapping[str, str], person: str, start: datetime) -> _Stop:
    minutes = sum(part.minutes for part in ticket.parts if shares.get(part.trade) == person)
    return _Stop(NEW, ticket.place, start, start, start + timedelta(minutes=minutes))


def _insert(tour: Sequence[_Stop], stop: _Stop) -> tuple[_Stop, ...]:
    """Behind everything that begins by then: what is promised for the same minute is not pushed aside."""
    return (
        *(s for s in tour if s.start <= stop.start),
        stop,
        *(s for s in tour if s.start > stop.start),
    )


def _settle(facts: PlanDay, tours: _Tours) -> dict[str, tuple[_Stop, ...]]:
    """The same order of stops, each visit as early as promised and as late as its whole crew needs to get there.

    The new visit keeps its time: who cannot be there by then breaks a rule.
    """
    settled: dict[str, list[_Stop]] = {person: [] for person in tours}
    crews: dict[str, list[str]] = {}
    for person, tour in tours.items():
        for stop in tour:
            crews.setdefault(stop.visit, []).append(person)
    of = {(person, stop.visit): stop for person, tour in tours.items() for stop in tour}
    order = {stop.visit: (stop.was, stop.visit != NEW) for tour in tours.values() for stop in tour}
    for visit in _in_order(tours, order):
        crew = crews[visit]
        start = max(of[crew[0], visit].start, *(_soonest(facts, settled[p], of[p, visit]) for p in crew))
        for person in crew:
            stop = of[person, visit]
            settled[person].append(stop if visit == NEW else stop.at(start))
    return {person: tuple(stops) for person, stops in settled.items()}


def _in_order(tours: _Tours, order: Mapping[str, tuple[datetime, bool]]) -> list[str]:
    """By promised start; the new visit behind those that begin in the same minute, as in its crew's tours."""
    return sorted(order, key=lambda visit: (order[visit][0], not order[visit][1], visit))


def _soonest(facts: PlanDay, tour: Sequence[_Stop], stop: _Stop) -> datetime:
    """When somebody can be there after what came before; on whole minutes, as times are promised."""
    if not tour or stop.has_ended:
        return stop.start
    arrives = tour[-1].end + timedelta(seconds=facts.travel.seconds(tour[-1].place, stop.place))
    return arrives.replace(second=0, microsecond=0) + (
        timedelta(minutes=1) if arrives.second or arrives.microsecond else NOTHING
    )


def _find_delays(settled: _Tours, after: _Tours) -> tuple[Delay, ...]:
    then = {stop.visit: stop.start for tour in settled.values() for stop in tour}
    found = {
        stop.visit: Delay(stop.visit, stop.was, stop.start)
        for tour in after.values()
        for stop in tour
        if stop.visit != NEW and stop.start > max(then[stop.visit], stop.was)
    }
    return tuple(sorted(found.values(), key=lambda delay: (delay.becomes, delay.visit)))


def _planned(facts: PlanDay, ticket: PlanTicket, shares: Mapping[str, str], after: _Tours) -> PlannedVisit:
    engineers = {engineer.id: engineer for engineer in facts.engineers}
    members = []
    for person in dict.fromkeys(shares.values()):
        tour = after[person]
        index = next(i for i, stop in enumerate(tour) if stop.visit == NEW)
        stop = tour[index]
        drive = _drive(facts, engineers.get(person), tour, index)
        trades = tuple(part.trade for part in ticket.parts if shares.get(part.trade) == person)
        members.append(PlannedMember(person, trades, stop.start - drive, stop.start, stop.end))
    return PlannedVisit(ticket, name_lead(members))


def _check_time(facts: PlanDay, ticket: PlanTicket, visit: PlannedVisit) -> Iterable[Broken]:
    if visit.start < facts.now:
        yield Broken("past", at=facts.now)
    opens, closes = ticket.opens, ticket.closes
    if opens is not None and closes is not None and (visit.start < opens or visit.end > closes):
        yield Broken("outside_hours", at=opens, until=closes)


def _check_skills(
    engineers: Mapping[str, PlanEngineer], ticket: PlanTicket, shares: Mapping[str, str]
) -> Iterable[Broken]:
    for part in ticket.parts:
        person = shares.get(part.trade, "")
        engineer = engineers.get(person)
        if not person or (engineer is not None and not can_do(engineer.skills, part)):
            yield Broken("no_skill", person=person, trade=part.trade, level=part.level)
    for person in dict.fromkeys(shares.values()):
        if person not in engineers:
            yield Broken("not_on_shift", person=person)


def _check_allowed(ticket: PlanTicket, shares: Mapping[str, str]) -> Iterable[Broken]:
    for person in dict.fromkeys(shares.values()):
        if (reason := ticket.forbidden.get(person)) is not None:
            yield Broken("forbidden_here", person=person, reason=reason)


def _check_preferred(
    engineers: Mapping[str, PlanEngineer],
    ticket: PlanTicket,
    shares: Mapping[str, str],
    preferred: AbstractSet[str],
) -> Iterable[Broken]:
    """Nobody of the crew is preferred, although one who is could do the whole share of somebody who goes."""
    crew = set(shares.values())
    if crew & preferred:
        return
    loads = [[part for part in ticket.parts if shares.get(part.trade) == person] for person in crew]
    could = [
        person
        for person in sorted(preferred, key=lambda one: engineers[one].name)
        if any(all(can_do(engineers[person].skills, part) for part in load) for load in loads)
    ]
    if could:
        yield Broken("not_preferred", people=tuple(could))


def _check_way(
    facts: PlanDay, engineer: PlanEngineer, settled: Sequence[_Stop], after: Sequence[_Stop]
) -> Iterable[Broken]:
    """Can this person be there, and is nothing of it in an absence?"""
    then = {stop.visit: stop for stop in settled}
    for index, stop in enumerate(after):
        if then.get(stop.visit) == stop:
            continue
        leaves = stop.start - _drive(facts, engineer, after, index)
        for away in engineer.absences:
            if away.overlaps(leaves, stop.end):
                yield Broken("absent", person=engineer.id, visit=stop.visit, at=away.start, until=away.end)
        if stop.visit != NEW:
            continue
        before = after[index - 1] if index else None
        if before is not None and not before.has_ended and leaves < before.end:
            soonest = _soonest(facts, after[:index], stop)
            yield Broken("two_places", person=engineer.id, visit=before.visit, at=before.end, until=soonest)
        elif leaves < facts.now <= stop.start:
            soonest = facts.now + _drive(facts, engineer, after, index)
            yield Broken("too_soon", person=engineer.id, until=soonest)


def _check_fixed(after: _Tours, delays: Iterable[Delay], may_move: AbstractSet[str]) -> Iterable[Broken]:
    for delay in delays:
        if delay.visit in may_move:
            continue
        person = next(p for p, tour in after.items() if any(s.visit == delay.visit for s in tour))
        yield Broken("two_places", person=person, visit=delay.visit, minutes=delay.minutes, at=delay.was)


def _check_late(ticket: PlanTicket, start: datetime) -> Iterable[Broken]:
    if ticket.due is not None and start > ticket.due:
        yield Broken("late", minutes=ceil((start - ticket.due).total_seconds() / 60), at=ticket.due)


def _check_shift(facts: PlanDay, engineer: PlanEngineer, settled: _Tours, after: _Tours) -> Iterable[Broken]:
    if (more := _more_overtime(facts, engineer, settled, after)) > NOTHING:
        yield Broken(
            "overtime",
            person=engineer.id,
            minutes=ceil(more.total_seconds() / 60),
            at=engineer.shift.start,
            until=engineer.shift.end,
        )
    if _has_rest(facts, engineer, settled[engineer.id]) and not _has_rest(
        facts, engineer, after[engineer.id]
    ):
        assert engineer.lunch is not None
        yield Broken("no_break", person=engineer.id, at=engineer.lunch.earliest, until=engineer.lunch.latest)


def _more_overtime(facts: PlanDay, engineer: PlanEngineer, settled: _Tours, after: _Tours) -> timedelta:
    return _overtime(facts, engineer, after[engineer.id]) - _overtime(facts, engineer, settled[engineer.id])


def _overtime(facts: PlanDay, engineer: PlanEngineer, tour: Sequence[_Stop]) -> timedelta:
    """Outside the shift: before it from the first drive on, after it until back home."""
    if not tour:
        return NOTHING
    leaves = tour[0].start - _drive(facts, engineer, tour, 0)
    back = tour[-1].end + _way_home(facts, engineer, tour)
    return max(NOTHING, engineer.shift.start - leaves) + max(NOTHING, back - engineer.shift.end)


def _has_rest(facts: PlanDay, engineer: PlanEngineer, tour: Sequence[_Stop]) -> bool:
    """Whether the day leaves time for the break, begun no later than its latest start."""
    lunch, day = engineer.lunch, facts.day
    if lunch is None:
        return False
    rest = Rest(day.seconds(lunch.earliest), day.seconds(lunch.latest), lunch.minutes * 60)
    stops = [
        Stop(
            round(_drive(facts, engineer, tour, index).total_seconds()),
            day.seconds(stop.start),
            day.seconds(stop.end),
        )
        for index, stop in enumerate(tour)
    ]
    shift = day.seconds(engineer.shift.start), day.seconds(engineer.shift.end)
    placed = place_rest(rest, start=shift[0], end=shift[1], stops=stops)
    return placed is not None and placed.latest <= rest.latest


def _travel(facts: PlanDay, engineer: PlanEngineer, tour: Sequence[_Stop]) -> timedelta:
    return _sum(_drive(facts, engineer, tour, index) for index in range(len(tour))) + _way_home(
        facts, engineer, tour
    )


def _drive(facts: PlanDay, engineer: PlanEngineer | None, tour: Sequence[_Stop], index: int) -> timedelta:
    home = None if engineer is None else engineer.home
    origin = tour[index - 1].place if index else home
    return timedelta(seconds=facts.travel.seconds(origin, tour[index].place))


def _way_home(facts: PlanDay, engineer: PlanEngineer, tour: Sequence[_Stop]) -> timedelta:
    if not tour:
        return NOTHING
    return timedelta(seconds=facts.travel.seconds(tour[-1].place, engineer.home))


def _sum(spans: Iterable[timedelta]) -> timedelta:
    return sum(spans, NOTHING)
