"""A lead asks what today would have been with one skill more, reads the figures and opens them again by their address."""

import re
from pathlib import Path

import pytest
from flask import current_app
from playwright.sync_api import Playwright, expect

from server.domain.local_day import local_day_of
from server.settings import Settings
from tests.commands.flow import propose
from tests.e2e.desk import open_desk
from tests.e2e.people import for_a_visit, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Boris alone has telephony at level 3, but no network: a joint visit, unless he learns it.
HARD = for_a_visit(("network", 3, 30), ("telephony", 3, 20))


def a_day_with_a_plan(settings: Settings) -> None:
    world = make_world(settings, texts=("The whole ward is cut off",), triage=HARD)
    day = local_day_of(world.now, settings.zone).day
    propose(current_app, world.cast, world.now, day)


def test_a_skill_more_saves_a_drive_and_is_read_again_by_its_address(
    playwright: Playwright, tmp_path: Path
) -> None:
    with open_desk(playwright, tmp_path, language="en", fill=a_day_with_a_plan, login="lidia") as desk:
        page = desk.page
        page.get_by_role("link", name="What if").click()
        expect(page.get_by_text("No scenario yet")).to_be_visible()
        desk.window.check_access()

        desk.press("New scenario")
        page.get_by_role("combobox", name="Engineer").select_option(label="Boris Smirnov")
        page.get_by_role("combobox", name="Trade").select_option(label="Network")
        page.get_by_role("combobox", name="At least level").select_option(value="3")
        desk.window.check_access()
        desk.press("Compare")

        title = page.get_by_role("heading", name="Boris Smirnov: network 3")
        expect(title).to_be_visible()
        sums = page.get_by_role("region", name="All days").get_by_role("row")
        expect(sums.filter(has_text="of them joint")).to_contain_text("1 fewer")
        expect(sums.filter(has_text="Travel")).to_contain_text(re.compile(r"\d+ min less"))
        desk.window.check_access()
        address, shown = page.url, sums.all_text_contents()
        desk.go("plan")
        page.goto(address)

        expect(title).to_be_visible()
        expect(sums).to_have_text(shown)


def test_one_more_engineer_sets_out_from_a_point_and_the_days_fit_beside_the_list(
    playwright: Playwright, tmp_path: Path
) -> None:
    with open_desk(playwright, tmp_path, language="ru", fill=a_day_with_a_plan, login="lidia") as desk:
        page = desk.page
        desk.go("scenarios/new")
        page.get_by_label("Ещё один инженер").check()
        for trade in ("Сеть", "Телефония"):
            page.get_by_role("combobox", name=trade).select_option(value="3")
        compare = page.get_by_role("button", name="Сравнить")
        home = page.get_by_role("combobox", name="Откуда выезжает")
        home.select_option(label="По адресу…")
        expect(page.get_by_role("button", name="Найти координаты")).to_be_visible()
        expect(compare).to_be_disabled()
        home.select_option(label="По координатам…")
        page.get_by_label("Широта").fill("95")
        page.get_by_label("Долгота").fill("37.6")
        expect(compare).to_be_disabled()
        page.get_by_label("Широта").fill("55.88")
        page.get_by_label("Смена с").fill("00:00")
        page.get_by_label("Смена до").fill("23:59")
        desk.window.check_access()
        compare.click()

        expect(page.get_by_text("00:00–23:59 · 55.88, 37.6")).to_be_visible()
        days = page.get_by_role("region", name="По дням")
        expect(days.get_by_role("row")).to_have_count(2)
        assert days.evaluate("table => table.scrollWidth <= table.clientWidth")
        desk.window.check_access()
