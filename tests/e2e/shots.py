"""Pictures for the documentation, taken from the demo: `python -m tests.e2e.shots` writes docs/images/*.png."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Playwright, expect, sync_playwright

from server.day.desk import Desk
from server.demo.load import load_demo
from server.demo.words import PASSWORD
from server.settings import Settings
from tests.e2e.browser import ROOT, Window, window
from tests.e2e.console_screens import ConsoleScreens
from tests.e2e.field_screens import FieldScreens, picture_file
from tests.e2e.live import Live, running, wait_until
from tests.report import samples

IMAGES = ROOT / "docs" / "images"
COPIES = {"phone-step": "phone", "console-plan": "console"}
PLAN_SECONDS = 120
DISPATCHER = "zoya"
WANTED = {
    "en": {"phone-today", "phone-visit", "phone-step", "console-triage", "console-plan"},
    "ru": {"phone-signoff", "console-board", "act"},
}
REMEDY = {"en": "Moved the phone to a port that gives power", "ru": "Переключили телефон в порт с питанием"}


@dataclass(frozen=True)
class Studio:
    """A demo installation of one language, with the plan of its day published."""

    live: Live
    language: str
    desk: Desk
    playwright: Playwright
    folder: Path

    def take(self, shown: Window, name: str) -> None:
        if name in WANTED[self.language]:
            shown.page.screenshot(path=IMAGES / f"{name}.png")

    @contextmanager
    def window(self, name: str, *, login: str, **options: Any) -> Iterator[Window]:
        opened = window(
            self.playwright,
            self.live.base_url,
            self.folder / f"{name}-{login}",
            language=self.language,
            judges=False,
            **options,
        )
        with opened as shown:
            yield shown


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=45_000)
    with sync_playwright() as playwright:
        for language in WANTED:
            take_all(playwright, language)
    for taken, copy in COPIES.items():
        shutil.copyfile(IMAGES / f"{taken}.png", IMAGES / f"{copy}.png")


def take_all(playwright: Playwright, language: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with running(folder / "data", language=language, fill=load_the_demo) as live:
            desk = Desk(live.base_url, DISPATCHER, PASSWORD)
            studio = Studio(live, language, desk, playwright, folder)
            visit = publish_day(studio)
            shoot_console(studio)
            shoot_phone(studio, visit)


def load_the_demo(settings: Settings) -> None:
    load_demo(language=settings.language, zone=settings.zone, at=datetime.now(UTC))


def publish_day(studio: Studio) -> dict[str, Any]:
    """Publish the day; returns the earliest visit of one engineer alone with a telephone."""
    desk, day = studio.desk, datetime.now(ZoneInfo(studio.live.settings.zone)).date().isoformat()
    proposal = desk.post("/api/plan/proposals", {"day": day})["id"]

    def ready() -> bool | None:
        return desk.get(f"/api/plan/proposals/{proposal}")["state"] == "ready" or None

    wait_until(ready, "the plan", seconds=PLAN_SECONDS)
    desk.post(f"/api/plan/proposals/{proposal}/publish", {"visits": None})
    visits = sorted(desk.get("/api/plan", day=day)["visits"], key=lambda visit: str(visit["start"]))
    first = {visit["crew"][0]["person"]: visit for visit in reversed(visits) if visit["mode"] == "solo"}
    return next(visit for visit in first.values() if "telephony" in visit["crew"][0]["trades"])


def shoot_console(studio: Studio) -> None:
    with studio.window("console", login=DISPATCHER) as shown:
        console = ConsoleScreens(shown, studio.language)
        console.sign_in(DISPATCHER, PASSWORD)
        console.open("triage")
        shown.page.locator("[data-row]").first.click()
        expect(console.like_cases()).to_be_visible()
        shown.page.wait_for_load_state("networkidle")
        studio.take(shown, "console-triage")
        console.open("board")
        expect(shown.page.locator("main [role=listitem]").first).to_be_visible()
        studio.take(shown, "console-board")
        console.open("plan")
        expect(shown.page.locator(".timeline")).to_be_visible()
        studio.take(shown, "console-plan")


def shoot_phone(studio: Studio, visit: dict[str, Any]) -> None:
    people = {person["id"]: person["login"] for person in studio.desk.get("/api/people")["items"]}
    login = people[visit["crew"][0]["person"]]
    record = studio.desk.get(f"/api/visits/{visit['id']}")
    steps = {step["id"]: step for step in record["checklist"]["steps"]}
    with studio.window("phone", login=login, phone=True) as shown:
        phone = FieldScreens(shown, studio.language, steps)
        phone.sign_in(login, PASSWORD)
        studio.take(shown, "phone-today")
        shown.go(f"/#/visit/{visit['id']}")
        expect(phone.button("on_my_way")).to_be_visible()
        shown.page.emulate_media(color_scheme="dark")
        studio.take(shown, "phone-visit")
        shown.page.emulate_media(color_scheme="light")
        phone.travel_and_arrive()
        phone.begin_checklist()
        phone.answer_step()
        phone.take_photo(picture_file(studio.folder, samples.picture(2)))
        studio.take(shown, "phone-step")
        if "phone-signoff" in WANTED[studio.language]:
            finish(studio, phone)


def finish(studio: Studio, phone: FieldScreens) -> None:
    """To the customer's page, through the signature, to the first page of the act."""
    phone.answer_all()
    phone.say_outcome(REMEDY[studio.language])
    phone.hand_over()
    studio.take(phone.window, "phone-signoff")
    phone.let_customer_sign("Нина Орлова", "Старшая медсестра")

    def sealed() -> Any:
        return next((act for act in studio.desk.get("/api/acts")["items"] if act["state"] == "sealed"), None)

    act = wait_until(sealed, "the act", seconds=PLAN_SECONDS)
    pdf = studio.folder / "act.pdf"
    pdf.write_bytes(studio.desk.fetch(f"/api/acts/{act['id']}/pdf").content)
    subprocess.run(
        ["pdftoppm", "-png", "-r", "96", "-f", "1", "-singlefile", str(pdf), str(IMAGES / "act")], check=True
    )


if __name__ == "__main__":
    main()
