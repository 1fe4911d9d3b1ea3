"""A day that is planned again: what is promised stays or may move, and publishing moves it, whole or not at all."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from server.commands.moves import Published
from server.commands.people import add_absence
from server.commands.plans import ask_proposal, lock_proposed
from server.commands.publish import NewVisit, add_visit, publish_proposal
from server.commands.visits import cancel_visit, lock_in_plan
from server.domain.actor import Actor
from server.domain.clock import iso
from server.domain.proposal import PlannedMember
from server.domain.triage import PartNeeded
from server.domain.visit import VisitState
from server.jobs import plan_day
from server.queries.plan import get_plan, get_proposal
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.visits import FormerMember, Proposal, Visit
from tests.cast import Cast
from tests.commands.flow import NETWORK_30, TODAY, TRAVEL, get, ready_ticket, report
from tests.commands.test_two_dispatchers import publish_at_once
from tests.commands.test_visits import TEN, last_data
from tests.conftest import MONDAY

ELEVEN = TEN + timedelta(hours=1)
WHY = "Anna is ill, the customers were called"


def replan(app: Flask, cast: Cast, *, may_move: bool = True) -> str:
    proposal = ask_proposal(day=TODAY, may_move=may_move, by=cast.dispatcher, at=MONDAY)
    plan_day.run(app.extensions["onevisit"], {"proposal": proposal})
    assert get_proposal(proposal)["error"] is None
    return proposal


def publish(cast: Cast, proposal: str) -> Published:
    return publish_proposal(
        proposal=proposal,
        keys=None,
        repeat_reasons={},
        move_reason=WHY,
        travel=TRAVEL,
        by=cast.dispatcher,
        at=MONDAY,
    )


def fall_ill(cast: Cast, who: Actor) -> None:
    add_absence(
        person=who.person or "",
        starts_at=MONDAY,
        ends_at=MONDAY + timedelta(hours=12),
        reason="flu",
        by=cast.lead,
        at=MONDAY,
    )


def solo_network(cast: Cast, engineer: Actor, hours: float) -> str:
    """A promised visit for one trade that Anna and Viktor both have."""
    from_ten = TEN + timedelta(hours=hours)
    ticket = ready_ticket(cast, MONDAY, NETWORK_30)
    return publish_network(cast, ticket, engineer, from_ten)


def publish_network(
    cast: Cast, ticket: str, engineer: Actor, start: datetime, *, at: datetime = MONDAY
) -> str:
    """Half an hour of one engineer, promised although another time may be cheaper."""
    end = start + timedelta(minutes=30)
    member = PlannedMember(engineer.person or "", ("network",), start, start, end, is_lead=True)
    with write_tx() as session:
        new = NewVisit("T", ticket, (member,), {"en": "", "ru": ""})
        return add_visit(session, new, travel=TRAVEL, by=cast.dispatcher, at=at)


def card(visit: str, start: datetime) -> dict[str, Any]:
    """A promised visit of one engineer as a proposal that moves it to this time."""
    found = get(Visit, visit)
    (member,) = found.crew
    who = {"person": member.person_id, "trades": ["network"], "lead": True}
    return {
        "key": found.label,
        "visit": visit,
        "ticket": {"id": found.tickets[0].ticket_id},
        "why": {"en": "", "ru": ""},
        "crew": [
            who
            | {
                "travel_start": iso(start),
                "start": iso(start),
                "end": iso(start + timedelta(minutes=30)),
            }
        ],
        "was": {"crew": [who | {"start": iso(member.starts_at)}]},
    }


def add_proposal(visits: list[dict[str, Any]]) -> str:
    proposal = new_id()
    with write_tx() as session:
        session.add(
            Proposal(
                id=proposal,
                day="2026-11-23",
                state="ready",
                asked_at=MONDAY,
                base_rev=0,
                result={"visits": visits, "unplanned": []},
            )
        )
    return proposal


def swap(first: str, second: str) -> str:
    return add_proposal([card(first, ELEVEN), card(second, TEN)])


def solo_proposal(ticket: str, engineer: Actor, start: datetime) -> str:
    times = {"travel_start": iso(start), "start": iso(start), "end": iso(start + timedelta(minutes=30))}
    who = {"person": engineer.person, "trades": ["network"], "lead": True}
    return add_proposal(
        [{"key": "T", "ticket": {"id": ticket}, "why": {"en": "", "ru": ""}, "crew": [who | times]}]
    )


def test_by_default_promised_visits_stay_even_when_their_engineer_is_ill(app: Flask, cast: Cast) -> None:
    visit = solo_network(cast, cast.anna, 1)
    fall_ill(cast, cast.anna)

    proposal = replan(app, cast, may_move=False)

    assert get_proposal(proposal)["visits"] == []
    assert [member.person_id for member in get(Visit, visit).crew] == [cast.anna.person]


def test_a_promise_of_somebody_who_fell_ill_moves_to_a_colleague_when_it_is_published(
    app: Flask, cast: Cast
) -> None:
    visit = solo_network(cast, cast.anna, 1)
    fall_ill(cast, cast.anna)

    proposal = replan(app, cast)
    (shown,) = get_proposal(proposal)["visits"]
    outcome = publish(cast, proposal)

    assert (shown["number"], shown["state"]) == ("V-0001", "proposed")
    assert [member["name"] for member in shown["was"]["crew"]] == ["Anna Ivanova"]
    assert [member["name"] for member in shown["crew"]] == ["Viktor Lebedev"]
    assert (outcome.published, outcome.refused) == ([visit], [])
    moved = get(Visit, visit)
    assert [member.person_id for member in moved.crew] == [cast.viktor.person]
    assert iso(moved.starts_at) == shown["start"]
    told = last_data("visit.crew_changed")
    assert (told["added"], told["removed"]) == ([cast.viktor.person], [cast.anna.person])
    with write_tx() as session:
        assert session.query(FormerMember).one().person_id == cast.anna.person
    assert get_proposal(proposal)["visits"][0]["state"] == "taken"


def test_a_promise_that_can_be_kept_does_not_move_for_a_little_less_driving(app: Flask, cast: Cast) -> None:
    """Anna's day would be cheaper with both visits in one go; to call a customer again costs more than that."""
    solo_network(cast, cast.anna, 1)
    solo_network(cast, cast.viktor, 3)

    assert get_proposal(replan(app, cast))["visits"] == []


