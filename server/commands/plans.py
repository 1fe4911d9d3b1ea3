"""A proposal for a day: asked for, worked on, ready or given up."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dispatch import Plan, Problem, Words, check, explain, explain_unplanned
from server.commands.planner_words import trade_words
from server.domain.actor import SYSTEM, Actor
from server.domain.clock import iso
from server.domain.local_day import LocalDay
from server.domain.planning import PlanDay, PlanTicket, build_problem, closed_tickets, names_in
from server.domain.problems import NotFound, WrongState
from server.domain.proposal import PlannedVisit, measure_gain, read_visits
from server.domain.travel import TravelRule
from server.store.days import places_of, read_day
from server.store.events import AnySession, get_installation, record
from server.store.gate import read_session, write_tx
from server.store.ids import new_id
from server.store.visits import Proposal

UNDER_WAY = frozenset({"queued", "running"})
CLOSED = {
    "en": "The site is closed for the rest of this day, or closes before the work could end. Plan another day, or change its hours.",
    "ru": "Объект в этот день уже закрыт или закроется раньше, чем закончится работа. Выберите другой день или измените часы.",
}


def ask_proposal(*, day: date, by: Actor, at: datetime) -> str:
    """Ask for a plan of a day; the planner works in the background. Returns the proposal's id."""
    proposal = new_id()
    with write_tx() as session:
        base_rev = get_installation(session).rev
        session.add(
            Proposal(id=proposal, day=day.isoformat(), asked_by=by.person, asked_at=at, base_rev=base_rev)
        )
        record(session, "proposal.asked", by=by, at=at, data={"proposal": proposal, "day": day.isoformat()})
    return proposal


def day_of_proposal(proposal: str) -> date | None:
    """The day to plan, or None when nobody waits for this proposal any more."""
    session = read_session()
    found = session.get(Proposal, proposal)
    return date.fromisoformat(found.day) if found is not None and found.state in UNDER_WAY else None


def begin_proposal(
    *, proposal: str, travel: TravelRule, at: datetime
) -> tuple[PlanDay, dict[str, Any]] | None:
    """Take the facts as they are now and turn them into a problem. None when nobody waits for this proposal any more."""
    with write_tx() as session:
        found = _get(session, proposal)
        if found.state not in UNDER_WAY:
            return None
        installation = get_installation(session)
        day = LocalDay(date.fromisoformat(found.day), installation.zone)
        facts = read_day(session, day, now=at, travel=travel)
        problem = build_problem(facts)
        found.state, found.problem, found.base_rev = "running", problem, installation.rev
        found.progress = {"share": 0.0, "best": None}
    return facts, problem


def keep_progress(*, proposal: str, share: float, best: float) -> bool:
    """Show how far the search is. False when a dispatcher stopped it."""
    with write_tx() as session:
        found = _get(session, proposal)
        if found.state != "running":
            return False
        found.progress = {"share": round(share, 3), "best": round(best)}
    return True


def finish_proposal(
    *, proposal: str, facts: PlanDay, problem: Problem, document: Mapping[str, Any], plan: Plan, at: datetime
) -> None:
    """Keep a plan that the judge accepts, with its reasons in words. A proposal that was stopped stays stopped."""
    violations = check(problem, plan)
    if violations:
        fail_proposal(proposal=proposal, error="; ".join(str(violation) for violation in violations), at=at)
        return
    result = _result(facts, problem, document, plan)
    with write_tx() as session:
        found = _get(session, proposal)
        if found.state != "running":
            return
        found.state, found.result = "ready", result
        found.progress = {"share": 1.0, "best": round(plan.total)}
        data = {"proposal": proposal, "day": found.day, "visits": len(result["visits"])}
        record(session, "proposal.ready", by=SYSTEM, at=at, data=data)


def fail_proposal(*, proposal: str, error: str, at: datetime) -> None:
    with write_tx() as session:
        found = _get(session, proposal)
        if found.state in UNDER_WAY:
            found.state, found.error = "failed", error
            data = {"proposal": proposal, "day": found.day, "failed": True}
            record(session, "proposal.ready", by=SYSTEM, at=at, data=data)


def cancel_proposal(*, proposal: str, by: Actor, at: datetime) -> None:
    """Stop a search or discard its outcome. A proposal that is already cancelled is a quiet success."""
    with write_tx() as session:
        found = _get(session, proposal)
        if found.state == "cancelled":
            return
        if found.state == "failed":
            raise WrongState("The proposal has failed; there is nothing to stop.")
        found.state = "cancelled"
        record(session, "proposal.cancelled", by=by, at=at, data={"proposal": proposal, "day": found.day})


def explain_visit(facts: PlanDay, problem: Problem, plan: Plan, key: str) -> dict[str, str]:
    """Why this crew and why now, in both languages."""
    return {language: explain(problem, plan, key, words) for language, words in both_languages(facts).items()}


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


def _result(facts: PlanDay, problem: Problem, document: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    visits = read_visits(facts, document, plan.to_json())
    words = both_languages(facts)
    tickets = {ticket.key: ticket for ticket in facts.tickets}
    unplanned = [
        _unplanned(
            tickets[left.job],
            left.reason,
            {name: explain_unplanned(problem, left, w) for name, w in words.items()},
        )
        for left in plan.unplanned
        if left.job in tickets
    ]
    return {
        "visits": [visit_json(v, explain_visit(facts, problem, plan, v.ticket.key)) for v in visits],
        "unplanned": unplanned + [_unplanned(ticket, "closed", CLOSED) for ticket in closed_tickets(facts)],
        "gain": measure_gain(facts, visits),
        "cost": dict(plan.cost),
        "travel_note": _travel_note(facts),
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
    return {"ticket": {"id": ticket.id, "number": ticket.key}, "reason": reason, "text": dict(text)}


def _get(session: AnySession, proposal: str) -> Proposal:
    found = session.get(Proposal, proposal, with_for_update=True)
    if found is None:
        raise NotFound("There is no such proposal.")
    return found
