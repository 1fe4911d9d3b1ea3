"""The coordinates of a new site come from its address, by the worker; what no service knows is typed."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from server.settings import Settings
from tests.clients.http_service import service
from tests.e2e.browser import window
from tests.e2e.console_screens import ConsoleScreens
from tests.e2e.live import running
from tests.e2e.people import TEXTS, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARBAT = {"display_name": "10, улица Арбат, Москва", "lat": "55.7513", "lon": "37.5985"}


def world(settings: Settings) -> None:
    make_world(settings, texts=TEXTS["ru"])


def test_a_lead_finds_a_site_by_its_address(playwright: Playwright, tmp_path: Path) -> None:
    def nominatim(request: str) -> list[dict[str, str]]:
        return [ARBAT] if "%D0%90%D1%80%D0%B1%D0%B0%D1%82" in request else []

    with (
        service(nominatim) as (url, _),
        running(tmp_path / "data", language="ru", fill=world, ONEVISIT_GEOCODERS=f"nominatim={url}") as live,
        window(playwright, live.base_url, tmp_path / "browser", language="ru") as shown,
    ):
        ConsoleScreens(shown, "ru").sign_in("dmitri")
        shown.go("/console/sites/new")
        page = shown.page
        page.get_by_label("Адрес", exact=True).fill("Нигде, 1")
        page.get_by_role("button", name="Найти координаты").click()
        expect(page.get_by_text("Такой адрес не нашёлся.")).to_be_visible()

        page.get_by_label("Адрес", exact=True).fill("Арбат, 10")
        page.get_by_role("button", name="Найти координаты").click()
        page.get_by_role("button", name=ARBAT["display_name"]).click()

        expect(page.get_by_label("Широта")).to_have_value(ARBAT["lat"])
        expect(page.get_by_label("Долгота")).to_have_value(ARBAT["lon"])
        shown.check_access()
