"""Short ways to a ticket, a plan and a visit, for tests that begin in the middle of the flow."""

from datetime import date, datetime
from typing import TypeVar

from flask import Flask

from server.commands.moves import Published
from server.commands.places import Share, publish_by_hand
from server.commands.plans import ask_proposal
from server.commands.publish import publish_proposal
from server.commands.tickets import NewTicket, open_ticket
from server.commands.triage import triage_ticket
from server.commands.visit_status import apply_status
from server.domain.actor import Actor
from server.domain.travel import TravelRule, read_speeds
from server.domain.triage import PartNeeded, Triage
from server.domain.visit import RepeatReason, VisitState
from server.jobs import plan_day
from server.store.gate import db, write_tx
from server.store.tickets import Ticket
from server.store.visits import Proposal, Visit
from tests.cast import Cast
from tests.conftest import MONDAY

Row = TypeVar("Row", Proposal, Ticket, Visit)
TRAVEL = TravelRule(read_speeds("22"), 1.35)
TODAY = MONDAY.date()
NETWORK_30 = PartNeeded("network", 2, 30)
TELEPHONY_20 = PartNeeded("telephony", 2, 20)


def ready_ticket(cast: Cast, at: datetime, *parts: PartNeeded) -> str:
    """A ticket of the clinic that waits for a plan; both trades unless parts are given."""
    ticket = open_ticket(
        ticket=NewTicket(cast.customer, cast.site, "The reception phone is dead"), by=cast.operator, at=at
    )
    triage = Triage("phone-does-not-work", "visit", parts=parts or (NETWORK_30, TELEPHONY_20))
    triage_ticket(ticket=ticket, triage=triage, by=cast.operator, at=at)
    return ticket


def propose(app: Flask, cast: Cast, at: datetime, day: date = TODAY) -> Proposal:
    """A proposal after the planner had its turn."""
    proposal = ask_proposal(day=day, by=cast.dispatcher, at=at)
    plan_day.run(app.extensions["onevisit"], {"proposal": proposal})
    return get(Proposal, proposal)


def publish_solo(
    cast: Cast,
    ticket: str,
    engineer: Actor,
    start: datetime,
    *,
    at: datetime,
    repeat: RepeatReason | None = None,
) -> str:
    """A visit by hand: one engineer does all of a ticket of both trades, with a reason for what it may break."""
    return publish_by_hand(
        ticket=ticket,
        crew=[Share(engineer.person or "", ("network", "telephony"))],
        start=start,
        repeat_reason=repeat,
        reason="The customer asked for it",
        travel=TRAVEL,
        by=cast.dispatcher,
        at=at,
    )


def report(visit: str, state: VisitState, by: Actor, at: datetime, reason: str | None = None) -> None:
    """What a phone says about the state of a visit."""
    with write_tx() as session:
        found = session.get_one(Visit, visit)
        apply_status(session, found, reported=state, reason=reason, by=by, at=at, device_at=at)


def plan_and_publish(app: Flask, cast: Cast, at: datetime) -> Published:
    proposal = propose(app, cast, at)
    return publish_proposal(
        proposal=proposal.id, keys=None, repeat_reasons={}, travel=TRAVEL, by=cast.dispatcher, at=at
    )


def get(kind: type[Row], key: str) -> Row:
    """The row as the database has it now."""
    db.session.rollback()
    found = db.session.get(kind, key, populate_existing=True)
    assert found is not None
    return found
