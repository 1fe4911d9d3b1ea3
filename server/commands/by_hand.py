"""Judges a visit that a dispatcher put together: its cost against the day as it is, and every rule that it breaks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dispatch import Words, insert
from server.commands.fitting import keep_promises
from server.commands.moves import Move
from server.commands.plan_result import both_languages, visit_json
from server.commands.rule_words import say_dearer, say_rule
from server.domain.broken import Broken
from server.domain.by_hand import TOLERATED, Delay, Tried, try_by_hand
from server.domain.clock import iso
from server.domain.local_day import opening_hours
from server.domain.planning import PlanDay
from server.domain.planning_problem import build_problem, closed_tickets
from server.domain.problems import Conflict, NotFound
from server.domain.proposal import PlannedMember, PlannedVisit, read_visits
from server.domain.ticket import TicketState
from server.domain.visit import VisitState
from server.domain.wip import Column, limit_text
from server.store.board import WipLimit, place_tickets
from server.store.events import AnySession
from server.store.people import Person
from server.store.sites import Site
from server.store.tickets import Ticket
from server.store.visits import Visit

TAKEN = frozenset({TicketState.PLANNED, TicketState.UNDER_WAY})


@dataclass(frozen=True)
class Rule:
    """A broken rule. A hard one cannot be passed, a soft one with a reason."""

    code: str
    is_hard: bool
    text: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "hard": self.is_hard, "text": dict(self.text)}


@dataclass(frozen=True)
class Judged:
    tried: Tried
    rules: tuple[Rule, ...]
    delayed: tuple[tuple[Delay, Visit], ...]

    def check(self, reason: str | None) -> None:
        """Raises Conflict with the hard rules that are broken, or with the soft ones when no reason is given."""
        hard = [rule for rule in self.rules if rule.is_hard]
        if hard:
            # The first is the most telling; all of them are named.
            raise _conflict(hard[0].code, hard)
        if self.rules and not (reason or "").strip():
            raise _conflict("reason_needed", self.rules)

    def moves(self) -> list[Move]:
        """What publishing does to the visits that it delays."""
        return [_later(delay, visit) for delay, visit in self.delayed]

    def as_json(self) -> dict[str, Any]:
        cost = self.tried.cost
        return {
            "visit": visit_json(self.tried.visit, {}),
            "cost": {
                "travel_minutes": round(cost.travel.total_seconds() / 60),
                "late_minutes": self.tried.visit.late_minutes,
                "overtime_minutes": round(cost.overtime.total_seconds() / 60),
                "delayed_minutes": sum(delay.minutes for delay, _ in self.delayed),
            },
            "delayed": [
                {
                    "visit": visit.id,
                    "number": visit.label,
                    "minutes": delay.minutes,
                    "was": iso(delay.was),
                    "becomes": iso(delay.becomes),
                }
                for delay, visit in self.delayed
            ],
            "rules": [rule.as_json() for rule in self.rules],
        }


def find_moves(session: AnySession, facts: PlanDay, shares: Mapping[str, str], start: datetime) -> list[Move]:
    """What publishing would do to other visits; no rule is looked at."""
    _, delayed = _try(session, facts, shares, start)
    return [_later(delay, visit) for delay, visit in delayed]


def judge(session: AnySession, facts: PlanDay, shares: Mapping[str, str], start: datetime) -> Judged:
    """`facts` has one ticket; `shares` says who does which of its trades. Raises NotFound for unknown people."""
    (planned,) = facts.tickets
    ticket = session.get_one(Ticket, planned.id)
    tried, delayed = _try(session, facts, shares, start)
    strangers = {person: _get_person(session, person) for person in shares.values()}
    words = {
        language: replace(spoken, names={**{i: p.name for i, p in strangers.items()}, **spoken.names})
        for language, spoken in both_languages(facts).items()
    }
    broken = [
        *_check_ticket(ticket),
        *_check_engineers(strangers.values()),
        *tried.broken,
        *_check_delayed_hours(session, facts, delayed),
    ]
    rules = [
        Rule(
            one.code, one.is_hard, {name: say_rule(one, spoken, facts.day) for name, spoken in words.items()}
        )
        for one in sorted(broken, key=lambda one: not one.is_hard)
    ]
    rules += _check_column(session, ticket)
    if not any(rule.is_hard for rule in rules):
        rules += _check_price(facts, tried, words)
    return Judged(tried, tuple(rules), delayed)


def _try(
    session: AnySession, facts: PlanDay, shares: Mapping[str, str], start: datetime
) -> tuple[Tried, tuple[tuple[Delay, Visit], ...]]:
    visits = _visits_of_day(session, facts)
    may_move = {label for label, visit in visits.items() if _may_move(visit, facts.now)}
    tried = try_by_hand(facts, shares, start, may_move=may_move)
    return tried, tuple((delay, visits[delay.visit]) for delay in tried.cost.delays)


def _conflict(code: str, rules: Sequence[Rule]) -> Conflict:
    detail = " ".join(rule.text["en"] for rule in rules)
    return Conflict(code, detail, rules=[rule.as_json() for rule in rules])


def _later(delay: Delay, visit: Visit) -> Move:
    by = delay.becomes - visit.starts_at
    crew = tuple(
        PlannedMember(
            person=member.person_id,
            trades=tuple(member.trades),
            travel_start=member.busy_from + by,
            start=member.starts_at + by,
            end=member.busy_to + by,
            is_lead=member.is_lead,
        )
        for member in visit.crew
    )
    was = {member.person_id: member.starts_at for member in visit.crew}
    return Move(visit.label, visit.id, crew, was, visit.why, proposal=None)


def _visits_of_day(session: AnySession, facts: PlanDay) -> dict[str, Visit]:
    labels = {booking.visit for engineer in facts.engineers for booking in engineer.bookings}
    numbers = [int(label[2:]) for label in labels]
    found = session.scalars(sa.select(Visit).where(Visit.number.in_(numbers))).all()
    return {visit.label: visit for visit in found}


def _may_move(visit: Visit, now: datetime) -> bool:
    """Promised, and nobody of its crew should be on the way by now."""
    return (
        visit.state is VisitState.PUBLISHED
        and not visit.is_locked
        and all(member.busy_from > now for member in visit.crew)
    )


def _get_person(session: AnySession, person: str) -> Person:
    found = session.get(Person, person)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def _check_ticket(ticket: Ticket) -> Iterable[Broken]:
    if ticket.state in TAKEN:
        yield Broken("visit_open")
    elif ticket.state is not TicketState.READY:
        yield Broken("not_ready")


def _check_engineers(crew: Iterable[Person]) -> Iterable[Broken]:
    for person in crew:
        if not person.active or "engineer" not in person.roles:
            yield Broken("not_an_engineer", person=person.id)


def _check_delayed_hours(
    session: AnySession, facts: PlanDay, delayed: Iterable[tuple[Delay, Visit]]
) -> Iterable[Broken]:
    for delay, visit in delayed:
        site = session.get_one(Site, visit.site_id)
        hours = opening_hours(site.hours, facts.day, zone=site.zone)
        ends = visit.ends_at + (delay.becomes - visit.starts_at)
        if hours is not None and visit.ends_at <= hours[1] < ends:
            yield Broken("outside_hours", visit=visit.label, at=hours[0], until=hours[1])


def _check_column(session: AnySession, ticket: Ticket) -> list[Rule]:
    limit = session.get(WipLimit, Column.PLANNED.value)
    if limit is None or limit.limit is None or limit.per_person:
        return []
    count = sum(placed.ticket != ticket.id for placed in place_tickets(session, Column.PLANNED))
    if count < limit.limit:
        return []
    text = limit_text(Column.PLANNED, limit.limit, count, per_person=False)
    return [Rule("wip_limit_reached", False, text)]


def _check_price(facts: PlanDay, tried: Tried, words: Mapping[str, Words]) -> list[Rule]:
    """Nothing is said where the planner has no place to compare with."""
    found = _find_best(facts)
    if found is None:
        return []
    best, cost = found
    more = tried.cost.total - cost
    if more <= TOLERATED.total_seconds():
        return []
    text = {name: say_dearer(best, round(more / 60), spoken, facts.day) for name, spoken in words.items()}
    return [Rule("dearer", False, text)]


def _find_best(facts: PlanDay) -> tuple[PlannedVisit, float] | None:
    if closed_tickets(facts):
        return None
    document = build_problem(facts)
    try:
        problem, plan = keep_promises(document)
    except Conflict:
        # Visits of the day contradict each other already, as when one runs late into the next.
        return None
    key = facts.tickets[0].key
    for place in insert(problem, plan, key, top=1):
        visits = read_visits(facts, document, place.plan.to_json())
        return next(visit for visit in visits if visit.ticket.key == key), place.cost
    return None
