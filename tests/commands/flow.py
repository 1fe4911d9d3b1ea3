"""Short ways to a ticket, a plan and a visit, for tests that begin in the middle of the flow."""

from datetime import datetime
from typing import TypeVar

from flask import Flask

from server.commands.plans import ask_proposal
from server.commands.publish import Published, publish_proposal
from server.commands.tickets import NewTicket, open_ticket
from server.commands.triage import triage_ticket
from server.domain.triage import PartNeeded, Triage
from server.jobs import plan_day
from server.store.gate import db
from server.store.tickets import Ticket
from server.store.visits import Proposal, Visit
from tests.cast import Cast

Row = TypeVar("Row", Proposal, Ticket, Visit)
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


def propose(app: Flask, cast: Cast, at: datetime, day: str = "2026-11-23") -> Proposal:
    """A proposal after the planner had its turn."""
    proposal = ask_proposal(day=day, by=cast.dispatcher, at=at)
    plan_day.run(app.extensions["onevisit"], {"proposal": proposal})
    return get(Proposal, proposal)


def plan_and_publish(app: Flask, cast: Cast, at: datetime) -> Published:
    proposal = propose(app, cast, at)
    return publish_proposal(proposal=proposal.id, keys=None, repeat_reasons={}, by=cast.dispatcher, at=at)


def get(kind: type[Row], key: str) -> Row:
    """The row as the database has it now."""
    db.session.rollback()
    found = db.session.get(kind, key, populate_existing=True)
    assert found is not None
    return found
