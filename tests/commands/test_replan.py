"""A change of the day asks for a proposal by itself: why, how often, and what becomes of those that nobody looked at."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.overruns import note_overruns
from server.commands.people import add_absence, remove_absence
from server.commands.plans import cancel_proposal, note_look
from server.commands.publish import publish_proposal
from server.commands.replan import ask_replans
from server.commands.tickets import edit_ticket
from server.commands.visits import cancel_visit
from server.core import Services
from server.domain.actor import Actor
from server.domain.ticket import Priority
from server.domain.triage import PartNeeded
from server.domain.visit import VisitState
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs
from server.queries.plan import get_plan, get_proposal
from server.store.events import record
from server.store.gate import db, write_tx
from server.store.visits import Proposal
from tests.cast import Cast
from tests.commands.flow import (
    NETWORK_30,
    TELEPHONY_20,
    TODAY,
    TRAVEL,
    get,
    plan_and_publish,
    propose,
    ready_ticket,
    report,
)
from tests.commands.test_moves import solo_network
from tests.commands.test_visits import TEN, last_data
from tests.conftest import MONDAY, HeldClock
from tests.jobs.workers import wait_until

TEN_MINUTES = timedelta(minutes=10)


def fall_ill(cast: Cast, who: Actor, *, days: int = 0) -> str:
    begins = MONDAY + timedelta(days=days)
    return add_absence(
        person=who.person or "",
        starts_at=begins,
        ends_at=begins + timedelta(hours=12),
        reason="flu",
        by=cast.lead,
        at=MONDAY,
    )


def work(app: Flask, clock: HeldClock, **later: float) -> None:
    """The worker does what is due now, and what is due at that time."""
    services: Services = app.extensions["onevisit"]
    run_due_jobs(services, HANDLERS)
    clock.advance(**later)
    run_due_jobs(services, HANDLERS)


def waiting() -> dict[str, object] | None:
    db.session.rollback()
    found: dict[str, object] | None = get_plan(day=TODAY, at=MONDAY)["waiting"]
    return found


def automatic() -> list[Proposal]:
    db.session.rollback()
    return db.session.query(Proposal).filter(Proposal.is_automatic).order_by(Proposal.asked_at).all()


def test_who_falls_ill_sets_off_a_proposal_that_waits_and_changes_nothing(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    visit = solo_network(cast, cast.anna, 2)
    fall_ill(cast, cast.anna)

    work(app, clock, minutes=1)

    found = waiting()
    assert found is not None
    assert (found["visits"], found["moved"]) == (1, 1)
    assert found["reason"] == {"en": "Anna Ivanova is away: flu", "ru": "Anna Ivanova отсутствует: flu"}
    proposal = get_proposal(str(found["id"]))
    assert [member["name"] for member in proposal["visits"][0]["crew"]] == ["Viktor Lebedev"]
    (card,) = get_plan(day=TODAY, at=MONDAY)["visits"]
    assert (card["id"], card["crew"][0]["name"]) == (visit, "Anna Ivanova")


def urgent_ticket(cast: Cast) -> None:
    ticket = ready_ticket(cast, MONDAY, TELEPHONY_20)
    edit_ticket(ticket=ticket, changes={"priority": Priority.URGENT}, by=cast.operator, at=MONDAY)


def called_off(cast: Cast) -> None:
    visit = solo_network(cast, cast.viktor, 3)
    cancel_visit(visit=visit, reason="Customer asked", travel=TRAVEL, by=cast.dispatcher, at=MONDAY)


def broken_off(cast: Cast) -> None:
    visit = solo_network(cast, cast.viktor, 3)
    report(visit, VisitState.TRAVELLING, cast.viktor, MONDAY)
    report(visit, VisitState.ABORTED, cast.viktor, MONDAY, "missing_part")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (urgent_ticket, "Urgent T-0002 waits for a visit"),
        (called_off, "V-0002 was called off"),
        (broken_off, "V-0002 was broken off"),
    ],
)
def test_each_change_of_a_planned_day_is_said_as_the_reason(
    app: Flask, cast: Cast, clock: HeldClock, change: Callable[[Cast], None], reason: str
) -> None:
    solo_network(cast, cast.anna, 2)
    change(cast)

    work(app, clock, minutes=1)

    (proposal,) = automatic()
    assert proposal.reason is not None
    assert proposal.reason["en"] == reason


def test_changes_are_gathered_and_a_day_is_planned_again_at_most_every_ten_minutes(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    solo_network(cast, cast.anna, 2)
    solo_network(cast, cast.viktor, 4)
    fall_ill(cast, cast.anna)
    called_off(cast)
    work(app, clock, minutes=1)
    fall_ill(cast, cast.viktor)

    work(app, clock, minutes=1)
    soon = len(automatic())
    work(app, clock, minutes=9)

    first, second = automatic()
    assert soon == 1
    assert first.reason is not None
    assert first.reason["en"] == "Anna Ivanova is away: flu; V-0003 was called off"
    # Nobody looked at the first.
    assert (first.state, second.state) == ("cancelled", "ready")
    assert second.asked_at - first.asked_at >= TEN_MINUTES


def test_a_proposal_that_somebody_looks_at_is_not_replaced_under_their_eyes(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    solo_network(cast, cast.anna, 2)
    fall_ill(cast, cast.anna)
    work(app, clock, minutes=1)
    (first,) = automatic()
    note_look(proposal=first.id, by=cast.dispatcher, at=clock())
    called_off(cast)

    work(app, clock, minutes=11)

    assert [proposal.state for proposal in automatic()] == ["ready", "ready"]
    found = waiting()
    assert found is not None
    assert found["id"] != first.id


def test_a_change_that_a_dispatcher_has_planned_with_sets_nothing_off(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    solo_network(cast, cast.anna, 2)
    fall_ill(cast, cast.anna)
    propose(app, cast, clock())

    work(app, clock, minutes=1)

    assert automatic() == []


def test_a_discarded_proposal_does_not_come_again_and_a_published_one_waits_no_more(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    solo_network(cast, cast.anna, 2)
    fall_ill(cast, cast.anna)
    work(app, clock, minutes=1)
    (first,) = automatic()
    cancel_proposal(proposal=first.id, by=cast.dispatcher, at=clock())
    work(app, clock, minutes=20)
    discarded = len(automatic())
    called_off(cast)
    work(app, clock, minutes=1)
    second = automatic()[-1]

    outcome = publish_proposal(
        proposal=second.id, keys=None, repeat_reasons={}, travel=TRAVEL, by=cast.dispatcher, at=clock()
    )

    assert discarded == 1
    assert outcome.published != []
    assert waiting() is None


def test_what_a_published_proposal_drops_is_counted_while_it_waits_and_plans_nothing_again(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    """Boris falls ill, and nobody else knows enough telephony: his visit is dropped, and that answers the illness."""
    ready_ticket(cast, MONDAY, PartNeeded("telephony", 3, 20))
    plan_and_publish(app, cast, MONDAY)
    fall_ill(cast, cast.boris)
    work(app, clock, minutes=1)
    (proposal,) = automatic()
    before = waiting()

    outcome = publish_proposal(
        proposal=proposal.id,
        keys=None,
        repeat_reasons={},
        move_reason="Boris is ill",
        travel=TRAVEL,
        by=cast.dispatcher,
        at=clock(),
    )
    work(app, clock, minutes=20)

    assert before is not None
    assert (before["visits"], before["moved"], before["dropped"]) == (0, 0, 1)
    assert len(outcome.dropped) == 1
    assert (len(automatic()), waiting()) == (1, None)


def test_a_day_that_nobody_planned_yet_and_an_illness_without_visits_set_nothing_off(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    urgent_ticket(cast)
    fall_ill(cast, cast.boris)

    work(app, clock, minutes=1)

    assert automatic() == []


def test_the_day_that_changes_is_planned_and_not_today(app: Flask, cast: Cast, clock: HeldClock) -> None:
    solo_network(cast, cast.anna, 26)
    fall_ill(cast, cast.anna, days=1)

    work(app, clock, minutes=1)

    assert [proposal.day for proposal in automatic()] == ["2026-11-24"]


def test_a_visit_past_its_end_is_noted_once_and_plans_the_day_again(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    """Anna was to be free at half past ten and arrives at twenty past; her next visit is at eleven."""
    running = solo_network(cast, cast.anna, 0)
    solo_network(cast, cast.anna, 1)
    report(running, VisitState.ON_SITE, cast.anna, TEN + timedelta(minutes=20))
    after = timedelta(minutes=15)

    early = note_overruns(after=after, at=TEN + timedelta(minutes=44))
    noted = note_overruns(after=after, at=TEN + timedelta(minutes=46))
    again = note_overruns(after=after, at=TEN + timedelta(minutes=47))

    assert (early, noted, again) == ([], [running], [])
    assert last_data("visit.overran")["minutes"] == 16
    clock.now = TEN + timedelta(minutes=46)
    work(app, clock, minutes=1)
    (proposal,) = automatic()
    assert proposal.reason is not None
    assert proposal.reason["ru"] == "Выезд V-0001 затянулся на 16 мин"


def test_asking_twice_for_the_same_change_asks_once(app: Flask, cast: Cast, clock: HeldClock) -> None:
    solo_network(cast, cast.anna, 2)
    ready_ticket(cast, MONDAY, NETWORK_30)
    fall_ill(cast, cast.anna)

    asked = [ask_replans(every=TEN_MINUTES, at=clock()) for _ in range(2)]

    assert [len(one) for one in asked] == [1, 0]
    assert get(Proposal, asked[0][0]).asked_by is None


def test_an_absence_noted_by_mistake_is_taken_back_and_the_day_is_planned_again(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    """The proposal that sent Viktor instead gives way to one that leaves Anna's visit where it is."""
    solo_network(cast, cast.anna, 2)
    absence = fall_ill(cast, cast.anna)
    work(app, clock, minutes=1)
    ill = waiting()

    for _ in range(2):
        remove_absence(
            person=cast.anna.person or "", absence=absence, by=cast.dispatcher, at=clock.advance(minutes=10)
        )
    work(app, clock, minutes=1)

    assert ill is not None
    assert ill["moved"] == 1
    assert waiting() is None
    first, second = automatic()
    assert (first.state, second.state) == ("cancelled", "ready")
    assert second.reason == {
        "en": "Anna Ivanova is not away after all",
        "ru": "Anna Ivanova: отсутствие отменено",
    }
    (anna, *_) = get_plan(day=TODAY, at=MONDAY)["engineers"]
    assert anna["absences"] == []
    assert last_data("person.absence_removed")["reason"] == "flu"


