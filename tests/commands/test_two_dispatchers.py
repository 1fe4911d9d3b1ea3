"""Two dispatchers at once: nobody is in two places, and no ticket has two open visits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import sqlalchemy as sa
from flask import Flask

from server.commands.moves import Published
from server.commands.publish import publish_proposal
from server.commands.sites import NewSite, add_site
from server.domain.clock import iso
from server.store.gate import db, write_tx
from server.store.ids import new_id
from server.store.tickets import Ticket
from server.store.visits import CrewMember, Proposal, VisitTicket
from tests.cast import Cast
from tests.commands.flow import TRAVEL, get, ready_ticket
from tests.conftest import MONDAY

THREADS = 50
TICKETS = 5
TEN = MONDAY + timedelta(hours=1)


def proposal_for(ticket: str, cast: Cast, start: datetime) -> str:
    """A proposal of one joint visit of Anna and Boris."""
    key = get(Ticket, ticket).label
    crew = [
        {
            "person": engineer.person,
            "trades": [trade],
            "lead": engineer is cast.anna,
            "travel_start": iso(start - timedelta(minutes=30)),
            "start": iso(start),
            "end": iso(start + timedelta(minutes=20)),
        }
        for engineer, trade in ((cast.anna, "network"), (cast.boris, "telephony"))
    ]
    visit = {"key": key, "ticket": {"id": ticket}, "crew": crew, "why": {"en": "", "ru": ""}}
    proposal = new_id()
    with write_tx() as session:
        session.add(
            Proposal(
                id=proposal,
                day="2026-11-23",
                state="ready",
                asked_at=MONDAY,
                base_rev=0,
                result={"visits": [visit], "unplanned": []},
            )
        )
    return proposal


def publish_at_once(app: Flask, cast: Cast, proposals: list[str]) -> list[Published]:
    """All in the same moment, each in its own thread."""
    barrier = Barrier(len(proposals))

    def publish(proposal: str) -> Published:
        with app.app_context():
            barrier.wait()
            return publish_proposal(
                proposal=proposal,
                keys=None,
                repeat_reasons={},
                move_reason="The day changed",
                travel=TRAVEL,
                by=cast.dispatcher,
                at=MONDAY,
            )

    with ThreadPoolExecutor(len(proposals)) as pool:
        return list(pool.map(publish, proposals))


def add_far_site(cast: Cast) -> str:
    site = NewSite(
        cast.customer, "Aist clinic, Mitino", "Mitinskaya ulitsa 1", 55.846, 37.361, "Europe/Moscow"
    )
    return add_site(site=site, by=cast.dispatcher, at=MONDAY)


def count(query: Callable[[], sa.Select[tuple[int]]]) -> int:
    db.session.rollback()
    return db.session.scalar(query()) or 0


def test_overlapping_bookings_are_impossible_for_every_member_of_a_crew(app: Flask, cast: Cast) -> None:
    """The drives overlap although the work itself does not: 20 minutes of work each, 25 minutes apart, at two ends of the city."""
    far = replace(cast, site=add_far_site(cast))
    tickets = [ready_ticket(far if number % 2 else cast, MONDAY) for number in range(TICKETS)]
    proposals = [
        proposal_for(ticket, cast, TEN + timedelta(minutes=25 * number))
        for number, ticket in enumerate(tickets)
    ]

    outcomes = publish_at_once(app, cast, [proposals[n % TICKETS] for n in range(THREADS)])

    refused = {refusal.code for outcome in outcomes for refusal in outcome.refused}
    assert refused <= {"overlap", "visit_open"}
    assert "overlap" in refused
    one, other = sa.orm.aliased(CrewMember), sa.orm.aliased(CrewMember)
    overlaps = count(
        lambda: (
            sa.select(sa.func.count())
            .select_from(one)
            .join(other, (one.person_id == other.person_id) & (one.visit_id < other.visit_id))
            .where(one.busy_from < other.busy_to, other.busy_from < one.busy_to)
        )
    )
    assert overlaps == 0
    published = [visit for outcome in outcomes for visit in outcome.published]
    assert count(lambda: sa.select(sa.func.count()).select_from(CrewMember)) == 2 * len(published) > 0


def test_a_ticket_has_one_open_visit_however_often_it_is_published(app: Flask, cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY)
    # Two hours apart, so that no booking is in the way of a second visit.
    proposals = [proposal_for(ticket, cast, TEN + timedelta(hours=2 * number)) for number in range(3)]

    outcomes = publish_at_once(app, cast, proposals * 5)

    assert sum(len(outcome.published) for outcome in outcomes) == 1
    assert {refusal.code for outcome in outcomes for refusal in outcome.refused} == {"visit_open"}
    assert count(lambda: sa.select(sa.func.count()).select_from(VisitTicket)) == 1


def test_one_visit_that_collides_does_not_hurt_the_others(app: Flask, cast: Cast) -> None:
    first, second = ready_ticket(cast, MONDAY), ready_ticket(cast, MONDAY)
    both = proposal_for(first, cast, TEN)
    later = get(Proposal, proposal_for(second, cast, TEN + timedelta(hours=2))).result
    assert later is not None
    with write_tx() as session:
        row = session.get_one(Proposal, both)
        assert row.result is not None
        row.result = {**row.result, "visits": row.result["visits"] + later["visits"]}
    publish_proposal(
        proposal=proposal_for(ready_ticket(cast, MONDAY), cast, TEN),
        keys=None,
        repeat_reasons={},
        travel=TRAVEL,
        by=cast.dispatcher,
        at=MONDAY,
    )

    outcome = publish_proposal(
        proposal=both, keys=None, repeat_reasons={}, travel=TRAVEL, by=cast.dispatcher, at=MONDAY
    )

    assert [(refusal.key, refusal.code) for refusal in outcome.refused] == [("T-0001", "overlap")]
    assert len(outcome.published) == 1
