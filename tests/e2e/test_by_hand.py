"""A dispatcher puts a visit together: sees who cannot go, what it costs and breaks, gives a reason, and takes it back."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Playwright, expect

from server.commands.people import add_absence
from server.commands.places import Share, publish_by_hand
from server.settings import Settings
from tests.commands.flow import TRAVEL
from tests.e2e.desk import open_desk
from tests.e2e.people import for_a_visit, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Said:
    texts: tuple[str, str]
    open: str
    start: str
    network: str
    telephony: str
    away: str
    outcome: str
    cannot: str
    publish: str
    later: str
    why: str
    reason: str
    publish_all_the_same: str
    published: str
    undo: str
    cancelled: str


SAID = {
    "en": Said(
        texts=("The first phone is dead", "The whole ward is cut off"),
        open="Plan by hand",
        start="Start",
        network="Anna Ivanova: Network, level 2, 30 min",
        telephony="{}: Telephony, level 2, 20 min",
        away="away all day",
        outcome="What it costs",
        cannot="Anna Ivanova is on V-0001 until",
        publish="Publish the visit",
        later="V-0001 starts 20 min later",
        why="Why all the same",
        reason="No telephone on the whole ward",
        publish_all_the_same="Publish with 2 broken rules",
        published="The visit is published",
        undo="Cancel the visit",
        cancelled="The visit is cancelled",
    ),
    "ru": Said(
        texts=("Первый телефон молчит", "Отделение без связи"),
        open="Назначить вручную",
        start="Начало",
        network="Anna Ivanova: Сеть, уровень 2, 30 мин",
        telephony="{}: Телефония, уровень 2, 20 мин",
        away="отсутствует весь день",
        outcome="Чего это стоит",
        cannot="Anna Ivanova: до",
        publish="Назначить выезд",
        later="V-0001 начнётся на 20 мин позже",
        why="Почему всё же так",
        reason="Всё отделение без телефона",
        publish_all_the_same="Назначить, нарушив 2 правила",
        published="Выезд назначен",
        undo="Отменить выезд",
        cancelled="Выезд отменён",
    ),
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_visit_by_hand_is_weighed_published_and_taken_back(
    playwright: Playwright, tmp_path: Path, language: str
) -> None:
    said = SAID[language]
    promised: dict[str, Any] = {}

    def a_morning(settings: Settings) -> None:
        """Anna has a visit of 50 minutes in two hours, Viktor is away, and a second ticket waits."""
        needed = for_a_visit(("network", 2, 30), ("telephony", 2, 20))
        world = make_world(settings, texts=said.texts, triage=needed)
        start = world.now.replace(second=0, microsecond=0) + timedelta(hours=2)
        promised["at"] = start.astimezone(ZoneInfo(settings.zone))
        publish_by_hand(
            ticket=world.tickets[0],
            crew=[Share(world.cast.anna.person or "", ("network", "telephony"))],
            start=start,
            repeat_reason=None,
            travel=TRAVEL,
            by=world.cast.dispatcher,
            at=world.now,
        )
        day = {"starts_at": world.now - timedelta(hours=24), "ends_at": world.now + timedelta(hours=24)}
        add_absence(
            person=world.cast.viktor.person or "", **day, reason="ill", by=world.cast.lead, at=world.now
        )

    with open_desk(playwright, tmp_path, language=language, fill=a_morning) as desk:
        desk.go("plan")
        desk.page.get_by_role("link", name=said.open).click()
        expect(desk.panel.get_by_role("row", name="Viktor Lebedev")).to_contain_text(said.away)
        outcome = desk.panel.get_by_role("region", name=said.outcome)

        desk.page.locator(".lane").nth(1).click(position={"x": 5, "y": 24})
        expect(desk.panel.get_by_label(said.start)).to_have_value("08:05")
        expect(desk.panel.get_by_role("radio", name=said.telephony.format("Boris Smirnov"))).to_be_checked()

        clock = promised["at"]
        desk.panel.get_by_label(said.start).fill(f"{clock + timedelta(minutes=30):%H:%M}")
        desk.panel.get_by_role("radio", name=said.network).press("Space")
        desk.panel.get_by_role("radio", name=said.telephony.format("Anna Ivanova")).press("Space")
        expect(outcome).to_contain_text(said.cannot)
        expect(desk.panel.get_by_role("button", name=said.publish)).to_be_disabled()
        desk.window.check_access()

        desk.panel.get_by_label(said.start).fill(f"{clock - timedelta(minutes=30):%H:%M}")
        expect(outcome).to_contain_text(said.later)
        expect(desk.page.locator("a.visit.proposed")).to_have_count(1)
        desk.panel.get_by_label(said.why).fill(said.reason)
        desk.window.check_access()
        desk.press(said.publish_all_the_same, within=desk.panel)

        desk.hear(said.published)
        visits = desk.page.locator("a.visit")
        expect(visits).to_have_count(2)
        moved = re.compile(f"{clock + timedelta(minutes=20):%H:%M}–{clock + timedelta(minutes=70):%H:%M}")
        expect(desk.page.get_by_role("link", name=moved)).to_be_visible()
        desk.press(said.undo, within=desk.page.get_by_role("status"))
        desk.hear(said.cancelled)
        expect(visits).to_have_count(1)
