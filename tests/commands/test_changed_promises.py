"""What a customer was promised moves or is called off by a proposal with a reason only, and the proposal names it."""

from flask import Flask

from server.commands.publish import publish_proposal
from server.domain.clock import iso
from server.domain.ticket import TicketState
from server.domain.triage import PartNeeded
from server.domain.visit import VisitState
from server.queries.plan import get_proposal
from server.store.tickets import Ticket
from server.store.visits import Proposal, Visit
from tests.cast import Cast
from tests.commands.flow import TRAVEL, get, plan_and_publish, ready_ticket, report
from tests.commands.test_moves import WHY, fall_ill, publish, replan, solo_network
from tests.commands.test_visits import last_data
from tests.conftest import MONDAY


def test_a_promise_moves_with_a_reason_only_and_the_log_keeps_it(app: Flask, cast: Cast) -> None:
    visit = solo_network(cast, cast.anna, 1)
    fall_ill(cast, cast.anna)
    new = ready_ticket(cast, MONDAY, PartNeeded("telephony", 3, 20))
    proposal = replan(app, cast)

    without = publish_proposal(
        proposal=proposal,
        keys=None,
        repeat_reasons={},
        move_reason="  ",
        travel=TRAVEL,
        by=cast.dispatcher,
        at=MONDAY,
    )

    assert [(one.key, one.code) for one in without.refused] == [("V-0001", "move_reason_needed")]
    assert len(without.published) == 1
    assert get(Ticket, new).state is TicketState.PLANNED
    assert [member.person_id for member in get(Visit, visit).crew] == [cast.anna.person]
    assert publish(cast, proposal).published == [visit]
    assert last_data("visit.crew_changed")["reason"] == WHY


def test_a_promise_that_no_place_is_left_for_is_named_and_called_off_with_a_reason_only(
    app: Flask, cast: Cast
) -> None:
    """Boris alone is a level three in telephony; he falls ill, so nobody can go at two."""
    ticket = ready_ticket(cast, MONDAY, PartNeeded("telephony", 3, 20))
    visit = plan_and_publish(app, cast, MONDAY).published[0]
    start = get(Visit, visit).starts_at
    fall_ill(cast, cast.boris)
    proposal = replan(app, cast)

    shown = get_proposal(proposal)
    (dropped,) = shown["dropped"]
    without = publish_proposal(
        proposal=proposal, keys=None, repeat_reasons={}, travel=TRAVEL, by=cast.dispatcher, at=MONDAY
    )
    kept = get(Visit, visit).state
    outcome = publish(cast, proposal)

    assert (shown["visits"], shown["unplanned"]) == ([], [])
    assert (dropped["number"], dropped["state"], dropped["was"]["start"]) == (
        "V-0001",
        "proposed",
        iso(start),
    )
    assert (dropped["ticket"]["number"], dropped["ticket"]["customer"]) == ("T-0001", "Aist clinic")
    assert [member["name"] for member in dropped["was"]["crew"]] == ["Boris Smirnov"]
    assert "telephony" in dropped["text"]["en"]
    assert ([one.code for one in without.refused], kept) == (["move_reason_needed"], VisitState.PUBLISHED)
    assert (outcome.dropped, outcome.refused) == ([visit], [])
    called_off = get(Visit, visit)
    assert (called_off.state, called_off.ended_note) == (VisitState.CANCELLED, WHY)
    assert get(Ticket, ticket).state is TicketState.READY
    after = get_proposal(proposal)
    assert (after["dropped"][0]["state"], after["changed_since"]) == ("taken", False)
    assert get(Proposal, proposal).published_at is not None


def test_a_promise_that_begins_while_its_dropping_is_read_is_kept(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY, PartNeeded("telephony", 3, 20))
    visit = plan_and_publish(app, cast, MONDAY).published[0]
    fall_ill(cast, cast.boris)
    proposal = replan(app, cast)
    report(visit, VisitState.TRAVELLING, cast.boris, MONDAY)

    outcome = publish(cast, proposal)

    assert [(one.key, one.code) for one in outcome.refused] == [("V-0001", "begun")]
    assert (outcome.dropped, get(Visit, visit).state) == ([], VisitState.TRAVELLING)
