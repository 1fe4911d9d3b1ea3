"""From a call to a promised visit: the planner proposes, a dispatcher publishes."""

from flask import Flask

from server.commands.board import set_limit
from server.commands.moves import Published
from server.commands.plans import ask_proposal, cancel_proposal
from server.commands.publish import publish_proposal
from server.domain.ticket import TicketState
from server.domain.triage import PartNeeded
from server.domain.wip import Column
from server.jobs import plan_day
from server.queries.plan import get_plan, get_proposal
from server.store.tickets import Ticket
from server.store.visits import Proposal, Visit
from tests.cast import Cast
from tests.commands.flow import TODAY, TRAVEL, get, plan_and_publish, propose, ready_ticket
from tests.conftest import MONDAY

# Boris alone has telephony at level 3, but no network.
HARD_PARTS = (PartNeeded("network", 3, 30), PartNeeded("telephony", 3, 20))
POWER = PartNeeded("power", 2, 30)


def test_a_ticket_of_two_trades_gets_one_engineer_who_has_both(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)

    proposal = get_proposal(propose(app, cast, MONDAY).id)

    assert (proposal["state"], proposal["error"], proposal["changed_since"]) == ("ready", None, False)
    (visit,) = proposal["visits"]
    assert [(member["name"], member["trades"]) for member in visit["crew"]] == [
        ("Anna Ivanova", ["network", "telephony"])
    ]
    assert visit["mode"] == "solo"
    assert "Anna Ivanova" in visit["why"]["en"]
    assert "сеть" in visit["why"]["ru"]
    assert proposal["gain"]["trips"] == 1


def test_nobody_alone_means_a_joint_visit_that_starts_together(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY, *HARD_PARTS)

    (visit,) = get_proposal(propose(app, cast, MONDAY).id)["visits"]

    assert visit["ticket"]["id"] == ticket
    assert visit["mode"] == "joint"
    assert {member["start"] for member in visit["crew"]} == {visit["start"]}
    assert [member["lead"] for member in visit["crew"]] == [True, False]


def test_a_ticket_that_nobody_can_do_is_left_with_its_reason(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY, POWER)

    proposal = get_proposal(propose(app, cast, MONDAY).id)

    assert proposal["visits"] == []
    (left,) = proposal["unplanned"]
    assert left["reason"] == "no_skill"
    assert "power" in left["text"]["en"]
    assert "питание" in left["text"]["ru"]
    assert get_plan(day=TODAY, at=MONDAY)["unplanned"] == [left]


def test_a_published_visit_has_checklist_and_bookings_and_its_ticket_is_planned(
    app: Flask, cast: Cast
) -> None:
    ticket = ready_ticket(cast, MONDAY)

    outcome = plan_and_publish(app, cast, MONDAY)

    assert outcome.refused == []
    visit = get(Visit, outcome.published[0])
    assert visit.checklist["symptom"] == "phone-does-not-work"
    assert [member.person_id for member in visit.crew] == [cast.anna.person]
    assert visit.crew[0].busy_from < visit.crew[0].starts_at
    assert get(Ticket, ticket).state is TicketState.PLANNED


def test_a_full_column_refuses_a_proposed_visit_unless_there_is_a_reason(app: Flask, cast: Cast) -> None:
    set_limit(column=Column.PLANNED, limit=1, per_person=False, by=cast.lead, at=MONDAY)
    for _ in range(2):
        ready_ticket(cast, MONDAY)
    proposal = propose(app, cast, MONDAY)

    def publish(reason: str | None, keys: list[str] | None = None) -> Published:
        return publish_proposal(
            proposal=proposal.id,
            keys=keys,
            repeat_reasons={},
            override_reason=reason,
            travel=TRAVEL,
            by=cast.dispatcher,
            at=MONDAY,
        )

    (refusal,) = publish(None).refused
    assert refusal.code == "wip_limit_reached"
    assert len(publish("The clinic has no telephone", [refusal.key]).published) == 1


def test_the_day_shows_engineers_visits_and_what_waits(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    plan_and_publish(app, cast, MONDAY)
    waiting = ready_ticket(cast, MONDAY)

    plan = get_plan(day=TODAY, at=MONDAY)

    assert [engineer["name"] for engineer in plan["engineers"]] == [
        "Anna Ivanova",
        "Boris Smirnov",
        "Oskar Weber",
        "Viktor Lebedev",
    ]
    assert plan["engineers"][0]["shift"] == {
        "start": "2026-11-23T05:00:00.000Z",
        "end": "2026-11-23T15:00:00.000Z",
    }
    assert [visit["number"] for visit in plan["visits"]] == ["V-0001"]
    assert [ticket["id"] for ticket in plan["ready"]] == [waiting]


def test_a_published_proposal_has_not_changed_but_another_ticket_changes_the_day(
    app: Flask, cast: Cast
) -> None:
    ready_ticket(cast, MONDAY)
    proposal = propose(app, cast, MONDAY).id
    publish_proposal(
        proposal=proposal, keys=None, repeat_reasons={}, travel=TRAVEL, by=cast.dispatcher, at=MONDAY
    )
    before = get_proposal(proposal)

    ready_ticket(cast, MONDAY)

    assert (before["changed_since"], before["visits"][0]["state"]) == (False, "taken")
    assert get_proposal(proposal)["changed_since"] is True


def test_a_stopped_proposal_is_not_worked_on(app: Flask, cast: Cast) -> None:
    proposal = ask_proposal(day=TODAY, by=cast.dispatcher, at=MONDAY)

    cancel_proposal(proposal=proposal, by=cast.dispatcher, at=MONDAY)
    plan_day.run(app.extensions["onevisit"], {"proposal": proposal})

    assert get(Proposal, proposal).state == "cancelled"
    assert get(Proposal, proposal).result is None


def test_a_new_plan_keeps_what_is_promised(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    plan_and_publish(app, cast, MONDAY)
    first = get_plan(day=TODAY, at=MONDAY)["visits"]
    ready_ticket(cast, MONDAY)

    outcome = plan_and_publish(app, cast, MONDAY)

    assert outcome.refused == []
    visits = get_plan(day=TODAY, at=MONDAY)["visits"]
    assert len(visits) == 2
    assert first[0] in visits
