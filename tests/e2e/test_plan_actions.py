"""What changes a day that is planned: an urgent ticket finds a place, and somebody falls ill."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from playwright.sync_api import Playwright, expect

from server.commands.board import set_limit
from server.commands.places import Share, publish_by_hand
from server.domain.ticket import Priority
from server.domain.wip import Column
from server.settings import Settings
from tests.commands.flow import TRAVEL
from tests.e2e.desk import OpenDesk, open_desk
from tests.e2e.people import for_a_visit, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Said:
    """What stands on the screen, and what people write."""

    texts: tuple[str, ...]
    find_place: str
    places: str
    publish: str
    full: str
    why_over: str
    emergency: str
    over: str
    taken: str
    nothing_left: str
    fell_ill: str
    release: str
    released: str
    away: str
    propose: str
    publish_all: re.Pattern[str]
    refused: str


SAID = {
    "en": Said(
        texts=("The first phone is dead", "The second phone is dead", "The whole ward is cut off"),
        find_place="Find a place",
        places="Best places",
        publish="Publish here",
        full="Planned: the limit is 2 and 2 are there. Finish one first, or say why not.",
        why_over="Why over the limit",
        emergency="No telephone on the whole ward",
        over="Publish over the limit",
        taken="The visit is published",
        nothing_left="No visit of this day waits to begin.",
        fell_ill="Ill or away",
        release="Release 2 visits",
        released="Released: 2 visits",
        away="ill",
        propose="Propose a plan",
        publish_all=re.compile(r"^Publish \d"),
        refused="Not published",
    ),
    "ru": Said(
        texts=("Первый телефон молчит", "Второй телефон молчит", "Отделение без связи"),
        find_place="Найти место",
        places="Лучшие места",
        publish="Назначить сюда",
        full="«Запланировано»: лимит 2, сейчас 2. Сначала завершите одну или укажите причину.",
        why_over="Почему сверх лимита",
        emergency="Всё отделение без телефона",
        over="Назначить сверх лимита",
        taken="Выезд назначен",
        nothing_left="Выездов, которые ещё не начались, в этот день нет.",
        fell_ill="Болезнь, отсутствие",
        release="Снять с плана 2 выезда",
        released="Снято с плана: 2 выезда",
        away="болезнь",
        propose="Предложить план",
        publish_all=re.compile(r"^Назначить \d"),
        refused="Не назначено",
    ),
}


@pytest.fixture(scope="module", params=["en", "ru"])
def desk(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenDesk]:
    said = SAID[request.param]

    def a_planned_day(settings: Settings) -> None:
        """Anna has two visits, and a third ticket is urgent; the column of planned ones is full."""
        urgent = replace(for_a_visit(("telephony", 2, 20)), priority=Priority.URGENT)
        world = make_world(settings, texts=said.texts, triage=urgent)
        for ticket, hours in zip(world.tickets[:2], (2, 4), strict=True):
            publish_by_hand(
                ticket=ticket,
                crew=[Share(world.cast.anna.person or "", ("telephony",))],
                start=world.now + timedelta(hours=hours),
                repeat_reason=None,
                reason="The clinic asked for it",
                travel=TRAVEL,
                by=world.cast.dispatcher,
                at=world.now,
            )
        set_limit(column=Column.PLANNED, limit=2, per_person=False, by=world.cast.lead, at=world.now)

    folder = tmp_path_factory.mktemp(f"plan-{request.param}")
    with open_desk(playwright, folder, language=request.param, fill=a_planned_day) as opened:
        yield opened


@pytest.fixture
def said(desk: OpenDesk) -> Said:
    return SAID[desk.language]


def test_an_urgent_ticket_takes_one_of_the_best_places(desk: OpenDesk, said: Said) -> None:
    desk.go("plan")

    desk.page.get_by_role("link", name=said.find_place).click()
    crew = desk.page.get_by_text("Boris Smirnov", exact=True)
    place = desk.panel.get_by_role("listitem").filter(has=crew).first
    expect(place).to_be_visible()
    desk.window.check_access()
    desk.press(said.publish, within=place)
    expect(place.get_by_text(said.full)).to_be_visible()
    place.get_by_label(said.why_over).fill(said.emergency)
    desk.window.check_access()
    desk.press(said.over, within=place)

    desk.hear(said.taken)
    expect(desk.page.locator("a.visit").filter(visible=True)).to_have_count(3)


def test_the_visits_of_somebody_who_falls_ill_are_released(desk: OpenDesk, said: Said) -> None:
    desk.go("plan")

    desk.page.get_by_role("link", name="Anna Ivanova", exact=True).click()
    desk.window.check_access()
    desk.press(said.fell_ill)
    release = desk.panel.get_by_role("button", name=said.release)
    expect(release).to_be_enabled()
    desk.window.check_access()
    release.click()

    desk.hear(said.released)
    expect(desk.panel).to_contain_text(said.nothing_left)
    expect(desk.panel).to_contain_text(said.away)
    desk.press(said.propose, within=desk.page.get_by_role("status"))
    expect(desk.panel.get_by_role("checkbox").first).to_be_visible(timeout=60_000)


def test_a_proposal_that_fills_the_column_is_published_with_a_reason(desk: OpenDesk, said: Said) -> None:
    desk.go("plan")
    desk.press(said.propose)
    publish = desk.panel.get_by_role("button", name=said.publish_all)
    expect(publish).to_be_visible(timeout=60_000)
    publish.click()
    refused = desk.panel.get_by_role("region", name=said.refused)
    expect(refused).to_be_visible()
    desk.window.check_access()

    refused.get_by_label(said.why_over).first.fill(said.emergency)
    refused.get_by_role("button", name=said.over).first.click()

    expect(refused.get_by_role("button", name=said.over)).to_have_count(0)