def test_an_absence_is_taken_back_only_under_its_person(app: Flask, cast: Cast) -> None:
    absence = fall_ill(cast, cast.anna)

    remove_absence(person=cast.boris.person or "", absence=absence, by=cast.dispatcher, at=MONDAY)

    (anna, *_) = get_plan(day=TODAY, at=MONDAY)["engineers"]
    assert [one["id"] for one in anna["absences"]] == [absence]


def test_a_day_is_planned_again_while_somebody_discards_its_proposal(app: Flask, cast: Cast) -> None:
    """Both hold the proposal and write into the log, so they must take them in the same order."""
    solo_network(cast, cast.anna, 2)
    fall_ill(cast, cast.anna)
    (older,) = ask_replans(every=timedelta(0), at=MONDAY)
    fall_ill(cast, cast.anna)

    def plan_again() -> list[str]:
        with app.app_context():
            return ask_replans(every=timedelta(0), at=MONDAY + timedelta(minutes=1))

    with ThreadPoolExecutor(1) as pool:
        with write_tx() as session:
            session.get(Proposal, older, with_for_update=True)
            asked = pool.submit(plan_again)
            wait_for_waiting(app)
            record(session, "proposal.seen", by=cast.dispatcher, at=MONDAY, data={"proposal": older})
        (newer,) = asked.result()

    assert get(Proposal, older).state == "cancelled"
    assert get(Proposal, newer).state == "queued"


def wait_for_waiting(app: Flask) -> None:
    """Until another session waits for a row; on SQLite it waits at the gate, which nobody can see."""
    if db.engine.dialect.name != "postgresql":
        return
    waiting = sa.text(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    # Outside a transaction: within one, PostgreSQL shows what it saw first again and again.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        wait_until(lambda: bool(connection.scalar(waiting)))
