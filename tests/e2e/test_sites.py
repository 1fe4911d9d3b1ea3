"""What the office keeps about sites, as a lead changes it: customers, contacts, assets, and who goes there."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Playwright, expect

from server.settings import Settings
from tests.e2e.desk import OpenDesk, open_desk
from tests.e2e.people import make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Said:
    """What stands on the screen, and what people write."""

    name: str
    save: str
    undo: str
    reason: str
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
    remove: str
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
        name="Name",
        save="Save",
        undo="Undo",
        reason="Reason",
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
        remove="Remove",
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
        name="Имя",
        save="Сохранить",
        undo="Вернуть",
        reason="Причина",
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
        remove="Убрать",
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
    def the_cast(settings: Settings) -> None:
        make_world(settings, texts=())

    folder = tmp_path_factory.mktemp(f"sites-{request.param}")
    with open_desk(playwright, folder, language=request.param, fill=the_cast, login="artur") as opened:
        yield opened


@pytest.fixture
def said(desk: OpenDesk) -> Said:
    return SAID[desk.language]


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
