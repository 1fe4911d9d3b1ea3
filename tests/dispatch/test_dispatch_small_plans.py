"""Hand-made days whose best plan can be worked out in the head."""

from __future__ import annotations

import pytest

from dispatch import Plan, StopRule, Words, check, explain, insert, read_problem, solve
from tests.dispatch.problems import Document, engineer, job, part, problem

BOTH = {"lan": 2, "phone": 2}


def plan_for(document: Document, **more: object) -> Plan:
    return solve(read_problem(document), stop=StopRule(iterations=3000), **more)  # type: ignore[arg-type]


def test_one_engineer_who_covers_everything_goes_alone() -> None:
    crew = [engineer("anna", BOTH), engineer("boris", {"phone": 2})]

    plan = plan_for(problem(crew, [job("t", "a", part("lan", 60), part("phone", 30))]))

    # office 10 a 10 office = 20, one visit 5; both trades one after another: 10 to 100, back at 110.
    assert plan.cost["total"] == 25
    (stop,) = plan.crew_of("t").values()
    assert (stop.start, stop.end, plan.routes[0].back) == (10, 100, 110)


def test_two_go_together_when_nobody_covers_everything() -> None:
    crew = [engineer("anna", {"lan": 2}), engineer("boris", {"phone": 2}, shift={"start": 50})]

    plan = plan_for(problem(crew, [job("t", "a", part("lan", 60), part("phone", 30))]))

    # Boris arrives at 60; both start then and each does his own part: 120 and 90. 2 x 20 + 2 x 5 = 50.
    assert plan.cost["total"] == 50
    ends = {who: (stop.start, stop.end) for who, stop in plan.crew_of("t").items()}
    assert ends == {"anna": (60, 120), "boris": (60, 90)}


def test_a_joint_visit_beats_a_late_solo_one() -> None:
    crew = [
        engineer("anna", BOTH, shift={"start": 200}),
        engineer("boris", {"phone": 2}),
        engineer("vera", {"lan": 2}),
    ]

    plan = plan_for(problem(crew, [job("t", "a", part("lan", 60), part("phone", 30), due=10)]))

    # Anna alone: 25 + 2 parts x 200 late. Boris with Vera: 50, in time.
    assert set(plan.crew_of("t")) == {"boris", "vera"}
    assert plan.cost["total"] == 50


def test_four_go_together_for_four_trades() -> None:
    trades = ("lan", "phone", "server", "power")
    crew = [engineer(f"{trade} man", {trade: 1}) for trade in trades]

    plan = plan_for(problem(crew, [job("t", "a", *(part(trade, 10) for trade in trades))]))

    assert len(plan.crew_of("t")) == 4
    assert plan.cost["total"] == 4 * 25


def test_a_break_is_taken_in_the_waiting_time() -> None:
    anna = engineer("anna", BOTH, breaks=[{"earliest": 20, "latest": 60, "duration": 30}])
    late_opening = job("t", "a", part("lan", 10), window={"earliest": 100, "latest": 100})

    plan = plan_for(problem([anna], [late_opening]))

    (route,) = plan.routes
    assert route.stops[0].start == 100
    assert (route.breaks[0].start, route.breaks[0].end) == (20, 50)
    # He leaves just in time rather than waiting at the door.
    assert route.stops[0].arrive == 100


def test_a_break_that_cannot_wait_delays_the_work() -> None:
    anna = engineer("anna", BOTH, breaks=[{"earliest": 20, "latest": 60, "duration": 30}])

    plan = plan_for(problem([anna], [job("t", "a", part("lan", 200))]))

    # Work from 10 to 210 leaves no room for a break that starts by 60, so rest on arrival, 20 to 50.
    (route,) = plan.routes
    assert route.stops[0].start == 50


def test_overtime_is_paid_and_limited() -> None:
    short = {"start": 0, "end": 50, "overtime": 30}
    crew = [engineer("anna", BOTH, shift=short)]
    fits = job("fits", "a", part("lan", 50))
    too_long = job("too long", "a", part("lan", 61))

    plan = plan_for(problem(crew, [fits, too_long], visit=0))

    # 10 there, 50 work, 10 back = 70: 20 over at 2 each, and 20 travel. The other one ends at 81 > 80.
    assert plan.cost["overtime"] == 40
    assert [left.job for left in plan.unplanned] == ["too long"]


def test_an_open_end_costs_no_way_home() -> None:
    crew = [engineer("anna", BOTH, shift={"to": None})]

    plan = plan_for(problem(crew, [job("t", "b", part("lan", 5))]))

    assert plan.cost["travel"] == 30
    assert plan.routes[0].back == 35


def test_max_visits_is_a_hard_cap() -> None:
    crew = [engineer("anna", BOTH, max_visits=1)]

    plan = plan_for(problem(crew, [job("one", "a", part("lan", 5)), job("two", "a", part("lan", 5))]))

    assert len(plan.unplanned) == 1


def test_separate_parts_keep_their_gap() -> None:
    crew = [engineer("anna", {"lan": 2}), engineer("boris", {"phone": 2})]
    two = job("t", "a", part("lan", 5), part("phone", 5), staffing="separate", gap={"min": 30, "max": 40})

    plan = plan_for(problem(crew, [two]))

    assert {who: stop.start for who, stop in plan.crew_of("t").items()} == {"anna": 10, "boris": 40}


