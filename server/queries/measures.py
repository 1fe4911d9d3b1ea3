"""The measures screen: stories of tickets recomputed from the event log, and the ratings in aggregate."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.domain.clock import iso
from server.domain.measures import (
    DEFINITIONS,
    History,
    Measure,
    Override,
    Period,
    TicketStory,
    Trip,
    definition,
    measure_all,
)
from server.domain.problems import Invalid
from server.store.acts import Csat
from server.store.events import Event, get_installation
from server.store.gate import read_session
from server.store.tickets import Ticket
from server.store.trips import SET_OUT, read_trips, when_set_out
from server.store.visits import Visit, VisitTicket

DEFAULT_DAYS = 30
ENDS = ("ticket.done", "ticket.solved_remotely", "ticket.cancelled")
# After one of these a ticket is open again, whatever ended it before.
OPENS = ("ticket.triaged", "ticket.returned", "ticket.ready", "ticket.planned", "ticket.started")
UNITS = {
    "first_time_fix": "share",
    "trips_per_ticket": "trips",
    "time_to_resolve": "minutes",
    "csat": "rating",
    "repeats": "share",
    "solved_remotely": "share",
    "wip_overrides": "count",
}


def get_measures(
    *,
    start: datetime | date | None,
    end: datetime | date | None,
    at: datetime,
    repeat_days: int,
    with_cases: bool = True,
) -> dict[str, Any]:
    """All measures of a period; dates are days in the installation's zone, the last one included. Raises Invalid."""
    period = _period(start, end, at)
    within = timedelta(days=repeat_days)
    stories = _read_stories(period.start - within, period.end + within)
    history = History(stories, _read_ratings(period), _read_overrides(period))
    measures = measure_all(history, period, repeat_within=within)
    cases = {case for measure in measures.values() for case in measure.cases} if with_cases else set()
    numbers = _numbers(cases)
    shown = {name: _show(name, measures[name], numbers, repeat_days) for name in DEFINITIONS}
    return {"from": iso(period.start), "to": iso(period.end)} | shown


def _show(name: str, measure: Measure, numbers: dict[str, str], repeat_days: int) -> dict[str, Any]:
    return {
        "value": measure.value,
        "unit": UNITS[name],
        "n": measure.n,
        "definition": definition(name, repeat_days=repeat_days),
        "cases": [
            {"ticket": ticket, "number": numbers[ticket]} for ticket in measure.cases if ticket in numbers
        ],
        "details": measure.details,
    }


def _period(start: datetime | date | None, end: datetime | date | None, at: datetime) -> Period:
    zone = ZoneInfo(get_installation(read_session()).zone)
    to = at if end is None else _moment(end, zone, days=1)
    since = to - timedelta(days=DEFAULT_DAYS) if start is None else _moment(start, zone, days=0)
    if since >= to:
        raise Invalid("/to", f"The period ends ({iso(to)}) before it starts ({iso(since)}).")
    return Period(since, to)


def _moment(given: datetime | date, zone: ZoneInfo, *, days: int) -> datetime:
    if isinstance(given, datetime):
        return given
    return datetime.combine(given + timedelta(days=days), time(), tzinfo=zone)


def _read_stories(start: datetime, end: datetime) -> list[TicketStory]:
    """Every ticket that ended or had a trip in this window, with all its trips."""
    session = read_session()
    inside = (Event.at >= start, Event.at < end)
    gone = sa.select(Event.visit_id).where(Event.kind.in_(SET_OUT), *inside)
    wanted: sa.CompoundSelect[tuple[str]] = sa.union(
        sa.select(Event.ticket_id).where(Event.kind.in_(ENDS), *inside, Event.ticket_id.is_not(None)),
        sa.select(VisitTicket.ticket_id).where(VisitTicket.visit_id.in_(gone)),
    )
    tickets = session.scalars(
        sa.select(Ticket).where(Ticket.id.in_(sa.select(wanted.subquery().c[0]))).order_by(Ticket.number)
    ).all()
    ids = [ticket.id for ticket in tickets]
    ends, trips = _read_ends(ids), _read_trips(ids)
    stories: list[TicketStory] = []
    for ticket in tickets:
        kind, ended_at = ends.get(ticket.id, ("", None))
        stories.append(
            TicketStory(
                ticket=ticket.id,
                number=ticket.label,
                site=ticket.site_id,
                symptom=ticket.symptom,
                asset=ticket.asset_id,
                opened_at=ticket.opened_at,
                ended_at=ended_at,
                solved_remotely=kind == "ticket.solved_remotely",
                trips=tuple(trips.get(ticket.id, ())),
            )
        )
    return stories


def _read_ends(tickets: list[str]) -> dict[str, tuple[str, datetime]]:
    """How and when each ticket was solved for good; open and cancelled ones are missing."""
    ends: dict[str, tuple[str, datetime]] = {}
    rows = read_session().execute(
        sa.select(Event.ticket_id, Event.kind, Event.at)
        .where(Event.ticket_id.in_(tickets), Event.kind.in_(ENDS + OPENS))
        .order_by(Event.rev)
    )
    for ticket, kind, at in rows:
        if ticket is None:
            continue
        if kind in ("ticket.done", "ticket.solved_remotely"):
            ends[ticket] = (kind, at)
        else:
            ends.pop(ticket, None)
    return ends


def _read_trips(tickets: list[str]) -> dict[str, list[Trip]]:
    """The trips of each ticket; several visits of one trip are one, with the time and reason of the first."""
    session = read_session()
    rows = session.execute(
        sa.select(VisitTicket.ticket_id, Visit.id, Visit.repeat_reason)
        .join(Visit, Visit.id == VisitTicket.visit_id)
        .where(VisitTicket.ticket_id.in_(tickets))
        .order_by(Visit.number)
    ).all()
    set_out = when_set_out(session, {visit for _, visit, _ in rows})
    trip_of = read_trips(session, set_out)
    trips: dict[str, dict[str, Trip]] = defaultdict(dict)
    for ticket, visit, reason in rows:
        if visit in set_out:
            trip = trip_of.get(visit, visit)
            trips[ticket].setdefault(trip, Trip(trip, set_out[visit], reason))
    return {ticket: list(found.values()) for ticket, found in trips.items()}


def _read_ratings(period: Period) -> list[int]:
    chosen = sa.select(Csat.rating).where(
        Csat.rating.is_not(None), Csat.given_at >= period.start, Csat.given_at < period.end
    )
    return [rating for rating in read_session().scalars(chosen) if rating is not None]


def _read_overrides(period: Period) -> list[Override]:
    chosen = sa.select(Event.ticket_id, Event.data).where(
        Event.kind == "wip.overridden", Event.at >= period.start, Event.at < period.end
    )
    return [Override(ticket, str(data.get("column", ""))) for ticket, data in read_session().execute(chosen)]


def _numbers(tickets: set[str]) -> dict[str, str]:
    rows = read_session().scalars(sa.select(Ticket).where(Ticket.id.in_(tickets)))
    return {ticket.id: ticket.label for ticket in rows}
