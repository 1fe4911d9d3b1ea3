"""What waits for somebody, and what is learned: records set aside, jobs given up, acts, and the articles that come of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Playwright, expect

from server.commands.knowledge import learn_from_remote_fix
from server.commands.triage import triage_ticket
from server.domain.triage import Triage
from server.settings import Settings
from server.store.gate import write_tx
from server.store.jobs import Job
from tests.conftest import HeldClock
from tests.e2e.desk import OpenDesk, open_desk
from tests.e2e.people import SYMPTOM, World, make_world
from tests.signing import enroll_phone, mend, take_photo
from tests.sync.devices import enrol
from tests.visits import publish_visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Said:
    """What stands on the screen, and what people write."""

    texts: tuple[str, str]
    remedies: tuple[str, str]
    note: str
    decide: str
    to_visit: str
    attach: str
    settled: str
    lost: str
    again: str
    runs_again: str
    photo_missing: str
    check_again: str
    checked: str
    pdf: str
    end_link: str
    link_ended: str
    edit: str
    title: str
    new_title: str
    remedy: str
    new_remedy: str
    save: str
    saved: str
    publish: str
    published: str
    retire: str
    retired: str
    state: str
    is_retired: str


SAID = {
    "en": Said(
        texts=("The phone in the hall is silent", "No calls on the second floor"),
        remedies=("Switched call forwarding off at the call server", "Turned the volume of the ringer up"),
        note="The cord behind the desk is broken",
        decide="Decide",
        to_visit="Visit",
        attach="Attach to the visit",
        settled="Settled",
        lost="the call server was away",
        again="Run again",
        runs_again="The job runs again",
        photo_missing="Waits for 1 photo from the phone",
        check_again="Check again",
        checked="The act is checked again",
        pdf="Act as PDF",
        end_link="End the public link",
        link_ended="The public link is ended",
        edit="Edit",
        title="Title",
        new_title="A silent phone forwards its calls",
        remedy="Remedy",
        new_remedy="Dial *73, then call the phone from another one",
        save="Save",
        saved="The article is saved",
        publish="Publish",
        published="The article is published",
        retire="Retire",
        retired="Retired: it is found only by its state",
        state="State",
        is_retired="Retired",
    ),
    "ru": Said(
        texts=("Телефон в холле молчит", "На втором этаже нет звонков"),
        remedies=("Сняли переадресацию в АТС", "Прибавили громкость звонка"),
        note="Шнур за столом перебит",
        decide="Решить",
        to_visit="Выезд",
        attach="Приложить к выезду",
        settled="Решение принято",
        lost="АТС была недоступна",
        again="Запустить снова",
        runs_again="Задание запущено снова",
        photo_missing="Ждёт с телефона: 1 фото",
        check_again="Проверить снова",
        checked="Акт проверяется снова",
        pdf="Акт в PDF",
        end_link="Закрыть ссылку",
        link_ended="Ссылка закрыта",
        edit="Изменить",
        title="Название",
        new_title="Молчащий телефон переадресует звонки",
        remedy="Что сделано",
        new_remedy="Набрать *73 и позвонить с другого телефона",
        save="Сохранить",
        saved="Статья сохранена",
        publish="Опубликовать",
        published="Статья опубликована",
        retire="Снять",
        retired="Статья снята: её видно только среди снятых",
        state="Состояние",
        is_retired="Снята",
    ),
}


@dataclass
class Visits:
    """Ids of visits, known once the desk is open."""

    signed: str = ""
    waiting: str = ""


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
    said = SAID[request.param]

    def what_yesterday_left(settings: Settings) -> None:
        world = make_world(settings, texts=said.texts)
        solve_remotely(world, said)
        visits.signed = sign(world, with_a_photo_on_the_way=False)
        visits.waiting = sign(world, with_a_photo_on_the_way=True)
        # Oskar was never sent there.
        oskar = enrol(world.cast.outsider, at=world.now)
        oskar.push(oskar.note(visits.waiting, said.note))

    folder = tmp_path_factory.mktemp(f"attention-{request.param}")
    with open_desk(playwright, folder, language=request.param, fill=what_yesterday_left) as opened:
        yield opened


@pytest.fixture
def said(desk: OpenDesk) -> Said:
    return SAID[desk.language]


def solve_remotely(world: World, said: Said) -> None:
    """Two tickets end on the phone: one has taught its article, the job of the other was given up."""
    for ticket, remedy in zip(world.tickets, said.remedies, strict=True):
        solved = Triage(SYMPTOM, "solved", solved_by={"check": None, "text": remedy})
        triage_ticket(ticket=ticket, triage=solved, by=world.cast.operator, at=world.now)
    learn_from_remote_fix(ticket=world.tickets[0], by=world.cast.operator, at=world.now)
    with write_tx() as session:
        job = session.scalars(
            sa.select(Job).where(Job.payload["ticket"].as_string() == world.tickets[1])
        ).one()
        job.state, job.ended_at, job.error = "dead", world.now, said.lost


def sign(world: World, *, with_a_photo_on_the_way: bool) -> str:
    """Anna's visit of this morning; the customer signed it, and the worker seals it when everything is there."""
    visit = publish_visit(
        world.cast, world.cast.anna, at=world.now, hours=-5 if with_a_photo_on_the_way else -3
    )
    phone = enroll_phone(world.cast.anna, visit, HeldClock(world.now))
    mend(phone)
    if with_a_photo_on_the_way:
        take_photo(phone, stored=False)
    phone.send(phone.sign_off())
    return visit


