"""A lead writes a step into a template: the fault is shown at its line, put right, looked at as on a phone, and published."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from server.core import create_core
from server.settings import Settings
from tests.catalogue import with_seal_step
from tests.commands.flow import publish_solo
from tests.e2e.desk import OpenDesk, open_desk
from tests.e2e.people import World, for_a_visit, make_world
from tests.migrated import close

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOTH = for_a_visit(("network", 2, 30), ("telephony", 2, 20))
TEXTS = ("The phone in room 7 stays silent", "The phone in room 8 stays silent")
QUESTION = "Is the seal of the cabinet whole?"


@dataclass
class Morning:
    """Two tickets, one of them with a visit already; the second visit is published once the template has changed."""

    settings: Settings | None = None
    world: World | None = None
    visits: list[str] = field(default_factory=list)

    def begin(self, settings: Settings) -> None:
        self.settings, self.world = settings, make_world(settings, texts=TEXTS, triage=BOTH)
        self._publish(0)

    def publish_second(self) -> None:
        assert self.settings is not None
        app = create_core(self.settings)
        with app.app_context():
            self._publish(1)
        close(app)

    def _publish(self, number: int) -> None:
        assert self.world is not None
        start = self.world.now + timedelta(hours=1 + 3 * number)
        cast, ticket = self.world.cast, self.world.tickets[number]
        self.visits.append(publish_solo(cast, ticket, cast.anna, start, at=self.world.now))


def test_a_step_is_written_checked_looked_at_and_asked_on_the_next_visit(
    playwright: Playwright, tmp_path: Path
) -> None:
    morning = Morning()
    with open_desk(playwright, tmp_path, language="en", fill=morning.begin, login="lidia") as desk:
        page = desk.page
        page.get_by_role("link", name="Catalogue").click()
        page.get_by_role("searchbox").fill("access-port")
        page.get_by_role("link", name="Access port, outlet and cable").click()
        desk.window.check_access()

        _write_with_a_fault(desk)
        fault = page.get_by_role("button", name="'maybe' is not one of")
        expect(fault).to_be_visible()
        page.reload()
        fault.click()
        page.keyboard.press("End")
        page.keyboard.press("Shift+Home")
        page.keyboard.insert_text("kind: yes_no")
        expect(page.get_by_text("No faults")).to_be_visible()
        desk.window.check_access()

        _look_at_it_as_on_a_phone(desk)
        desk.press("Publish")
        page.get_by_label("What is new, and why?").fill("Seals are looked at first")
        desk.press("Publish this version")
        desk.hear("Published. New visits use it.")
        expect(
            page.get_by_role("region", name="Versions").get_by_text("Seals are looked at first")
        ).to_be_visible()

        morning.publish_second()
        for visit, is_asked in zip(morning.visits, (False, True), strict=True):
            desk.go(f"visits/{visit}")
            checklist = page.get_by_role("region", name="Checklist")
            expect(checklist).to_be_visible()
            expect(checklist.get_by_text(QUESTION)).to_have_count(int(is_asked))


def _write_with_a_fault(desk: OpenDesk) -> None:
    """The whole text with one more step, of a kind that there is not."""
    shown = desk.page.request.get(
        f"{desk.window.base_url}/api/catalogue/entries/template/network.access-port"
    ).json()
    text = with_seal_step(shown["text"], shown["version"] + 1).replace("kind: yes_no", "kind: maybe", 1)
    desk.press("Edit")
    desk.page.get_by_label("Text of the template").click()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.insert_text(text)


def _look_at_it_as_on_a_phone(desk: OpenDesk) -> None:
    page = desk.page
    beside = page.get_by_role("complementary", name="Beside the text")
    expect(beside.get_by_role("heading", name=QUESTION)).to_be_visible()
    beside.get_by_label("Русский").check()
    expect(beside.get_by_role("heading", name="Пломба на шкафу цела?")).to_be_visible()
    beside.get_by_label("English").check()
    desk.press("Try it out")
    beside.get_by_role("button", name=QUESTION).click()
    beside.get_by_role("button", name="No", exact=True).click()
    expect(beside.get_by_role("listitem").filter(has_text=QUESTION)).to_contain_text("fault")
