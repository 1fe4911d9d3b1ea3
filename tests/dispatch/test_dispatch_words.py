"""Why this crew, in what a dispatcher counts: minutes, times of day and people. Never a bare cost."""

import pytest

from dispatch import PreparedPlan, StopRule, Words, explain, insert, read_problem, solve
from tests.bench.planner.regions import make_region
from tests.dispatch.problems import Document, engineer, job, part
from tests.dispatch.test_dispatch_small_plans import plan_for

MINUTE, HOUR = 60, 3600
NAMES = {"anna": "Анна", "boris": "Борис", "viktor": "Виктор"}


def day(engineers: list[Document], jobs: list[Document]) -> Document:
    """From 08:00 to 18:00; the office is 20 minutes from a, b is 5 minutes from a and 25 from the office."""
    for one in engineers:
        one["shift"] = {
            "start": 8 * HOUR,
            "end": 18 * HOUR,
            "from": "office",
            "to": None,
            **one.pop("own", {}),
        }
    return {
        "format": "onevisit-problem/1",
        "locations": ["office", "a", "b"],
        "travel": [[0, 1200, 1500], [1200, 0, 300], [1500, 300, 0]],
        "engineers": engineers,
        "jobs": jobs,
        "costs": {"travel": 1, "visit": 900, "lateness": 1, "overtime": 2, "not_preferred": 300},
    }


def say(document: Document, words: Words) -> str:
    return explain(read_problem(document), plan_for(document), "t", words)


def test_a_longer_way_is_said_in_minutes_in_both_languages() -> None:
    """Boris sets out from b, Anna from the office: 5 minutes against 20."""
    crew = [engineer("anna", {"lan": 2}), engineer("boris", {"lan": 2}, own={"from": "b"})]
    document = day(crew, [job("t", "a", part("lan", HOUR), due=18 * HOUR, unplanned_cost=10**6)])

    assert (
        "The next best choice, anna, would mean a start 15 min later (08:20) and 15 min more on the road."
        in say(document, Words())
    )
    assert (
        "Следующий по выгоде вариант (Анна) хуже: начало на 15 мин позже (08:20) и дороги на 15 мин больше."
        in say(document, Words("ru", NAMES))
    )


def test_what_speaks_for_the_other_is_said_too() -> None:
    """Anna is on shift from 10:00 and lives 5 minutes away; Boris could begin at 8, from the office 20 minutes away."""
    crew = [
        engineer("anna", {"lan": 2}, own={"from": "b", "start": 10 * HOUR}),
        engineer("boris", {"lan": 2}),
    ]
    document = day(crew, [job("t", "a", part("lan", HOUR), unplanned_cost=10**6)])

    assert "Boris, would mean 15 min more on the road, but a start 1 h 45 min earlier (08:20)." in say(
        document, Words(names={"boris": "Boris"})
    )
    assert "дороги на 15 мин больше, зато начало на 1 ч 45 мин раньше (08:20)." in say(
        document, Words("ru", NAMES)
    )


def test_a_crew_of_two_for_the_work_of_one_is_said_in_people() -> None:
    """Anna does both parts; instead of her, Boris and Viktor would go."""
    crew = [
        engineer("anna", {"lan": 2, "phone": 2}),
        engineer("boris", {"lan": 2}),
        engineer("viktor", {"phone": 2}),
        engineer("dina", {"lan": 2, "phone": 2}, own={"start": 17 * HOUR}),
    ]
    document = day(
        crew,
        [
            job(
                "t",
                "a",
                part("lan", HOUR),
                part("phone", HOUR),
                window={"earliest": 9 * HOUR, "latest": 10 * HOUR},
                unplanned_cost=10**6,
            )
        ],
    )

    said = say(document, Words("ru", NAMES))

    assert "на 1 человека больше" in said
    assert "1 person more" in say(document, Words())


def test_a_place_that_is_not_the_best_is_compared_with_the_best() -> None:
    """Boris stands at b, 5 minutes away, yet the plan sends Anna from the office, 20 minutes away."""
    crew = [engineer("anna", {"lan": 2}), engineer("boris", {"lan": 2}, own={"from": "b"})]
    document = day(crew, [job("t", "a", part("lan", HOUR), unplanned_cost=10**6)])
    problem = read_problem(document)
    second = insert(problem, plan_for(document), "t")[1]

    said = explain(problem, second.plan, "t", Words("ru", NAMES))

    assert "По сравнению с лучшим местом (Борис, 08:05): начало на 15 мин позже (08:20)" in said


def test_equal_choices_are_said_to_be_equal() -> None:
    crew = [engineer("anna", {"lan": 2}), engineer("boris", {"lan": 2})]
    document = day(crew, [job("t", "a", part("lan", HOUR), unplanned_cost=10**6)])

    assert "would do as well." in say(document, Words())


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 выезд"),
        (2, "2 выезда"),
        (5, "5 выездов"),
        (11, "11 выездов"),
        (21, "21 выезд"),
        (112, "112 выездов"),
    ],
)
def test_russian_counts_have_their_form(number: int, said: str) -> None:
    assert Words("ru").count(number, "выезд", "выезда", "выездов") == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "1 min"), (45 * MINUTE, "45 min"), (2 * HOUR, "2 h"), (95 * MINUTE, "1 h 35 min")],
)
def test_lengths_are_said_in_hours_and_minutes(seconds: float, said: str) -> None:
    assert Words().length(seconds) == said


def test_who_is_preferred_and_who_is_not_allowed_is_said() -> None:
    """Boris could do it all too, but may not go there."""
    crew = [engineer("anna", {"lan": 2}), engineer("boris", {"lan": 2})]
    document = day(
        crew,
        [
            job(
                "t",
                "a",
                part("lan", HOUR),
                preferred=["anna"],
                forbidden=["boris"],
                unplanned_cost=10**6,
            )
        ],
    )

    assert (
        "Nobody else on shift who may go there covers the whole visit. anna is preferred here. boris is not allowed here."
        in say(document, Words())
    )
    assert (
        "Больше никто из тех, кому сюда можно, не закрывает весь выезд. Здесь предпочитают: Анна. Сюда нельзя: Борис."
        in say(document, Words("ru", NAMES))
    )


def test_a_plan_laid_out_once_gives_the_same_sentences_for_all_its_visits() -> None:
    problem = read_problem(make_region(jobs=12, engineers=6, seed=2))
    plan = solve(problem, stop=StopRule(iterations=500))
    prepared = PreparedPlan(problem, plan)

    said = {name: explain(problem, plan, name, prepared=prepared) for name in plan.crews()}

    assert len(said) > 6
    assert said == {name: explain(problem, plan, name) for name in plan.crews()}


@pytest.mark.parametrize(
    ("due", "english", "russian"),
    [
        (8 * HOUR, "20 min after it is due.", "на 20 мин позже срока."),
        # Days late or an hour late: a problem of one day does not say.
        (0, "as it was due before this day.", "срок прошёл ещё до этого дня."),
    ],
)
def test_how_late_a_start_is_is_said_only_where_it_is_known(due: float, english: str, russian: str) -> None:
    document = day(
        [engineer("anna", {"lan": 2})], [job("t", "a", part("lan", HOUR), due=due, unplanned_cost=10**6)]
    )

    assert say(document, Words()).endswith(english)
    assert say(document, Words("ru", NAMES)).endswith(russian)
