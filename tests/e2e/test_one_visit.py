"""The whole story on real screens: triage and plan at the desk, a visit without network, a signature, a sealed act, knowledge."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Playwright, expect

from server.day.desk import Desk
from server.verify.verifier import verify
from tests.cast import PASSWORD
from tests.e2e.browser import window
from tests.e2e.console_screens import ConsoleScreens
from tests.e2e.field_screens import FieldScreens, picture_file
from tests.e2e.live import Live, running, wait_until
from tests.e2e.people import TEXTS, make_world
from tests.report import samples
from tests.visits import phone_checklist

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Said:
    """What people say and choose in this story."""

    symptom: str
    answers: dict[str, str]
    checks: dict[str, str]
    remedy: str
    signer: str
    position: str


SAID = {
    "en": Said(
        symptom="The phone does not ring",
        answers={"What does the display show?": "Dark"},
        checks={"Port on the switch": "Link, but no power"},
        remedy="Moved the phone to a port that gives power",
        signer="Nina Orlova",
        position="Head nurse",
    ),
    "ru": Said(
        symptom="Телефон не звонит",
        answers={"Что на дисплее?": "Не горит"},
        checks={"Порт на коммутаторе": "Линк есть, питания нет"},
        remedy="Переключили телефон в порт с питанием",
        signer="Нина Орлова",
        position="Старшая медсестра",
    ),
}


@dataclass(frozen=True)
class Story:
    live: Live
    language: str
    console: ConsoleScreens
    phone: FieldScreens


@pytest.fixture(params=["en", "ru"])
def story(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Iterator[Story]:
    language = str(request.param)
    with ExitStack() as stack:
        live = stack.enter_context(
            running(
                tmp_path / "data",
                language=language,
                fill=lambda settings: make_world(settings, texts=TEXTS[language]),
            )
        )
        desk = stack.enter_context(window(playwright, live.base_url, tmp_path / "desk", language=language))
        pixel = stack.enter_context(
            window(playwright, live.base_url, tmp_path / "phone", language=language, phone=True)
        )
        steps = {step["id"]: step for step in phone_checklist()["steps"]}
        yield Story(live, language, ConsoleScreens(desk, language), FieldScreens(pixel, language, steps))


def test_one_visit_from_the_call_to_the_next_like_call(story: Story, tmp_path: Path) -> None:
    said, (first, second) = SAID[story.language], TEXTS[story.language]
    console, phone = story.console, story.phone

    console.sign_in("dmitri")
    console.open("triage")
    console.open_ticket(first)
    console.triage_for_a_visit(said.symptom, said.answers, said.checks)
    console.propose_and_publish()

    phone.sign_in("anna")
    phone.open_visit()
    phone.window.go_offline()
    phone.see_offline()
    phone.travel_and_arrive()
    phone.begin_checklist()
    phone.take_photo(picture_file(tmp_path, samples.picture(1)))
    phone.answer_until("port.poe")
    phone.fail_then_put_right("0", "6.5")
    phone.window.kill_and_reopen(offline=True)
    phone.window.go("/")
    phone.go_on()
    phone.answer_all()
    phone.say_outcome(said.remedy)
    phone.hand_over()
    code = phone.let_customer_sign(said.signer, said.position)
    phone.take_phone_back()

    phone.window.come_back()
    phone.sign_in_again()
    phone.see_sealed()
    assert_act_is_whole(story.live, code)
    assert_mail_went_out(story.live)

    console.open("triage")
    console.open_ticket(second)
    console.page.get_by_label(console.words["find_symptom"]).fill(said.symptom)
    console.page.get_by_role("button", name=said.symptom, exact=True).click()
    like = console.like_cases().get_by_role("group")
    expect(like.first).to_contain_text(said.symptom)
    like.first.click()
    expect(like.first).to_contain_text(said.remedy)
    console.window.check_access()


def assert_act_is_whole(live: Live, code: str) -> None:
    """The file as the office can fetch it, judged by the published certificate alone; it carries the code that the customer saw."""
    desk = Desk(live.base_url, "dmitri", PASSWORD)
    (card,) = desk.get("/api/acts")["items"]
    act = desk.get(f"/api/acts/{card['id']}")
    assert act["statements"][0]["short_code"] == code.replace(" ", "")
    pdf = desk.fetch(f"/api/acts/{card['id']}/pdf").content
    certificate = requests.get(f"{live.base_url}/api/certificate", timeout=10).content
    # The verifier runs a loop of its own, and this thread has Playwright's.
    with ThreadPoolExecutor(1) as beside:
        verdict = beside.submit(verify, pdf, trusted_pem=certificate).result()
    assert verdict.is_whole, [check for check in verdict.checks if not check.holds]


def assert_mail_went_out(live: Live) -> None:
    mails = wait_until(lambda: list((live.data_dir / "mail").glob("*.eml")) or None, "the mail")
    assert len(mails) == 1
