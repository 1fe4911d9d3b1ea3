"""One ticket from the call to the next like call, through commands alone: what Onevisit promises, told in order."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.signoff import Outcome
from server.commands.tickets import NewTicket, open_ticket
from server.commands.triage import triage_ticket
from server.commands.visits import settle_visit
from server.core import Services
from server.domain.article import ArticleState
from server.domain.ticket import TicketState
from server.domain.triage import Answer, CheckDone, KitNeeded, PartNeeded, Triage
from server.domain.visit import RepeatReason, VisitState
from server.queries.acts import SealedAct, find_sealed_act
from server.queries.knowledge import search
from server.store.acts import SignOff
from server.store.articles import Article, Evidence
from server.store.events import Event
from server.store.gate import db
from server.store.tickets import Ticket
from server.store.visits import Visit
from server.verify.verifier import verify
from tests.cast import Cast
from tests.commands.flow import get, plan_and_publish, propose
from tests.conftest import HeldClock
from tests.journeys.field_phone import FieldPhone, take_phone
from tests.signing import kinds_of, run_jobs, with_fake_renderer

SYMPTOM = "phone-does-not-ring"
TWO_TRADES = (PartNeeded("telephony", 2, 20), PartNeeded("network", 2, 30))
Call = Callable[[str], str]


@pytest.fixture
def services(app: Flask) -> Services:
    return with_fake_renderer(app)


@pytest.fixture
def call(cast: Cast, clock: HeldClock) -> Call:
    """The customer calls with these words; Olga takes it in. Returns the ticket."""

    def take_in(text: str) -> str:
        new = NewTicket(cast.customer, cast.site, text, contact=cast.contact, asset=cast.phone_asset)
        return open_ticket(ticket=new, by=cast.operator, at=clock.advance(minutes=1))

    return take_in


def needs_a_visit(ticket: str, cast: Cast, at: datetime) -> None:
    """Olga asked and looked: the switch shows no power, which nobody cures from afar."""
    triage = Triage(
        symptom=SYMPTOM,
        outcome="visit",
        answers=(Answer("display", "dark"),),
        checks=(CheckDone("dnd", "unknown"), CheckDone("port", "no-power", "port 14")),
        parts=TWO_TRADES,
        kit=(KitNeeded("patch-cord", 1),),
    )
    triage_ticket(ticket=ticket, triage=triage, by=cast.operator, at=at)


def send_anna(ticket: str, app: Flask, cast: Cast, clock: HeldClock) -> FieldPhone:
    """Plan and publish; Anna has both trades, so she goes alone. Her phone has the visit."""
    needs_a_visit(ticket, cast, clock.advance(minutes=4))
    (visit,) = plan_and_publish(app, cast, clock.advance(minutes=1)).published
    phone = take_phone(cast.anna, visit, clock)
    clock.now = get(Visit, visit).crew[0].busy_from
    phone.status("travelling")
    clock.now = get(Visit, visit).starts_at
    phone.status("on_site")
    return phone


def mend(phone: FieldPhone) -> None:
    """The port gives no power; after a change of port everything on the list is good."""
    phone.answer("port.poe", num="0")
    phone.answer("port.poe", num="6.5")
    phone.answer_the_rest()
    phone.close_work(cause="no-power", remedy="Moved the phone to a port that gives power", minutes=35)


def test_one_call_one_visit_one_act_and_the_next_call_knows(
    app: Flask, database: str, cast: Cast, clock: HeldClock, call: Call
) -> None:
    # The real page and seal once, on SQLite; the quick page on PostgreSQL.
    services = app.extensions["onevisit"] if database == "sqlite" else with_fake_renderer(app)
    ticket = call("The reception phone stays silent when patients call")

    phone = send_anna(ticket, app, cast, clock)
    mend(phone)
    act_id = phone.sign()
    phone.rate(5)
    # All of it without network: the server still believes that Anna has not set out.
    assert get(Visit, phone.visit).state is VisitState.PUBLISHED

    statuses = phone.send()
    assert set(statuses) == {"applied"}
    assert phone.outbox == []
    assert get(Ticket, ticket).state is TicketState.DONE
    assert get(Visit, phone.visit).state is VisitState.SIGNED

    run_jobs(services)
    assert get(Visit, phone.visit).state is VisitState.SEALED
    act = sealed(act_id)
    assert verdict(services, act)
    assert [one.suffix for one in (services.settings.data_dir / "mail").iterdir()] == [".eml"]
    trips = [kind for kind in kinds_of(phone.visit) if kind == "visit.travelling"]
    assert len(trips) == 1

    next_call = call("The phone in the treatment room is silent")
    found = search(q=get(Ticket, next_call).text, symptom=SYMPTOM, language="en", at=clock())["items"]
    assert found[0]["cause_code"] == "no-power"
    assert found[0]["evidence"] == 1
    assert "port that gives power" in found[0]["remedy"]
    second = send_anna(next_call, app, cast, clock)
    assert [hint["id"] for hint in second.record["hints"]] == [found[0]["id"]]


def test_a_good_triage_needs_no_trip_and_teaches_all_the_same(
    app: Flask, services: Services, cast: Cast, clock: HeldClock, call: Call
) -> None:
    ticket = call("Nobody can reach the reception")
    solved = Triage(
        symptom=SYMPTOM,
        outcome="solved",
        checks=(CheckDone("dnd", "on"),),
        solved_by={"check": "dnd", "text": "The nurse pressed DND again, the test call rang"},
    )

    triage_ticket(ticket=ticket, triage=solved, by=cast.operator, at=clock.advance(minutes=5))
    run_jobs(services)

    assert get(Ticket, ticket).state is TicketState.SOLVED_REMOTELY
    assert propose(app, cast, clock()).result["visits"] == []
    found = search(q="nobody can reach us", symptom=SYMPTOM, language="en", at=clock())["items"]
    assert found[0]["cause_code"] == "remote/dnd"


def test_a_refusal_ends_the_ticket_only_when_a_dispatcher_settles_it(
    app: Flask, services: Services, cast: Cast, clock: HeldClock, call: Call
) -> None:
    ticket = call("The reception phone is dead")
    phone = send_anna(ticket, app, cast, clock)
    mend(phone)

    phone.note_refusal("absent", "The head nurse left")
    phone.send()
    run_jobs(services)
    assert get(Ticket, ticket).state is TicketState.UNDER_WAY
    assert get(Visit, phone.visit).state is VisitState.SEALED

    settle(phone, "done", "works", cast, clock)
    assert get(Ticket, ticket).state is TicketState.DONE
    settled = db.session.scalars(sa.select(Event).where(Event.kind == "visit.settled")).one()
    assert settled.data == {"outcome": "done", "reason": "works"}


def test_a_customer_who_says_no_gets_a_repeat_with_its_reason(
    app: Flask, services: Services, cast: Cast, clock: HeldClock, call: Call
) -> None:
    ticket = call("The reception phone is dead")
    phone = send_anna(ticket, app, cast, clock)
    mend(phone)

    phone.sign("not_accepted")
    phone.send()
    run_jobs(services)
    assert get(Ticket, ticket).state is TicketState.READY

    (again,) = plan_and_publish(app, cast, clock.advance(minutes=5)).published
    repeat = get(Visit, again)
    assert repeat.repeat_of == phone.visit
    assert repeat.repeat_reason == RepeatReason.DIAGNOSIS


def test_an_aborted_trip_is_followed_by_a_repeat_with_its_reason(
    app: Flask, services: Services, cast: Cast, clock: HeldClock, call: Call
) -> None:
    ticket = call("The reception phone is dead")
    phone = send_anna(ticket, app, cast, clock)

    phone.status("aborted", "missing_part")
    phone.send()
    assert get(Ticket, ticket).state is TicketState.READY

    (again,) = plan_and_publish(app, cast, clock.advance(minutes=5)).published
    assert get(Visit, again).repeat_reason == RepeatReason.PART


def test_an_article_that_a_person_publishes_grows_with_the_next_like_visit(
    app: Flask, services: Services, cast: Cast, clock: HeldClock, call: Call
) -> None:
    for text in ("The reception phone is dead", "The phone in room 7 is dead"):
        phone = send_anna(call(text), app, cast, clock)
        mend(phone)
        phone.sign()
        assert set(phone.send()) == {"applied"}
        run_jobs(services)

    article = db.session.scalars(sa.select(Article)).one()
    assert article.state == ArticleState.DRAFT
    assert len(db.session.scalars(sa.select(Evidence)).all()) == 2


def sealed(act_id: str) -> SealedAct:
    db.session.rollback()
    found = find_sealed_act(act_id)
    faults = db.session.get_one(SignOff, act_id)
    assert found is not None, (faults.state, faults.missing, faults.faults)
    return found


def verdict(services: Services, act: SealedAct) -> bool:
    """Whether an outsider, with the file and the published certificate alone, finds the act whole."""
    pdf = services.acts.read(act.sha256)
    judged = verify(pdf, trusted_pem=services.sealer.trusted_pem(), now=services.clock())
    assert judged.is_whole, [check for check in judged.checks if not check.holds]
    return True


def settle(phone: FieldPhone, outcome: Outcome, reason: str, cast: Cast, clock: HeldClock) -> None:
    at = clock.advance(minutes=10)
    settle_visit(visit=phone.visit, outcome=outcome, reason=reason, note="", by=cast.dispatcher, at=at)
