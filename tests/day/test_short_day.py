"""A short working day against a real server with fourteen real phones; `./run day` plays the long one."""

from pathlib import Path
from typing import Any

import pytest

from server.day.__main__ import play
from server.day.phones import is_available
from server.demo.places import read
from server.verify.verifier import verify

# One solved by telephone, three alone, three for two trades, one refusal, one absence, one urgent at noon.
TICKETS = {"t01", "t02", "t03", "t04", "t10", "t27", "t28", "t34", "t36", "t40"}

Played = tuple[dict[str, Any], dict[str, list[str]]]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Played:
    assert is_available(), "The phones of the day need Node.js and the app's packages; run ./run setup."
    tickets = [entry for entry in read("tickets")["tickets"] if entry["id"] in TICKETS]
    return play(tmp_path_factory.mktemp("day"), seed=1, language="ru", tickets=tickets)


def test_whatever_happens_in_the_day_every_invariant_holds(day: Played) -> None:
    _, breaches = day
    assert {name: found for name, found in breaches.items() if found} == {}
    assert len(breaches) == 12


def test_every_ticket_that_needed_a_visit_took_one_and_nobody_went_to_confirm(day: Played) -> None:
    report, _ = day
    assert report["tickets"] == len(TICKETS)
    assert report["solved_remotely"] == 1
    visits = report["visits"]
    assert (visits["solo"] + visits["joint"], visits["aborted"]) == (9, 0)
    assert report["visits_per_onsite_ticket"] == 1.0
    assert report["confirmation_trips"] == 0
    assert report["relay_model"]["trips"] > report["trips"]


def test_no_operation_was_lost_or_kept_twice(day: Played) -> None:
    report, _ = day
    assert report["ops"]["sent"] > 0
    assert report["ops"]["lost"] == report["ops"]["duplicates"] == 0


def test_each_visit_left_an_act_that_proves_itself_from_the_folder_alone(day: Played) -> None:
    report, _ = day
    certificate = Path(report["acts"]["trust"]).read_bytes()
    files = [Path(name) for name in report["acts"]["files"]]
    assert len(files) == report["acts"]["verified"] == 9
    assert all(verify(file.read_bytes(), trusted_pem=certificate).is_whole for file in files)


def test_each_visit_taught_the_knowledge_base_something(day: Played) -> None:
    report, _ = day
    assert report["articles"]["written"] + report["articles"]["strengthened"] == 9
