"""A proposal for a day: asked for, worked on, ready or given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dispatch import Plan, Problem, check
from server.commands.fitting import keep_locks, prepare_planner
from server.commands.plan_result import describe_plan
from server.domain.actor import SYSTEM, Actor
from server.domain.local_day import LocalDay
from server.domain.planning import PRICES, Lock, PlanDay, Prices
from server.domain.planning_problem import build_problem
from server.domain.problems import NotFound, WrongState
from server.domain.promises import promised_plan
from server.domain.travel import TravelRule
from server.store.days import let_move, read_day
from server.store.events import AnySession, get_installation, record
from server.store.gate import read_session, write_tx
from server.store.ids import new_id
from server.store.visits import Proposal, ProposalRegion

UNDER_WAY = frozenset({"queued", "running"})
TIME_TO_LOOK = timedelta(minutes=10)


def ask_proposal(*, day: date, may_move: bool = False, by: Actor, at: datetime) -> str:
    """Ask for a plan of a day; the planner works in the background. Returns the proposal's id.

    `may_move`: promised visits that nobody has begun or locked may get another crew or time.
    """
    with write_tx() as session:
        return add_proposal(session, day=day, may_move=may_move, by=by, at=at)


def add_proposal(
    session: AnySession,
    *,
    day: date,
    may_move: bool,
    by: Actor,
    at: datetime,
    reason: Mapping[str, str] | None = None,
) -> str:
    """In the caller's transaction. With a `reason` it is automatic. Automatic ones of the day that nobody looked at give way to it."""
    proposal = Proposal(
        id=new_id(),
        day=day.isoformat(),
        asked_by=by.person,
        asked_at=at,
        base_rev=get_installation(session).rev,
        may_move=may_move,
        is_automatic=reason is not None,
        reason=None if reason is None else dict(reason),
    )
    unseen = sa.select(Proposal).where(
        Proposal.day == proposal.day,
        Proposal.is_automatic,
        Proposal.seen_at.is_(None),
        Proposal.state.in_([*UNDER_WAY, "ready"]),
    )
    for older in session.scalars(unseen.order_by(Proposal.id).with_for_update()).all():
        older.state = "cancelled"
        data = {"proposal": older.id, "day": older.day, "replaced_by": proposal.id}
        record(session, "proposal.cancelled", by=by, at=at, data=data)
    session.add(proposal)
    asked = {"proposal": proposal.id, "day": proposal.day, "automatic": proposal.is_automatic}
    record(session, "proposal.asked", by=by, at=at, data=asked)
    return proposal.id


def day_of_proposal(proposal: str) -> date | None:
    """The day to plan, or None when nobody waits for this proposal any more."""
    session = read_session()
    found = session.get(Proposal, proposal)
    return date.fromisoformat(found.day) if found is not None and found.state in UNDER_WAY else None


def note_drives(*, proposal: str) -> None:
    """Show that the routing service is asked for drives, before the facts of the day are taken."""
    with write_tx() as session:
        found = _get(session, proposal)
        if found.state == "queued":
            found.progress = {"share": 0.0, "best": None, "stage": "drives"}


@dataclass(frozen=True)
class Begun:
    """What the planner works on: the facts, the problem made of them, the promises to stay close to, and locks that cannot hold.

    `base_rev` is the last event that the facts know.
    """

    facts: PlanDay
    document: dict[str, Any]
    promised: dict[str, Any] | None
    base_rev: int
    let_go: tuple[str, ...] = ()


def begin_proposal(
    *, proposal: str, travel: TravelRule, prices: Prices = PRICES, at: datetime
) -> Begun | None:
    """Take the facts of the day. None when nobody waits for this proposal any more, or its regions are planned already."""
    if is_divided(read_session(), proposal):
        return None
    return take_facts(proposal=proposal, travel=travel, prices=prices, at=at)


def take_facts(*, proposal: str, travel: TravelRule, prices: Prices = PRICES, at: datetime) -> Begun | None:
    """Take the facts as they are now and turn them into a problem. None when nobody waits for this proposal any more."""
    prepare_planner()
    begun = _read_facts(proposal, travel, prices, at)
    if begun is None:
        return None
    with write_tx() as session:
        found = _get(session, proposal)
        if found.state not in UNDER_WAY:
            return None
        if found.state == "queued":
            found.progress = {"share": 0.0, "best": None}
        found.state, found.problem, found.base_rev = "running", begun.document, begun.base_rev
        found.locked = [ticket.key for ticket in begun.facts.tickets if ticket.lock is not None]
    return begun


