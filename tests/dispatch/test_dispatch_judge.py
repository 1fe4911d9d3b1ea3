"""The judge finds every kind of broken plan, and nothing in a good one."""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dispatch import InvalidPlan, check, plan_from_json, read_problem
from tests.dispatch.problems import Document, engineer, job, part, problem

judge_module = sys.modules["dispatch.check"]


def day() -> Document:
    return problem(
        [
            engineer(
                "anna", {"lan": 2}, breaks=[{"earliest": 100, "latest": 200, "duration": 30}], max_visits=2
            ),
            engineer("boris", {"phone": 2, "lan": 1}),
        ],
        [
            job("t", "a", part("lan", 50, level=2), part("phone", 40), window={"earliest": 0, "latest": 90}),
            job("u", "b", part("lan", 20), due=65, forbidden=["boris"]),
            job("v", "a", part("server", 5)),
        ],
    )


def good() -> Document:
    """Anna and Boris at a from 10; she goes on to b (80 to 100, 15 late), rests at home.

    Travel: Anna 10 + 20 + 30, Boris 10 + 10. Three engineer-visits. v is left out.
    """
    return {
        "format": "onevisit-plan/1",
        "routes": [
            {
                "engineer": "anna",
                "stops": [
                    {"job": "t", "parts": ["lan"], "arrive": 10, "start": 10, "end": 60},
                    {"job": "u", "parts": ["lan"], "arrive": 80, "start": 80, "end": 100},
                ],
                "breaks": [{"start": 130, "end": 160}],
                "back": 130,
            },
            {
                "engineer": "boris",
                "stops": [{"job": "t", "parts": ["phone"], "arrive": 10, "start": 10, "end": 50}],
                "breaks": [],
                "back": 60,
            },
        ],
        "unplanned": [{"job": "v", "reason": "no_skill", "text": "Nobody has it."}],
        "cost": {"total": 10_110, "travel": 80, "visit": 15, "lateness": 15, "unplanned": 10_000},
    }


def judge(plan: Document, document: Document | None = None) -> set[str]:
    violations = check(read_problem(document or day()), plan_from_json(plan))
    return {violation.code for violation in violations}


def test_a_good_plan_has_no_violations() -> None:
    assert judge(good()) == set()


def anna(plan: Any) -> Any:
    return plan["routes"][0]


def boris(plan: Any) -> Any:
    return plan["routes"][1]


def set_start(plan: Any, value: float) -> None:
    anna(plan)["stops"][0].update(start=value, end=value + 50)


BROKEN: list[tuple[str, Callable[[Any], Any]]] = [
    ("unknown_engineer", lambda plan: anna(plan).update(engineer="zoe")),
    ("two_routes", lambda plan: boris(plan).update(engineer="anna")),
    ("unknown_job", lambda plan: anna(plan)["stops"][1].update(job="x")),
    ("unknown_part", lambda plan: anna(plan)["stops"][1].update(parts=["x"])),
    ("unknown_reason", lambda plan: plan["unplanned"][0].update(reason="bored")),
    ("no_text", lambda plan: plan["unplanned"][0].update(text=" ")),
    ("lost_job", lambda plan: plan["unplanned"].clear()),
    ("twice_unplanned", lambda plan: plan["unplanned"].append(plan["unplanned"][0])),
    ("planned_and_unplanned", lambda plan: plan["unplanned"][0].update(job="u")),
    ("part_missing", lambda plan: boris(plan)["stops"].clear()),
    ("part_twice", lambda plan: boris(plan)["stops"][0].update(parts=["phone", "lan"])),
    ("second_stop", lambda plan: anna(plan)["stops"].append(anna(plan)["stops"][1])),
    ("idle_stop", lambda plan: anna(plan)["stops"][1].update(parts=[])),
    ("too_early", lambda plan: anna(plan)["stops"][1].update(arrive=79)),
    ("too_early", lambda plan: anna(plan).update(back=129)),
    ("start_before_arrival", lambda plan: anna(plan)["stops"][1].update(start=75, end=95)),
    ("wrong_end", lambda plan: anna(plan)["stops"][1].update(end=99)),
    ("shift", lambda plan: boris(plan).update(back=1001)),
    ("breaks", lambda plan: anna(plan)["breaks"].clear()),
    ("breaks", lambda plan: anna(plan)["breaks"][0].update(start=201, end=231)),
    ("breaks", lambda plan: anna(plan)["breaks"][0].update(end=159)),
    ("breaks", lambda plan: boris(plan)["breaks"].append({"start": 70, "end": 80})),
    ("breaks_overlap", lambda plan: anna(plan)["breaks"].append({"start": 150, "end": 180})),
    ("break_at_work", lambda plan: anna(plan)["breaks"][0].update(start=100, end=130)),
    ("not_together", lambda plan: set_start(plan, 11)),
    ("cost", lambda plan: plan["cost"].update(travel=79)),
]


