"""Pictures for the documentation, taken in the middle of a played day: `python -m tests.e2e.shots` writes docs/images/*.png."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, expect, sync_playwright

from server.day.desk import Desk
from server.day.stage import ZONE, Stage, set_stage
from server.demo.load import LIMITS
from server.demo.places import read
from server.demo.words import PASSWORD
from server.logs import configure_logs
from tests.e2e.browser import ROOT, Window, window
from tests.e2e.console_screens import ConsoleScreens
from tests.e2e.field_screens import FieldScreens, picture_file
from tests.e2e.live import wait_until
from tests.report import samples

IMAGES = ROOT / "docs" / "images"
COPIES = {"phone-step": "phone", "console-plan": "console"}
WAIT_SECONDS = 120
NOW = "12:20"
LEAD = "tatiana"
# Still waiting for triage when the pictures are taken.
WAITING = {"t03", "t18", "t21", "t40"}
# Each screen once, and the ones a reader compares in both languages.
WANTED = {
    "en": {
        "phone-today",
        "phone-visit",
        "phone-step",
        "phone-knowledge",
        "console-triage",
        "console-plan",
        "console-visit",
        "console-measures",
        "console-sites",
    },
    "ru": {
        "phone-today-ru",
        "phone-step-ru",
        "phone-list-ru",
        "phone-signoff-ru",
        "phone-sync-ru",
        "console-plan-ru",
        "console-board-ru",
        "console-knowledge-ru",
        "console-people-ru",
        "act-ru",
        "act-page-ru",
    },
}
REMEDY = {
    "en": "Replaced the worn patch cord and checked the port",
    "ru": "Заменили износившийся патч-корд, проверили порт",
}


@dataclass(frozen=True)
class Studio:
    """A day of one language, stopped at twenty past twelve."""

    stage: Stage
    language: str
    playwright: Playwright
    folder: Path

    @property
    def desk(self) -> Desk:
        return self.stage.story.desks["lead"]

    def wants(self, name: str) -> bool:
        return self._name(name) in WANTED[self.language]

    def take(self, shown: Window, name: str) -> None:
        if self.wants(name):
            shown.page.wait_for_load_state("networkidle")
            shown.page.screenshot(path=IMAGES / f"{self._name(name)}.png")

    def file_of(self, name: str) -> Path:
        return IMAGES / f"{self._name(name)}.png"

    @contextmanager
    def window(self, name: str, **options: Any) -> Iterator[Window]:
        """A browser whose clock shows the day's time."""
        opened = window(
            self.playwright,
            self.stage.host.base_url,
            self.folder / name,
            language=self.language,
            judges=False,
            timezone_id=ZONE.key,
            **options,
        )
        with opened as shown:
            shown.context.clock.install(time=self.stage.clock())
            yield shown

    def _name(self, name: str) -> str:
        return name if self.language == "en" else f"{name}-{self.language}"


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    configure_logs("error")
    expect.set_options(timeout=45_000)
    with sync_playwright() as playwright:
        for language in WANTED:
            take_all(playwright, language)
    for taken, copy in COPIES.items():
        shutil.copyfile(IMAGES / f"{taken}.png", IMAGES / f"{copy}.png")


