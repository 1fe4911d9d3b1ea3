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
    who: str
    name_somebody: str
    engineer_field: str
    preferred: str
    forbidden: str
    forbidden_why: str
    rule_saved: str
    rule_removed: str


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
        who="Who goes there",
        name_somebody="Prefer or forbid somebody",
        engineer_field="Engineer",
        preferred="Preferred",
        forbidden="May not go there",
        forbidden_why="asked for somebody else",
        rule_saved="Noted at the site",
        rule_removed="Removed from the site",
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
        who="Кто сюда ездит",
        name_somebody="Предпочесть или запретить",
        engineer_field="Инженер",
        preferred="Предпочитают",
        forbidden="Нельзя отправлять",
        forbidden_why="просили другого",
        rule_saved="Записано на объекте",
        rule_removed="Убрано с объекта",
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


def test_a_site_prefers_one_engineer_and_forbids_another(desk: OpenDesk, said: Said) -> None:
    desk.go("sites")
    desk.page.get_by_role("link", name="Aist clinic, Taganka").click()
    who = desk.page.get_by_role("region", name=said.who)

    def name(engineer: str, rule: str, reason: str = "") -> None:
        desk.press(said.name_somebody)
        who.get_by_role("combobox", name=said.engineer_field).select_option(engineer)
        who.get_by_label(rule, exact=True).check()
        if reason:
            who.get_by_label(said.reason, exact=True).fill(reason)
        desk.window.check_access()
        desk.press(said.save)
        expect(who.get_by_role("listitem").filter(has_text=engineer)).to_be_visible()

    name("Anna Ivanova", said.preferred)
    desk.hear(said.rule_saved)
    name("Viktor Lebedev", said.forbidden, said.forbidden_why)
    expect(who.get_by_role("listitem")).to_have_count(2)
    preferred, forbidden = who.get_by_role("listitem").all()
    expect(preferred).to_contain_text(f"Anna Ivanova {said.preferred}")
    expect(forbidden).to_contain_text(f"Viktor Lebedev {said.forbidden} {said.forbidden_why}")

    forbidden.get_by_role("button", name=said.remove).click()
    desk.hear(said.rule_removed)
    expect(who.get_by_role("listitem")).to_have_count(1)
    desk.press(said.undo, within=desk.page.get_by_role("status"))

    expect(who.get_by_role("listitem").last).to_contain_text(said.forbidden_why)
