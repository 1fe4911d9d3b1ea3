"""Steps of closed visits: one that never finds anything stands out, and visits that are open count for nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from checklists.compose import compose
from server.domain.problems import Invalid
from server.domain.visit import VisitState
from server.queries.step_figures import get_step_figures
from server.store.events import record
from server.store.gate import write_tx
from server.store.visits import Visit
from tests.cast import Cast
from tests.closed_visits import add_ticket, add_visit
from tests.conftest import MONDAY


def _text(words: str) -> dict[str, str]:
    return {"en": words, "ru": words}


def _step(fact: str) -> dict[str, Any]:
    return {"fact": fact, "kind": "yes_no", "title": _text(fact), "minutes": 2, "level": 1}


PHONE = {
    "id": "telephony.ip-phone",
    "version": 1,
    "trade": "telephony",
    "title": _text("Phone"),
    "steps": [_step("phone.dnd-off"), _step("phone.clean")],
    "causes": [
        {
            "id": "dnd-on",
            "title": _text("Do not disturb"),
            "prior": 3,
            "shown_by": ["phone.dnd-off"],
            "remedy": _text("Switch it off"),
        }
    ],
}
FAILED, FINE, LEFT_OUT = {"k": "fail", "opt": "no"}, {"k": "pass", "opt": "yes"}, {"k": "na", "why": "No key"}


def test_a_step_that_never_finds_anything_stands_out(app: Flask, cast: Cast) -> None:
    _close(cast, **{"phone.dnd-off": FAILED, "phone.clean": FINE})
    _close(cast, **{"phone.dnd-off": FINE | {"fixed": True}, "phone.clean": LEFT_OUT})
    _close(cast, **{"phone.dnd-off": FINE})

    figures = get_step_figures(start=None, end=None, at=MONDAY)

    assert figures["visits"] == 3
    assert [
        (item["fact"], item["asked"], item["answered"], item["failed"], item["found"], item["skipped"])
        for item in figures["items"]
    ] == [("phone.clean", 3, 2, 0, 0, 1), ("phone.dnd-off", 3, 3, 2, 2, 0)]


def test_minutes_are_from_the_arrival_and_from_answer_to_answer(app: Flask, cast: Cast) -> None:
    visit = _close(cast, **{"phone.dnd-off": FINE, "phone.clean": FINE})
    with write_tx() as session:
        for kind, field, minute in (
            ("visit.arrived", None, 0),
            ("visit.field_changed", "step/phone.dnd-off", 4),
            ("visit.field_changed", "step/phone.clean", 5),
        ):
            moment = MONDAY + timedelta(minutes=minute)
            record(session, kind, by=cast.anna, at=MONDAY, device_at=moment, visit=visit, field=field)

    items = get_step_figures(start=None, end=None, at=MONDAY)["items"]

    assert {item["fact"]: item["minutes"] for item in items} == {"phone.dnd-off": 4, "phone.clean": 1}


def test_a_visit_that_is_open_or_of_another_day_counts_for_nothing(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    _close(sqlite_cast, VisitState.ON_SITE, **{"phone.dnd-off": FAILED})
    _close(sqlite_cast, **{"phone.dnd-off": FAILED})

    figures = get_step_figures(start=date(2026, 11, 1), end=date(2026, 11, 22), at=MONDAY)

    assert (figures["visits"], figures["items"]) == (0, [])


def test_a_period_that_ends_before_it_starts_is_refused(sqlite_app: Flask) -> None:
    with pytest.raises(Invalid):
        get_step_figures(start=date(2026, 11, 2), end=date(2026, 11, 1), at=MONDAY)


def _close(cast: Cast, state: VisitState = VisitState.SEALED, **answers: Any) -> str:
    """A visit with these answers; the phone's checklist of two steps."""
    fields = {f"step/{fact}": value for fact, value in answers.items()}
    visit = add_visit(cast, add_ticket(cast, MONDAY), MONDAY, state, fields)
    with write_tx() as session:
        session.get_one(Visit, visit).checklist = compose([PHONE], {"symptom": "phone-does-not-ring"})
    return visit
