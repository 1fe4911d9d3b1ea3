"""Does this crew fit at this time? The planner's own rules, asked for one visit that a person has chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from dispatch import Impossible, InvalidProblem, Plan, Problem, StopRule, read_problem, solve, warm_up
from server.commands.refusals import refuse_named
from server.domain.broken import Broken
from server.domain.crews import can_do
from server.domain.planning import Lock, PlanDay, PlanTicket
from server.domain.planning_problem import build_problem, closed_tickets, find_engineer, names_in
from server.domain.problems import Conflict, Invalid
from server.domain.proposal import PlannedVisit, read_visits

AS_IT_IS = StopRule(iterations=0)


@dataclass(frozen=True)
class Fitted:
    """A visit that fits, and the plan of its day with it."""

    visit: PlannedVisit
    plan: Plan


@cache
def prepare_planner() -> None:
    """Load the planner's machine code before a transaction begins: compiling it the first time takes half a minute."""
    warm_up()


def fit_crew(facts: PlanDay, shares: Mapping[str, str], start: datetime) -> Fitted:
    """The only ticket of `facts` done from `start` by these people (trade -> person), drives included. Raises Conflict with the rule it breaks."""
    (ticket,) = facts.tickets
    _check_skills(facts, ticket, shares)
    check_allowed(facts, ticket, shares.values())
    _check_hours(facts, ticket, start)
    document = build_problem(facts)
    seconds = facts.day.seconds(start)
    crew = {trade: find_engineer(document, person, seconds) for trade, person in shares.items()}
    for trade, engineer in crew.items():
        if engineer is None:
            name = names_in(facts)[shares[trade]]
            raise Conflict("not_on_shift", f"{name} is away or has no time left that day.")
    job = next(job for job in document["jobs"] if job["id"] == ticket.key)
    job["pinned"] = {"engineers": crew, "start": seconds}
    _, plan = keep_promises(document)
    visits = read_visits(facts, document, plan.to_json())
    return Fitted(next(visit for visit in visits if visit.ticket.key == ticket.key), plan)


def check_allowed(facts: PlanDay, ticket: PlanTicket, crew: Iterable[str]) -> None:
    """Raises Conflict for who may not go to the ticket's site."""
    for person in crew:
        if (reason := ticket.forbidden.get(person)) is not None:
            rule = Broken("forbidden_here", person=person, reason=reason)
            raise refuse_named(rule, names_in(facts), facts.day)


def keep_promises(document: Mapping[str, Any]) -> tuple[Problem, Plan]:
    """The problem, and a first plan that keeps all its pins. Raises Conflict when they contradict each other."""
    try:
        problem = read_problem(document)
        return problem, solve(problem, stop=AS_IT_IS)
    except (InvalidProblem, Impossible) as error:
        raise Conflict(
            "does_not_fit", f"It cannot be kept together with what is promised: {error}"
        ) from error


def keep_locks(facts: PlanDay, locks: Mapping[str, Lock]) -> tuple[PlanDay, tuple[str, ...]]:
    """The day with these locks on its tickets, by key; and the keys of those that cannot hold any more."""
    wanted = {ticket.key: locks[ticket.key] for ticket in facts.tickets if ticket.key in locks}
    possible = {
        ticket.key: wanted[ticket.key]
        for ticket in facts.tickets
        if ticket.key in wanted and _may_hold(facts, ticket, wanted[ticket.key])
    }
    locked = _with_locks(facts, possible)
    if not possible or _holds(locked):
        return locked, tuple(key for key in wanted if key not in possible)
    # Some contradict what is promised, or each other: one by one, which takes as many plans as there are locks.
    kept: dict[str, Lock] = {}
    for key, lock in possible.items():
        if _holds(_with_locks(facts, kept | {key: lock})):
            kept[key] = lock
    return _with_locks(facts, kept), tuple(key for key in wanted if key not in kept)


def _with_locks(facts: PlanDay, locks: Mapping[str, Lock]) -> PlanDay:
    return replace(
        facts,
        tickets=tuple(
            replace(one, lock=locks[one.key]) if one.key in locks else one for one in facts.tickets
        ),
    )


def _may_hold(facts: PlanDay, ticket: PlanTicket, lock: Lock) -> bool:
    return (
        set(lock.shares) == {part.trade for part in ticket.parts}
        and lock.start >= facts.now
        and not ticket.forbidden.keys() & set(lock.shares.values())
    )


def _holds(facts: PlanDay) -> bool:
    try:
        keep_promises(build_problem(facts))
    except Conflict:
        return False
    return True


def _check_skills(facts: PlanDay, ticket: PlanTicket, shares: Mapping[str, str]) -> None:
    engineers = {engineer.id: engineer for engineer in facts.engineers}
    if set(shares) != {part.trade for part in ticket.parts}:
        needed = ", ".join(part.trade for part in ticket.parts)
        raise Invalid("/crew", f"Share out every trade of the ticket once: {needed}.")
    for part in ticket.parts:
        engineer = engineers.get(shares[part.trade])
        if engineer is None:
            raise Conflict("not_on_shift", "Somebody of the crew is not on shift that day.")
        if not can_do(engineer.skills, part):
            raise Conflict("no_skill", f"{engineer.name} does not have {part.trade} at level {part.level}.")


def _check_hours(facts: PlanDay, ticket: PlanTicket, start: datetime) -> None:
    is_closed = ticket in closed_tickets(facts)
    too_early = ticket.opens is not None and start < ticket.opens
    too_late = ticket.closes is not None and start >= ticket.closes
    if is_closed or too_early or too_late:
        raise Conflict("outside_hours", "The site is closed then, or closes before the work could end.")
    if start < facts.now:
        raise Conflict("past", "The visit would start in the past.")
