"""The field app as an engineer and a customer use it: by what stands on the screen. Each screen that opens is checked by axe."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.cast import PASSWORD
from tests.e2e.browser import Window

Step = dict[str, Any]
PIN = "2580"
MOST_STEPS = 60
WORDS = {
    "en": {
        "login": "Login",
        "password": "Password",
        "sign_in": "Sign in",
        "today": "Today",
        "sync": "Sync",
        "open_visit": "Open visit",
        "on_my_way": "On my way",
        "arrived": "Arrived",
        "checklist": "Checklist",
        "whole_list": "Whole checklist",
        "nothing_left": "Nothing left to check.",
        "answer": "Answer",
        "save_answer": "Save answer",
        "done": "Done",
        "check_again": "Put right, check again",
        "does_not_apply": "Does not apply here",
        "leave_out": "Leave this step out",
        "take_photo": "Add a photo",
        "offline": "Offline. Everything is saved",
        "to_outcome": "Cause and remedy",
        "what_was_done": "What was done?",
        "save_outcome": "Save and go on",
        "pin": "PIN",
        "pin_again": "PIN again",
        "keep_pin": "Keep this PIN",
        "hand_over": "Hand over the phone",
        "next": "Next",
        "summary": "What was done today",
        "works": "Yes, it works",
        "very_good": "Very good",
        "name": "Name and surname",
        "position": "Position",
        "known": "Known at this site",
        "agree": "I have read this and agree",
        "please_sign": "Please sign",
        "sign": "Sign",
        "thanks": "Thank you",
        "for_engineer": "For the engineer",
        "continue": "Continue",
        "to_sign_off": "Sign-off",
        "signed_out": "Your sign-in has run out.",
        "sign_in_again": "Sign in again",
        "all_sent": "Everything is sent",
        "signed": "Signed. The act is on its way.",
        "act_sealed": "Act sealed",
        "sealed": "is sealed and sent to the customer",
    },
    "ru": {
        "login": "Логин",
        "password": "Пароль",
        "sign_in": "Войти",
        "today": "Сегодня",
        "sync": "Обмен",
        "open_visit": "Открыть выезд",
        "on_my_way": "Еду",
        "arrived": "На месте",
        "checklist": "Чек-лист",
        "whole_list": "Весь чек-лист",
        "nothing_left": "Проверять больше нечего.",
        "answer": "Ответ",
        "save_answer": "Сохранить ответ",
        "done": "Сделано",
        "check_again": "Исправлено, проверить снова",
        "does_not_apply": "Здесь не применимо",
        "leave_out": "Пропустить шаг",
        "take_photo": "Добавить фото",
        "offline": "Нет связи. Всё сохраняется",
        "to_outcome": "Причина и что сделано",
        "what_was_done": "Что сделано?",
        "save_outcome": "Сохранить и дальше",
        "pin": "PIN",
        "pin_again": "PIN ещё раз",
        "keep_pin": "Запомнить PIN",
        "hand_over": "Передать телефон",
        "next": "Дальше",
        "summary": "Что сделано сегодня",
        "works": "Да, работает",
        "very_good": "Отлично",
        "name": "Имя и фамилия",
        "position": "Должность",
        "known": "Знает по этому объекту",
        "agree": "Прочитано, согласен",
        "please_sign": "Подпишите, пожалуйста",
        "sign": "Подписать",
        "thanks": "Спасибо",
        "for_engineer": "Для инженера",
        "continue": "Продолжить",
        "to_sign_off": "Подпись",
        "signed_out": "Время входа истекло.",
        "sign_in_again": "Войти снова",
        "all_sent": "Всё отправлено",
        "signed": "Подписано. Акт готовится.",
        "act_sealed": "Акт заверен",
        "sealed": "заверен и отправлен заказчику",
    },
}


@dataclass
class FieldScreens:
    """One phone. `steps` are those of the visit's frozen checklist, to know which answer is the good one."""

    window: Window
    language: str
    steps: dict[str, Step]

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        """With network, once; afterwards the app opens without."""
        self.window.go("/")
        self.page.get_by_label(self.words["login"]).fill(login)
        self.page.get_by_label(self.words["password"], exact=True).fill(password)
        self.window.check_access()
        self.button("sign_in").click()
        expect(self.heading("today")).to_be_visible()
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    def open_visit(self) -> None:
        self.link("open_visit").click()
        expect(self.page.get_by_role("button", name=self.words["on_my_way"])).to_be_visible()
        self.window.check_access()

    def travel_and_arrive(self) -> None:
        self.button("on_my_way").click()
        self.button("arrived").click()
        expect(self.link("checklist")).to_be_visible()

    def see_offline(self) -> None:
        expect(self.page.get_by_text(self.words["offline"])).to_be_visible()

    def begin_checklist(self) -> None:
        self.link("checklist").click()
        expect(self.step).to_be_visible()
        self.window.check_access()

    def go_on(self) -> None:
        """From wherever the engineer is, to the next step of the visit under way."""
        self.link("today").click()
        self.link("open_visit").click()
        self.begin_checklist()

    def open_whole_list(self) -> None:
        self.link("whole_list").click()
        expect(self.heading("whole_list")).to_be_visible()
        self.window.check_access()

    def take_photo(self, picture: Path) -> None:
        self.page.get_by_label(self.words["take_photo"]).set_input_files(picture)
        expect(self.step.get_by_role("img")).to_be_visible()

    def answer_until(self, wanted: str) -> None:
        """Give good answers until the step `wanted` is on the screen."""
        for _ in range(MOST_STEPS):
            if self.step.get_attribute("data-step") == wanted:
                return
            self.answer_step()
        raise AssertionError(f"The step {wanted} does not come")

    def fail_then_put_right(self, bad: str, good: str) -> None:
        """A measured value that is not good enough, and the same measurement after the repair."""
        here = self.step.get_attribute("data-step")
        self._give_number(bad)
        self.window.check_access()
        self.button("check_again").click()
        self._give_number(good)
        self._moved_from(here)

    def answer_all(self, *, trades: set[str] | None = None) -> None:
        """Good answers to every next step, or only to those of `trades`."""
        for _ in range(MOST_STEPS):
            expect(self.step.or_(self.page.get_by_text(self.words["nothing_left"]))).to_be_visible()
            here = self.step.get_attribute("data-step") if self.step.is_visible() else None
            if here is None or (trades is not None and not trades & set(self.steps[here]["trades"])):
                return
            self.answer_step()
        raise AssertionError("The checklist does not come to an end")

    def answer_step(self) -> None:
        here = self.step.get_attribute("data-step")
        assert here is not None
        self._give_good_answer(self.steps[here])
        self._moved_from(here)

    def say_outcome(self, remedy: str) -> None:
        self.link("to_outcome").click()
        self.page.get_by_label(self.words["what_was_done"]).fill(remedy)
        self.window.check_access()
        self.button("save_outcome").click()

    def hand_over(self) -> None:
        """The first time on this phone the engineer chooses the PIN that leads back."""
        self.page.get_by_label(self.words["pin"], exact=True).fill(PIN)
        self.page.get_by_label(self.words["pin_again"]).fill(PIN)
        self.window.check_access()
        self.button("keep_pin").click()
        self.button("hand_over").click()
        expect(self.heading("summary")).to_be_visible()

    def let_customer_sign(self, name: str, position: str) -> str:
        """What the customer does: reads, tries, rates, says who signs, and draws. Returns the code shown at the end."""
        self.window.check_access()
        self.button("next").click()
        self.window.check_access()
        self.button("works").click()
        self.page.get_by_text(self.words["very_good"], exact=True).click()
        self.window.check_access()
        self.button("next").click()
        self.page.get_by_label(self.words["name"]).fill(name)
        self.page.get_by_label(self.words["position"]).fill(position)
        self.page.get_by_label(self.words["known"]).check()
        self.page.get_by_label(self.words["agree"]).check()
        self.window.check_access()
        self.button("next").click()
        self._draw()
        self.window.check_access()
        self.page.get_by_role("button", name=self.words["sign"], exact=True).click()
        expect(self.heading("thanks")).to_be_visible()
        self.window.check_access()
        code: str = self.page.get_by_test_id("short-code").inner_text()
        return code

    def take_phone_back(self) -> None:
        self.button("for_engineer").click()
        self.page.get_by_label(self.words["pin"], exact=True).fill(PIN)
        self.button("continue").click()
        expect(self.page.get_by_text(self.words["signed"])).to_be_visible()

    def sign_in_again(self) -> None:
        """The session is gone, the work is not: the password alone sends it."""
        self.link("sync").click()
        expect(self.page.get_by_text(self.words["signed_out"]).first).to_be_visible()
        self.window.check_access()
        self.page.get_by_label(self.words["password"], exact=True).fill(PASSWORD)
        self.button("sign_in_again").click()
        self.see_all_sent()

    def see_all_sent(self) -> None:
        self.link("sync").click()
        expect(self.page.get_by_text(self.words["all_sent"])).to_be_visible()
        self.window.check_access()

    def see_sealed(self) -> None:
        """The act comes back to the phone by the feed, once the worker has sealed it."""
        self.link("today").click()
        self.page.get_by_role("link", name=self.words["act_sealed"]).click(timeout=90_000)
        expect(self.page.get_by_text(self.words["sealed"])).to_be_visible()
        self.window.check_access()

    @property
    def page(self) -> Any:
        return self.window.page

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    @property
    def step(self) -> Locator:
        found: Locator = self.page.get_by_test_id("step")
        return found

    def button(self, word: str) -> Locator:
        found: Locator = self.page.get_by_role("button", name=self.words[word], exact=True)
        return found

    def link(self, word: str) -> Locator:
        found: Locator = self.page.get_by_role("link", name=re.compile(f"^{re.escape(self.words[word])}"))
        return found

    def heading(self, word: str) -> Locator:
        found: Locator = self.page.get_by_role("heading", name=self.words[word])
        return found

    def _give_good_answer(self, step: Step) -> None:
        if step["kind"] in ("choice", "yes_no", "test_call"):
            good = next(one for one in step["options"] if one["result"] == "pass")
            answers = self.step.get_by_role("group", name=self.words["answer"])
            answers.get_by_role("button", name=good["label"][self.language], exact=True).click()
        elif step["kind"] == "number":
            limits = step["limits"]
            self._give_number(str(limits["min"] if limits["min"] is not None else limits["max"]))
        elif step["kind"] == "instruction":
            self.step.get_by_role("button", name=self.words["done"]).click()
        else:
            self.step.get_by_text(self.words["does_not_apply"]).click()
            self.step.get_by_role("button", name=self.words["leave_out"]).click()

    def _give_number(self, value: str) -> None:
        self.step.get_by_role("textbox").first.fill(value)
        self.step.get_by_role("button", name=self.words["save_answer"]).click()

    def _moved_from(self, step: str | None) -> None:
        self.page.wait_for_function(
            "(before) => document.querySelector('[data-testid=step]')?.dataset.step !== before", arg=step
        )

    def _draw(self) -> None:
        expect(self.heading("please_sign")).to_be_visible()
        frame = self.page.get_by_test_id("signature").bounding_box()
        assert frame is not None
        left, top = frame["x"] + 30, frame["y"] + frame["height"] / 2
        mouse = self.page.mouse
        mouse.move(left, top)
        mouse.down()
        for step in range(1, 30):
            mouse.move(left + 7 * step, top + (28 if step % 4 < 2 else -28))
        mouse.up()


def picture_file(folder: Path, content: bytes) -> Path:
    path = folder / f"{hashlib.sha256(content).hexdigest()[:12]}.jpg"
    path.write_bytes(content)
    return path
