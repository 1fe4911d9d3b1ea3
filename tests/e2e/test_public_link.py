"""The link in the customer's letter: it opens without an account and gives the sealed file; a guessed one gives nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Playwright, expect

from server.domain.act_link import token_of
from server.settings import Settings
from tests.conftest import HeldClock
from tests.e2e.browser import Window, window
from tests.e2e.live import Live, running, wait_until
from tests.e2e.people import make_world
from tests.signing import enroll_phone, mend
from tests.visits import publish_visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ACTS: list[str] = []


def sealed_visit(settings: Settings) -> None:
    # Each thing she enters takes a second, and what she did must not lie ahead of the worker.
    clock = HeldClock(datetime.now(UTC) - timedelta(minutes=1))
    cast = make_world(settings, texts=()).cast
    phone = enroll_phone(cast.anna, publish_visit(cast, cast.anna, at=clock()), clock)
    mend(phone)
    ACTS.append(phone.send(phone.sign_off()))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("link"), language="en", fill=sealed_visit) as started:
        yield started


@pytest.fixture
def customer(
    live: Live, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Window]:
    with window(playwright, live.base_url, tmp_path_factory.mktemp("customer"), language="en") as opened:
        yield opened


def test_the_link_of_the_letter_opens_without_an_account(live: Live, customer: Window) -> None:
    token = token_of(live.settings.secret_key, ACTS[0])
    wait_until(lambda: list((live.data_dir / "mail").glob("*.eml")) or None, "the letter", seconds=90)

    customer.go(f"/a/{token}")

    expect(customer.page.get_by_text("Switched Do Not Disturb off").first).to_be_visible()
    customer.check_access()
    link = customer.page.get_by_role("link").first.get_attribute("href")
    file = customer.context.request.get(f"{customer.base_url}{link}")
    assert file.headers["content-type"] == "application/pdf"
    assert file.body().startswith(b"%PDF-")


def test_a_guessed_link_gives_nothing(customer: Window) -> None:
    token = "x" * 43

    answer = customer.page.goto(f"{customer.base_url}/a/{token}")

    assert answer is not None
    assert answer.status == 404
    expect(customer.page.get_by_role("link")).to_have_count(0)
    customer.check_access()
    assert customer.context.request.get(f"{customer.base_url}/a/{token}/act.pdf").status == 404
