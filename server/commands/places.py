"""One ticket into a day that is otherwise kept: the best places, and taking one of them or another that a dispatcher chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from dispatch import insert, read_problem
from server.commands.by_hand import find_moves, judge
from server.commands.collisions import name_clash
from server.commands.fitting import fit_crew, keep_promises, prepare_planner
from server.commands.moves import Published, apply_moves
from server.commands.plan_result import CLOSED, both_languages, explain_visit, visit_json
from server.commands.publish import NewVisit, add_visit, hold, hold_rows
from server.domain.actor import Actor
from server.domain.local_day import LocalDay, local_day_of
from server.domain.planning import PRICES, PlanDay, Prices
from server.domain.planning_problem import build_problem, closed_tickets
from server.domain.problems import Conflict, Invalid, NotFound
from server.domain.proposal import PlannedVisit, read_visits
from server.domain.travel import TravelRule
from server.domain.visit import RepeatReason
from server.store.days import read_day
from server.store.events import AnySession, get_installation
from server.store.gate import read_session, write_tx
from server.store.savepoint import savepoint
from server.store.tickets import Ticket

BEST = 5
# A dispatcher reads, thinks and asks before choosing; a place offered now must still be there then.
TIME_TO_CHOOSE = timedelta(minutes=10)
# How often a day may change while the locks on it are waited for.
PATIENCE = 3
KEY_START = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Share:
    person: str
    trades: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A place that the planner found. `cost`: by how much the day gets dearer."""

    visit: PlannedVisit
    why: dict[str, str]
    cost: float

    @property
    def key(self) -> str:
        """The same crew at the same time has the same key, so that a place can be named in a later request."""
        crew = "+".join(f"{member.person}:{','.join(member.trades)}" for member in self.visit.crew)
        return f"{self.visit.start.astimezone(UTC):{KEY_START}}/{crew}"


def find_places(
    *, ticket: str, day: date | None, travel: TravelRule, prices: Prices = PRICES, at: datetime
) -> dict[str, Any]:
    """The best places for a ticket in a day, today if none is named, cheapest first; or why there is none."""
    prepare_planner()
    session = read_session()
    facts = _facts(session, ticket, _day(session, day, at), travel, prices, at + TIME_TO_CHOOSE)
    candidates, reason = _rank(facts)
    items = [
        {**visit_json(found.visit, found.why), "key": found.key, "cost": round(found.cost)}
        for found in candidates
    ]
    return {"items": items, "reason": reason}


def take_place(
    *,
    ticket: str,
    day: date | None,
    place: str,
    repeat_reason: RepeatReason | None,
    override_reason: str | None = None,
    travel: TravelRule,
    prices: Prices = PRICES,
    by: Actor,
    at: datetime,
) -> str:
    """Promise the visit at a place that `find_places` named, at exactly that time. Raises Conflict when it is not there any more."""
    start, shares = _read_key(place)
    prepare_planner()
    with write_tx() as session:
        facts = _facts(session, ticket, _day(session, day, at), travel, prices, at)
        try:
            fitted = fit_crew(facts, shares, start)
        except Conflict as conflict:
            raise Conflict(
                "place_gone", "The day has changed and this place is not there any more; look again."
            ) from conflict
        key = facts.tickets[0].key
        why = explain_visit(facts, read_problem(build_problem(facts)), fitted.plan, key)
        new = NewVisit(key, ticket, fitted.visit.crew, why, repeat_reason, override_reason)
        return _publish(session, new, travel=travel, by=by, at=at)


def preview_by_hand(
    *,
    ticket: str,
    crew: Sequence[Share],
    start: datetime,
    travel: TravelRule,
    prices: Prices = PRICES,
    at: datetime,
) -> dict[str, Any]:
    """What a visit put together by hand would cost the day, and every rule that it breaks. Writes nothing."""
    prepare_planner()
    session = read_session()
    facts, shares = _by_hand(session, ticket, crew, start, travel, prices, at)
    return judge(session, facts, shares, start).as_json()


def publish_by_hand(
    *,
    ticket: str,
    crew: Sequence[Share],
    start: datetime,
    repeat_reason: RepeatReason | None,
    reason: str | None = None,
    travel: TravelRule,
    prices: Prices = PRICES,
    by: Actor,
    at: datetime,
) -> str:
    """Promise a visit that a dispatcher put together, and make later what it delays.

    Raises Conflict, which names all of them in `rules`, for hard rules that it breaks, and for soft ones without a reason.
    """
    prepare_planner()
    with write_tx() as session:
        facts, shares = _hold_day(session, ticket, crew, start, travel, prices, at)
        judged = judge(session, facts, shares, start)
        judged.check(reason)
        visit, rules = judged.tried.visit, [rule.code for rule in judged.rules]
        new = NewVisit(
            visit.ticket.key,
            ticket,
            visit.crew,
            say_chosen(facts, visit, by),
            repeat_reason,
            override_reason=reason,
            by_hand={"reason": reason, "rules": rules} if rules else {},
        )
        outcome = Published()
        apply_moves(session, judged.moves(), outcome, day=facts.day, travel=travel, by=by, at=at)
        for refusal in outcome.refused:
            raise Conflict(refusal.code, refusal.detail, text=refusal.text)
        return _publish(session, new, travel=travel, by=by, at=at)