def test_a_locked_visit_stays_and_the_one_beside_it_moves(app: Flask, cast: Cast) -> None:
    kept, moved = solo_network(cast, cast.anna, 1), solo_network(cast, cast.anna, 3)
    lock_in_plan(visit=kept, locked=True, by=cast.dispatcher, at=MONDAY)
    lock_in_plan(visit=kept, locked=True, by=cast.dispatcher, at=MONDAY)
    fall_ill(cast, cast.anna)

    (shown,) = get_proposal(replan(app, cast))["visits"]

    assert shown["visit"] == moved
    cards = {card["id"]: card["locked"] for card in get_plan(day=TODAY, at=MONDAY)["visits"]}
    assert cards == {kept: True, moved: False}


def test_two_visits_may_change_places_and_one_that_has_begun_stops_only_itself(
    app: Flask, cast: Cast
) -> None:
    first, second = solo_network(cast, cast.anna, 0), solo_network(cast, cast.anna, 1)
    proposal = swap(first, second)
    report(first, VisitState.TRAVELLING, cast.anna, MONDAY)

    begun = publish(cast, proposal)

    # The first stays at ten, so the second cannot go there either: nothing is half moved.
    assert {(refusal.key, refusal.code) for refusal in begun.refused} == {
        ("V-0001", "begun"),
        ("V-0002", "overlap"),
    }
    assert (get(Visit, first).starts_at, get(Visit, second).starts_at) == (TEN, ELEVEN)
    detail = next(refusal.detail for refusal in begun.refused if refusal.code == "overlap")
    assert detail.startswith("Anna Ivanova has V-0001 from ")


def test_two_visits_of_one_engineer_change_places(app: Flask, cast: Cast) -> None:
    first, second = solo_network(cast, cast.anna, 0), solo_network(cast, cast.anna, 1)

    outcome = publish(cast, swap(first, second))

    assert outcome.refused == []
    assert (get(Visit, first).starts_at, get(Visit, second).starts_at) == (ELEVEN, TEN)
    # Both are at the clinic: who goes second drives no more.
    assert get(Visit, first).crew[0].busy_from == ELEVEN
    assert get(Visit, second).crew[0].busy_from < TEN


def test_two_dispatchers_who_publish_the_same_moves_move_each_visit_once(app: Flask, cast: Cast) -> None:
    first, second = solo_network(cast, cast.anna, 0), solo_network(cast, cast.anna, 1)
    proposals = [swap(first, second) for _ in range(6)]

    outcomes = publish_at_once(app, cast, proposals)

    assert sorted(len(outcome.published) for outcome in outcomes) == [0, 0, 0, 0, 0, 2]
    assert {refusal.code for outcome in outcomes for refusal in outcome.refused} == {"moved_already"}
    assert (get(Visit, first).starts_at, get(Visit, second).starts_at) == (ELEVEN, TEN)


def test_a_locked_visit_refuses_a_move_that_was_proposed_before(app: Flask, cast: Cast) -> None:
    visit = solo_network(cast, cast.anna, 1)
    fall_ill(cast, cast.anna)
    proposal = replan(app, cast)
    lock_in_plan(visit=visit, locked=True, by=cast.lead, at=MONDAY)

    (refusal,) = publish(cast, proposal).refused

    assert (refusal.key, refusal.code) == ("V-0001", "locked")


