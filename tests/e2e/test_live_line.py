"""The live line of the console: where it does not get through, the console asks, and takes it up again when it does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Route, expect

from server.settings import Settings
from tests.e2e.browser import Window, window
from tests.e2e.console_screens import ConsoleScreens
from tests.e2e.live import Live, running
from tests.e2e.people import TEXTS, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LINE = "**/api/stream"
LIVE, NOT_LIVE = "Live", "Checked every few seconds"
ASK_MS, TRY_AGAIN_MS = 5_000, 30_000


def two_tickets(settings: Settings) -> None:
    make_world(settings, texts=TEXTS["en"])


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("line"), language="en", fill=two_tickets) as started:
        yield started


@pytest.fixture
def operator(live: Live, playwright: Playwright, tmp_path: Path) -> Iterator[Window]:
    """Her browser's clock is ours, so that nobody waits."""
    with window(playwright, live.base_url, tmp_path / "operator", language="en") as shown:
        shown.page.clock.install()
        yield shown


@pytest.fixture
def dispatcher(live: Live, playwright: Playwright, tmp_path: Path) -> Iterator[Window]:
    with window(playwright, live.base_url, tmp_path / "dispatcher", language="en") as shown:
        yield shown


def cut_on_the_way(route: Route) -> None:
    route.abort("connectionreset")


def refuse_at_a_proxy(route: Route) -> None:
    route.fulfill(status=503)


@pytest.mark.parametrize(
    ("stop", "ticket"), [(cut_on_the_way, TEXTS["en"][0]), (refuse_at_a_proxy, TEXTS["en"][1])]
)
def test_a_console_without_the_live_line_asks_until_it_has_one(
    operator: Window, dispatcher: Window, stop: Callable[[Route], None], ticket: str
) -> None:
    operator.context.route(LINE, stop)
    open_triage(operator, "olga", ticket)
    expect_line(operator, NOT_LIVE)
    open_triage(dispatcher, "dmitri", ticket)
    expect_line(dispatcher, LIVE)

    cancel_ticket(dispatcher, ticket)
    operator.page.clock.run_for(ASK_MS)
    expect(operator.page.get_by_role("link", name=ticket)).to_have_count(0)

    operator.context.unroute(LINE)
    operator.page.clock.run_for(TRY_AGAIN_MS)
    expect(operator.page.get_by_text(LIVE, exact=True)).to_be_visible()


def open_triage(shown: Window, login: str, ticket: str) -> None:
    ConsoleScreens(shown, "en").sign_in(login)
    expect(shown.page.get_by_role("link", name=ticket)).to_be_visible()


def expect_line(shown: Window, line: str) -> None:
    """How the console learns of changes is said beside the person's name."""
    shown.page.get_by_role("navigation").get_by_role("button").last.click()
    expect(shown.page.get_by_text(line, exact=True)).to_be_visible()
    shown.check_access()


def cancel_ticket(shown: Window, text: str) -> None:
    shown.page.get_by_role("link", name=text).click()
    shown.page.get_by_role("button", name="Cancel the ticket").click()
    shown.page.get_by_label("This cannot be undone. Why is it cancelled?").fill("It rings again")
    shown.page.get_by_role("button", name="Cancel the ticket").click()
    expect(shown.page.get_by_role("status").get_by_text("The ticket is cancelled")).to_be_visible()
