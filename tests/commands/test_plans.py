"""From a call to a promised visit: the planner proposes, a dispatcher publishes."""

from flask import Flask

from server.domain.ticket import TicketState
from server.store.gate import db
from server.store.tickets import Ticket
from server.store.visits import Visit
from tests.cast import Cast
from tests.commands.flow import get, plan_and_publish, propose, ready_ticket
from tests.conftest import MONDAY


def test_a_ticket_of_two_trades_gets_one_engineer_who_has_both(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)

    proposal = propose(app, cast, MONDAY)

    assert proposal.state == "ready", proposal.error
    (visit,) = proposal.result["visits"]
    assert [member["person"] for member in visit["crew"]] == [cast.anna.person]
    assert visit["mode"] == "solo"
    assert "Anna Ivanova" in visit["why"]["en"]
    assert "Anna Ivanova" in visit["why"]["ru"]
    assert proposal.result["gain"]["trips"] == 1


def test_a_published_visit_has_checklist_kit_and_bookings(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)

    outcome = plan_and_publish(app, cast, MONDAY)

    assert outcome.refused == []
    visit = get(Visit, outcome.published[0])
    assert visit.checklist["symptom"] == "phone-does-not-work"
    assert [member.person_id for member in visit.crew] == [cast.anna.person]
    assert visit.crew[0].busy_from < visit.crew[0].starts_at
    assert get(Ticket, ticket).state is TicketState.PLANNED
    db.session.rollback()
