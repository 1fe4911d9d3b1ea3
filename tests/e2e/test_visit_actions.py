"""What a dispatcher decides about a visit: another crew, called off, colleagues beside it, a refusal or an absence settled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Playwright, expect

from server.commands.places import Share, publish_by_hand
from server.settings import Settings
from tests.cast import Cast
from tests.commands.flow import TRAVEL
from tests.conftest import HeldClock
from tests.e2e.desk import OpenDesk, open_desk
from tests.e2e.people import for_a_visit, make_world
from tests.signing import enroll_phone, mend
from tests.visits import publish_visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Said:
    """What stands on the screen, and what people write."""

    texts: tuple[str, ...]
    change_crew: str
    reason: str
    why: str
    save_crew: str
    crew_changed: str
    cancel: str
    cancelled: str
    was_cancelled: str
    settle: str
    done: str
    again: str
    repeat_reason: str
    absent: str
    note: str
    settled: str
    counts_as_done: str
    was_absent: str
    pull_in: str
    question: str
    ask: str
    send: str
    colleagues: str
    not_allowed: str


SAID = {
    "en": Said(
        texts=("The first phone is dead", "The second phone is dead"),
        change_crew="Change the crew",
        reason="Reason",
        why="Anna is needed elsewhere",
        save_crew="Save the crew",
        crew_changed="The crew is changed",
        cancel="Cancel the visit",
        cancelled="cancelled by a dispatcher",
        was_cancelled="The visit is cancelled",
        settle="Settle",
        done="The work counts as done",
        again="A further visit is needed",
        repeat_reason="Reason for a further visit",
        absent="the customer was not there",
        note="Note",
        settled="Settled",
        counts_as_done="the work counts as done",
        was_absent="the customer was not there. Nobody opened",
        pull_in="Pull in colleagues",
        question="What do you ask them?",
        ask="Which firmware is on it?",
        send="Pull in",
        colleagues="Colleagues",
        not_allowed="These people cannot share the work so that everybody does a part they know.",
    ),
    "ru": Said(
        texts=("Первый телефон молчит", "Второй телефон молчит"),
        change_crew="Сменить бригаду",
        reason="Причина",
        why="Анна нужна в другом месте",
        save_crew="Сохранить бригаду",
        crew_changed="Бригада изменена",
        cancel="Отменить выезд",
        cancelled="отменил диспетчер",
        was_cancelled="Выезд отменён",
        settle="Принять решение",
        done="Считать работу выполненной",
        again="Нужен ещё один выезд",
        repeat_reason="Причина повторного выезда",
        absent="заказчика не было",
        note="Пояснение",
        settled="Решение принято",
        counts_as_done="работа считается выполненной",
        was_absent="заказчика не было. Никто не открыл",
        pull_in="Подключить коллег",
        question="О чём спросить?",
        ask="Какая на нём прошивка?",
        send="Подключить",
        colleagues="Коллеги",
        not_allowed="Этим людям не разделить работы: кому-то не хватает навыка.",
    ),
}


@dataclass
class Visits:
    """Ids of visits, known once the desk is open."""

    planned: str = ""
    called_off: str = ""
    refused: str = ""
    absent: str = ""


@pytest.fixture(scope="module")
def visits() -> Visits:
    return Visits()


@pytest.fixture(scope="module", params=["en", "ru"])
def desk(
    request: pytest.FixtureRequest,
    visits: Visits,
    playwright: Playwright,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[OpenDesk]:
    def a_morning(settings: Settings) -> None:
        world = make_world(
            settings, texts=SAID[request.param].texts, triage=for_a_visit(("telephony", 2, 20))
        )
        cast, now = world.cast, world.now
        visits.planned = promise(cast, world.tickets[0], now, hours=2)
        visits.called_off = promise(cast, world.tickets[1], now, hours=4)
        visits.refused = without_a_signature(cast, now, "refused")
        visits.absent = without_a_signature(cast, now, "absent")

    folder = tmp_path_factory.mktemp(f"visits-{request.param}")
    with open_desk(playwright, folder, language=request.param, fill=a_morning) as opened:
        yield opened


@pytest.fixture
def said(desk: OpenDesk) -> Said:
    return SAID[desk.language]


def promise(cast: Cast, ticket: str, now: datetime, *, hours: int) -> str:
    """A visit of Anna alone."""
    return publish_by_hand(
        ticket=ticket,
        crew=[Share(cast.anna.person or "", ("telephony",))],
        start=now + timedelta(hours=hours),
        repeat_reason=None,
        reason="The clinic asked for it",
        travel=TRAVEL,
        by=cast.dispatcher,
        at=now,
    )


def without_a_signature(cast: Cast, now: datetime, how: str) -> str:
    """Viktor did the work this morning and nobody signed; what he wrote came in by his phone."""
    visit = publish_visit(cast, cast.viktor, at=now - timedelta(hours=3 if how == "refused" else 5))
    phone = enroll_phone(cast.viktor, visit, HeldClock(now))
    mend(phone)
    phone.send(phone.refusal(how), refused=True)
    return visit


def test_another_crew_takes_a_visit_over_at_the_same_time(desk: OpenDesk, visits: Visits, said: Said) -> None:
    desk.go(f"visits/{visits.planned}")

    desk.press(said.change_crew)
    desk.panel.get_by_label("Anna Ivanova").uncheck()
    desk.panel.get_by_label("Boris Smirnov").check()
    expect(desk.panel.get_by_label("Oskar Weber")).to_have_count(0)
    desk.panel.get_by_label(said.reason).fill(said.why)
    desk.window.check_access()
    desk.press(said.save_crew)

    desk.hear(said.crew_changed)
    expect(desk.panel.get_by_role("definition").filter(has_text="Boris Smirnov").first).to_be_visible()


def test_a_crew_with_nothing_to_do_for_one_of_them_is_refused_in_words(
    desk: OpenDesk, visits: Visits, said: Said
) -> None:
    desk.go(f"visits/{visits.called_off}")

    desk.press(said.change_crew)
    desk.panel.get_by_label("Boris Smirnov").check()
    desk.panel.get_by_label(said.reason).fill(said.why)
    desk.press(said.save_crew)

    desk.hear(said.not_allowed)


def test_a_visit_is_called_off_with_a_reason(desk: OpenDesk, visits: Visits, said: Said) -> None:
    desk.go(f"visits/{visits.called_off}")

    desk.press(said.cancel)
    desk.panel.get_by_label(said.reason).fill(said.why)
    desk.window.check_access()
    desk.press(said.cancel)

    desk.hear(said.was_cancelled)
    expect(desk.panel).to_contain_text(said.cancelled)
    expect(desk.panel.get_by_role("button", name=said.cancel)).to_have_count(0)


def test_a_refusal_is_settled_as_done(desk: OpenDesk, visits: Visits, said: Said) -> None:
    desk.go(f"visits/{visits.refused}")

    desk.press(said.settle)
    desk.panel.get_by_label(said.done).check()
    desk.panel.get_by_label(said.note, exact=True).fill(said.why)
    desk.window.check_access()
    desk.press(said.settle)

    desk.hear(said.settled)
    expect(desk.panel).to_contain_text(said.counts_as_done)
    expect(desk.panel.get_by_role("button", name=said.settle)).to_have_count(0)


def test_an_absence_is_settled_as_another_visit_with_its_reason(
    desk: OpenDesk, visits: Visits, said: Said
) -> None:
    desk.go(f"visits/{visits.absent}")

    desk.press(said.settle)
    desk.panel.get_by_label(said.again).check()
    desk.panel.get_by_label(said.repeat_reason).select_option(said.absent)
    desk.panel.get_by_label(said.note, exact=True).fill(said.was_absent.partition(". ")[2])
    desk.window.check_access()
    desk.press(said.settle)

    desk.hear(said.settled)
    expect(desk.panel).to_contain_text(said.was_absent)


def test_colleagues_are_pulled_in_on_a_visit(desk: OpenDesk, visits: Visits, said: Said) -> None:
    desk.go(f"visits/{visits.planned}")
    colleagues = desk.panel.get_by_role("region", name=said.colleagues)

    desk.press(said.pull_in, within=colleagues)
    colleagues.get_by_label("Lidia Kim").check()
    colleagues.get_by_label(said.question).fill(said.ask)
    desk.window.check_access()
    desk.press(said.send, within=colleagues)
    expect(colleagues).to_contain_text(said.ask)

    desk.go("board")
    expect(desk.page.get_by_role("listitem").filter(has_text=said.texts[0])).to_contain_text("Lidia Kim")
    desk.window.check_access()
