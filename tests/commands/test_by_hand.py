"""A visit that a dispatcher puts together: what it costs the day, which rules it breaks, and what a reason lets pass.

It is nine o'clock in Moscow. Everybody starts at the office, 27 minutes from the clinic, and works from 8 to 18; the
clinic is open from 8 to 20. A ticket of both trades takes 50 minutes alone: network 30, telephony 20.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.board import set_limit
from server.commands.people import add_absence
from server.commands.places import Share, preview_by_hand, publish_by_hand
from server.domain.actor import Actor
from server.domain.problems import Conflict, Invalid
from server.domain.ticket import TicketState
from server.domain.wip import Column
from server.store.events import Event, get_installation
from server.store.gate import db, read_session, write_tx
from server.store.people import Person
from server.store.tickets import Ticket
from server.store.visits import Visit
from tests.cast import Cast
from tests.commands.flow import TRAVEL, get, publish_solo, ready_ticket
from tests.conftest import MONDAY

DRIVE = 27
TEN = MONDAY + timedelta(hours=1)


def clock(hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(hours=hour - 9, minutes=minute)


def shares(network: Actor, telephony: Actor) -> list[Share]:
    if network is telephony:
        return [Share(network.person or "", ("network", "telephony"))]
    return [Share(network.person or "", ("network",)), Share(telephony.person or "", ("telephony",))]


def look(ticket: str, start: datetime, crew: list[Share], *, at: datetime = MONDAY) -> dict[str, Any]:
    return preview_by_hand(ticket=ticket, crew=crew, start=start, travel=TRAVEL, at=at)


def publish(cast: Cast, ticket: str, start: datetime, crew: list[Share], *, reason: str | None = None) -> str:
    return publish_by_hand(
        ticket=ticket,
        crew=crew,
        start=start,
        repeat_reason=None,
        reason=reason,
        travel=TRAVEL,
        by=cast.dispatcher,
        at=MONDAY,
    )


def rules(preview: dict[str, Any]) -> dict[str, tuple[bool, str]]:
    return {rule["code"]: (rule["hard"], rule["text"]["en"]) for rule in preview["rules"]}


def set_shift(person: Actor, shift: dict[str, Any] | None) -> None:
    with write_tx() as session:
        session.execute(sa.update(Person).where(Person.id == person.person).values(shift=shift))


def test_a_visit_that_fits_breaks_nothing_and_costs_its_drives(app: Flask, cast: Cast) -> None:
    preview = look(ready_ticket(cast, MONDAY), TEN, shares(cast.anna, cast.anna))

    assert preview["rules"] == []
    assert preview["delayed"] == []
    assert preview["cost"] == {
        "travel_minutes": 2 * DRIVE,
        "late_minutes": 0,
        "overtime_minutes": 0,
        "delayed_minutes": 0,
    }


def test_a_second_visit_next_door_costs_no_further_drive(app: Flask, cast: Cast) -> None:
    publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN, at=MONDAY)

    preview = look(ready_ticket(cast, MONDAY), clock(10, 50), shares(cast.anna, cast.anna))

    assert (preview["rules"], preview["cost"]["travel_minutes"]) == ([], 0)


def test_a_look_writes_nothing(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    rev = get_installation(read_session()).rev

    look(ticket, clock(17, 45), shares(cast.viktor, cast.boris))

    db.session.rollback()
    assert get_installation(read_session()).rev == rev
    assert get(Ticket, ticket).state is TicketState.READY


def test_nobody_is_in_two_places(app: Flask, cast: Cast) -> None:
    publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN, at=MONDAY)
    ticket = ready_ticket(cast, MONDAY)

    preview = look(ticket, clock(10, 30), shares(cast.anna, cast.anna))

    assert rules(preview) == {
        "two_places": (True, "Anna Ivanova is on V-0001 until 10:50 and cannot be there before 10:50.")
    }
    with pytest.raises(Conflict) as refused:
        publish(cast, ticket, clock(10, 30), shares(cast.anna, cast.anna), reason="The clinic insists")
    assert refused.value.code == "two_places"
    assert refused.value.extra["rules"] == preview["rules"]


def test_a_trade_is_covered_by_somebody_at_its_level(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)

    assert rules(look(ticket, TEN, shares(cast.boris, cast.anna))) == {
        "no_skill": (True, "Boris Smirnov does not have network at level 2.")
    }
    assert rules(look(ticket, TEN, [Share(cast.anna.person or "", ("network",))])) == {
        "no_skill": (True, "Nobody of the crew does telephony (level 2).")
    }
    with pytest.raises(Invalid, match="other trades"):
        look(ticket, TEN, [Share(cast.anna.person or "", ("network", "telephony", "power"))])


def test_a_ticket_has_one_open_visit(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    publish_solo(cast, ticket, cast.anna, TEN, at=MONDAY)

    with pytest.raises(Conflict) as refused:
        publish(cast, ticket, clock(14), shares(cast.anna, cast.anna), reason="Once more")

    assert refused.value.code == "visit_open"


def test_who_is_away_or_not_on_shift_cannot_go(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    add_absence(
        person=cast.viktor.person or "",
        starts_at=clock(12),
        ends_at=clock(14),
        reason="dentist",
        by=cast.lead,
        at=MONDAY,
    )
    set_shift(cast.boris, None)

    assert rules(look(ticket, clock(12, 30), shares(cast.viktor, cast.boris))) == {
        "not_on_shift": (True, "Boris Smirnov is not on shift that day."),
        "absent": (True, "Viktor Lebedev is away from 12:00 to 14:00."),
    }


def test_the_site_is_open_and_the_time_can_still_be_reached(app: Flask, cast: Cast) -> None:
    ticket, crew = ready_ticket(cast, MONDAY), shares(cast.anna, cast.anna)

    assert rules(look(ticket, clock(19, 30), crew))["outside_hours"] == (
        True,
        "The site is open from 08:00 to 20:00; the work does not lie within.",
    )
    assert rules(look(ticket, clock(9, 10), crew)) == {
        "too_soon": (True, "Anna Ivanova cannot be there before 09:27.")
    }
    assert rules(look(ticket, clock(8, 30), crew)) == {"past": (True, "The visit would start in the past.")}


def test_work_outside_the_shift_needs_a_reason(app: Flask, cast: Cast) -> None:
    """Until 18:35 at the clinic, 27 minutes home: 62 minutes after the end of the shift."""
    preview = look(ready_ticket(cast, MONDAY), clock(17, 45), shares(cast.anna, cast.anna))

    assert preview["cost"]["overtime_minutes"] == 62
    assert rules(preview)["overtime"] == (
        False,
        "Anna Ivanova is on the way or at work for 1 h 2 min outside the shift (08:00–18:00).",
    )


def test_a_start_after_the_due_time_is_late(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    with write_tx() as session:
        session.get_one(Ticket, ticket).due_at = clock(10, 30)

    preview = look(ticket, clock(10, 55), shares(cast.anna, cast.anna))

    assert preview["cost"]["late_minutes"] == 25
    assert rules(preview)["late"] == (False, "Late by 25 min: it was due at 10:30.")


def test_a_break_that_no_longer_fits_is_named(app: Flask, cast: Cast) -> None:
    shift = {"start": "08:00", "end": "18:00", "days": [0]}
    set_shift(cast.anna, {**shift, "break": {"earliest": "12:00", "latest": "12:20", "minutes": 30}})

    preview = look(ready_ticket(cast, MONDAY), clock(12), shares(cast.anna, cast.anna))

    assert rules(preview) == {
        "no_break": (
            False,
            "Anna Ivanova has no time left for lunch, which begins between 12:00 and 12:20.",
        )
    }


def test_two_people_where_one_could_do_it_cost_more_than_the_best_place(app: Flask, cast: Cast) -> None:
    """One person and two drives more: 900 for the visit and 54 minutes of driving."""
    preview = look(ready_ticket(cast, MONDAY), TEN, shares(cast.viktor, cast.boris))

    assert preview["cost"]["travel_minutes"] == 4 * DRIVE
    assert rules(preview) == {
        "dearer": (
            False,
            "The best place costs the day 1 h 9 min less, counted as driving: 09:27, Anna Ivanova.",
        )
    }


def test_a_promised_visit_that_begins_later_is_made_later_with_a_reason(app: Flask, cast: Cast) -> None:
    """The new one lasts until 11:20; the promised one was to begin at 11:00."""
    promised = publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, clock(11), at=MONDAY)
    ticket, crew = ready_ticket(cast, MONDAY), shares(cast.anna, cast.anna)

    preview = look(ticket, clock(10, 30), crew)
    visit = publish(cast, ticket, clock(10, 30), crew, reason="The ward has no telephone")

    assert [(one["number"], one["minutes"]) for one in preview["delayed"]] == [("V-0001", 20)]
    assert rules(preview)["delays"] == (False, "V-0001 starts 20 min later: 11:20 instead of 11:00.")
    assert get(Visit, visit).starts_at == clock(10, 30)
    assert get(Visit, promised).starts_at == clock(11, 20)
    (member,) = get(Visit, promised).crew
    assert (member.busy_from, member.busy_to) == (clock(11, 20), clock(12, 10))


def test_a_delay_goes_on_to_the_colleague_of_a_joint_visit(app: Flask, cast: Cast) -> None:
    """Anna comes 20 minutes later to the joint visit; Boris waits, and his next visit waits for him."""
    both = [Share(cast.anna.person or "", ("network",)), Share(cast.boris.person or "", ("telephony",))]
    publish(cast, ready_ticket(cast, MONDAY), clock(11), both, reason="Anna teaches")
    alone = [Share(cast.viktor.person or "", ("network",)), Share(cast.boris.person or "", ("telephony",))]
    publish(cast, ready_ticket(cast, MONDAY), clock(11, 30), alone, reason="Viktor knows the place")

    preview = look(ready_ticket(cast, MONDAY), clock(10, 30), shares(cast.anna, cast.anna))

    assert [(one["number"], one["minutes"]) for one in preview["delayed"]] == [("V-0001", 20), ("V-0002", 10)]


def test_a_locked_visit_is_not_made_later(app: Flask, cast: Cast) -> None:
    promised = publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, clock(11), at=MONDAY)
    with write_tx() as session:
        session.get_one(Visit, promised).is_locked = True

    preview = look(ready_ticket(cast, MONDAY), clock(10, 30), shares(cast.anna, cast.anna))

    assert rules(preview)["two_places"] == (
        True,
        "Anna Ivanova would come 20 min late to V-0001, which has begun or is locked for 11:00.",
    )


def test_a_full_column_and_every_other_soft_rule_pass_with_one_reason_that_is_kept(
    app: Flask, cast: Cast
) -> None:
    set_limit(column=Column.PLANNED, limit=1, per_person=False, by=cast.lead, at=MONDAY)
    publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, TEN, at=MONDAY)
    ticket, crew = ready_ticket(cast, MONDAY), shares(cast.anna, cast.anna)

    with pytest.raises(Conflict) as refused:
        publish(cast, ticket, clock(17, 45), crew)
    visit = publish(cast, ticket, clock(17, 45), crew, reason="Only after the last patient")

    assert refused.value.code == "reason_needed"
    codes = [rule["code"] for rule in refused.value.extra["rules"]]
    assert {"overtime", "wip_limit_reached"} <= set(codes)
    db.session.rollback()
    event = db.session.query(Event).filter(Event.kind == "visit.published", Event.visit_id == visit).one()
    assert (event.data["reason"], event.data["rules"]) == ("Only after the last patient", codes)