def take_all(playwright: Playwright, language: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        data = folder / "data"
        data.mkdir()
        tickets = read("tickets")["tickets"]
        taken = [entry for entry in tickets if entry["id"] not in WAITING]
        with set_stage(data, seed=1, language=language, tickets=taken) as stage:
            play_until_noon(stage)
            for entry in tickets:
                if entry["id"] in WAITING:
                    stage.story.open_ticket(entry)
            studio = Studio(stage, language, playwright, folder)
            shoot_phone(studio)
            shoot_console(studio)


def play_until_noon(stage: Stage) -> None:
    story = stage.story
    for column, limit, per_person in LIMITS:
        story.desks["lead"].put(
            f"/api/board/limits/{column.value}", {"limit": limit, "per_person": per_person}
        )
    story.take_calls()
    story.plan_and_publish()
    story.work_until(NOW)
    story.jump(NOW)


def shoot_console(studio: Studio) -> None:
    visits = studio.desk.get("/api/plan", day=studio.stage.clock().astimezone(ZONE).date().isoformat())[
        "visits"
    ]
    joint = next(visit for visit in visits if visit["mode"] == "joint")
    article = studio.desk.get("/api/knowledge")["items"][0]
    site = studio.desk.list_all("/api/sites")[0]
    pages = {
        "triage": "triage",
        "board": "board",
        "plan": "plan",
        "visit": f"visits/{joint['id']}",
        "knowledge": f"knowledge/{article['id']}",
        "measures": "measures",
        "people": "people",
        "sites": f"sites/{site['id']}",
    }
    with studio.window("console") as shown:
        ConsoleScreens(shown, studio.language).sign_in(LEAD, PASSWORD)
        for name, path in pages.items():
            if not studio.wants(f"console-{name}"):
                continue
            shown.go(f"/console/{path}")
            expect(shown.page.get_by_role("heading", level=1)).to_be_visible()
            if name == "triage":
                shown.page.locator("[data-row]").first.click()
            studio.take(shown, f"console-{name}")


def shoot_phone(studio: Studio) -> None:
    visit, login = _visit_under_way(studio)
    record = studio.desk.get(f"/api/visits/{visit['id']}")
    steps = {step["id"]: step for step in record["checklist"]["steps"]}
    with studio.window("phone", phone=True) as shown:
        phone = FieldScreens(shown, studio.language, steps)
        phone.sign_in(login, PASSWORD)
        expect(phone.link("open_visit")).to_be_visible()
        studio.take(shown, "phone-today")
        shown.go(f"/#/visit/{visit['id']}")
        expect(phone.link("checklist")).to_be_visible()
        shown.page.emulate_media(color_scheme="dark")
        studio.take(shown, "phone-visit")
        shown.page.emulate_media(color_scheme="light")
        phone.begin_checklist()
        phone.answer_step()
        phone.take_photo(picture_file(studio.folder, samples.picture(2)))
        studio.take(shown, "phone-step")
        for name, page in {
            "list": f"visit/{visit['id']}/list",
            "knowledge": "knowledge",
            "sync": "sync",
        }.items():
            shown.go(f"/#/{page}")
            expect(shown.page.get_by_role("heading", level=1)).to_be_visible()
            studio.take(shown, f"phone-{name}")
        if studio.wants("act"):
            shown.go(f"/#/visit/{visit['id']}/checklist")
            sign_off(studio, phone)


def sign_off(studio: Studio, phone: FieldScreens) -> None:
    """To the customer's page, through the signature, to the first page of the act and the page with its link."""
    phone.answer_all()
    phone.say_outcome(REMEDY[studio.language])
    phone.hand_over()
    studio.take(phone.window, "phone-signoff")
    phone.let_customer_sign("Нина Орлова", "Старшая медсестра")
    known = {act["id"] for act in studio.desk.list_all("/api/acts") if act["state"] == "sealed"}

    def sealed() -> Any:
        acts = studio.desk.list_all("/api/acts")
        return next((act for act in acts if act["state"] == "sealed" and act["id"] not in known), None)

    act = wait_until(sealed, "the act", seconds=WAIT_SECONDS)
    pdf = studio.folder / "act.pdf"
    pdf.write_bytes(studio.desk.fetch(f"/api/acts/{act['id']}/pdf").content)
    page = studio.file_of("act").with_suffix("")
    subprocess.run(
        ["pdftoppm", "-png", "-r", "96", "-f", "1", "-singlefile", str(pdf), str(page)], check=True
    )
    link = _link_in_mail(studio, act["number"])
    with studio.window("customer", phone=True) as shown:
        shown.page.goto(link)
        studio.take(shown, "act-page")


def _visit_under_way(studio: Studio) -> tuple[dict[str, Any], str]:
    """A visit where one engineer is on site alone, with a telephone if there is one; and the login."""
    day = studio.stage.clock().astimezone(ZONE).date().isoformat()
    on_site = [
        visit
        for visit in studio.desk.get("/api/plan", day=day)["visits"]
        if visit["state"] == "on_site" and visit["mode"] == "solo"
    ]
    chosen = min(on_site, key=lambda visit: "telephony" not in visit["crew"][0]["trades"])
    return chosen, studio.stage.story.people[chosen["crew"][0]["person"]]


def _link_in_mail(studio: Studio, number: str) -> str:
    """The customer's link, from the mail with the act of this number."""

    def found() -> str | None:
        for file in (studio.stage.host.settings.data_dir / "mail").glob("*.eml"):
            mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            body = mail.get_body(("plain",))
            text = "" if body is None else str(body.get_content())
            if number in f"{mail['subject']} {text}":
                return next(word for word in text.split() if word.startswith("http"))
        return None

    return wait_until(found, "the mail", seconds=WAIT_SECONDS)


if __name__ == "__main__":
    main()
