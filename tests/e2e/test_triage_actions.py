"""How a ticket leaves triage besides a visit: solved on the phone, given up, helped by colleagues, or past a full column."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Playwright, expect

from server.commands.board import set_limit
from server.commands.triage import triage_ticket
from server.domain.wip import Column
from server.settings import Settings
from tests.e2e.desk import OpenDesk, open_desk
from tests.e2e.people import for_a_visit, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Said:
    """What stands on the screen, and what people write."""

    texts: tuple[str, ...]
    symptom: str
    check: str
    found: str
    remedy: str
    solved: str
    was_solved: str
    cancel: str
    why_cancel: str
    was_cancelled: str
    cancelled: str
    pull_in: str
    question: str
    ask: str
    send: str
    pulled_in: str
    show: str
    helped: str
    colleagues: str
    no_longer: str
    undo: str
    needs_visit: str
    full: str
    why_over: str
    emergency: str
    over: str
    ready: str


SAID = {
    "en": Said(
        texts=(
            "Nobody hears the phone",
            "The phone was unplugged",
            "Calls drop at noon",
            "The ward is cut off",
            "This one waits already",
        ),
        symptom="The phone does not ring",
        check="Do not disturb at the call server",
        found="On",
        remedy="Ask the user to press DND, then call them",
        solved="Solved remotely",
        was_solved="Solved without a trip",
        cancel="Cancel the ticket",
        why_cancel="This cannot be undone. Why is it cancelled?",
        was_cancelled="The ticket is cancelled",
        cancelled="Cancelled",
        pull_in="Pull in colleagues",
        question="What do you ask them?",
        ask="Has this switch failed before?",
        send="Pull in",
        pulled_in="Pulled in; the ticket stays with its owner",
        show="Show",
        helped="I help",
        colleagues="Colleagues",
        no_longer="No longer needed: Boris Smirnov",
        undo="Undo",
        needs_visit="Needs a visit",
        full="Ready: the limit is 1 and 1 are there. Finish one first, or say why not.",
        why_over="Why over the limit",
        emergency="No telephone on the whole ward",
        over="Ready over the limit",
        ready="Ready for the plan",
    ),
    "ru": Said(
        texts=(
            "Телефон не слышно",
            "Телефон отключили сами",
            "В полдень рвутся звонки",
            "Отделение без связи",
            "Эта уже ждёт",
        ),
        symptom="Телефон не звонит",
        check="«Не беспокоить» в АТС",
        found="Включён",
        remedy="Попросите нажать DND и позвоните",
        solved="Решено удалённо",
        was_solved="Решено без выезда",
        cancel="Отменить заявку",
        why_cancel="Вернуть будет нельзя. Почему отменяем?",
        was_cancelled="Заявка отменена",
        cancelled="Отменена",
        pull_in="Подключить коллег",
        question="О чём спросить?",
        ask="Этот коммутатор уже подводил?",
        send="Подключить",
        pulled_in="Подключены; заявка остаётся у ответственного",
        show="Показать",
        helped="Помогаю",
        colleagues="Коллеги",
        no_longer="Больше не нужно: Boris Smirnov",
        undo="Вернуть",
        needs_visit="Нужен выезд",
        full="«Готово к выезду»: лимит 1, сейчас 1. Сначала завершите одну или укажите причину.",
        why_over="Почему сверх лимита",
        emergency="Всё отделение без телефона",
        over="Отдать в план сверх лимита",
        ready="Готова к выезду",
    ),
}


@pytest.fixture(scope="module", params=["en", "ru"])
def desk(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenDesk]:
    said = SAID[request.param]

    def tickets_and_a_full_column(settings: Settings) -> None:
        world = make_world(settings, texts=said.texts)
        (*_, waiting) = world.tickets
        triage_ticket(
            ticket=waiting, triage=for_a_visit(("telephony", 2, 20)), by=world.cast.operator, at=world.now
        )
        set_limit(column=Column.READY, limit=1, per_person=False, by=world.cast.lead, at=world.now)

    folder = tmp_path_factory.mktemp(f"triage-{request.param}")
    with open_desk(playwright, folder, language=request.param, fill=tickets_and_a_full_column) as opened:
        yield opened


@pytest.fixture
def said(desk: OpenDesk) -> Said:
    return SAID[desk.language]


def open_ticket(desk: OpenDesk, text: str) -> None:
    desk.go("triage")
    desk.page.get_by_role("link", name=text).click()
    expect(desk.page.get_by_role("heading", name=text)).to_be_visible()


def choose_symptom(desk: OpenDesk, symptom: str) -> None:
    search = desk.page.get_by_role("main").get_by_role("searchbox").last
    search.fill(symptom)
    desk.press(symptom)


def test_a_check_that_solves_it_ends_the_ticket_without_a_trip(desk: OpenDesk, said: Said) -> None:
    open_ticket(desk, said.texts[0])
    choose_symptom(desk, said.symptom)

    desk.page.get_by_role("group", name=said.check).get_by_label(said.found, exact=True).check()
    desk.window.check_access()
    desk.press(said.solved)

    desk.hear(said.was_solved)
    expect(desk.page.get_by_role("article").get_by_text(said.remedy).first).to_be_visible()


def test_a_ticket_is_cancelled_with_a_reason(desk: OpenDesk, said: Said) -> None:
    open_ticket(desk, said.texts[1])

    desk.press(said.cancel)
    desk.page.get_by_label(said.why_cancel).fill(said.texts[1])
    desk.window.check_access()
    desk.press(said.cancel)

    desk.hear(said.was_cancelled)
    expect(desk.page.get_by_role("article").get_by_text(said.cancelled, exact=True).first).to_be_visible()
    expect(desk.page.get_by_role("button", name=said.cancel)).to_have_count(0)


def test_colleagues_are_pulled_in_while_the_owner_keeps_the_ticket(desk: OpenDesk, said: Said) -> None:
    open_ticket(desk, said.texts[2])
    choose_symptom(desk, said.symptom)
    colleagues = desk.page.get_by_role("region", name=said.colleagues)

    desk.press(said.pull_in)
    desk.page.get_by_label("Boris Smirnov").check()
    desk.page.get_by_label("Dmitri Sokolov").check()
    desk.page.get_by_label(said.question).fill(said.ask)
    desk.window.check_access()
    desk.press(said.send)
    desk.hear(said.pulled_in)
    expect(colleagues.get_by_text(said.ask)).to_have_count(2)
    expect(desk.page.get_by_role("article")).to_contain_text("Olga Petrova")

    desk.press(said.no_longer)
    expect(colleagues.get_by_text(said.ask)).to_have_count(1)
    desk.press(said.undo)
    expect(colleagues.get_by_text(said.ask)).to_have_count(2)

    desk.page.get_by_label(said.show).select_option(said.helped)
    expect(desk.page.locator("[data-row]")).to_have_count(1)
    expect(desk.page.locator("[data-row]")).to_contain_text(said.symptom)


def test_a_full_column_takes_one_more_with_a_reason(desk: OpenDesk, said: Said) -> None:
    open_ticket(desk, said.texts[3])
    choose_symptom(desk, said.symptom)
    desk.press(said.needs_visit)
    expect(desk.page.get_by_text(said.full)).to_be_visible()
    desk.window.check_access()

    desk.page.get_by_label(said.why_over).fill(said.emergency)
    desk.press(said.over)

    desk.hear(said.ready)
