"""The console as an operator and a dispatcher use it: by what stands on the screen. Each screen that opens is checked by axe."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

from tests.cast import PASSWORD
from tests.e2e.browser import Window

WORDS = {
    "en": {
        "login": "Login",
        "password": "Password",
        "sign_in": "Sign in",
        "triage": "Triage",
        "board": "Board",
        "plan": "Plan",
        "like": "Like cases",
        "needs_visit": "Needs a visit",
        "ready": "Ready for the plan",
        "propose": "Propose a plan",
        "publish": re.compile("^Publish 1 visit$"),
        "published": "Published: 1",
        "find_symptom": "Find a symptom by words",
    },
    "ru": {
        "login": "Логин",
        "password": "Пароль",
        "sign_in": "Войти",
        "triage": "Разбор",
        "board": "Доска",
        "plan": "План",
        "like": "Похожие случаи",
        "needs_visit": "Нужен выезд",
        "ready": "Готова к выезду",
        "propose": "Предложить план",
        "publish": re.compile("^Назначить 1 выезд$"),
        "published": "Назначено: 1",
        "find_symptom": "Найти симптом по словам",
    },
}


@dataclass
class ConsoleScreens:
    window: Window
    language: str

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        self.window.go("/console/")
        self.page.get_by_label(self.words["login"]).fill(login)
        self.page.get_by_label(self.words["password"]).fill(password)
        self.window.check_access()
        self.page.get_by_role("button", name=self.words["sign_in"]).click()
        expect(self.page.get_by_role("navigation")).to_be_visible()

    def open(self, name: str) -> None:
        """One of the pages of the rail."""
        self.page.get_by_role("link", name=self.words[name], exact=True).click()
        expect(self.page.get_by_role("heading", name=self.words[name], level=1)).to_be_visible()
        self.window.check_access()

    def open_ticket(self, text: str) -> None:
        """A ticket of the triage list, by the customer's words."""
        self.page.get_by_role("link", name=re.compile(re.escape(text))).click()
        expect(self.page.get_by_role("button", name=self.words["needs_visit"])).to_be_visible()

    def triage_for_a_visit(self, symptom: str, answers: dict[str, str], checks: dict[str, str]) -> None:
        """Choose the symptom, answer, record the remote checks, and hand the ticket to the plan."""
        self.page.get_by_label(self.words["find_symptom"]).fill(symptom)
        self.page.get_by_role("button", name=symptom, exact=True).click()
        for question, answer in (answers | checks).items():
            self.page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
        self.window.check_access()
        self.page.get_by_role("button", name=self.words["needs_visit"]).click()
        expect(self.page.get_by_role("status").get_by_text(self.words["ready"])).to_be_visible()

    def like_cases(self) -> Locator:
        found: Locator = self.page.get_by_role("region", name=self.words["like"])
        return found

    def propose_and_publish(self) -> None:
        self.open("plan")
        self.page.get_by_role("button", name=self.words["propose"]).click()
        publish = self.page.get_by_role("button", name=self.words["publish"])
        expect(publish).to_be_visible(timeout=60_000)
        self.window.check_access()
        publish.click()
        expect(self.page.get_by_text(self.words["published"])).to_be_visible()
        self.window.check_access()

    @property
    def page(self) -> Any:
        return self.window.page

    @property
    def words(self) -> dict[str, Any]:
        return WORDS[self.language]
