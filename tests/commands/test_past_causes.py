"""What earlier visits of a symptom found is frozen into the next checklist, and decides what is looked at first."""

from datetime import timedelta
from itertools import count

from flask import Flask

from checklists import assess
from server.commands.knowledge import learn_from_visit
from server.domain.actor import SYSTEM
from server.store.gate import db, write_tx
from server.store.past_causes import count_past_causes
from server.store.visits import Visit
from tests.cast import Cast
from tests.closed_visits import add_ticket, add_visit
from tests.commands.flow import get, publish_solo, ready_ticket
from tests.conftest import MONDAY

SYMPTOM = "phone-does-not-work"
NO_ADDRESS = {"outcome/cause": {"k": "done", "opt": "no-address"}}
NOON = MONDAY + timedelta(hours=4)
DAYS = count(1)
FAILED_DND = {"step/phone.dnd": {"k": "pass", "opt": "off", "fixed": True}}


def test_closed_visits_are_counted_by_their_cause_and_by_the_steps_that_failed(
    app: Flask, cast: Cast
) -> None:
    close(cast, "phone-does-not-ring", {"outcome/cause": {"k": "done", "opt": "dnd-on"}, **FAILED_DND})
    close(cast, "phone-does-not-ring", {"outcome/cause": {"k": "done", "opt": "dnd-on"}})
    close(cast, "printer-does-not-print", {})

    counted = count_past_causes(db.session, "phone-does-not-ring")

    assert counted == {"visits": 2, "causes": {"dnd-on": 2}, "steps": {"phone.dnd": 1}}


def test_a_symptom_that_no_visit_was_closed_for_has_no_history(app: Flask, cast: Cast) -> None:
    assert count_past_causes(db.session, SYMPTOM) == {"visits": 0, "causes": {}, "steps": {}}

    visit = get(Visit, publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, NOON, at=MONDAY))

    assert visit.checklist["history"] is None


def test_the_next_step_says_in_how_many_closed_visits_it_found_the_cause(app: Flask, cast: Cast) -> None:
    for _ in range(12):
        close(cast, SYMPTOM, NO_ADDRESS)

    visit = get(Visit, publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, NOON, at=MONDAY))

    assert visit.checklist["history"] == {"visits": 12, "causes": {"no-address": 12}, "steps": {}}
    causes = {cause["id"]: cause["likelihood"] for cause in assess(visit.checklist, {})["causes"]}
    assert max(causes, key=causes.__getitem__) == "no-address"


def test_visits_that_close_later_do_not_change_a_checklist_that_was_given(app: Flask, cast: Cast) -> None:
    published = publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, NOON, at=MONDAY)
    before = get(Visit, published).checklist

    close(cast, SYMPTOM, NO_ADDRESS)

    assert get(Visit, published).checklist == before


def close(cast: Cast, symptom: str, fields: dict[str, dict[str, object]]) -> None:
    visit = add_visit(
        cast, add_ticket(cast, MONDAY, symptom=symptom), MONDAY - timedelta(days=next(DAYS)), fields=fields
    )
    with write_tx() as session:
        learn_from_visit(session, visit, by=SYSTEM, at=MONDAY)