def row(desk: OpenDesk, text: str) -> Locator:
    found: Locator = desk.page.locator(".row").filter(has_text=text)
    return found


def open_article(desk: OpenDesk, remedy: str) -> None:
    desk.go(f"knowledge?q={quote(remedy)}")
    desk.page.locator("[data-row]").first.click()
    expect(desk.page.get_by_role("article")).to_contain_text(remedy)


def test_a_record_set_aside_shows_what_was_written_and_goes_to_its_visit(desk: OpenDesk, said: Said) -> None:
    desk.go("attention")
    kept = row(desk, said.note)
    expect(kept).to_contain_text("Oskar Weber")

    desk.press(said.decide, within=kept)
    expect(desk.page.get_by_role("combobox", name=said.to_visit)).to_be_visible()
    desk.window.check_access()
    desk.press(said.attach)

    desk.hear(said.settled)
    expect(kept).to_have_count(0)


def test_an_attached_record_is_part_of_the_visit(desk: OpenDesk, visits: Visits, said: Said) -> None:
    desk.go(f"visits/{visits.waiting}")

    expect(desk.panel).to_contain_text(said.note)


def test_a_job_that_was_given_up_runs_again_and_teaches_its_article(desk: OpenDesk, said: Said) -> None:
    desk.go("attention")
    failed = row(desk, said.lost)

    desk.press(said.again, within=failed)

    desk.hear(said.runs_again)
    expect(failed).to_have_count(0)
    open_article(desk, said.remedies[1])


def test_an_act_that_waits_says_for_what_and_is_checked_again(
    desk: OpenDesk, visits: Visits, said: Said
) -> None:
    desk.go(f"visits/{visits.waiting}")
    expect(desk.panel.get_by_text(said.photo_missing)).to_be_visible(timeout=60_000)

    desk.press(said.check_again, within=desk.panel)

    desk.hear(said.checked)


def test_a_sealed_act_is_fetched_and_its_public_link_ended(
    desk: OpenDesk, visits: Visits, said: Said
) -> None:
    desk.go(f"visits/{visits.signed}")
    file = desk.panel.get_by_role("link", name=said.pdf)
    expect(file).to_be_visible(timeout=60_000)
    with desk.page.expect_download() as fetched:
        file.click()
    assert fetched.value.path().read_bytes().startswith(b"%PDF-")

    desk.press(said.end_link)
    desk.window.check_access()
    desk.press(said.end_link)

    desk.hear(said.link_ended)
    expect(desk.panel.get_by_role("button", name=said.end_link)).to_have_count(0)


def test_an_article_is_edited_and_published(desk: OpenDesk, said: Said) -> None:
    open_article(desk, said.remedies[0])

    desk.press(said.edit)
    desk.page.get_by_label(said.title).fill(said.new_title)
    desk.page.get_by_label(said.remedy).fill(said.new_remedy)
    desk.window.check_access()
    desk.press(said.save)
    desk.hear(said.saved)
    expect(desk.page.get_by_role("heading", name=said.new_title)).to_be_visible()

    desk.press(said.publish)
    desk.hear(said.published)
    expect(desk.page.get_by_role("button", name=said.publish)).to_have_count(0)
    desk.page.get_by_role("searchbox").fill(said.new_title)
    expect(desk.page.locator("[data-row]").first).to_contain_text(said.new_title)


def test_a_retired_article_is_found_only_among_the_retired(desk: OpenDesk, said: Said) -> None:
    open_article(desk, said.new_remedy)

    desk.press(said.retire)
    desk.hear(said.retired)
    listed = desk.page.locator("[data-row]").filter(has_text=said.new_title)
    expect(listed).to_have_count(0)

    desk.page.get_by_label(said.state).select_option(said.is_retired)
    expect(listed).to_have_count(1)
