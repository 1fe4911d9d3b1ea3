"""What the office keeps about people and places, as a lead changes it: accounts, levels, absences, phones, sites."""

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
    new_site: str
    customer: str
    other_customer: str
    new_customer: str
    company: str
    mail: str
    site_name: str
    place: str
    address: str
    street: str
    lat: str
    lon: str
    zone: str
    no_zone: str
    site_added: str
    contacts: str
    add_contact: str
    contact: str
    position: str
    engineer_there: str
    phone: str
    contact_added: str
    assets: str
    add_asset: str
    kind: str
    switch: str
    asset: str
    serial: str
    asset_added: str


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
        new_site="New site",
        customer="Customer",
        other_customer="New customer…",
        new_customer="New customer",
        company="Bakery No. 5",
        mail="E-mail for acts",
        site_name="Name",
        place="Bakery, Arbat",
        address="Address",
        street="Arbat 10",
        lat="Latitude",
        lon="Longitude",
        zone="Time zone",
        no_zone="There is no such time zone; an example is Europe/Moscow.",
        site_added="The site is added",
        contacts="Contacts",
        add_contact="Add a contact",
        contact="Ivan Pekarev",
        position="Position",
        engineer_there="shift manager",
        phone="Phone",
        contact_added="The contact is added",
        assets="Assets",
        add_asset="Add an asset",
        kind="Kind",
        switch="Switch",
        asset="Switch in the hall",
        serial="Serial number",
        asset_added="The asset is added",
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
        new_site="Новый объект",
        customer="Заказчик",
        other_customer="Новый заказчик…",
        new_customer="Новый заказчик",
        company="Пекарня № 5",
        mail="Почта для актов",
        site_name="Название",
        place="Пекарня, Арбат",
        address="Адрес",
        street="Арбат, 10",
        lat="Широта",
        lon="Долгота",
        zone="Часовой пояс",
        no_zone="Такого часового пояса нет; пример: Europe/Moscow.",
        site_added="Объект добавлен",
        contacts="Контакты",
        add_contact="Добавить контакт",
        contact="Иван Пекарев",
        position="Должность",
        engineer_there="начальник смены",
        phone="Телефон",
        contact_added="Контакт добавлен",
        assets="Оборудование",
        add_asset="Добавить оборудование",
        kind="Вид",
        switch="Коммутатор",
        asset="Коммутатор в зале",
        serial="Серийный номер",
        asset_added="Оборудование добавлено",
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


def test_a_lost_phone_is_withdrawn(desk: OpenDesk, said: Said) -> None:
    panel = open_person(desk, "Anna Ivanova")

    desk.press(said.withdraw, within=panel)
    desk.window.check_access()
    panel.get_by_role("button", name=said.withdraw, exact=True).last.click()

    desk.hear(said.withdrawn)
    expect(panel).to_contain_text(said.is_withdrawn)
    expect(panel.get_by_role("button", name=said.withdraw, exact=True)).to_have_count(0)


def test_a_new_site_of_a_new_customer_gets_a_contact_and_an_asset(desk: OpenDesk, said: Said) -> None:
    desk.go("sites")
    desk.page.get_by_role("link", name=said.new_site).click()
    desk.panel.get_by_role("combobox", name=said.customer).select_option(said.other_customer)
    desk.panel.get_by_label(said.new_customer, exact=True).fill(said.company)
    desk.panel.get_by_label(said.mail).fill("office@bakery.example")
    desk.panel.get_by_label(said.site_name, exact=True).fill(said.place)
    desk.panel.get_by_label(said.address).fill(said.street)
    desk.panel.get_by_label(said.lat).fill("55.7494")
    desk.panel.get_by_label(said.lon).fill("37.5931")
    desk.panel.get_by_label(said.zone).fill("Europe/Moskva")
    desk.window.check_access()
    desk.press(said.new_site)
    expect(desk.page.get_by_role("status").get_by_text(said.no_zone)).to_be_visible()
    desk.panel.get_by_label(said.zone).fill("Europe/Moscow")
    desk.press(said.new_site)
    desk.hear(said.site_added)
    panel = desk.page.get_by_role("complementary", name=said.place)
    expect(panel).to_contain_text(said.company)

    contacts = panel.get_by_role("region", name=said.contacts)
    desk.press(said.add_contact)
    contacts.get_by_label(said.name, exact=True).fill(said.contact)
    contacts.get_by_label(said.position).fill(said.engineer_there)
    contacts.get_by_label(said.phone).fill("+7 000 555-01-02")
    desk.window.check_access()
    desk.press(said.save)
    desk.hear(said.contact_added)
    expect(contacts).to_contain_text(f"{said.contact}, {said.engineer_there}")

    assets = panel.get_by_role("region", name=said.assets)
    desk.press(said.add_asset)
    assets.get_by_role("combobox", name=said.kind).select_option(said.switch)
    assets.get_by_label(said.site_name, exact=True).fill(said.asset)
    assets.get_by_label(said.serial).fill("SN-0042")
    desk.window.check_access()
    desk.press(said.save)
    desk.hear(said.asset_added)
    expect(assets.get_by_role("listitem")).to_contain_text(f"{said.asset} SN-0042")
