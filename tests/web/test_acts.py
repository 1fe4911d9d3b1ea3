"""Acts over HTTP: the public link, the console, and who may see what."""

import pytest
import sqlalchemy as sa
from flask import Flask

from server.core import Services
from server.domain.act_link import token_of
from server.store.gate import write_tx
from tests.cast import Cast
from tests.conftest import HeldClock
from tests.signing import Phone, enroll_phone, mend, run_jobs, take_photo, with_fake_renderer
from tests.visits import publish_visit
from tests.web.callers import sign_in, stranger


@pytest.fixture
def services(sqlite_app: Flask) -> Services:
    return with_fake_renderer(sqlite_app)


@pytest.fixture
def phone(services: Services, sqlite_cast: Cast, clock: HeldClock) -> Phone:
    visit = publish_visit(sqlite_cast, sqlite_cast.anna, at=clock())
    phone = enroll_phone(sqlite_cast.anna, visit, clock)
    mend(phone)
    return phone


@pytest.fixture
def sealed(services: Services, phone: Phone) -> str:
    act_id = phone.send(phone.sign_off())
    run_jobs(services)
    return act_id


def link_of(services: Services, act_id: str) -> str:
    return f"/a/{token_of(services.settings.secret_key, act_id)}"


def test_the_link_of_the_letter_opens_the_act_without_an_account(
    sqlite_app: Flask, services: Services, sealed: str
) -> None:
    page = stranger(sqlite_app).get(link_of(services, sealed))

    assert page.status_code == 200
    assert "A-0001" in page.text
    assert "Switched Do Not Disturb off" in page.text
    assert "Скачать заверенный акт" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_link_gives_the_sealed_file_as_a_download(
    sqlite_app: Flask, services: Services, sealed: str
) -> None:
    file = stranger(sqlite_app).get(link_of(services, sealed) + "/act.pdf")

    assert file.data.startswith(b"%PDF")
    assert file.headers["Content-Disposition"] == 'attachment; filename="act-A-0001.pdf"'
    assert "sandbox" in file.headers["Content-Security-Policy"]


def test_a_revoked_link_looks_like_one_that_never_was(
    sqlite_app: Flask, services: Services, sealed: str
) -> None:
    dmitri, guest, link = sign_in(sqlite_app, "dmitri"), stranger(sqlite_app), link_of(services, sealed)
    never = guest.get("/a/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")

    assert dmitri.ask("POST", f"/api/acts/{sealed}/revoke_link").status_code == 204

    assert (guest.get(link).status_code, guest.get(link).text) == (404, never.text)


def test_a_guesser_is_slowed_down(
    sqlite_app: Flask, services: Services, sealed: str, clock: HeldClock
) -> None:
    guest = stranger(sqlite_app)
    clock.advance(minutes=3)

    answers = [guest.get(f"/a/{number:032d}").status_code for number in range(32)]

    assert answers[:30] == [404] * 30
    assert answers[-1] == 429


def test_an_engineer_sees_acts_of_own_visits_only(sqlite_app: Flask, services: Services, sealed: str) -> None:
    own, other = sign_in(sqlite_app, "anna"), sign_in(sqlite_app, "oskar")

    assert own.get(f"/api/acts/{sealed}").get_json()["number"] == "A-0001"
    assert own.get(f"/api/acts/{sealed}/pdf").data.startswith(b"%PDF")
    assert other.get(f"/api/acts/{sealed}").status_code == 404
    assert other.get(f"/api/acts/{sealed}/pdf").status_code == 404
    assert own.get("/api/acts").status_code == 403


def test_a_waiting_act_is_listed_with_what_it_waits_for(
    sqlite_app: Flask, services: Services, phone: Phone, clock: HeldClock
) -> None:
    take_photo(phone, stored=False)
    phone.send(phone.sign_off())
    run_jobs(services)
    dmitri = sign_in(sqlite_app, "dmitri")

    item = dmitri.get("/api/attention").get_json()["items"][0]

    assert (item["code"], item["files"]) == ("act_waiting", 1)
    assert "waits for files (1)" in item["text"]["en"]
    clock.advance(hours=49)
    again = sign_in(sqlite_app, "dmitri")
    assert again.get("/api/attention").get_json()["items"][0]["code"] == "act_overdue"


def test_refusals_words_of_no_and_failed_jobs_need_attention(
    sqlite_app: Flask, services: Services, phone: Phone, sqlite_cast: Cast, clock: HeldClock
) -> None:
    phone.send(phone.refusal("absent"), refused=True)
    second = enroll_phone(sqlite_cast.boris, publish_visit(sqlite_cast, sqlite_cast.boris, at=clock()), clock)
    mend(second)
    second.send(second.sign_off(word="not_accepted"))

    codes = [one["code"] for one in sign_in(sqlite_app, "dmitri").get("/api/attention").get_json()["items"]]

    assert {"refusal_to_settle", "not_accepted"} <= set(codes)


def test_a_failed_job_is_retried_by_the_dispatcher(
    sqlite_app: Flask, services: Services, phone: Phone
) -> None:
    with write_tx() as session:
        session.execute(sa.text("update customer set email = null"))
    phone.send(phone.sign_off())
    run_jobs(services)
    dmitri = sign_in(sqlite_app, "dmitri")
    items = dmitri.get("/api/attention").get_json()["items"]
    failed = next(one for one in items if one["code"] == "job_failed")
    with write_tx() as session:
        session.execute(sa.text("update customer set email = 'office@aist.example'"))

    assert dmitri.ask("POST", f"/api/attention/jobs/{failed['job']}/retry").status_code == 204
    run_jobs(services)

    assert len(list((services.settings.data_dir / "mail").glob("*.eml"))) == 1


def test_the_certificates_are_public(sqlite_app: Flask, services: Services) -> None:
    assert b"BEGIN CERTIFICATE" in stranger(sqlite_app).get("/api/certificate").data
