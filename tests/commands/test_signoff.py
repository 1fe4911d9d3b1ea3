"""The customer's word: the visit is signed, tickets end or go on, nothing is taken twice, and ratings stay private."""

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.signoff import give_rating, settle_refusal
from server.domain.problems import Invalid, WrongState
from server.domain.ticket import TicketState
from server.domain.visit import VisitState
from server.store.acts import Csat, SignedStatement
from server.store.events import Event
from server.store.gate import db, write_tx
from server.store.ids import new_id
from server.store.tickets import Ticket
from server.store.visits import Visit, VisitTicket
from tests.cast import Cast
from tests.conftest import HeldClock
from tests.signing import Phone, enroll_phone, kinds_of, mend, sign_off_of, with_fake_renderer
from tests.visits import publish_visit


@pytest.fixture
def phone(app: Flask, cast: Cast, clock: HeldClock) -> Phone:
    with_fake_renderer(app)
    phone = enroll_phone(cast.anna, publish_visit(cast, cast.anna, at=clock()), clock)
    mend(phone)
    return phone


def visit_of(phone: Phone) -> Visit:
    db.session.rollback()
    return db.session.get_one(Visit, phone.visit)


def ticket_of(phone: Phone) -> Ticket:
    db.session.rollback()
    link = db.session.scalars(sa.select(VisitTicket).where(VisitTicket.visit_id == phone.visit)).one()
    return db.session.get_one(Ticket, link.ticket_id)


def rate(phone: Phone, **value: object) -> None:
    with write_tx() as session:
        give_rating(
            session, op_id=new_id(), visit_id=phone.visit, value=value, by=phone.person, at=phone.clock()
        )


def settle(phone: Phone, by: Cast, outcome: str, reason: str) -> None:
    with write_tx() as session:
        settle_refusal(
            session,
            visit_id=phone.visit,
            outcome=outcome,  # type: ignore[arg-type] # the tests name only the two allowed ones
            reason=reason,
            note="",
            by=by.dispatcher,
            at=phone.clock(),
        )


def test_an_accepted_visit_is_signed_and_its_ticket_done(phone: Phone) -> None:
    phone.send(phone.sign_off())

    assert visit_of(phone).state is VisitState.SIGNED
    assert ticket_of(phone).state is TicketState.DONE
    assert ticket_of(phone).ended_at == phone.clock()


def test_a_not_accepted_visit_is_signed_and_its_ticket_needs_another_visit(phone: Phone) -> None:
    phone.send(phone.sign_off(word="not_accepted"))

    assert visit_of(phone).state is VisitState.SIGNED
    assert visit_of(phone).ended_reason == "not_fixed"
    assert ticket_of(phone).state is TicketState.READY
    assert "visit.not_accepted" in kinds_of(phone.visit)


def test_a_signed_visit_is_no_longer_the_open_visit_of_its_ticket(phone: Phone) -> None:
    phone.send(phone.sign_off())

    assert db.session.scalars(sa.select(VisitTicket.is_open)).all() == [False]


def test_a_refusal_waits_for_the_dispatcher(phone: Phone) -> None:
    phone.send(phone.refusal(), refused=True)

    assert visit_of(phone).state is VisitState.SIGNED
    assert ticket_of(phone).state is TicketState.PLANNED
    assert "visit.refused" in kinds_of(phone.visit)


@pytest.mark.parametrize(
    ("outcome", "reason", "state"),
    [("done", "works", TicketState.DONE), ("again", "customer_absent", TicketState.READY)],
)
def test_a_settled_refusal_ends_or_reopens_the_ticket(
    phone: Phone, cast: Cast, outcome: str, reason: str, state: TicketState
) -> None:
    phone.send(phone.refusal("absent"), refused=True)

    settle(phone, cast, outcome, reason)

    assert ticket_of(phone).state is state
    with pytest.raises(WrongState):
        settle(phone, cast, outcome, reason)


def test_another_visit_after_a_refusal_needs_a_coded_reason(phone: Phone, cast: Cast) -> None:
    phone.send(phone.refusal(), refused=True)

    with pytest.raises(Invalid, match="customer_absent"):
        settle(phone, cast, "again", "no idea")


def test_two_customers_sign_one_content(phone: Phone) -> None:
    value = phone.sign_off()
    act_id = phone.send(value)

    phone.send({"act": value["act"], "statement": phone.statement(value["act"])})

    assert len(sign_off_of(act_id).statements) == 2
    assert kinds_of(phone.visit).count("visit.signed") == 1


def test_a_statement_is_not_taken_twice(phone: Phone) -> None:
    value = phone.sign_off()
    phone.send(value)

    with pytest.raises(Invalid, match="already used"):
        phone.send(value)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignedStatement)) == 1


def test_another_content_under_the_same_act_id_is_refused(phone: Phone) -> None:
    value = phone.sign_off()
    phone.send(value)
    other = {**value["act"], "word": {"result": "not_accepted", "text": "Not accepted", "remarks": ""}}

    with pytest.raises(Invalid, match="Another content"):
        phone.send({"act": other, "statement": phone.statement(other)})


@pytest.mark.parametrize(
    "broken",
    [
        {"act": None},
        {"statement": {}},
        {"act": {"kind": "act", "act_id": "7"}},
        {"act": {"kind": "refusal", "act_id": "0193409f-bbbb-7000-8000-000000000006"}},
    ],
)
def test_what_is_no_sign_off_changes_nothing(phone: Phone, broken: dict[str, object]) -> None:
    before = visit_of(phone).state

    with pytest.raises(Invalid):
        phone.send({**phone.sign_off(), **broken})

    assert visit_of(phone).state is before


def test_a_sign_off_on_a_cancelled_visit_is_kept_and_does_not_revive_it(phone: Phone) -> None:
    with write_tx() as session:
        session.get_one(Visit, phone.visit).state = VisitState.CANCELLED

    act_id = phone.send(phone.sign_off())

    assert visit_of(phone).state is VisitState.CANCELLED
    assert sign_off_of(act_id).state == "waiting"
    assert "op.raised" in kinds_of(phone.visit)


def test_a_rating_is_kept_and_its_mark_is_in_no_event(phone: Phone) -> None:
    rate(phone, rating=2, skipped=False, comment=" late ")

    kept = db.session.get_one(Csat, phone.visit)
    assert (kept.rating, kept.skipped, kept.comment) == (2, False, "late")
    given = db.session.scalars(sa.select(Event).where(Event.kind == "csat.given")).one()
    assert given.data == {}


def test_a_skipped_rating_is_stored_as_skipped_and_a_later_mark_replaces_it(phone: Phone) -> None:
    rate(phone, rating=None, skipped=True)
    assert db.session.get_one(Csat, phone.visit).skipped is True

    rate(phone, rating=5, skipped=False)
    rate(phone, rating=1, skipped=False)

    db.session.rollback()
    assert db.session.get_one(Csat, phone.visit).rating == 5


@pytest.mark.parametrize("rating", [0, 6, "5", True, 4.5])
def test_a_rating_outside_one_to_five_is_refused(phone: Phone, rating: object) -> None:
    with pytest.raises(Invalid):
        rate(phone, rating=rating, skipped=False)
