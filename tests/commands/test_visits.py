"""Visits by hand and after they were promised: rules, second trips, called off, other crews, and who may end a ticket."""

from datetime import timedelta

import pytest
from flask import Flask

from server.commands.board import set_limit
from server.commands.crew import change_crew
from server.commands.places import Share, find_places, publish_by_hand, take_place
from server.commands.triage import triage_ticket
from server.commands.visits import cancel_visit, release_person, settle_visit
from server.domain.actor import Actor
from server.domain.clock import iso
from server.domain.problems import Conflict, WrongState
from server.domain.ticket import TicketState
from server.domain.triage import Triage
from server.domain.visit import RepeatReason, VisitState
from server.domain.wip import Column
from server.store.events import Event
from server.store.gate import db
from server.store.tickets import Ticket
from server.store.visits import FormerMember, Visit
from tests.cast import Cast
from tests.commands.flow import TODAY, TRAVEL, get, publish_solo, ready_ticket, report
from tests.conftest import MONDAY

TEN = MONDAY + timedelta(hours=1)


def last_data(kind: str) -> dict[str, object]:
    db.session.rollback()
    event = db.session.query(Event).filter(Event.kind == kind).order_by(Event.rev.desc()).first()
    assert event is not None
    return event.data


def test_a_visit_by_hand_starts_when_promised_and_its_drive_is_booked(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)

    visit = get(Visit, publish_solo(cast, ticket, cast.anna, TEN, at=MONDAY))

    (member,) = visit.crew
    assert (member.starts_at, member.busy_to) == (TEN, TEN + timedelta(minutes=50))
    assert timedelta(minutes=15) < member.starts_at - member.busy_from < timedelta(minutes=45)
    assert visit.why["en"] == "Dmitri Sokolov chose Anna Ivanova."
    assert visit.checklist["steps"] != []


def test_a_visit_before_a_promised_one_at_the_same_site_takes_the_drive_over(app: Flask, cast: Cast) -> None:
    """Anna drives to the clinic once: the drive is booked before the first visit, the second begins where she is."""
    later = publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN + timedelta(hours=1), at=MONDAY)

    earlier = publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN, at=MONDAY)

    assert get(Visit, later).crew[0].busy_from == get(Visit, later).starts_at
    assert get(Visit, earlier).crew[0].busy_from < TEN - timedelta(minutes=15)


def test_a_visit_that_was_forgotten_yesterday_keeps_nobody_from_one_today(app: Flask, cast: Cast) -> None:
    """Anna's phone said yesterday that she sets out, and nothing since."""
    forgotten = publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN, at=MONDAY)
    report(forgotten, VisitState.TRAVELLING, cast.anna, MONDAY + timedelta(minutes=40))
    tomorrow = MONDAY + timedelta(days=1)

    visit = publish_solo(
        cast, ready_ticket(cast, tomorrow), cast.anna, tomorrow + timedelta(minutes=45), at=tomorrow
    )

    assert get(Visit, visit).state is VisitState.PUBLISHED


def test_after_a_visit_is_called_off_its_crew_drives_to_the_next_from_home(app: Flask, cast: Cast) -> None:
    """Anna would have been at the clinic already; without the first visit she has to drive there for the second."""
    first = publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN, at=MONDAY)
    drive = TEN - get(Visit, first).crew[0].busy_from
    second = publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN + timedelta(hours=1), at=MONDAY)
    assert get(Visit, second).crew[0].busy_from == get(Visit, second).starts_at

    cancel_visit(visit=first, reason="Customer asked for later", travel=TRAVEL, by=cast.dispatcher, at=MONDAY)

    (member,) = get(Visit, second).crew
    assert member.starts_at - member.busy_from == drive


