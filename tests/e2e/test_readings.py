"""Pasting what a switch prints: without signal first, then read by the server and set beside what was measured."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.phone import one_visit, open_phone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OUTPUT = """SW-2F#show interfaces Gi1/0/7 status
Port      Name               Status       Vlan       Duplex  Speed Type
Gi1/0/7   Desk 214           connected    20         a-full a-1000 10/100/1000BaseTX
SW-2F#show power inline Gi1/0/7
Interface Admin  Oper       Power   Device              Class Max
                            (Watts)
--------- ------ ---------- ------- ------------------- ----- ----
Gi1/0/7   auto   on         15.4    IP Phone 7841       1     30.0
SW-2F#
"""


def test_a_pasted_output_is_kept_offline_and_read_after_the_sync(
    playwright: Playwright, tmp_path: Path
) -> None:
    with (
        one_visit(tmp_path / "data", language="ru") as (live, visit),
        open_phone(playwright, live, tmp_path / "phone", language="ru") as phone,
    ):
        phone.sign_in("viktor")
        phone.open_visit()
        phone.travel_and_arrive()
        phone.window.go(f"/#/visit/{visit}/checklist/port.poe")
        phone.step.get_by_role("textbox").first.fill("2,1")
        phone.button("save_answer").click()
        expect(phone.page.get_by_text("Не прошло").first).to_be_visible()
        phone.window.go_offline()

        phone.window.go(f"/#/visit/{visit}/checklist/port.reading")
        output = phone.page.get_by_label("Вывод устройства", exact=True)
        output.fill(OUTPUT)
        expect(phone.page.get_by_text("Черновик сохранён в телефоне")).to_be_visible()
        phone.page.get_by_role("button", name="Сохранить", exact=True).click()
        expect(output).to_have_count(0)
        phone.window.go(f"/#/visit/{visit}/checklist/port.reading")
        expect(phone.page.get_by_text("Будет прочитано после обмена")).to_be_visible()
        phone.window.check_access()

        phone.window.come_back()
        reading = phone.page.get_by_test_id("reading")
        expect(reading.get_by_text("Cisco IOS", exact=True)).to_be_visible(timeout=60_000)
        expect(reading.get_by_text("порт gi1/0/7")).to_be_visible()
        expect(reading.get_by_role("link").filter(has_text="Линк порта")).to_contain_text("Есть")
        difference = reading.get_by_test_id("difference")
        expect(difference).to_contain_text("2,1")
        expect(difference).to_contain_text("15,4")
        phone.window.check_access()

        phone.window.go(f"/#/visit/{visit}/checklist/port.link")
        expect(phone.page.get_by_test_id("parsed")).to_contain_text("Есть")
        phone.window.check_access()
