"""What an engineer does at a visit: travel, answer step by step, find the cause, put it right, and let the customer sign."""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from server.day.clock import DayClock
from server.day.phones import Phone

MOST_STEPS = 120


@dataclass
class Truth:
    """What is really wrong at a site and what its customer will do; see the demo's tickets."""

    cause: str
    cause_text: str
    remedy: str
    customer: str
    rating: int | None
    language: str
    contact: str


class Engineer:
    """One engineer with a phone. The phone's clock is set to the day before each visit, as a restart does."""

    def __init__(self, phone: Phone, login: str, password: str, clock: DayClock) -> None:
        self.phone = phone
        self.login = login
        self._password = password
        self._clock = clock
        self.is_offline = False

    def sign_in(self) -> None:
        self.set_clock()
        self.phone.do("sign_in", login=self.login, password=self._password)
        self.phone.do("sync")

    def set_clock(self) -> None:
        """A restart of the app at the day's time; what was saved must be there again."""
        self.phone.do("clock", error_ms=int(self._clock.ahead / timedelta(milliseconds=1)))
        self.phone.do("start")

    def sync(self) -> None:
        """A moment with signal; without it nothing happens."""
        self.phone.do("sync")

    def go_offline(self) -> None:
        self.is_offline = True
        self.phone.do("network", mode="off")

    def come_back(self) -> None:
        self.is_offline = False
        self.phone.do("network", mode="on")

    def fetch(self, visit: str) -> None:
        """Learn of a visit that was planned while there was no signal: the office calls, the phone syncs on the way."""
        if any(known["id"] == visit for known in self.phone.do("list_visits")):
            return
        self.phone.do("network", mode="on")
        self.sync()
        if self.is_offline:
            self.go_offline()

    def travel(self, visit: str) -> None:
        self.phone.do("set_status", visit=visit, state="travelling")
        self.sync()

    def arrive(self, visit: str) -> None:
        self.phone.do("set_status", visit=visit, state="on_site")
        for item in self.view(visit)["record"]["kit"]:
            self.phone.do("pack_kit", visit=visit, item=item["id"])

    def view(self, visit: str) -> dict[str, Any]:
        view: dict[str, Any] = self.phone.do("open_visit", visit=visit)
        return view

    def answer_all(
        self, visit: str, truth: Truth, dice: random.Random, *, trades: set[str] | None = None
    ) -> int:
        """Answer next steps until nothing is missing; with `trades`, only steps of those. Returns how many were answered."""
        answered = 0
        refused: set[str] = set()
        for _ in range(MOST_STEPS):
            view = self.view(visit)
            steps = {step["id"]: step for step in view["record"]["checklist"]["steps"]}
            step = self._choose(view["assessment"], steps, trades, refused)
            if step is None:
                return answered
            before = answered
            answered += self._answer(visit, step, view, truth, dice)
            if answered == before:
                refused.add(step["id"])
        raise RuntimeError(f"The checklist of visit {visit} does not come to an end")

    def finish(self, visit: str, truth: Truth) -> None:
        """Name cause and remedy, and say that the work is done."""
        causes = {cause["id"] for cause in self.view(visit)["record"]["checklist"]["causes"]}
        outcome: dict[str, Any] = {"remedy": truth.remedy}
        if truth.cause in causes:
            outcome["cause"] = truth.cause
        else:
            outcome["remedy"] = f"{truth.cause_text} {truth.remedy}"
        self.phone.do("set_outcome", visit=visit, outcome=outcome)
        self.phone.do("set_status", visit=visit, state="work_done")

    def let_customer_sign(self, visit: str, truth: Truth) -> None:
        """Hand the phone over: a signature, a refusal, or nobody there."""
        if truth.customer == "signs":
            self.phone.do(
                "sign_off",
                visit=visit,
                name=truth.contact,
                word="accepted",
                rating=truth.rating,
                language=truth.language,
            )
        elif truth.customer == "refuses":
            reason = {
                "en": "Does not sign on other people's phones",
                "ru": "На чужих телефонах не подписывает",
            }
            self.phone.do(
                "refuse",
                visit=visit,
                how="refused",
                reason=reason[truth.language],
                by=truth.contact,
                language=truth.language,
            )
        else:
            reason = {"en": "Nobody at the site any more", "ru": "На объекте уже никого нет"}
            self.phone.do(
                "refuse", visit=visit, how="absent", reason=reason[truth.language], language=truth.language
            )

    def _choose(
        self,
        assessment: dict[str, Any],
        steps: dict[str, dict[str, Any]],
        trades: set[str] | None,
        refused: set[str],
    ) -> dict[str, Any] | None:
        """The step the app puts first; for a share of a joint visit, the first open one of the engineer's trades."""
        nearest = assessment["next"]["step"] if assessment["next"] else None
        failed = [
            s for gate in assessment["why_not"] if gate["code"] == "open_failure" for s in gate["steps"]
        ]
        order = [nearest, *failed, *assessment["missing"]]
        for step_id in order:
            if step_id is None or step_id in refused or step_id in assessment["blocked"]:
                continue
            if trades is None or trades & set(steps[step_id]["trades"]):
                return steps[step_id]
        return None

    def _answer(
        self, visit: str, step: dict[str, Any], view: dict[str, Any], truth: Truth, dice: random.Random
    ) -> int:
        causes = {cause["id"]: cause for cause in view["record"]["checklist"]["causes"]}
        shows = causes.get(truth.cause, {}).get("shown_by", [])
        was = view["assessment"]["findings"].get(step["id"], {}).get("result")
        if step["fact"] in shows and was == "open" and (bad := _raw(step, "fail")) is not None:
            self.phone.do("set_answer", visit=visit, step=step["id"], raw=bad)
            if step["remedy"] is None and dice.random() < 0.3:
                self.phone.do("add_note", visit=visit, text=truth.cause_text, step=step["id"])
        good = _raw(step, "pass")
        if step["kind"] == "photo" or "photo" in step["evidence"]:
            photo = self.phone.do(
                "add_photo", visit=visit, step=step["id"], size=12_000, salt=dice.randrange(10**6)
            )
            if step["kind"] == "photo":
                taken = next(item for item in self.view(visit)["photos"] if item["id"] == photo)
                good = {"files": [taken["value"]["sha256"]]}
        if good is None:
            good = {"k": "na", "why": "not at this site"}
        self.phone.do("set_answer", visit=visit, step=step["id"], raw=good)
        return 1


