"""Sealing: only what was signed, only when it is whole, once, and with everything that follows from it."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask

from server.clients.pdf.protocol import Printable, RenderFailed
from server.commands.acts import check_again, note_late_facts
from server.core import Services
from server.domain.visit import VisitState
from server.jobs import seal_act
from server.store.acts import Act
from server.store.articles import Evidence
from server.store.events import Event
from server.store.field import Op
from server.store.gate import db, write_tx
from server.store.jobs import Job
from server.store.visits import Visit
from server.verify.verifier import verify
from tests.cast import Cast
from tests.conftest import HeldClock
from tests.signing import (
    Phone,
    act_of,
    enroll_phone,
    kinds_of,
    mend,
    phone_step,
    run_jobs,
    sign_off_of,
    store_photo,
    take_photo,
    with_fake_renderer,
)
from tests.visits import publish_visit

Change = Callable[[dict[str, Any]], object]


class PowerCut(BaseException):
    """Ends a job as a kill would: nothing after it runs, and nothing of it is caught."""


@pytest.fixture
def services(app: Flask) -> Services:
    return with_fake_renderer(app)


@pytest.fixture
def phone(services: Services, cast: Cast, clock: HeldClock) -> Phone:
    phone = enroll_phone(cast.anna, publish_visit(cast, cast.anna, at=clock()), clock)
    mend(phone)
    return phone


def sealed_pdf(services: Services, act_id: str) -> bytes:
    act = act_of(act_id)
    assert act is not None
    assert act.pdf_sha256 is not None
    return services.acts.read(act.pdf_sha256)


def state_of(phone: Phone) -> VisitState:
    db.session.rollback()
    return db.session.get_one(Visit, phone.visit).state


def late_jobs(kind: str) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Job.state).where(Job.kind == kind)))


def test_a_signed_visit_gets_a_sealed_act_that_the_verifier_accepts(services: Services, phone: Phone) -> None:
    act_id = phone.send(phone.sign_off())

    run_jobs(services)

    verdict = verify(
        sealed_pdf(services, act_id), trusted_pem=services.sealer.trusted_pem(), now=phone.clock()
    )
    assert [(one.name, one.reason) for one in verdict.checks if not one.holds] == []
    assert state_of(phone) is VisitState.SEALED
    assert kinds_of(phone.visit)[-2:] == ["visit.sealed", "act.mailed"] or "visit.sealed" in kinds_of(
        phone.visit
    )


def test_the_sealed_visit_taught_the_knowledge_base(services: Services, phone: Phone) -> None:
    phone.send(phone.sign_off())

    run_jobs(services)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Evidence)) == 1


def test_the_letter_brings_the_act_with_its_hash_and_link(services: Services, phone: Phone) -> None:
    act_id = phone.send(phone.sign_off())

    run_jobs(services)

    letters = list((services.settings.data_dir / "mail").glob("*.eml"))
    act = act_of(act_id)
    assert len(letters) == 1
    assert act is not None
    assert act.mailed_at is not None
    text = letters[0].read_text()
    assert "To: office@aist.example" in text
    assert "A-0001" in text


def test_a_refusal_is_sealed_without_a_signature(services: Services, phone: Phone) -> None:
    act_id = phone.send(phone.refusal("absent"), refused=True)

    run_jobs(services)

    verdict = verify(
        sealed_pdf(services, act_id), trusted_pem=services.sealer.trusted_pem(), now=phone.clock()
    )
    assert verdict.is_whole
    assert state_of(phone) is VisitState.SEALED


def test_both_statements_of_two_customers_are_in_the_act(services: Services, phone: Phone) -> None:
    value = phone.sign_off()
    act_id = phone.send(value)
    phone.send({"act": value["act"], "statement": phone.statement(value["act"])})

    run_jobs(services)

    with pikepdf.open(io.BytesIO(sealed_pdf(services, act_id))) as pdf:
        assert sorted(pdf.attachments) == ["act.json", "receipt.json", "statement-2.json", "statement.json"]


def test_an_act_waits_for_its_photo_and_says_so(services: Services, phone: Phone) -> None:
    photo = take_photo(phone, stored=False)
    act_id = phone.send(phone.sign_off())

    run_jobs(services)

    assert sign_off_of(act_id).missing == [{"kind": "file", "id": photo, "why": "not_here"}]
    assert "act.waiting" in kinds_of(phone.visit)
    assert act_of(act_id) is None


def test_an_act_is_sealed_when_its_photo_arrives(services: Services, phone: Phone) -> None:
    take_photo(phone, stored=False)
    act_id = phone.send(phone.sign_off())
    run_jobs(services)

    store_photo(phone)
    run_jobs(services)

    assert sealed_pdf(services, act_id).startswith(b"%PDF")


def test_an_act_waits_for_an_entry_that_was_quarantined(services: Services, phone: Phone) -> None:
    value = phone.sign_off()
    entry = next(iter(value["statement"]["covers"]["fields"].values()))[0]
    with write_tx() as session:
        session.get_one(Op, entry).status = "quarantined"

    act_id = phone.send(value)
    run_jobs(services)

    assert sign_off_of(act_id).missing == [{"kind": "op", "id": entry, "why": "quarantined"}]


def test_an_act_is_sealed_when_the_missing_entry_arrives(
    services: Services, phone: Phone, cast: Cast
) -> None:
    value = phone.sign_off()
    step = f"step/{phone_step(phone.visit)}"
    entry = value["statement"]["covers"]["fields"][step][0]
    with write_tx() as session:
        session.get_one(Op, entry).status = "deferred"
    act_id = phone.send(value)
    run_jobs(services)

    with write_tx() as session:
        op = session.get_one(Op, entry)
        op.status = "applied"
        visit = session.get_one(Visit, phone.visit)
        note_late_facts(session, visit, op_id=entry, field=step, at=phone.clock())
    run_jobs(services)

    assert sign_off_of(act_id).state == "sealed"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda act: act["outcome"].update(remedy="Replaced the switch"), id="remedy"),
        pytest.param(lambda act: act["steps"][0].update(answer="No"), id="answer"),
        pytest.param(lambda act: act["times"].clear(), id="times"),
        pytest.param(lambda act: act["consent"].update(text="I owe 1,000,000"), id="consent"),
        pytest.param(lambda act: act["visit"].update(id="0193409f-aaaa-7000-8000-000000000001"), id="visit"),
        pytest.param(lambda act: act.update(steps=7), id="no steps"),
        pytest.param(lambda act: act.pop("site"), id="no site"),
    ],
)
def test_a_content_that_differs_from_what_was_recorded_is_not_sealed(
    services: Services, phone: Phone, change: Change
) -> None:
    act = phone.sign_off()["act"]
    change(act)
    act_id = phone.send({"act": act, "statement": phone.statement(act)})

    run_jobs(services)

    assert sign_off_of(act_id).state == "alarmed"
    assert sign_off_of(act_id).faults != []
    assert "act.alarmed" in kinds_of(phone.visit)
    assert act_of(act_id) is None


def test_a_statement_that_the_device_did_not_sign_is_not_sealed(services: Services, phone: Phone) -> None:
    value = phone.sign_off()
    value["statement"]["signer"]["name"] = "Somebody Else"

    act_id = phone.send(value)
    run_jobs(services)

    assert sign_off_of(act_id).faults == ["statement: sig"]


def test_a_statement_of_an_unknown_device_is_not_sealed(services: Services, phone: Phone) -> None:
    act = phone.sign_off()["act"]
    device = {"id": "d-unknown", "public_key": phone.statement(act)["device"]["public_key"]}

    act_id = phone.send({"act": act, "statement": phone.statement(act, device=device)})
    run_jobs(services)

    assert sign_off_of(act_id).faults == ["statement: device_key", "statement: sig"]


def test_an_entry_named_under_another_field_is_not_sealed(services: Services, phone: Phone) -> None:
    act = phone.sign_off()["act"]
    fields = phone.statement(act)["covers"]["fields"]
    swapped = {**fields, "outcome/cause": fields["outcome/remedy"]}

    act_id = phone.send(
        {"act": act, "statement": phone.statement(act, covers={"fields": swapped, "files": []})}
    )
    run_jobs(services)

    assert any("does not belong to outcome/cause" in one for one in sign_off_of(act_id).faults)


def test_an_edit_of_the_contact_after_signing_is_named_and_does_not_forbid_the_seal(
    services: Services, phone: Phone, cast: Cast
) -> None:
    value = phone.sign_off()
    with write_tx() as session:
        visit = session.get_one(Visit, phone.visit)
        session.execute(sa.text("update site set address = 'Taganskaya ulitsa 2'"))
        assert visit.site_id == cast.site
    act_id = phone.send(value)

    run_jobs(services)

    act = act_of(act_id)
    assert act is not None
    assert act.receipt["header_changes"] == ["/site/address"]


def test_an_alarmed_act_can_be_checked_again_when_its_cause_is_gone(
    services: Services, phone: Phone, cast: Cast
) -> None:
    value = phone.sign_off()
    with write_tx() as session:
        session.execute(sa.text("update op set field = 'note/x' where field like 'outcome/%'"))
    act_id = phone.send(value)
    run_jobs(services)
    assert sign_off_of(act_id).state == "alarmed"

    with write_tx() as session:
        session.execute(sa.text("update op set field = 'outcome/remedy' where field = 'note/x'"))
    check_again(act_id=act_id, by=cast.dispatcher, at=phone.clock())
    run_jobs(services)

    assert sign_off_of(act_id).state == "sealed"


@pytest.mark.parametrize("mark", ["render", "seal", "keep_draft", "keep", "drop_draft"])
def test_a_crash_at_any_mark_leaves_one_act_one_number_and_one_file(
    services: Services, phone: Phone, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    act_id = phone.send(phone.sign_off())
    owner = {"render": services.renderer, "seal": services.sealer}.get(mark, services.acts)
    with monkeypatch.context() as patch:
        patch.setattr(owner, mark, _cut_power)
        with pytest.raises(PowerCut):
            run_jobs(services)

    phone.clock.advance(seconds=31)
    run_jobs(services)
    seal_act.run(services, {"act_id": act_id})

    acts = db.session.scalars(sa.select(Act)).all()
    files = list((services.settings.data_dir / "acts").rglob("*.pdf"))
    assert [(one.number, one.pdf_sha256) for one in acts] == [(1, files[0].stem)]
    assert len(files) == 1
    assert kinds_of(phone.visit).count("visit.sealed") == 1


def _cut_power(*_arguments: object) -> object:
    raise PowerCut


def test_a_page_that_cannot_be_rendered_is_given_up_after_three_tries_and_keeps_its_number(
    app: Flask, services: Services, phone: Phone
) -> None:
    class Broken:
        def render(self, document: Printable) -> bytes:
            raise RenderFailed("rendering took longer than 30 s")

        def is_available(self) -> tuple[bool, str]:
            return True, ""

    broken = replace(services, renderer=Broken())
    act_id = phone.send(phone.sign_off())

    for _ in range(4):
        run_jobs(broken)
        phone.clock.advance(minutes=10)

    assert late_jobs("seal_act") == ["dead"]
    assert state_of(phone) is VisitState.SIGNED
    act = act_of(act_id)
    assert act is not None
    assert act.number == 1


def test_a_second_act_of_a_visit_is_sealed_and_names_the_first(services: Services, phone: Phone) -> None:
    phone.send(phone.sign_off())
    run_jobs(services)

    second = phone.send(phone.sign_off())
    run_jobs(services)

    act = act_of(second)
    assert act is not None
    assert act.receipt["note"] == "The same visit has another act: A-0001"
    assert kinds_of(phone.visit).count("visit.sealed") == 1


def test_a_late_answer_makes_an_addendum_and_never_changes_the_act(
    services: Services, phone: Phone, cast: Cast, clock: HeldClock
) -> None:
    act_id = phone.send(phone.sign_off())
    run_jobs(services)
    before = sealed_pdf(services, act_id)

    boris = enroll_phone(cast.boris, phone.visit, clock)
    boris.write(f"step/{phone_step(phone.visit)}", {"k": "fail", "opt": "no"}, blind=True)
    run_jobs(services)

    addendum = db.session.scalars(sa.select(Act).where(Act.kind == "addendum")).one()
    content = sign_off_of(addendum.act_id).act
    assert sealed_pdf(services, act_id) == before
    assert content["previous"]["act_id"] == act_id
    assert [one["result"] for one in content["steps"]] == ["fail"]
    assert verify(
        sealed_pdf(services, addendum.act_id), trusted_pem=services.sealer.trusted_pem(), now=clock()
    ).is_whole


def test_a_late_fail_against_a_signed_pass_is_named(
    services: Services, phone: Phone, cast: Cast, clock: HeldClock
) -> None:
    phone.send(phone.sign_off())
    step = phone_step(phone.visit)

    enroll_phone(cast.boris, phone.visit, clock).write(f"step/{step}", {"k": "fail", "opt": "no"}, blind=True)

    assert due_data(phone)["contradicts"] == [step]


def due_data(phone: Phone) -> dict[str, Any]:
    db.session.rollback()
    query = sa.select(Event).where(Event.kind == "visit.addendum_due", Event.visit_id == phone.visit)
    return db.session.scalars(query).one().data


def test_a_late_answer_that_says_the_same_makes_no_addendum(
    services: Services, phone: Phone, cast: Cast, clock: HeldClock
) -> None:
    phone.send(phone.sign_off())
    run_jobs(services)

    enroll_phone(cast.boris, phone.visit, clock).write(
        f"step/{phone_step(phone.visit)}", {"k": "pass", "opt": "yes"}, blind=True
    )
    run_jobs(services)

    assert db.session.scalar(sa.select(sa.func.count()).where(Act.kind == "addendum")) == 0


def test_answers_that_the_signing_phone_had_not_seen_make_an_addendum_after_the_seal(
    services: Services, phone: Phone, cast: Cast, clock: HeldClock
) -> None:
    value = phone.sign_off()
    enroll_phone(cast.boris, phone.visit, clock).write(
        "outcome/cause", {"k": "done", "text": "A pressed key"}
    )
    phone.send(value)

    run_jobs(services)

    kinds = sorted(db.session.scalars(sa.select(Act.kind)))
    assert kinds == ["act", "addendum"]


def test_an_addendum_waits_for_its_photo(services: Services, phone: Phone) -> None:
    phone.send(phone.sign_off())
    run_jobs(services)
    take_photo(phone, stored=False)
    run_jobs(services)
    assert db.session.scalars(sa.select(Act.kind)).all() == ["act"]

    store_photo(phone)
    run_jobs(services)

    assert sorted(db.session.scalars(sa.select(Act.kind))) == ["act", "addendum"]


def test_a_customer_without_address_is_shown_and_the_letter_goes_after_a_retry(
    services: Services, phone: Phone
) -> None:
    with write_tx() as session:
        session.execute(sa.text("update customer set email = null"))
    phone.send(phone.sign_off())

    run_jobs(services)

    job = db.session.scalars(sa.select(Job).where(Job.kind == "mail_act")).one()
    assert job.state == "dead"
    assert "neither the contact nor Aist clinic has a mail address" in (job.error or "")


def test_the_rating_is_in_none_of_the_files(services: Services, phone: Phone) -> None:
    value = phone.sign_off()
    act_id = phone.send(value)
    run_jobs(services)

    with pikepdf.open(io.BytesIO(sealed_pdf(services, act_id))) as pdf:
        for name in pdf.attachments:
            content = pdf.attachments[name].get_file().read_bytes()
            assert b"rating" not in content
            assert b"csat" not in content