@pytest.mark.parametrize(
    ("code", "harm"), BROKEN, ids=[f"{at}-{code}" for at, (code, _) in enumerate(BROKEN)]
)
def test_each_kind_of_broken_plan_is_found(code: str, harm: Callable[[Any], Any]) -> None:
    plan = copy.deepcopy(good())

    harm(plan)

    assert code in judge(plan)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("window", {"window": {"earliest": 0, "latest": 9}}),
        ("forbidden", {"forbidden": ["boris"]}),
        ("skill", {"parts": [part("lan", 50, level=3), part("phone", 40)]}),
        ("gap", {"staffing": "separate", "gap": {"min": 5, "max": 9}}),
        ("pin_broken", {"pinned": {"engineers": {"lan": "anna", "phone": "boris"}, "start": 11}}),
        ("pin_broken", {"pinned": {"engineers": {"lan": "boris", "phone": "boris"}, "start": 10}}),
    ],
)
def test_a_plan_for_another_job_is_found(code: str, change: Document) -> None:
    document = day()
    document["jobs"][0].update(change)

    assert code in judge(good(), document)


def test_max_visits_is_counted() -> None:
    document = day()
    document["engineers"][0]["max_visits"] = 1

    assert judge(good(), document) == {"max_visits"}


def test_one_engineer_cannot_do_separate_parts() -> None:
    document = problem(
        [engineer("anna", {"lan": 1, "phone": 1})],
        [job("t", "a", part("lan", 5), part("phone", 5), staffing="separate")],
    )
    stop = {"job": "t", "parts": ["lan", "phone"], "arrive": 10, "start": 10, "end": 20}
    plan = {
        "format": "onevisit-plan/1",
        "routes": [{"engineer": "anna", "stops": [stop], "breaks": [], "back": 30}],
        "unplanned": [],
        "cost": {"total": 25},
    }

    assert judge(plan, document) == {"not_separate"}


def test_a_document_that_is_no_plan_is_refused_with_all_faults() -> None:
    with pytest.raises(InvalidPlan) as caught:
        plan_from_json({"format": "x", "routes": [{"engineer": 5, "stops": [{}]}], "cost": {"petrol": 1}})

    assert len(caught.value.faults) >= 7


def test_an_open_end_comes_home_with_the_last_stop() -> None:
    document = day()
    document["engineers"][1]["shift"]["to"] = None

    assert judge(good(), document) == {"wrong_back"}


def test_a_promised_visit_left_out_is_found() -> None:
    document = day()
    document["jobs"][2]["pinned"] = {"engineers": {"server": "boris"}, "start": 300}

    assert judge(good(), document) == {"pin_broken"}


def test_a_visit_moved_against_the_plan_before_is_priced() -> None:
    document = day()
    document["costs"]["moved"] = 7
    before = plan_from_json(good())
    later = copy.deepcopy(good())
    anna(later)["stops"][1].update(arrive=81, start=81, end=101)
    anna(later).update(back=131, breaks=[{"start": 131, "end": 161}])
    later["cost"] = {"total": 10_111}
    problem_ = read_problem(document)

    without = check(problem_, plan_from_json(later))
    against = check(problem_, plan_from_json(later), start=before)

    assert (without, [violation.code for violation in against]) == ([], ["cost"])


def test_every_kind_that_the_judge_knows_is_broken_somewhere_here() -> None:
    source, tests = Path(judge_module.__file__).read_text(), Path(__file__).read_text()

    kinds = set(re.findall(r'Violation\(\s*"(\w+)"', source))

    assert len(kinds) > 25
    assert {kind for kind in kinds if tests.count(f'"{kind}"') == 0} == set()


def test_the_judge_shares_no_code_with_the_search() -> None:
    source = Path(judge_module.__file__).read_text()

    assert set(re.findall(r"from (dispatch\S*) import", source)) == {
        "dispatch.faults",
        "dispatch.plan",
        "dispatch.problem",
    }
