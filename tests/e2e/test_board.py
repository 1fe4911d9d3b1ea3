"""The board by keys alone: a card moves, a full column refuses it, a reason carries it over, and others see it live."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Playwright, expect

from server.commands.board import set_limit
from server.domain.wip import Column
from server.settings import Settings
from tests.e2e.browser import window
from tests.e2e.console_screens import ConsoleScreens
from tests.e2e.live import Live, running
from tests.e2e.people import TEXTS, for_a_visit, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST, SECOND = TEXTS["en"]


def two_triaged_tickets(settings: Settings) -> None:
    """Both were ready once and went back to a swarm; one place is left in the column that they wait for."""
    swarm = replace(for_a_visit(("telephony", 2, 20)), outcome="swarm", note="Is this the switch again?")
    world = make_world(settings, texts=(FIRST, SECOND), triage=swarm)
    set_limit(column=Column.READY, limit=1, per_person=False, by=world.cast.lead, at=world.now)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("board"), language="en", fill=two_triaged_tickets) as started:
        yield started


def test_cards_move_by_keys_within_the_limit_and_over_it_with_a_reason(
    live: Live, playwright: Playwright, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        one, other = (
            ConsoleScreens(
                stack.enter_context(window(playwright, live.base_url, tmp_path / name, language="en")), "en"
            )
            for name in ("dispatcher", "lead")
        )
        for desk, login in ((one, "dmitri"), (other, "lidia")):
            desk.sign_in(login)
            desk.open("board")
        ready, seen = column(one, "Ready"), column(other, "Ready")

        move_right(card(one, FIRST))
        expect(ready).to_contain_text(FIRST)
        expect(seen).to_contain_text(FIRST)

        move_right(card(one, SECOND))
        expect(one.page.get_by_text("The column is full")).to_be_visible()
        one.window.check_access()
        expect(ready).not_to_contain_text(SECOND)

        one.page.get_by_label("Why over the limit").fill("The clinic has no telephone at all")
        one.page.get_by_role("button", name="Move over the limit").press("Enter")
        expect(ready).to_contain_text(SECOND)
        expect(seen).to_contain_text(SECOND)
        other.window.check_access()


def card(desk: ConsoleScreens, text: str) -> Locator:
    found: Locator = desk.page.get_by_role("listitem").filter(has_text=text)
    return found


def column(desk: ConsoleScreens, title: str) -> Locator:
    found: Locator = desk.page.get_by_role("region", name=title, exact=True)
    return found


def move_right(found: Locator) -> None:
    found.press("Shift+ArrowRight")
