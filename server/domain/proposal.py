"""A plan read back into visits: who leaves when, starts and ends when, who leads, and what the plan gains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.domain.crews import can_do
from server.domain.local_day import LocalDay
from server.domain.planning import PlanDay, PlanPart, PlanTicket
from server.domain.planning_problem import person_of
from server.domain.routes import drive_seconds, drives, tour, without_jobs
from server.domain.trips import count_trips


@dataclass(frozen=True)
class PlannedMember:
    """One engineer's share of a planned visit."""

    person: str
    trades: tuple[str, ...]
    travel_start: datetime
    start: datetime
    end: datetime
    is_lead: bool = False

    @property
    def minutes(self) -> int:
        return round((self.end - self.start).total_seconds() / 60)


@dataclass(frozen=True)
class PlannedVisit:
    ticket: PlanTicket
    crew: tuple[PlannedMember, ...]

    @property
    def start(self) -> datetime:
        return min(member.start for member in self.crew)

    @property
    def end(self) -> datetime:
        return max(member.end for member in self.crew)

    @property
    def mode(self) -> str:
        return "joint" if len(self.crew) > 1 else "solo"

    @property
    def late_minutes(self) -> int:
        return late_minutes(self.ticket.due, self.start)


def late_minutes(due: datetime | None, start: datetime) -> int:
    return 0 if due is None else max(0, round((start - due).total_seconds() / 60))


def read_visits(facts: PlanDay, problem: Mapping[str, Any], plan: Mapping[str, Any]) -> list[PlannedVisit]:
    """The new visits of an onevisit-plan/1 document, by start; pinned ones are left out."""
    tickets = {ticket.key: ticket for ticket in facts.tickets}
    crews: dict[str, list[PlannedMember]] = {}
    for route in plan["routes"]:
        for stop, drive in drives(problem, route):
            if stop["job"] in tickets:
                member = _member(facts.day, route, stop, drive)
                crews.setdefault(stop["job"], []).append(member)
    visits = [PlannedVisit(tickets[key], name_lead(crew)) for key, crew in crews.items()]
    return sorted(visits, key=lambda visit: (visit.start, visit.ticket.key))


def name_lead(crew: Sequence[PlannedMember]) -> tuple[PlannedMember, ...]:
    """The crew with its lead first: who has most of the work, and of equals the first by id."""
    lead = min(crew, key=lambda member: (-member.minutes, member.person))
    ordered = sorted(crew, key=lambda member: (member is not lead, member.person))
    return tuple(
        PlannedMember(m.person, m.trades, m.travel_start, m.start, m.end, is_lead=m is lead) for m in ordered
    )


def measure_gain(
    facts: PlanDay, problem: Mapping[str, Any], plan: Mapping[str, Any], visits: Sequence[PlannedVisit]
) -> dict[str, int]:
    """Of these new visits of a plan, against sending each trade by itself: trips and minutes of driving saved; and the minutes late.

    A trade by itself is the nearest engineer with the skill who may go there, from home and back. What the new visits take is what the plan
    takes more with them than without.
    """
    new = {visit.ticket.key for visit in visits}
    routes = plan["routes"]
    rest = [without_jobs(route, new) for route in routes]
    trips = sum(len(visit.ticket.parts) for visit in visits)
    trips -= count_trips(tour(problem, route) for route in routes)
    trips += count_trips(tour(problem, route) for route in rest)
    driving = sum(_nearest(facts, visit.ticket, part) for visit in visits for part in visit.ticket.parts)
    driving -= sum(drive_seconds(problem, route) for route in routes)
    driving += sum(drive_seconds(problem, route) for route in rest)
    late = sum(visit.late_minutes for visit in visits)
    return {"trips": trips, "travel_minutes": round(driving / 60), "late_minutes": late}


def _nearest(facts: PlanDay, ticket: PlanTicket, part: PlanPart) -> int:
    """Seconds from home to the ticket and back for whoever can do the part, may go there and is nearest."""
    ways = [
        facts.travel.seconds(engineer.home, ticket.place) + facts.travel.seconds(ticket.place, engineer.home)
        for engineer in facts.engineers
        if can_do(engineer.skills, part) and engineer.id not in ticket.forbidden
    ]
    return min(ways, default=0)


def _member(day: LocalDay, route: Mapping[str, Any], stop: Mapping[str, Any], drive: int) -> PlannedMember:
    """Who would wait on site leaves later instead."""
    return PlannedMember(
        person=person_of(route["engineer"]),
        trades=tuple(stop["parts"]),
        travel_start=day.moment(stop["start"] - drive),
        start=day.moment(stop["start"]),
        end=day.moment(stop["end"]),
    )