def test_lateness_counts_for_every_part_and_by_weight() -> None:
    crew = [engineer("anna", BOTH)]
    late = job("t", "a", part("lan", 5), part("phone", 5), due=4, weight=3)

    plan = plan_for(problem(crew, [late], max_lateness=7))

    # Start 10 is 6 late: 2 parts x 3 x 6 = 36; the largest lateness is 6, unweighted: 42.
    assert (plan.cost["lateness"], plan.cost["max_lateness"]) == (36, 42)


def test_a_preferred_engineer_goes_if_the_detour_is_worth_it() -> None:
    crew = [engineer("anna", BOTH), engineer("boris", BOTH, shift={"from": "b", "to": "b"})]
    regular = job("t", "a", part("lan", 5), preferred=["boris"])

    near = plan_for(problem(crew, [regular], not_preferred=15))
    far = plan_for(problem(crew, [regular], not_preferred=25))

    # Anna drives 20, Boris 40.
    assert list(near.crew_of("t")) == ["anna"]
    assert list(far.crew_of("t")) == ["boris"]


def test_a_promised_visit_stays_even_outside_its_window_and_without_the_skill() -> None:
    crew = [engineer("anna", {"phone": 1}), engineer("boris", BOTH)]
    pin = {"engineers": {"lan": "anna"}, "start": 300}
    promised = job(
        "t", "a", part("lan", 5), window={"earliest": 0, "latest": 50}, pinned=pin, forbidden=["anna"]
    )

    plan = plan_for(problem(crew, [promised, job("u", "a", part("phone", 500))]))

    assert {who: stop.start for who, stop in plan.crew_of("t").items()} == {"anna": 300}


def test_moving_a_promise_costs_so_the_day_stays_as_it_was() -> None:
    crew = [engineer("anna", BOTH), engineer("boris", BOTH)]
    jobs = [job("t", "a", part("lan", 5), window={"earliest": 100, "latest": 200})]
    before = plan_for(problem([crew[1]], jobs))

    free = plan_for(problem(crew, jobs, moved=50), start=before)

    assert list(free.crew_of("t")) == ["boris"]
    assert free.cost["moved"] == 0


def test_frozen_jobs_keep_crew_and_start() -> None:
    crew = [engineer("anna", BOTH), engineer("boris", BOTH, shift={"from": "b", "to": "b"})]
    jobs = [job("t", "a", part("lan", 5))]
    before = plan_for(problem([crew[1]], jobs))

    plan = plan_for(problem(crew, jobs), start=before, frozen=["t"])

    assert plan.crew_of("t").keys() == before.crew_of("t").keys() == {"boris"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"parts": [part("lan", 5, level=4)]}, "no_skill"),
        ({"forbidden": ["anna"]}, "forbidden"),
        ({"window": {"earliest": 0, "latest": 5}}, "no_time"),
        ({"unplanned_cost": 24}, "too_costly"),
        ({"parts": [part("lan", 5), part("phone", 5)], "staffing": "separate"}, "no_crew"),
    ],
)
def test_a_job_left_out_says_why(change: Document, reason: str) -> None:
    document = problem([engineer("anna", BOTH)], [{**job("t", "a", part("lan", 5)), **change}])

    plan = plan_for(document)

    (left,) = plan.unplanned
    assert left.reason == reason
    assert left.text.endswith(".")
    assert "заяв" in explain(read_problem(document), plan, "t", Words("ru")) or reason != "no_time"


def test_places_for_a_job_are_ranked_with_cost_and_delays() -> None:
    crew = [engineer("anna", BOTH), engineer("boris", BOTH, shift={"from": "b", "to": "b"})]
    document = problem(crew, [job("t", "a", part("lan", 5)), job("new", "a", part("lan", 5), due=10)])
    day = read_problem(document)
    plan = plan_for(document)

    places = insert(day, plan, "new", top=5)

    # With Anna, first at a: another visit at the same place, 5; t starts 5 later, due never.
    assert places[0].engineers == {"lan": "anna"}
    assert places[0].cost == 5
    assert {place.engineers["lan"] for place in places} == {"anna", "boris"}
    assert all(check(day, place.plan) == [] for place in places)


def test_the_words_say_who_and_why() -> None:
    crew = [engineer("anna", {"lan": 2}), engineer("boris", {"phone": 2})]
    document = problem(crew, [job("t", "a", part("lan", 60), part("phone", 30))])
    plan = plan_for(document)
    names = {"anna": "Анна", "boris": "Борис"}

    english = explain(read_problem(document), plan, "t")
    russian = explain(
        read_problem(document), plan, "t", Words("ru", names, {"lan": "сеть", "phone": "телефония"})
    )

    assert english.startswith(
        "anna (lan) and boris (phone) go together. Nobody on shift covers the whole visit alone."
    )
    assert russian.startswith(
        "Совместный выезд: Анна (сеть) и Борис (телефония). В одиночку весь выезд на смене"
    )


def test_a_day_with_nobody_and_nothing_has_an_empty_plan() -> None:
    """Asked in the evening, when shifts are over and no ticket waits."""
    empty = problem([], []) | {"locations": [], "travel": []}

    plan = plan_for(empty)

    assert (plan.routes, plan.unplanned, plan.cost["total"]) == ((), (), 0)