def is_divided(session: AnySession, proposal: str) -> bool:
    """Whether its day is large, so that its regions are planned by jobs of their own."""
    regions = sa.select(ProposalRegion.number).where(ProposalRegion.proposal_id == proposal)
    return session.scalars(regions.limit(1)).first() is not None


def find_running(session: AnySession, proposal: str) -> Proposal | None:
    """The proposal, its row locked, while the planner is wanted to go on."""
    found = _get(session, proposal)
    return found if found.state == "running" else None


def keep_progress(*, proposal: str, share: float, best: float) -> bool:
    """Show how far the search is. False when a dispatcher stopped it."""
    with write_tx() as session:
        found = find_running(session, proposal)
        if found is None:
            return False
        found.progress = {"share": round(share, 3), "best": round(best)}
    return True


def finish_proposal(
    *, proposal: str, begun: Begun, problem: Problem, plan: Plan, start: Plan | None, at: datetime
) -> None:
    """Keep a plan that the judge accepts, with its reasons in words. A proposal that was stopped stays stopped."""
    violations = check(problem, plan, start=start)
    if violations:
        fail_proposal(proposal=proposal, error="; ".join(str(violation) for violation in violations), at=at)
        return
    result = describe_plan(begun.facts, begun.document, problem, plan, let_go=begun.let_go)
    with write_tx() as session:
        found = find_running(session, proposal)
        if found is None:
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


def note_look(*, proposal: str, by: Actor, at: datetime) -> None:
    """Somebody looks at a proposal: a newer one no longer takes its place. Once is enough."""
    with write_tx() as session:
        found = _get(session, proposal)
        if found.seen_at is not None:
            return
        found.seen_at = at
        record(session, "proposal.seen", by=by, at=at, data={"proposal": proposal, "day": found.day})


def lock_proposed(*, proposal: str, key: str, locked: bool, by: Actor, at: datetime) -> None:
    """Keep one visit of a proposal as it is in the next plan of the day, or no longer."""
    with write_tx() as session:
        found = _get(session, proposal)
        if found.state != "ready" or found.result is None:
            raise WrongState(f"The proposal is {found.state}; only in one that is ready visits are locked.")
        if key not in {visit["key"] for visit in found.result["visits"]}:
            raise NotFound("The proposal has no such visit.")
        if (key in found.locked) == locked:
            return
        found.locked = [*found.locked, key] if locked else [one for one in found.locked if one != key]
        data = {"proposal": proposal, "day": found.day, "key": key, "locked": locked}
        record(session, "proposal.lock_set", by=by, at=at, data=data)


def _read_facts(proposal: str, travel: TravelRule, prices: Prices, at: datetime) -> Begun | None:
    session = read_session()
    session.rollback()  # what is committed by now, in one look on SQLite
    found = session.get(Proposal, proposal)
    if found is None:
        raise NotFound("There is no such proposal.")
    if found.state not in UNDER_WAY:
        return None
    installation = get_installation(session)
    # Taken before the facts: an event that comes between counts as a change since, never as known.
    rev = installation.rev
    day = LocalDay(date.fromisoformat(found.day), installation.zone)
    # Nobody waits for an automatic one: what it proposes must not have begun before somebody looks.
    now = at + TIME_TO_LOOK if found.is_automatic else at
    facts = read_day(session, day, now=now, travel=travel, prices=prices)
    if found.may_move:
        facts = let_move(session, facts)
    facts, let_go = keep_locks(facts, _read_locks(session, found))
    problem = build_problem(facts)
    return Begun(facts, problem, promised_plan(facts, problem), rev, let_go)


def _read_locks(session: AnySession, proposal: Proposal) -> dict[str, Lock]:
    """Visits that were locked in the last plan of the day, by key."""
    last = session.scalars(
        sa.select(Proposal)
        .where(Proposal.day == proposal.day, Proposal.state == "ready", Proposal.id != proposal.id)
        .order_by(Proposal.asked_at.desc())
    ).first()
    if last is None or last.result is None:
        return {}
    return {
        visit["key"]: Lock(
            {trade: member["person"] for member in visit["crew"] for trade in member["trades"]},
            datetime.fromisoformat(visit["start"]),
        )
        for visit in last.result["visits"]
        if visit["key"] in last.locked
    }


def _get(session: AnySession, proposal: str) -> Proposal:
    found = session.get(Proposal, proposal, with_for_update=True)
    if found is None:
        raise NotFound("There is no such proposal.")
    return found