def test_the_best_place_can_be_taken_and_is_gone_afterwards(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    places = find_places(ticket=ticket, day=TODAY, travel=TRAVEL, at=MONDAY)["items"]

    def take(ticket: str, place: str) -> str:
        return take_place(
            ticket=ticket,
            day=TODAY,
            place=place,
            repeat_reason=None,
            travel=TRAVEL,
            by=cast.dispatcher,
            at=MONDAY,
        )

    visit = get(Visit, take(ticket, places[0]["key"]))

    assert [member.person_id for member in visit.crew] == [cast.anna.person]
    assert [place["cost"] for place in places] == sorted(place["cost"] for place in places)
    assert "Anna Ivanova" in places[0]["why"]["en"]
    with pytest.raises(Conflict) as refused:
        take(ready_ticket(cast, MONDAY), places[0]["key"])
    assert refused.value.code == "place_gone"


def test_a_place_is_still_there_when_the_dispatcher_has_made_up_their_mind(app: Flask, cast: Cast) -> None:
    """The first places start as soon as somebody can be there; minutes pass between the list and the choice."""
    ticket = ready_ticket(cast, MONDAY)
    place = find_places(ticket=ticket, day=TODAY, travel=TRAVEL, at=MONDAY)["items"][0]

    visit = take_place(
        ticket=ticket,
        day=TODAY,
        place=place["key"],
        repeat_reason=None,
        travel=TRAVEL,
        by=cast.dispatcher,
        at=MONDAY + timedelta(minutes=9),
    )

    assert iso(get(Visit, visit).starts_at) == place["start"]
    assert "Anna Ivanova goes alone" in get(Visit, visit).why["en"]


def test_a_second_trip_needs_a_coded_reason_and_counts_as_a_repeat(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    first = publish_solo(cast, ticket, cast.anna, TEN, at=MONDAY)
    report(first, VisitState.TRAVELLING, cast.anna, MONDAY)
    cancel_visit(visit=first, reason="Called back on the way", travel=TRAVEL, by=cast.dispatcher, at=MONDAY)

    with pytest.raises(Conflict) as refused:
        publish_solo(cast, ticket, cast.anna, TEN, at=MONDAY)
    second = publish_solo(cast, ticket, cast.anna, TEN, at=MONDAY, repeat=RepeatReason.CUSTOMER)

    assert refused.value.code == "repeat_reason_needed"
    assert get(Visit, second).repeat_of == first
    assert get(Visit, second).repeat_reason == "customer"


def test_an_aborted_visit_says_itself_why_the_next_is_a_repeat(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    first = publish_solo(cast, ticket, cast.anna, TEN, at=MONDAY)
    report(first, VisitState.TRAVELLING, cast.anna, MONDAY)
    report(first, VisitState.ABORTED, cast.anna, MONDAY, "missing_part")

    second = publish_solo(cast, ticket, cast.anna, TEN + timedelta(hours=3), at=MONDAY)

    assert get(Visit, second).repeat_reason == "part"


def test_a_visit_called_off_before_anybody_set_out_is_no_trip(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    first = publish_solo(cast, ticket, cast.anna, TEN, at=MONDAY)

    cancel_visit(visit=first, reason="Customer asked for later", travel=TRAVEL, by=cast.dispatcher, at=MONDAY)
    waiting = get(Ticket, ticket).state
    second = publish_solo(cast, ticket, cast.anna, TEN, at=MONDAY)

    assert waiting is TicketState.READY
    assert last_data("visit.cancelled")["removed"] == [cast.anna.person]
    assert get(Visit, second).repeat_of is None


def test_another_crew_keeps_the_time_and_the_first_stays_known(app: Flask, cast: Cast) -> None:
    visit = publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN, at=MONDAY)
    crew = [cast.viktor.person or "", cast.boris.person or ""]

    change_crew(visit=visit, crew=crew, reason="Anna is late", travel=TRAVEL, by=cast.dispatcher, at=MONDAY)

    found = get(Visit, visit)
    assert found.starts_at == TEN
    assert {member.person_id: (member.trades, member.minutes) for member in found.crew} == {
        cast.viktor.person: (["network"], 30),
        cast.boris.person: (["telephony"], 20),
    }
    assert last_data("visit.crew_changed") == {
        "added": sorted(crew),
        "removed": [cast.anna.person],
        "reason": "Anna is late",
    }
    (former,) = db.session.query(FormerMember).all()
    assert (former.person_id, former.removed_at) == (cast.anna.person, MONDAY)


def test_a_crew_that_is_booked_or_cannot_do_the_work_is_refused(app: Flask, cast: Cast) -> None:
    publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN, at=MONDAY)
    shares = [Share(cast.viktor.person or "", ("network",)), Share(cast.boris.person or "", ("telephony",))]
    joint = publish_by_hand(
        ticket=ready_ticket(cast, MONDAY),
        crew=shares,
        start=TEN,
        repeat_reason=None,
        reason="Two pairs of eyes",
        travel=TRAVEL,
        by=cast.dispatcher,
        at=MONDAY,
    )

    def refusal(*crew: Actor) -> str:
        people = [engineer.person or "" for engineer in crew]
        with pytest.raises(Conflict) as refused:
            change_crew(visit=joint, crew=people, reason="?", travel=TRAVEL, by=cast.dispatcher, at=MONDAY)
        return refused.value.code

    assert refusal(cast.anna) == "does_not_fit"
    assert refusal(cast.viktor) == "no_skill"
    assert {member.person_id for member in get(Visit, joint).crew} == {cast.viktor.person, cast.boris.person}


def test_the_visits_of_somebody_who_falls_ill_wait_for_a_plan_again(app: Flask, cast: Cast) -> None:
    begun, later = ready_ticket(cast, MONDAY), ready_ticket(cast, MONDAY)
    running = publish_solo(cast, begun, cast.anna, TEN, at=MONDAY)
    planned = publish_solo(cast, later, cast.anna, TEN + timedelta(hours=3), at=MONDAY)
    report(running, VisitState.TRAVELLING, cast.anna, MONDAY)

    released = release_person(
        person=cast.anna.person or "", starts_from=MONDAY, travel=TRAVEL, by=cast.dispatcher, at=MONDAY
    )

    assert (released.visits, released.tickets) == ((planned,), (later,))
    assert get(Visit, planned).ended_reason == "engineer_ill"
    assert get(Ticket, later).state is TicketState.READY
    assert get(Ticket, begun).state is TicketState.UNDER_WAY


def test_an_illness_of_one_day_leaves_the_visits_of_the_next(app: Flask, cast: Cast) -> None:
    today, tomorrow = (
        publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN + timedelta(days=days), at=MONDAY)
        for days in (0, 1)
    )

    released = release_person(
        person=cast.anna.person or "",
        starts_from=MONDAY,
        starts_before=MONDAY + timedelta(hours=12),
        travel=TRAVEL,
        by=cast.dispatcher,
        at=MONDAY,
    )

    assert released.visits == (today,)
    assert get(Visit, tomorrow).state is VisitState.PUBLISHED


def test_a_place_in_a_full_column_is_taken_with_a_reason(app: Flask, cast: Cast) -> None:
    set_limit(column=Column.PLANNED, limit=1, per_person=False, by=cast.lead, at=MONDAY)
    publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN, at=MONDAY)
    ticket = ready_ticket(cast, MONDAY)
    place = find_places(ticket=ticket, day=TODAY, travel=TRAVEL, at=MONDAY)["items"][0]["key"]

    def take(reason: str | None) -> str:
        return take_place(
            ticket=ticket,
            day=TODAY,
            place=place,
            repeat_reason=None,
            override_reason=reason,
            travel=TRAVEL,
            by=cast.dispatcher,
            at=MONDAY,
        )

    with pytest.raises(Conflict) as refused:
        take(None)
    assert refused.value.code == "wip_limit_reached"
    assert get(Visit, take("The clinic has no telephone")).state is VisitState.PUBLISHED
    assert last_data("wip.overridden")["reason"] == "The clinic has no telephone"


def test_a_ticket_that_needs_a_visit_is_done_only_by_a_sign_off(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    visit = publish_solo(cast, ticket, cast.anna, TEN, at=MONDAY)
    solved = Triage("phone-does-not-work", "solved", solved_by={"check": None, "text": "It is fine"})
    for state in (VisitState.PUBLISHED, VisitState.TRAVELLING, VisitState.ON_SITE, VisitState.WORK_DONE):
        report(visit, state, cast.anna, MONDAY)
        with pytest.raises(WrongState):
            settle_visit(visit=visit, outcome="done", reason="trust me", note="", by=cast.admin, at=MONDAY)
        with pytest.raises(WrongState):
            triage_ticket(ticket=ticket, triage=solved, by=cast.admin, at=MONDAY)

    assert get(Ticket, ticket).state is TicketState.UNDER_WAY
    with pytest.raises(WrongState, match="can no longer be called off"):
        cancel_visit(visit=visit, reason="Enough", travel=TRAVEL, by=cast.admin, at=MONDAY)
