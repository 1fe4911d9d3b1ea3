"""What a step was good for: the cause that it showed, and the minutes that it took."""

from datetime import timedelta

import pytest

from server.domain.step_figures import StepFigures, StepOutcome, measure_spans, shows_cause
from tests.conftest import MONDAY

CAUSES = [{"id": "dnd-on", "shown_by": ["phone.dnd"]}, {"id": "cable", "shown_by": ["port.link", "port.poe"]}]


@pytest.mark.parametrize(
    ("fact", "failed", "named", "found"),
    [
        ("phone.dnd", True, [], True),
        ("phone.dnd", True, ["dnd-on"], True),
        ("phone.dnd", True, ["cable"], False),
        ("phone.dnd", True, ["something of one's own"], True),
        ("phone.dnd", False, ["dnd-on"], False),
        ("phone.ring", True, [], False),
    ],
)
def test_a_step_found_the_cause_when_it_failed_and_shows_it(
    fact: str, failed: bool, named: list[str], found: bool
) -> None:
    assert shows_cause(fact, failed=failed, named=named, causes=CAUSES) is found


def test_a_step_takes_from_the_answer_before_to_its_own() -> None:
    answers = [
        ("port.link", "anna", MONDAY + timedelta(minutes=5)),
        ("phone.ring", "boris", MONDAY + timedelta(minutes=6)),
        ("port.poe", "anna", MONDAY + timedelta(minutes=8)),
    ]

    assert measure_spans(answers, MONDAY) == {"port.link": 5, "phone.ring": 6, "port.poe": 3}


def test_a_long_pause_and_a_second_answer_tell_nothing() -> None:
    answers = [
        ("port.link", "anna", MONDAY + timedelta(minutes=5)),
        ("port.poe", "anna", MONDAY + timedelta(hours=5)),
        ("port.link", "anna", MONDAY + timedelta(hours=5, minutes=1)),
    ]

    assert measure_spans(answers, MONDAY) == {"port.link": 5}


def test_the_minutes_of_a_step_are_the_median() -> None:
    figures = StepFigures()
    for minutes in (1, 2, 30, None):
        figures.add(StepOutcome("pass", False, False, minutes))

    assert (figures.asked, figures.minutes) == (4, 2)
