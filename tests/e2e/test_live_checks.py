"""An operator lets the server ask a switch, reads the answer without reloading, and records it as triage's own check."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from server.commands.sites import set_networks
from server.settings import Settings
from tests.clients.snmp_agent import COMMUNITY, snmp_agent
from tests.e2e.browser import window
from tests.e2e.console_screens import ConsoleScreens
from tests.e2e.live import running
from tests.e2e.people import TEXTS, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SETTINGS = {
    "ONEVISIT_LIVE_CHECKS": "on",
    "ONEVISIT_SNMP_PORTS": "1024-65535",
    "ONEVISIT_SNMP_COMMUNITY": COMMUNITY,
}


def world(settings: Settings) -> None:
    made = make_world(settings, texts=TEXTS["ru"])
    set_networks(site=made.cast.site, networks=["127.0.0.0/8"], by=made.cast.admin, at=made.now)


def test_an_operator_asks_a_switch_and_records_what_it_says(playwright: Playwright, tmp_path: Path) -> None:
    with (
        snmp_agent() as port,
        running(tmp_path / "data", language="ru", fill=world, **SETTINGS) as live,
        window(playwright, live.base_url, tmp_path / "browser", language="ru") as shown,
    ):
        console = ConsoleScreens(shown, "ru")
        console.sign_in("olga")
        console.open("triage")
        console.open_ticket(TEXTS["ru"][0])
        page = shown.page
        page.get_by_role("searchbox", name="Найти симптом по словам").fill("не звонит")
        page.get_by_role("button", name="Телефон не звонит").first.click()
        section = page.get_by_role("region", name="Проверки с сервера")
        section.get_by_role("button", name="Проверить сейчас").click()
        section.get_by_label("Что проверить").select_option(label="Порт коммутатора")
        section.get_by_label("Порт коммутатора: имя или номер").fill("Gi1/0/2")
        section.get_by_text("Порт и протокол").click()
        section.get_by_label("Сетевой порт").fill(str(port))
        section.get_by_label("Адрес или имя коммутатора").fill("8.8.8.8")
        section.get_by_role("button", name="Спросить устройство").click()
        expect(section.get_by_role("alert")).to_have_text(
            "Такой адрес не спрашиваем. Можно то, что входит в сети объекта: 127.0.0.0/8."
        )
        shown.check_access()

        section.get_by_label("Адрес или имя коммутатора").fill("127.0.0.1")
        section.get_by_role("button", name="Спросить устройство").click()

        expect(section.get_by_text("Ответ получен")).to_be_visible()
        expect(section).to_contain_text("линк есть, 100 Мбит/с, ошибка питания, ошибок на входе: 12")
        section.get_by_role("button", name="Записать как: Линк есть, питания нет").click()
        expect(page.get_by_role("radio", name="Линк есть, питания нет")).to_be_checked()
        shown.check_access()
