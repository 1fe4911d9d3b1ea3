"""The kanban board: columns in words, cards with what needs attention, counts and ages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.domain.clock import iso
from server.domain.ticket import OPEN, TicketState
from server.domain.wip import STALE_AFTER, WORDS, Column, column_of
from server.queries.tickets import swarms_of
from server.store.acts import SignOff
from server.store.board import WipLimit, crews_of, latest_visits
from server.store.catalogue import symptom_title
from server.store.events import Event, get_installation
from server.store.field import Op
from server.store.gate import read_session
from server.store.people import Person
from server.store.sites import Customer, Site
from server.store.tickets import Ticket
from server.store.visits import Visit

START_OF_TEXT = 160
PRIORITY_ORDER = ("urgent", "high", "normal", "low")
FLAGS: dict[str, dict[str, str]] = {
    "overdue": {"en": "Overdue", "ru": "Срок прошёл"},
    "stale": {"en": "Too long in this column", "ru": "Слишком долго в этой колонке"},
    "came_back": {"en": "An earlier visit did not finish it", "ru": "Прежний выезд не завершил дело"},
    "refused": {"en": "Customer refused or was absent", "ru": "Заказчик отказался или отсутствовал"},
    "act_alarmed": {"en": "The act cannot be sealed", "ru": "Акт нельзя заверить"},
    "op_kept": {
        "en": "Field work waits for a decision",
        "ru": "Данные с выезда ждут решения",
    },
}
# These stop the ticket until a person acts; the others only ask for a look.
BLOCKING = frozenset({"refused", "act_alarmed", "op_kept"})


@dataclass(frozen=True)
class _Around:
    """What the cards of one board need to know beyond their tickets."""

    now: datetime
    visits: dict[str, Visit]
    names: dict[str, str]
    customers: dict[str, str]
    sites: dict[str, str]
    crews: dict[str, frozenset[str]]
    swarms: dict[str, list[dict[str, Any]]]
    alarmed: frozenset[str]
    refused: frozenset[str]
    kept: frozenset[str]


def get_board(*, at: datetime) -> dict[str, Any]:
    """All columns, cards in the order in which to take them: priority, then due time, then age."""
    tickets = _tickets_on_board(at)
    around = _read_around(tickets, at)
    hung: dict[Column, list[Ticket]] = {column: [] for column in Column}
    for ticket in tickets:
        visit = around.visits.get(ticket.id)
        column = column_of(ticket.state, None if visit is None else visit.state)
        if column is not None:
            hung[column].append(ticket)
    limits = {limit.column: limit for limit in read_session().scalars(sa.select(WipLimit))}
    return {"columns": [_column(column, hung[column], limits.get(column), around) for column in Column]}


def _column(column: Column, tickets: list[Ticket], limit: WipLimit | None, around: _Around) -> dict[str, Any]:
    cards = [_card(ticket, column, around) for ticket in sorted(tickets, key=_order)]
    if column is Column.DONE:
        cards.reverse()
    ages = [card["age_minutes"] for card in cards]
    words = WORDS[column]
    return {
        "id": column.value,
        "title": words.title,
        "policy": words.policy,
        "limit": None if limit is None else limit.limit,
        "per_person": limit is not None and limit.per_person,
        "count": len(cards),
        "average_age_minutes": round(sum(ages) / len(ages)) if ages else None,
        "cards": cards,
    }


def _order(ticket: Ticket) -> tuple[Any, ...]:
    if ticket.ended_at is not None:
        return (ticket.ended_at, ticket.number)
    due = ticket.due_at
    return (
        PRIORITY_ORDER.index(ticket.priority),
        due is None,
        due or ticket.opened_at,
        ticket.opened_at,
        ticket.number,
    )


def _card(ticket: Ticket, column: Column, around: _Around) -> dict[str, Any]:
    visit = around.visits.get(ticket.id)
    shows_visit = visit is not None and column not in (Column.TRIAGE, Column.READY)
    since = ticket.state_since
    if column is Column.SIGN_OFF and visit is not None:
        since = visit.state_since
    codes = _flags(ticket, column, visit, since, around)
    crew = around.crews.get(visit.id, frozenset()) if visit is not None and shows_visit else frozenset()
    return {
        "ticket": ticket.id,
        "number": ticket.label,
        "state": ticket.state.value,
        "symptom": ticket.symptom,
        "symptom_title": symptom_title(ticket.symptom),
        "text": ticket.text[:START_OF_TEXT],
        "customer": {"id": ticket.customer_id, "name": around.customers[ticket.customer_id]},
        "site": {"id": ticket.site_id, "name": around.sites[ticket.site_id]},
        "trades": [part.trade for part in ticket.parts],
        "owner": _person(ticket.owner_id, around),
        "crew": [_person(person, around) for person in sorted(crew)],
        "swarm": [{"id": member["id"], "name": member["name"]} for member in around.swarms[ticket.id]],
        "visit": _visit(visit) if shows_visit and visit is not None else None,
        "age_minutes": max(int((around.now - since).total_seconds() // 60), 0),
        "blocked": any(code in BLOCKING for code in codes),
        "flags": [{"code": code, "text": FLAGS[code]} for code in codes],
        "priority": ticket.priority.value,
        "due": None if ticket.due_at is None else iso(ticket.due_at),
    }


def _flags(
    ticket: Ticket, column: Column, visit: Visit | None, since: datetime, around: _Around
) -> list[str]:
    codes: list[str] = []
    if ticket.ended_at is None and ticket.due_at is not None and ticket.due_at < around.now:
        codes.append("overdue")
    if column in STALE_AFTER and around.now - since > STALE_AFTER[column]:
        codes.append("stale")
    if visit is None:
        return codes
    if ticket.state in (TicketState.READY, TicketState.TRIAGED):
        codes.append("came_back")
    if column is Column.SIGN_OFF and visit.id in around.refused:
        codes.append("refused")
    if visit.id in around.alarmed:
        codes.append("act_alarmed")
    if visit.id in around.kept:
        codes.append("op_kept")
    return codes


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "number": visit.label,
        "state": visit.state.value,
        "start": iso(visit.starts_at),
        "end": iso(visit.ends_at),
    }


def _person(person: str | None, around: _Around) -> dict[str, Any] | None:
    return None if person is None else {"id": person, "name": around.names.get(person, "")}


def _tickets_on_board(at: datetime) -> Sequence[Ticket]:
    session = read_session()
    zone = ZoneInfo(get_installation(session).zone)
    midnight = datetime.combine(at.astimezone(zone).date(), time(), tzinfo=zone)
    ended_today = sa.and_(
        Ticket.state.in_((TicketState.DONE, TicketState.SOLVED_REMOTELY)), Ticket.state_since >= midnight
    )
    return session.scalars(sa.select(Ticket).where(sa.or_(Ticket.state.in_(OPEN), ended_today))).all()


def _read_around(tickets: Sequence[Ticket], now: datetime) -> _Around:
    session = read_session()
    visits = latest_visits(session, [ticket.id for ticket in tickets])
    visit_ids = [visit.id for visit in visits.values()]
    customers = sa.select(Customer.id, Customer.name).where(
        Customer.id.in_({ticket.customer_id for ticket in tickets})
    )
    sites = sa.select(Site.id, Site.name).where(Site.id.in_({ticket.site_id for ticket in tickets}))
    alarmed = sa.select(SignOff.visit_id).where(SignOff.visit_id.in_(visit_ids), SignOff.state == "alarmed")
    refused = sa.select(Event.visit_id).where(Event.visit_id.in_(visit_ids), Event.kind == "visit.refused")
    kept = sa.select(Op.visit_id).where(Op.visit_id.in_(visit_ids), Op.status == "quarantined")
    return _Around(
        now=now,
        visits=visits,
        names=_pairs(sa.select(Person.id, Person.name)),
        customers=_pairs(customers),
        sites=_pairs(sites),
        crews=crews_of(session, visit_ids),
        swarms=swarms_of(session, [ticket.id for ticket in tickets]),
        alarmed=frozenset(filter(None, session.scalars(alarmed))),
        refused=frozenset(filter(None, session.scalars(refused))),
        kept=frozenset(filter(None, session.scalars(kept))),
    )


def _pairs(chosen: sa.Select[str, str]) -> dict[str, str]:
    return dict(read_session().execute(chosen).all())
