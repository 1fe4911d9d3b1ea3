"""A plan in the shape and the words that a proposal keeps: visits with why, what was left out, what it gains and costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch import Impossible, Plan, PreparedPlan, Problem, Words, explain, explain_unplanned
from server.commands.planner_words import trade_words
from server.domain.clock import iso
from server.domain.lunch import read_lunches
from server.domain.planning import PlanDay, PlanTicket
from server.domain.planning_problem import closed_tickets, names_in
from server.domain.promises import is_moved
from server.domain.proposal import PlannedVisit, measure_gain, read_visits
from server.store.days import places_of

CLOSED = {
    "en": "The site is closed for the rest of this day, or closes before the work could end. Plan another day, or change its hours.",
    "ru": "Объект в этот день уже закрыт или закроется раньше, чем закончится работа. Выберите другой день или измените часы.",
}


def describe_plan(
    facts: PlanDay, document: Mapping[str, Any], problem: Problem, plan: Plan, *, let_go: Sequence[str]
) -> dict[str, Any]:
    """What a proposal keeps of a plan: its visits, what is left out and why, what it gains and costs."""
    planned = read_visits(facts, document, plan.to_json())
    changed = [visit for visit in planned if visit.ticket.promise is None or is_moved(visit)]
    words = both_languages(facts)
    prepared = _lay_out(problem, plan)
    tickets = {ticket.key: ticket for ticket in facts.tickets}
    left_out = [
        _unplanned(
            tickets[left.job],
            left.reason,
            {name: explain_unplanned(problem, left, w) for name, w in words.items()},
        )
        for left in plan.unplanned
        if left.job in tickets
    ]
    unplanned = [one for one in left_out if "was" not in one]
    return {
        "visits": [
            visit_json(v, explain_visit(facts, problem, plan, v.ticket.key, prepared=prepared))
            | _was(v.ticket)
            for v in changed
        ],
        "dropped": [one for one in left_out if "was" in one],
        "unplanned": unplanned + [_unplanned(ticket, "closed", CLOSED) for ticket in closed_tickets(facts)],
        "gain": measure_gain(
            facts,
            document,
            plan.to_json(),
            [visit for visit in changed if visit.ticket.promise is None],
        ),
        "cost": dict(plan.cost),
        "travel_note": _travel_note(facts),
        "let_go": list(let_go),
        "lunches": [
            {"person": person, "start": iso(span.start), "end": iso(span.end)}
            for person, span in read_lunches(plan.to_json(), facts.day)
        ],
    }


def _lay_out(problem: Problem, plan: Plan) -> PreparedPlan | None:
    """Once for all sentences: with hundreds of visits each would take as long as the search."""
    try:
        return PreparedPlan(problem, plan)
    except Impossible:
        return None


def explain_visit(
    facts: PlanDay, problem: Problem, plan: Plan, key: str, *, prepared: PreparedPlan | None = None
) -> dict[str, str]:
    """Why this crew and why now, in both languages. `prepared`: the plan laid out already, for many visits."""
    return {
        language: explain(problem, plan, key, words, prepared=prepared)
        for language, words in both_languages(facts).items()
    }


def both_languages(facts: PlanDay) -> dict[str, Words]:
    names = names_in(facts)
    return {
        "en": Words("en", names, trade_words("en"), facts.day.clock),
        "ru": Words("ru", names, trade_words("ru"), facts.day.clock),
    }


def visit_json(visit: PlannedVisit, why: Mapping[str, str]) -> dict[str, Any]:
    """A planned visit as a proposal keeps it; times in UTC."""
    return {
        "key": visit.ticket.key,
        "ticket": {"id": visit.ticket.id, "number": visit.ticket.key},
        "crew": [
            {
                "person": member.person,
                "trades": list(member.trades),
                "lead": member.is_lead,
                "minutes": member.minutes,
                "travel_start": iso(member.travel_start),
                "start": iso(member.start),
                "end": iso(member.end),
            }
            for member in visit.crew
        ],
        "start": iso(visit.start),
        "end": iso(visit.end),
        "mode": visit.mode,
        "late_minutes": visit.late_minutes,
        "why": dict(why),
    }


def _travel_note(facts: PlanDay) -> dict[str, str] | None:
    """Said when the routing service has not measured all drives between the day's places."""
    places = places_of(facts)
    total = len(places) * (len(places) - 1)
    estimated = sum(facts.travel.is_estimate(origin, there) for origin in places for there in places)
    if not estimated:
        return None
    return {
        "en": f"The routing service has not measured {estimated} of {total} drives; these are estimated from distances.",
        "ru": f"Сервис маршрутов не дал времени для {estimated} из {total} переездов; оно оценено по расстоянию.",
    }


def _unplanned(ticket: PlanTicket, reason: str, text: Mapping[str, str]) -> dict[str, Any]:
    """A promised visit that is left out has `was`: its customer was told a time."""
    shape = {"ticket": {"id": ticket.id, "number": ticket.key}, "reason": reason, "text": dict(text)}
    return shape if ticket.promise is None else {**shape, "key": ticket.key, **_was(ticket)}


def _was(ticket: PlanTicket) -> dict[str, Any]:
    """Which promised visit it is, and what was promised."""
    promise = ticket.promise
    if promise is None:
        return {}
    crew = [
        {"person": person, "trades": list(b.trades), "start": iso(b.starts_at), "end": iso(b.busy_to)}
        for person, b in promise.crew.items()
    ]
    was = {
        "start": iso(min(booking.starts_at for booking in promise.crew.values())),
        "end": iso(max(booking.busy_to for booking in promise.crew.values())),
        "crew": crew,
    }
    return {"visit": promise.visit, "was": was}
