"""A part of the app that does not come is said as what it is, loses nothing, and comes when asked again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.cast import PASSWORD
from tests.e2e.field_screens import FieldScreens
from tests.e2e.live import Live
from tests.e2e.phone import one_visit, open_phone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID = {
    "en": {
        "not_loaded": "Not loaded",
        "help": "A part of the app did not load. What you have saved is safe on this phone.",
        "try_again": "Try again",
        "one_entry": "Not sent yet: 1 entry",
        "waits": "A part of the app did not load. Your work is saved here",
        "send_now": "Send now",
    },
    "ru": {
        "not_loaded": "Не загрузилось",
        "help": "Не загрузилась часть приложения. Всё сохранённое цело и лежит в телефоне.",
        "try_again": "Попробовать ещё раз",
        "one_entry": "Ещё не отправлено: записей: 1",
        "waits": "Не загрузилась часть приложения. Ваша работа сохранена в телефоне",
        "send_now": "Отправить сейчас",
    },
}


@pytest.fixture(scope="module", params=["en", "ru"])
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp(f"late-{request.param}") / "data"
    with one_visit(folder, language=request.param) as (started, _visit):
        yield started


@pytest.fixture
def phone(live: Live, playwright: Playwright, tmp_path: Path) -> Iterator[FieldScreens]:
    """Viktor's first minutes: the service worker, which would keep every part at hand, is not there yet."""
    language = live.settings.language
    with open_phone(
        playwright, live, tmp_path / "phone", language=language, service_workers="block"
    ) as screens:
        yield screens


def sign_in(phone: FieldScreens) -> None:
    phone.window.go("/")
    phone.page.get_by_label(phone.words["login"]).fill("viktor")
    phone.page.get_by_label(phone.words["password"], exact=True).fill(PASSWORD)
    phone.button("sign_in").click()
    expect(phone.link("open_visit")).to_be_visible()


def cut(phone: FieldScreens, part: str) -> str:
    """From now on this part does not come over the network."""
    pattern = f"**/assets/{part}-*.js"
    phone.window.context.route(pattern, lambda route: route.abort("connectionreset"))
    return pattern


def test_a_screen_that_does_not_come_is_said_so_and_opens_when_asked_again(phone: FieldScreens) -> None:
    said = SAID[phone.language]
    visit_screen = cut(phone, "VisitScreen")
    sign_in(phone)

    phone.link("open_visit").click()
    expect(phone.page.get_by_role("heading", name=said["not_loaded"])).to_be_visible()
    expect(phone.page.get_by_role("alert")).to_contain_text(said["help"])
    phone.window.check_access()

    phone.window.context.unroute(visit_screen)
    phone.page.get_by_role("button", name=said["try_again"]).click()
    expect(phone.button("on_my_way")).to_be_visible()


def test_a_start_that_is_cut_off_leaves_words_and_a_way_to_try_again(phone: FieldScreens) -> None:
    first = cut(phone, "index")
    phone.window.go("/")
    english, russian = phone.page.get_by_text("try again"), phone.page.get_by_text("попробуйте ещё раз")
    expect(english).to_be_visible()
    expect(russian).to_be_visible()

    phone.window.context.unroute(first)
    (english if phone.language == "en" else russian).click()
    expect(phone.button("sign_in")).to_be_visible()


def test_work_waits_in_words_while_sending_cannot_load_and_goes_out_after(phone: FieldScreens) -> None:
    said = SAID[phone.language]
    sign_in(phone)
    exchange = cut(phone, "exchange")
    phone.page.reload()
    phone.open_visit()

    phone.button("on_my_way").click()
    phone.link("sync").click()
    expect(phone.page.get_by_test_id("unsent")).to_contain_text(said["one_entry"])
    expect(phone.page.get_by_text(said["waits"])).to_be_visible()
    phone.window.check_access()

    phone.window.context.unroute(exchange)
    phone.page.get_by_role("button", name=said["send_now"]).click()
    phone.see_all_sent()
