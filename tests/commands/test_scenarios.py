"""What a recent day would have been: asked by a lead, planned twice in the background, kept with its input."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.scenarios import (
    ask_scenario,
    begin_scenario,
    cancel_scenario,
    finish_scenario,
    keep_scenario_progress,
)
from server.domain.problems import Invalid, WrongState
from server.domain.scenario import AddedEngineer, Change, NoJoint, RaisedSkill
from server.domain.scenario_figures import DayOutcome
from server.domain.travel import Place
from server.domain.triage import PartNeeded
from server.jobs import run_scenario
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs
from server.queries.scenarios import get_scenario, list_scenarios
from server.store.gate import db, write_tx
from server.store.jobs import Job, claim
from server.store.scenarios import Scenario
from tests.cast import Cast
from tests.commands.flow import TODAY, TRAVEL, plan_and_publish, propose, publish_solo, ready_ticket
from tests.conftest import MONDAY, HeldClock

# Boris alone has telephony at level 3, but no network.
HARD_PARTS = (PartNeeded("network", 3, 30), PartNeeded("telephony", 3, 20))
POWER = PartNeeded("power", 2, 30)
TUESDAY = TODAY + timedelta(days=1)


def try_change(app: Flask, cast: Cast, change: Change, *days: date) -> str:
    """A scenario after the worker had its turn."""
    scenario = ask_scenario(change=change, days=days or [TODAY], by=cast.lead, at=MONDAY)
    run_scenario.run(app.extensions["onevisit"], {"scenario": scenario})
    return scenario


def test_one_skill_more_makes_a_joint_visit_solo_and_saves_a_drive(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY, *HARD_PARTS)
    propose(app, cast, MONDAY)

    found = get_scenario(try_change(app, cast, RaisedSkill(cast.boris.person or "", "network", 3)))

    assert (found["state"], found["counted"], found["change"]["name"]) == ("ready", 1, "Boris Smirnov")
    (day,) = found["outcomes"]
    assert (day["source"], day["note"]) == ("proposal", None)
    assert day["before"]["trips"] == day["after"]["trips"] == 1
    assert (day["before"]["joint"], day["after"]["joint"]) == (1, 0)
    assert day["after"]["travel_minutes"] * 2 == day["before"]["travel_minutes"] > 0
    assert (found["before"], found["after"]) == (day["before"], day["after"])


def test_an_engineer_more_does_what_was_left_out(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY, POWER)
    propose(app, cast, MONDAY)
    electrician = AddedEngineer({"power": 2}, "09:00", "18:00", "Otradnoye", Place(55.88, 37.60))

    found = get_scenario(try_change(app, cast, electrician))

    assert (found["before"]["unplanned"], found["after"]["unplanned"]) == (1, 0)
    assert (found["before"]["trips"], found["after"]["trips"]) == (0, 1)
    assert found["after"]["travel_minutes"] > 0


def test_without_joint_visits_there_is_a_trip_more(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY, *HARD_PARTS)
    propose(app, cast, MONDAY)

    found = get_scenario(try_change(app, cast, NoJoint()))

    assert found["outcomes"][0]["split"] == 1
    assert (found["before"]["trips"], found["after"]["trips"]) == (1, 2)


def test_a_day_without_a_proposal_is_told_by_its_visits_and_by_what_waited(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    """One visit by hand, one ticket that waited when the day ended, and one that came a day later."""
    publish_solo(cast, ready_ticket(cast, MONDAY), cast.anna, MONDAY + timedelta(hours=2), at=MONDAY)
    ready_ticket(cast, MONDAY, POWER)
    later = clock.advance(days=1)
    ready_ticket(cast, later)

    scenario = ask_scenario(change=NoJoint(), days=[TODAY], by=cast.lead, at=later)
    run_scenario.run(app.extensions["onevisit"], {"scenario": scenario})

    (day,) = get_scenario(scenario)["outcomes"]
    assert (day["source"], day["size"]) == ("visits", {"tickets": 2, "promised": 0, "engineers": 4})
    assert (day["before"]["trips"], day["before"]["unplanned"]) == (1, 1)


def test_a_day_without_plan_and_visits_says_so_and_is_not_in_the_sum(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    ready_ticket(cast, MONDAY)
    propose(app, cast, MONDAY)
    later = clock.advance(days=1)

    scenario = ask_scenario(change=NoJoint(), days=[TUESDAY, TODAY], by=cast.lead, at=later)
    run_scenario.run(app.extensions["onevisit"], {"scenario": scenario})

    found = get_scenario(scenario)
    assert [day["note"] for day in found["outcomes"]] == [None, "no_plan"]
    assert found["counted"] == 1
    assert list_scenarios(at=later)["days"] == [{"day": TODAY.isoformat(), "source": "proposal"}]


def test_of_several_proposals_the_one_with_most_to_plan_tells_the_day(app: Flask, cast: Cast) -> None:
    for _ in range(2):
        ready_ticket(cast, MONDAY)
    plan_and_publish(app, cast, MONDAY)
    ready_ticket(cast, MONDAY)
    propose(app, cast, MONDAY)

    found = get_scenario(try_change(app, cast, NoJoint()))

    assert found["outcomes"][0]["size"] == {"tickets": 2, "promised": 0, "engineers": 4}


def test_a_change_that_does_not_touch_the_day_leaves_its_figures(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    propose(app, cast, MONDAY)

    found = get_scenario(try_change(app, cast, RaisedSkill(cast.anna.person or "", "network", 1)))

    assert found["outcomes"][0]["note"] == "same"
    assert found["before"] == found["after"]


def test_after_a_worker_died_it_is_tried_on_the_facts_of_the_first_time(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY, *HARD_PARTS)
    propose(app, cast, MONDAY)
    scenario = ask_scenario(change=NoJoint(), days=[TODAY], by=cast.lead, at=MONDAY)
    begin_scenario(scenario=scenario, travel=TRAVEL)
    ready_ticket(cast, MONDAY)
    propose(app, cast, MONDAY)

    run_scenario.run(app.extensions["onevisit"], {"scenario": scenario})

    (day,) = get_scenario(scenario)["outcomes"]
    assert (day["size"]["tickets"], day["after"]["trips"]) == (1, 2)


def test_a_scenario_whose_worker_dies_each_time_says_that_no_figures_will_come(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    scenario = ask_scenario(change=NoJoint(), days=[TODAY], by=cast.lead, at=MONDAY)
    job = db.session.scalars(sa.select(Job.id).where(Job.kind == "run_scenario")).one()
    for _ in range(HANDLERS["run_scenario"].tries):
        with write_tx() as session:
            claim(session, job, clock(), lease=timedelta(seconds=30))
        clock.advance(seconds=31)

    run_due_jobs(app.extensions["onevisit"], HANDLERS)

    found = get_scenario(scenario)
    assert (found["state"], found["error"]) == ("failed", "The worker ended in the middle of every attempt.")


def test_a_stopped_scenario_is_not_tried_and_one_that_ended_cannot_be_stopped(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    propose(app, cast, MONDAY)
    ended = try_change(app, cast, NoJoint())
    stopped = ask_scenario(change=NoJoint(), days=[TODAY], by=cast.lead, at=MONDAY)

    cancel_scenario(scenario=stopped, by=cast.lead, at=MONDAY)
    run_scenario.run(app.extensions["onevisit"], {"scenario": stopped})

    assert (get_scenario(stopped)["state"], get_scenario(stopped)["before"]) == ("cancelled", None)
    with pytest.raises(WrongState):
        cancel_scenario(scenario=ended, by=cast.lead, at=MONDAY)


def test_one_that_is_stopped_in_the_middle_hears_it_and_keeps_no_figures(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    propose(app, cast, MONDAY)
    scenario = ask_scenario(change=NoJoint(), days=[TODAY], by=cast.lead, at=MONDAY)
    begin_scenario(scenario=scenario, travel=TRAVEL)
    goes_on = keep_scenario_progress(scenario=scenario, share=0.5)
    shown = get_scenario(scenario)["progress"]

    cancel_scenario(scenario=scenario, by=cast.lead, at=MONDAY)
    stops = not keep_scenario_progress(scenario=scenario, share=0.6)
    finish_scenario(scenario=scenario, outcomes=[DayOutcome(TODAY.isoformat())], search={}, at=MONDAY)

    assert (goes_on, shown, stops) == (True, 0.5, True)
    assert (get_scenario(scenario)["state"], get_scenario(scenario)["outcomes"]) == ("cancelled", [])


def test_asking_sets_the_worker_off_and_the_list_shows_who_asked(app: Flask, cast: Cast) -> None:
    ready_ticket(cast, MONDAY)
    propose(app, cast, MONDAY)
    scenario = ask_scenario(change=NoJoint(), days=[TODAY], by=cast.lead, at=MONDAY)

    run_due_jobs(app.extensions["onevisit"], HANDLERS)

    (line,) = list_scenarios(at=MONDAY)["items"]
    assert (line["id"], line["state"], line["asked_by"]) == (scenario, "ready", "Lidia Kim")
    stored = db.session.get(Scenario, scenario)
    assert stored is not None
    assert stored.problems is not None
    assert stored.problems[TODAY.isoformat()]["problem"]["format"] == "onevisit-problem/1"


@pytest.mark.parametrize(
    ("pointer", "change", "day"),
    [
        ("/days", NoJoint(), TUESDAY),
        ("/change/person", RaisedSkill("00000000-0000-7000-8000-000000000000", "network", 2), TODAY),
        ("/change/shift", AddedEngineer({"power": 2}, "18:00", "09:00", "Office", Place(55.7, 37.6)), TODAY),
    ],
)
def test_what_cannot_be_tried_is_refused_by_its_field(
    app: Flask, cast: Cast, pointer: str, change: Change, day: date
) -> None:
    with pytest.raises(Invalid) as refusal:
        ask_scenario(change=change, days=[day], by=cast.lead, at=MONDAY)

    assert refusal.value.extra["errors"][0]["pointer"] == pointer