def _raw(step: dict[str, Any], wanted: str) -> dict[str, Any] | None:
    """An answer with the wanted result, or None when the step cannot have it."""
    kind = step["kind"]
    if kind in ("yes_no", "choice", "test_call"):
        found = _option(step, wanted)
        return None if found is None else {"opt": found}
    if kind == "several":
        found = _option(step, wanted)
        return None if found is None else {"opts": [found]}
    if kind == "number":
        return _number(step.get("limits"), wanted)
    if wanted == "fail":
        return None
    return {
        "text": {"text": "OK"},
        "reading": {"text": "OK"},
        "scan": {"text": "00:15:65:AB:CD:EF"},
        "date_time": {"at": "2026-01-01T09:00:00Z"},
        "instruction": {},
    }.get(kind)


def _option(step: dict[str, Any], wanted: str) -> str | None:
    results = {option["id"]: option.get("result") or "done" for option in step["options"]}
    for accepted in (wanted,) if wanted == "fail" else ("pass", "done", "na"):
        for option, result in results.items():
            if result == accepted:
                return str(option)
    return None


def _number(limits: dict[str, Any] | None, wanted: str) -> dict[str, Any] | None:
    low = None if limits is None else limits.get("min")
    high = None if limits is None else limits.get("max")
    if wanted == "fail":
        if low is not None and low > 0:
            return {"num": "0"}
        return None if high is None else {"num": str(high + 1)}
    value = low if low is not None else high if high is not None else 1
    return {"num": str(value)}
