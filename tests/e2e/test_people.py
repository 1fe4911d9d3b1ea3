"""What the office keeps about people, as a lead changes it: accounts, shifts, levels, absences, phones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Playwright, expect

from server.settings import Settings
from tests.cast import PASSWORD
from tests.conftest import HeldClock
from tests.e2e.browser import window
from tests.e2e.console_screens import ConsoleScreens
from tests.e2e.desk import OpenDesk, open_desk
from tests.e2e.people import make_world
from tests.signing import enroll_phone

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Said:
    """What stands on the screen, and what people write."""

    new_person: str
    name: str
    full_name: str
    login: str
    first_password: str
    dispatcher: str
    engineer: str
    made: str
    edit: str
    works_shifts: str
    saturday: str
    save: str
    changed: str
    skills: str
    level: str
    level_set: str
    works_alone: str
    undo: str
    absence: str
    since: str
    until: str
    reason: str
    holiday: str
    absence_noted: str
    withdraw: str
    withdrawn: str
    is_withdrawn: str
    has_lunch: str
    no_earlier: str
    no_later: str
    lasts: str
    lunch_order: str
    overtime: str
    lunch_facts: str
    overtime_facts: str
    lunch_drawn: str
    remove: str
    absence_removed: str


SAID = {
    "en": Said(
        new_person="New person",
        name="Name",
        full_name="Ruslan Orlov",
        login="Login",
        first_password="First password, 8 characters or more",
        dispatcher="dispatcher",
        engineer="engineer",
        made="The account is made",
        edit="Edit",
        works_shifts="Has working hours",
        saturday="Sat",
        save="Save",
        changed="Changed",
        skills="Skills",
        level="Boris Smirnov, Network: Level",
        level_set="The level is set",
        works_alone="works alone",
        undo="Undo",
        absence="Note an absence",
        since="From",
        until="To",
        reason="Reason",
        holiday="holiday",
        absence_noted="The absence is noted",
        withdraw="Withdraw",
        withdrawn="The device is withdrawn",
        is_withdrawn="withdrawn",
        has_lunch="Has a lunch break",
        no_earlier="Begins no earlier than",
        no_later="Begins no later than",
        lasts="Lasts, minutes",
        lunch_order="The earliest beginning comes after the latest.",
        overtime="Overtime that the plan may use, minutes a day",
        lunch_facts="45 min, begins 12:30–14:00",
        overtime_facts="up to 1 h 30 min a day",
        lunch_drawn="Lunch 12:30–13:15, Boris Smirnov",
        remove="Remove",
        absence_removed="The absence is removed",
    ),
    "ru": Said(
        new_person="Новый человек",
        name="Имя",
        full_name="Руслан Орлов",
        login="Логин",
        first_password="Первый пароль, не короче 8 знаков",
        dispatcher="диспетчер",
        engineer="инженер",
        made="Учётная запись создана",
        edit="Изменить",
        works_shifts="Есть рабочие часы",
        saturday="сб",
        save="Сохранить",
        changed="Изменено",
        skills="Навыки",
        level="Boris Smirnov, Сеть: Уровень",
        level_set="Уровень задан",
        works_alone="работает сам",
        undo="Вернуть",
        absence="Отметить отсутствие",
        since="С",
        until="По",
        reason="Причина",
        holiday="отпуск",
        absence_noted="Отсутствие отмечено",
        withdraw="Отозвать",
        withdrawn="Устройство отозвано",
        is_withdrawn="отозвано",
        has_lunch="Есть обед",
        no_earlier="Начало не раньше",
        no_later="Начало не позже",
        lasts="Длится, минут",
        lunch_order="Самое раннее начало позже самого позднего.",
        overtime="Переработка, которую может занять план, минут в день",
        lunch_facts="45 мин, начало 12:30–14:00",
        overtime_facts="до 1 ч 30 мин в день",
        lunch_drawn="Обед 12:30–13:15, Boris Smirnov",
        remove="Убрать",
        absence_removed="Отсутствие убрано",
    ),
}


@pytest.fixture(scope="module", params=["en", "ru"])
def desk(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenDesk]:
    def the_cast_and_a_phone(settings: Settings) -> None:
        world = make_world(settings, texts=())
        enroll_phone(world.cast.anna, "", HeldClock(world.now - timedelta(days=2)))

    folder = tmp_path_factory.mktemp(f"people-{request.param}")
    with open_desk(
        playwright, folder, language=request.param, fill=the_cast_and_a_phone, login="artur"
    ) as opened:
        yield opened


@pytest.fixture
def said(desk: OpenDesk) -> Said:
    return SAID[desk.language]


def open_person(desk: OpenDesk, name: str) -> Locator:
    desk.go("people")
    desk.page.get_by_role("link", name=name).click()
    panel: Locator = desk.page.get_by_role("complementary", name=name)
    expect(panel).to_be_visible()
    return panel


def test_a_new_person_gets_an_account_and_signs_in_with_the_first_password(
    desk: OpenDesk, said: Said, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk.go("people")
    desk.page.get_by_role("link", name=said.new_person).click()
    desk.panel.get_by_label(said.name, exact=True).fill(said.full_name)
    desk.panel.get_by_label(said.login).fill("anna")
    desk.panel.get_by_label(said.first_password).fill(PASSWORD)
    desk.panel.get_by_label(said.dispatcher, exact=True).check()
    desk.panel.get_by_label(said.engineer, exact=True).uncheck()
    desk.window.check_access()
    desk.press(said.new_person)
    # Anna has this login already.
    expect(desk.page.get_by_role("status").first).to_contain_text(
        {"en": "taken", "ru": "занят"}[desk.language]
    )
    desk.panel.get_by_label(said.login).fill("ruslan")
    desk.press(said.new_person)
    desk.hear(said.made)
    expect(desk.page.get_by_role("complementary", name=said.full_name)).to_contain_text(said.dispatcher)

    profile = tmp_path_factory.mktemp("ruslan")
    with window(playwright, desk.window.base_url, profile, language=desk.language) as his:
        ConsoleScreens(his, desk.language).sign_in("ruslan")
        expect(his.page.get_by_role("navigation")).to_contain_text(said.full_name)


def test_an_engineer_gets_a_shift_and_so_a_row_in_the_plan(desk: OpenDesk, said: Said) -> None:
    panel = open_person(desk, "Oskar Weber")

    desk.press(said.edit, within=panel)
    expect(panel.get_by_label(said.works_shifts)).to_be_checked()
    panel.get_by_label(said.saturday, exact=True).uncheck()
    panel.get_by_label(said.since, exact=True).fill("10:00")
    desk.window.check_access()
    desk.press(said.save, within=panel)

    desk.hear(said.changed)
    expect(panel).to_contain_text("10:00–18:00")
    expect(panel).not_to_contain_text(said.saturday)


def test_lunch_and_overtime_are_set_shown_and_lunch_is_drawn_in_the_plan(desk: OpenDesk, said: Said) -> None:
    panel = open_person(desk, "Boris Smirnov")

    desk.press(said.edit, within=panel)
    panel.get_by_label(said.has_lunch).check()
    panel.get_by_label(said.no_earlier).fill("14:30")
    panel.get_by_label(said.no_later).fill("14:00")
    panel.get_by_label(said.lasts).fill("45")
    panel.get_by_label(said.overtime).fill("90")
    desk.press(said.save, within=panel)
    expect(panel.get_by_role("alert")).to_have_text(said.lunch_order)
    expect(panel.get_by_label(said.no_earlier)).to_have_attribute("aria-invalid", "true")
    expect(panel.get_by_label(said.no_later)).to_have_accessible_description(said.lunch_order)
    desk.window.check_access()
    panel.get_by_label(said.no_earlier).fill("12:30")
    desk.press(said.save, within=panel)

    desk.hear(said.changed)
    expect(panel).to_contain_text(said.lunch_facts)
    expect(panel).to_contain_text(said.overtime_facts)
    desk.go("plan")
    expect(desk.page.get_by_role("img", name=said.lunch_drawn)).to_be_visible()
    desk.window.check_access()


def test_a_level_is_set_in_the_matrix_and_taken_back(desk: OpenDesk, said: Said) -> None:
    desk.go("people")
    desk.page.get_by_label(said.skills, exact=True).check()
    level = desk.page.get_by_label(said.level)
    expect(level).to_have_value("0")

    level.select_option("2")
    desk.hear(said.level_set)
    expect(level).to_have_value("2")
    expect(open_person(desk, "Boris Smirnov")).to_contain_text(said.works_alone)

    desk.page.get_by_label(said.skills, exact=True).check()
    level.select_option("4")
    desk.press(said.undo, within=desk.page.get_by_role("status"))
    desk.hear(said.changed)
    expect(level).to_have_value("2")


def test_an_absence_is_noted(desk: OpenDesk, said: Said) -> None:
    panel = open_person(desk, "Viktor Lebedev")

    desk.press(said.absence, within=panel)
    panel.get_by_label(said.since).fill("2099-08-01T08:00")
    panel.get_by_label(said.until, exact=True).fill("2099-08-15T18:00")
    panel.get_by_label(said.reason).fill(said.holiday)
    desk.window.check_access()
    desk.press(said.save, within=panel)

    desk.hear(said.absence_noted)
    expect(panel.get_by_role("listitem").filter(has_text=said.holiday)).to_contain_text("08:00")


def test_an_absence_noted_by_mistake_is_removed_and_the_removal_taken_back(
    desk: OpenDesk, said: Said
) -> None:
    panel = open_person(desk, "Oskar Weber")
    desk.press(said.absence, within=panel)
    panel.get_by_label(said.since).fill("2099-08-01T08:00")
    panel.get_by_label(said.until, exact=True).fill("2099-08-15T18:00")
    panel.get_by_label(said.reason).fill(said.holiday)
    desk.press(said.save, within=panel)
    noted = panel.get_by_role("listitem").filter(has_text=said.holiday)

    noted.get_by_role("button", name=said.remove).click()
    desk.hear(said.absence_removed)
    expect(noted).to_have_count(0)
    desk.press(said.undo, within=desk.page.get_by_role("status"))

    expect(noted).to_contain_text("08:00")


def test_a_lost_phone_is_withdrawn(desk: OpenDesk, said: Said) -> None:
    panel = open_person(desk, "Anna Ivanova")

    desk.press(said.withdraw, within=panel)
    desk.window.check_access()
    panel.get_by_role("button", name=said.withdraw, exact=True).last.click()

    desk.hear(said.withdrawn)
    expect(panel).to_contain_text(said.is_withdrawn)
    expect(panel.get_by_role("button", name=said.withdraw, exact=True)).to_have_count(0)
