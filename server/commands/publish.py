"""Publishing: from planned visits to promised ones, each with its frozen checklist, kit, hints and bookings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from checklists import ConflictingFact, compose
from server.commands.board import check_limit
from server.commands.collisions import check_allowed, check_people, name_clash
from server.commands.drives import set_drives
from server.commands.moves import (
    Drop,
    Move,
    Published,
    Refusal,
    apply_drops,
    apply_moves,
    read_crew,
    read_drop,
    read_move,
    refusal_of,
)
from server.commands.refusals import refuse
from server.domain import ticket as tickets
from server.domain.actor import Actor
from server.domain.broken import Broken
from server.domain.local_day import LocalDay
from server.domain.problems import NotFound, Problem, WrongState
from server.domain.proposal import PlannedMember
from server.domain.ticket import TicketState
from server.domain.travel import Place, TravelRule
from server.domain.triage import kit_names
from server.domain.visit import RepeatReason, VisitState, find_repeat_reason
from server.domain.wip import Column
from server.store.catalogue import the_catalogue
from server.store.events import AnySession, Event, get_installation, next_number, record
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.past_causes import count_past_causes
from server.store.people import Person
from server.store.savepoint import savepoint
from server.store.search import find_like
from server.store.sites import Site
from server.store.tickets import Ticket
from server.store.visits import CrewMember, Proposal, Visit, VisitTicket

HINTS = 3


@dataclass(frozen=True)
class NewVisit:
    """One ticket, who goes and when. `key` names it in answers about refusals; `by_hand` is kept in the event."""

    key: str
    ticket: str
    crew: tuple[PlannedMember, ...]
    why: Mapping[str, str]
    repeat_reason: RepeatReason | None = None
    override_reason: str | None = None
    proposal: str | None = None
    by_hand: Mapping[str, Any] = field(default_factory=dict)


def publish_proposal(
    *,
    proposal: str,
    keys: Sequence[str] | None,
    repeat_reasons: Mapping[str, RepeatReason],
    override_reason: str | None = None,
    move_reason: str | None = None,
    travel: TravelRule,
    by: Actor,
    at: datetime,
) -> Published:
    """Promise the named visits of a proposal, or all of them. One that collides with something is refused alone.

    A reason to override lets them pass a full column of promised visits. Without a reason to move, whatever was promised
    to a customer before is refused: it neither moves nor is called off.
    """
    outcome = Published()
    with write_tx() as session:
        found = session.get(Proposal, proposal, with_for_update=True)
        if found is None:
            raise NotFound("There is no such proposal.")
        if found.state != "ready" or found.result is None:
            raise WrongState(f"The proposal is {found.state}; only one that is ready can be published.")
        dropped = {visit["key"] for visit in found.result.get("dropped", [])}
        visits = {v["key"]: v for v in (*found.result["visits"], *found.result.get("dropped", []))}
        wanted = list(visits) if keys is None else list(dict.fromkeys(keys))
        outcome.refused += [
            Refusal(k, "not_found", "The proposal has no such visit.") for k in wanted if k not in visits
        ]
        chosen = [visits[k] for k in wanted if k in visits]
        promised = [visit for visit in chosen if visit.get("was")]
        why = (move_reason or "").strip()
        if not why:
            outcome.refused += [_needs_reason(session, visit, at) for visit in promised]
            promised = []
        drops = [read_drop(visit, proposal, why) for visit in promised if visit["key"] in dropped]
        moves = [read_move(visit, proposal, why) for visit in promised if visit["key"] not in dropped]
        new = [
            replace(
                _from_json(visit, proposal),
                repeat_reason=repeat_reasons.get(visit["key"]),
                override_reason=override_reason,
            )
            for visit in chosen
            if not visit.get("was")
        ]
        hold(session, new, moves, drops)
        day = LocalDay(date.fromisoformat(found.day), get_installation(session).zone)
        apply_drops(session, drops, outcome, travel=travel, by=by, at=at)
        apply_moves(session, moves, outcome, day=day, travel=travel, by=by, at=at)
        for visit in new:
            try:
                with savepoint(session):
                    outcome.published.append(add_visit(session, visit, travel=travel, by=by, at=at))
            except Problem as problem:
                outcome.refused.append(refusal_of(visit.key, problem))
            except IntegrityError as error:
                clash = name_clash(session, error, visit.crew)
                outcome.refused.append(refusal_of(visit.key, clash))
        if (outcome.published or outcome.dropped) and found.published_at is None:
            found.published_at = at
    return outcome


def _needs_reason(session: AnySession, visit: Mapping[str, Any], at: datetime) -> Refusal:
    key = visit["key"]
    return refusal_of(key, refuse(session, Broken("move_reason_needed", visit=key), on=at))


def hold(
    session: AnySession,
    visits: Sequence[NewVisit],
    moves: Sequence[Move] = (),
    drops: Sequence[Drop] = (),
) -> None:
    """Lock all that publishing touches, before it is judged."""
    crews = [visit.crew for visit in visits] + [move.crew for move in moves]
    hold_rows(
        session,
        visits={*(move.visit for move in moves), *(drop.visit for drop in drops)},
        tickets={visit.ticket for visit in visits},
        people={member.person for crew in crews for member in crew},
    )


def hold_rows(
    session: AnySession, *, visits: Collection[str], tickets: Collection[str], people: Collection[str]
) -> None:
    """Lock visits, tickets, then people, each in order of id: two dispatchers wait for each other and never lock crosswise."""
    session.execute(sa.select(Visit.id).where(Visit.id.in_(visits)).order_by(Visit.id).with_for_update())
    session.execute(sa.select(Ticket.id).where(Ticket.id.in_(tickets)).order_by(Ticket.id).with_for_update())
    session.execute(sa.select(Person.id).where(Person.id.in_(people)).order_by(Person.id).with_for_update())


def add_visit(session: AnySession, new: NewVisit, *, travel: TravelRule, by: Actor, at: datetime) -> str:
    """Write one visit in the caller's transaction; `hold` comes first. Returns its id.

    Raises Problem for a rule that it breaks, IntegrityError for a booking that the database refuses: see `name_clash`.
    """
    ticket = session.get(Ticket, new.ticket, populate_existing=True)
    if ticket is None:
        raise NotFound("There is no such ticket.")
    starts_at = min(member.start for member in new.crew)
    if (broken := _find_fault(ticket, new)) is not None:
        raise refuse(session, broken, on=starts_at)
    site = session.get_one(Site, ticket.site_id)
    check_allowed(session, site.id, new.crew)
    check_people(session, new.crew, Place(site.lat, site.lon), travel=travel, at=at)
    check_limit(session, Column.PLANNED, None, new.override_reason, by, at, ticket=ticket.id)
    earlier = _find_trip(session, ticket.id)
    reason = None if earlier is None else new.repeat_reason or find_repeat_reason(earlier.ended_reason)
    if earlier is not None and reason is None:
        rule = Broken("repeat_reason_needed", visit=earlier.label, ticket=ticket.label)
        raise refuse(session, rule, on=starts_at)
    crew = set_drives(session, new.crew, Place(site.lat, site.lon), travel=travel, at=at)
    visit = Visit(
        id=new_id(),
        number=next_number(session, "visit"),
        state=VisitState.PUBLISHED,
        site_id=ticket.site_id,
        starts_at=starts_at,
        ends_at=max(member.end for member in new.crew),
        why=dict(new.why),
        checklist=_compose(session, ticket, starts_at),
        kit=_kit(ticket),
        hints=_find_hints(session, ticket),
        published_at=at,
        published_by=by.person,
        repeat_reason=None if reason is None else reason.value,
        repeat_of=None if earlier is None else earlier.id,
        state_since=at,
        crew=[_booking(member, position) for position, member in enumerate(crew)],
        tickets=[VisitTicket(ticket_id=ticket.id)],
    )
    session.add(visit)
    session.flush()
    ticket.state = tickets.move(ticket.label, ticket.state, TicketState.PLANNED)
    ticket.state_since = at
    data = {
        "added": [member.person for member in new.crew],
        "repeat": visit.repeat_reason,
        "proposal": new.proposal,
        **new.by_hand,
    }
    record(session, "visit.published", by=by, at=at, ticket=ticket.id, visit=visit.id, data=data)
    record(session, "ticket.planned", by=by, at=at, ticket=ticket.id, visit=visit.id)
    return visit.id


def _find_fault(ticket: Ticket, new: NewVisit) -> Broken | None:
    if ticket.state in (TicketState.PLANNED, TicketState.UNDER_WAY):
        return Broken("visit_open", ticket=ticket.label)
    if ticket.state is not TicketState.READY:
        return Broken("not_ready", ticket=ticket.label, state=ticket.state.value)
    covered = sorted(trade for member in new.crew for trade in member.trades)
    needed = [part.trade for part in ticket.parts]
    if covered != sorted(needed):
        return Broken("changed", ticket=ticket.label, trades=tuple(needed))
    return None


def _find_trip(session: AnySession, ticket: str) -> Visit | None:
    """The last earlier visit for which somebody set out. One called off before that was no trip."""
    set_out = sa.exists().where(Event.visit_id == Visit.id, Event.kind == "visit.travelling")
    return session.scalars(
        sa.select(Visit)
        .join(VisitTicket, VisitTicket.visit_id == Visit.id)
        .where(VisitTicket.ticket_id == ticket, sa.or_(Visit.state != VisitState.CANCELLED, set_out))
        .order_by(Visit.number.desc())
    ).first()


def _compose(session: AnySession, ticket: Ticket, starts_at: datetime) -> dict[str, Any]:
    symptom = the_catalogue().symptoms.get(ticket.symptom or "")
    if symptom is None:
        raise refuse(session, Broken("no_symptom", ticket=ticket.label), on=starts_at)
    templates = the_catalogue().templates_for(symptom["id"])
    try:
        history = count_past_causes(session, ticket.symptom)
        return compose(templates, {"symptom": ticket.symptom, "triage": ticket.triage, "history": history})
    except ConflictingFact as error:
        rule = Broken("checklist", ticket=ticket.label, reason=str(error))
        raise refuse(session, rule, on=starts_at) from error


def _kit(ticket: Ticket) -> list[dict[str, Any]]:
    names = kit_names(the_catalogue().symptoms)
    return [
        {**item, "name": names.get(item["id"], {"en": item["id"], "ru": item["id"]})} for item in ticket.kit
    ]


def _find_hints(session: AnySession, ticket: Ticket) -> list[dict[str, Any]]:
    found = find_like(
        session, symptom=ticket.symptom, text=ticket.text, language=ticket.language, limit=HINTS
    )
    return [
        {
            "id": one.article.id,
            "title": one.article.title,
            "cause": one.article.cause,
            "remedy": one.article.remedy,
            "evidence": one.evidence,
        }
        for one in found
    ]


def _booking(member: PlannedMember, position: int) -> CrewMember:
    return CrewMember(
        person_id=member.person,
        position=position,
        trades=list(member.trades),
        minutes=member.minutes,
        is_lead=member.is_lead,
        busy_from=member.travel_start,
        starts_at=member.start,
        busy_to=member.end,
    )


def _from_json(visit: Mapping[str, Any], proposal: str) -> NewVisit:
    return NewVisit(visit["key"], visit["ticket"]["id"], read_crew(visit), visit["why"], proposal=proposal)
