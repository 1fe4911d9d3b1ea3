"""Promised visits that may move: the plan to stay close to, and what of a new plan differs from what was promised."""

from collections.abc import Mapping
from typing import Any

from server.domain.planning import Booking, PlanDay, PlanTicket
from server.domain.planning_problem import is_at_work, person_of
from server.domain.proposal import PlannedVisit


def promised_plan(facts: PlanDay, problem: Mapping[str, Any]) -> dict[str, Any] | None:
    """The onevisit-plan/1 document of what is promised now and may move; None when nothing may.

    A visit of somebody who is not at work then, or may not go there any more, is left out: it has to move, so moving it costs nothing.
    """
    routes: dict[str, list[dict[str, Any]]] = {}
    promised = [ticket for ticket in facts.tickets if ticket.promise is not None]
    for ticket in promised:
        crew = _engineers(facts, ticket, problem)
        for engineer, booking in (crew or {}).items():
            routes.setdefault(engineer, []).append(_stop(facts, ticket, booking))
    if not promised:
        return None
    return {
        "format": "onevisit-plan/1",
        "routes": [
            {"engineer": engineer, "stops": sorted(stops, key=_start_of), "breaks": [], "back": 0}
            for engineer, stops in sorted(routes.items())
        ],
        "unplanned": [],
        "cost": {"total": 0},
    }


def is_moved(visit: PlannedVisit) -> bool:
    """Whether a promised visit gets other people, other shares of the work or another time."""
    promise = visit.ticket.promise
    if promise is None:
        return False
    then = {person: (b.starts_at, frozenset(b.trades)) for person, b in promise.crew.items()}
    return then != {member.person: (member.start, frozenset(member.trades)) for member in visit.crew}


def _engineers(facts: PlanDay, ticket: PlanTicket, problem: Mapping[str, Any]) -> dict[str, Booking] | None:
    assert ticket.promise is not None
    found = {}
    for person, booking in ticket.promise.crew.items():
        start = facts.day.seconds(booking.starts_at)
        own = [e for e in problem["engineers"] if person_of(e["id"]) == person and is_at_work(e, start)]
        if not own or person in ticket.forbidden:
            return None
        found[own[0]["id"]] = booking
    return found


def _stop(facts: PlanDay, ticket: PlanTicket, booking: Booking) -> dict[str, Any]:
    start = facts.day.seconds(booking.starts_at)
    minutes = sum(part.minutes for part in ticket.parts if part.trade in booking.trades)
    return {
        "job": ticket.key,
        "parts": list(booking.trades),
        "arrive": start,
        "start": start,
        "end": start + minutes * 60,
    }


def _start_of(stop: Mapping[str, Any]) -> int:
    return int(stop["start"])