def test_a_locked_visit_of_a_proposal_is_the_same_in_the_next_one(app: Flask, cast: Cast) -> None:
    """Alone, the planner would send Anna or Viktor as soon as it can; a dispatcher locked Viktor at three."""
    ticket = ready_ticket(cast, MONDAY, NETWORK_30)
    three = TEN + timedelta(hours=5)
    proposal = replan(app, cast)
    key = get_proposal(proposal)["visits"][0]["key"]
    with write_tx() as session:
        row = session.get_one(Proposal, proposal)
        assert row.result is not None
        member = row.result["visits"][0]["crew"][0]
        crew = [member | {"person": cast.viktor.person, "start": iso(three)}]
        row.result = row.result | {"visits": [row.result["visits"][0] | {"crew": crew, "start": iso(three)}]}
    lock_proposed(proposal=proposal, key=key, locked=True, by=cast.dispatcher, at=MONDAY)
    ready_ticket(cast, MONDAY, PartNeeded("telephony", 2, 20))

    again = get_proposal(replan(app, cast))

    locked = next(visit for visit in again["visits"] if visit["ticket"]["id"] == ticket)
    assert (locked["start"], locked["locked"]) == (iso(three), True)
    assert [one["name"] for one in locked["crew"]] == ["Viktor Lebedev"]
    assert len(again["visits"]) == 2


def test_a_lock_that_cannot_hold_any_more_is_named(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY, PartNeeded("telephony", 3, 20))
    proposal = replan(app, cast)
    (visit,) = get_proposal(proposal)["visits"]
    lock_proposed(proposal=proposal, key=visit["key"], locked=True, by=cast.dispatcher, at=MONDAY)
    fall_ill(cast, cast.boris)

    again = get_proposal(replan(app, cast))

    assert again["let_go"] == [visit["key"]]
    assert again["visits"] == []


def test_what_no_longer_fits_is_refused_in_words_and_the_rest_is_published(app: Flask, cast: Cast) -> None:
    gone, fits = (
        ready_ticket(cast, MONDAY, NETWORK_30),
        ready_ticket(cast, MONDAY, PartNeeded("telephony", 3, 20)),
    )
    proposal = replan(app, cast)
    keys = {visit["ticket"]["id"]: visit["key"] for visit in get_proposal(proposal)["visits"]}
    for who in (cast.anna, cast.viktor):
        fall_ill(cast, who)

    outcome = publish(cast, proposal)

    assert len(outcome.published) == 1
    (refusal,) = outcome.refused
    assert (refusal.key, refusal.code) == (keys[gone], "absent")
    assert refusal.detail.endswith("is away from 09:00 to 21:00.")
    assert keys[fits] not in {refusal.key for refusal in outcome.refused}


def test_a_crew_that_takes_longer_is_not_sent_on_before_it_is_free(app: Flask, cast: Cast) -> None:
    """Anna is booked from ten to half past and sets out only at 10:30, so she is not at the next site at eleven."""
    running = solo_network(cast, cast.anna, 0)
    proposal = replan(app, cast)
    later = solo_proposal(ready_ticket(cast, MONDAY, NETWORK_30), cast.anna, ELEVEN)
    report(running, VisitState.TRAVELLING, cast.anna, TEN + timedelta(minutes=30))

    outcome = publish_proposal(
        proposal=later,
        keys=None,
        repeat_reasons={},
        travel=TRAVEL,
        by=cast.dispatcher,
        at=TEN + timedelta(minutes=30),
    )

    assert [refusal.code for refusal in outcome.refused] == ["running_late"]
    assert "Anna Ivanova is still on V-0001" in outcome.refused[0].detail
    assert get(Proposal, proposal).published_at is None


def test_a_crew_that_finished_early_is_free_at_once_and_starts_from_there(app: Flask, cast: Cast) -> None:
    first = solo_network(cast, cast.anna, 0)
    done_at = TEN + timedelta(minutes=10)
    report(first, VisitState.ON_SITE, cast.anna, TEN)
    report(first, VisitState.WORK_DONE, cast.anna, done_at)

    second = publish_network(cast, ready_ticket(cast, done_at, NETWORK_30), cast.anna, done_at, at=done_at)

    assert get(Visit, first).crew[0].busy_to == done_at
    # She is at the clinic already.
    assert get(Visit, second).crew[0].busy_from == done_at


def test_a_visit_that_was_called_off_meanwhile_does_not_move(app: Flask, cast: Cast) -> None:
    visit = solo_network(cast, cast.anna, 1)
    fall_ill(cast, cast.anna)
    proposal = replan(app, cast)
    cancel_visit(visit=visit, reason="Customer cancelled", travel=TRAVEL, by=cast.dispatcher, at=MONDAY)

    (refusal,) = publish(cast, proposal).refused

    assert refusal.code == "begun"
    assert refusal.detail == "Visit V-0001 is cancelled meanwhile."