def _by_hand(
    session: AnySession,
    ticket: str,
    crew: Sequence[Share],
    start: datetime,
    travel: TravelRule,
    prices: Prices,
    at: datetime,
) -> tuple[PlanDay, dict[str, str]]:
    """The day of that start, and who does which trade. A trade that nobody does is a broken rule, not a fault here."""
    facts = _facts(session, ticket, local_day_of(start, get_installation(session).zone), travel, prices, at)
    shares = {trade: share.person for share in crew for trade in share.trades}
    if sum(len(share.trades) for share in crew) != len(shares):
        raise Invalid("/crew", "A trade is shared out twice; each once.")
    needed = [part.trade for part in facts.tickets[0].parts]
    if not shares.keys() <= set(needed):
        raise Invalid("/crew", f"The ticket needs other trades: {', '.join(needed)}.")
    return facts, shares


def _hold_day(
    session: AnySession,
    ticket: str,
    crew: Sequence[Share],
    start: datetime,
    travel: TravelRule,
    prices: Prices,
    at: datetime,
) -> tuple[PlanDay, dict[str, str]]:
    """The day and the shares as they are once all rows are locked that the visit touches: what is judged then still holds.

    Raises Conflict when the day changes each time while the locks are waited for.
    """
    facts, shares = _by_hand(session, ticket, crew, start, travel, prices, at)
    moves = find_moves(session, facts, shares, start)
    for _ in range(PATIENCE):
        # Locks of a part that is rolled back are given back: others are taken in order, never on top of them.
        part = session.begin_nested()
        moved = {move.visit for move in moves}
        people = {*shares.values(), *(member.person for move in moves for member in move.crew)}
        hold_rows(session, visits=moved, tickets={ticket}, people=people)
        session.expire_all()
        facts, shares = _by_hand(session, ticket, crew, start, travel, prices, at)
        moves = find_moves(session, facts, shares, start)
        if {move.visit for move in moves} <= moved:
            part.commit()
            return facts, shares
        part.rollback()
    raise Conflict("place_gone", "The day keeps changing; look again.")


def say_chosen(facts: PlanDay, visit: PlannedVisit, by: Actor) -> dict[str, str]:
    """Why this crew, when a person chose it."""
    return {
        language: words.pick(
            f"{by.name} chose {words.join([words.name(member.person) for member in visit.crew])}.",
            f"Едут: {words.join([words.name(member.person) for member in visit.crew])} (назначил диспетчер: {by.name}).",
        )
        for language, words in both_languages(facts).items()
    }


def _read_key(place: str) -> tuple[datetime, dict[str, str]]:
    """When it starts, and who does which trade."""
    moment, _, crew = place.partition("/")
    try:
        start = datetime.strptime(moment, KEY_START).replace(tzinfo=UTC)
    except ValueError:
        raise Invalid("/place", "This is not the key of a place.") from None
    members = [member.partition(":") for member in crew.split("+")]
    return start, {trade: person for person, _, trades in members for trade in trades.split(",")}


def _publish(session: AnySession, new: NewVisit, *, travel: TravelRule, by: Actor, at: datetime) -> str:
    hold(session, [new])
    try:
        with savepoint(session):
            return add_visit(session, new, travel=travel, by=by, at=at)
    except IntegrityError as error:
        raise name_clash(session, error, new.crew) from error


def _rank(facts: PlanDay) -> tuple[list[Candidate], dict[str, str] | None]:
    (ticket,) = facts.tickets
    if closed_tickets(facts):
        return [], CLOSED
    document = build_problem(facts)
    problem, plan = keep_promises(document)
    found = []
    for place in insert(problem, plan, ticket.key, top=BEST):
        visits = read_visits(facts, document, place.plan.to_json())
        visit = next(visit for visit in visits if visit.ticket.key == ticket.key)
        found.append(Candidate(visit, explain_visit(facts, problem, place.plan, ticket.key), place.cost))
    if found:
        return found, None
    return [], explain_visit(facts, problem, plan, ticket.key)


def _facts(
    session: AnySession, ticket: str, day: LocalDay, travel: TravelRule, prices: Prices, at: datetime
) -> PlanDay:
    found = session.get(Ticket, ticket)
    if found is None:
        raise NotFound("There is no such ticket.")
    if not found.parts:
        raise Conflict("not_ready", f"Ticket {found.label} has no parts yet; triage it first.")
    return read_day(session, day, now=at, travel=travel, tickets=[ticket], prices=prices)


def _day(session: AnySession, day: date | None, at: datetime) -> LocalDay:
    zone = get_installation(session).zone
    return local_day_of(at, zone) if day is None else LocalDay(day, zone)
