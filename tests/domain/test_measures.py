"""Measures on tickets small enough to count by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.domain.measures import (
    DEFINITIONS,
    History,
    Measure,
    Override,
    Period,
    TicketStory,
    Trip,
    definition,
    find_repeats,
    measure_all,
    percentile,
)

DAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
MONTH = Period(DAY, DAY + timedelta(days=30))
WITHIN = timedelta(days=30)


def story(
    ticket: str,
    *trip_days: float,
    symptom: str = "phone-dead",
    site: str = "clinic",
    asset: str | None = None,
    hours: float | None = 2,
    remote: bool = False,
    reason: str | None = None,
) -> TicketStory:
    """Opened on DAY plus its first trip's day; ended `hours` after that, or still open."""
    opened = DAY + timedelta(days=trip_days[0] if trip_days else 0)
    trips = tuple(Trip(f"{ticket}-{n}", DAY + timedelta(days=d), reason) for n, d in enumerate(trip_days))
    ended = None if hours is None else opened + timedelta(hours=hours)
    return TicketStory(ticket, ticket, site, symptom, asset, opened, ended, remote, trips)


def test_one_trip_that_held_is_a_first_time_fix() -> None:
    measure = _measure("first_time_fix", story("a", 0), story("b", 1, site="shop"))

    assert (measure.value, measure.n, measure.cases) == (1.0, 2, ())


@pytest.mark.parametrize(
    ("second", "share"),
    [
        (story("b", 5), 0.5),  # the same fault under a new ticket: `a` did not hold, `b` did
        (story("b", 29.9), 0.5),
        (story("b", 5, site="shop"), 1.0),
        (story("b", 5, symptom="no-network"), 1.0),
    ],
)
def test_a_trip_that_comes_soon_for_the_same_thing_takes_the_fix_away(
    second: TicketStory, share: float
) -> None:
    assert _measure("first_time_fix", story("a", 0), second).value == share


def test_two_trips_for_one_ticket_are_no_first_time_fix_and_are_named() -> None:
    measure = _measure("first_time_fix", story("a", 0, 1), story("b", 3, site="shop"))

    assert (measure.value, measure.cases) == (0.5, ("a",))


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        (story("a", 0, 40), story("x", 0, site="far"), ["diagnosis"]),  # the same ticket, however late
        (story("a", 0, 2, reason="part"), story("x", 0, site="far"), ["part"]),
        (story("a", 0), story("b", 30), ["new_fault"]),
        (story("a", 0), story("b", 30.1), []),
        (story("a", 0, asset="phone-1"), story("b", 3, asset="phone-2"), []),
        (story("a", 0, asset="phone-1"), story("b", 3, asset="phone-1", symptom="other"), ["new_fault"]),
        (story("a", remote=True), story("b", 3), []),  # a remote fix is no trip
    ],
)
def test_what_counts_as_a_repeat(first: TicketStory, second: TicketStory, reasons: list[str]) -> None:
    """C20: a reopened ticket, a follow-up and a new ticket for the same thing count by one published definition."""
    assert [repeat.reason for repeat in find_repeats([first, second], within=WITHIN)] == reasons


def test_one_visit_for_two_tickets_of_a_site_is_no_repeat() -> None:
    trip = Trip("joint", DAY)
    pair = [TicketStory(name, name, "clinic", "phone-dead", None, DAY, DAY, False, (trip,)) for name in "ab"]

    assert find_repeats(pair, within=WITHIN) == []
    assert measure_all(History(pair), MONTH, repeat_within=WITHIN)["first_time_fix"].value == 1.0


def test_two_tickets_of_one_trip_share_it_and_it_is_a_repeat_once() -> None:
    """One trip for two tickets is half a trip a ticket; both belong to a fault of the week before."""
    trip = Trip("both", DAY + timedelta(days=7))
    pair = [
        TicketStory(name, name, "clinic", "phone-dead", None, trip.at, trip.at, False, (trip,))
        for name in "ab"
    ]
    before = story("old", 0, hours=None)

    assert _measure("trips_per_ticket", *pair).value == 0.5
    repeats = _measure("repeats", before, *pair)
    assert (repeats.value, repeats.n, repeats.cases) == (0.5, 2, ("a", "b"))
    assert repeats.details["repeats"] == 1


def test_trips_per_ticket_counts_on_site_tickets_only() -> None:
    measure = _measure(
        "trips_per_ticket", story("a", 0, 1, 2), story("b", 0, site="shop"), story("c", remote=True)
    )

    assert (measure.value, measure.n, measure.cases) == (2.0, 2, ("a",))


def test_time_to_resolve_gives_median_and_ninetieth_percentile() -> None:
    """1, 2 and 6 hours: the middle is 120 minutes; nine tenths of the way from first to last lie at 120 + 0.8 × 240 = 312."""
    measure = _measure("time_to_resolve", *(story(f"t{h}", h, hours=h, site=f"s{h}") for h in (1, 2, 6)))

    assert measure.details == {"median_minutes": 120.0, "p90_minutes": 312.0}
    assert measure.cases[0] == "t6"


def test_an_open_ticket_and_one_that_ended_outside_the_period_are_not_measured() -> None:
    measure = _measure("time_to_resolve", story("open", 0, hours=None), story("old", -5), story("in", 1))

    assert measure.cases == ("in",)


def test_four_ratings_are_not_shown_and_five_are() -> None:
    four = measure_all(History([], ratings=[5, 5, 4, 1]), MONTH, repeat_within=WITHIN)["csat"]
    five = measure_all(History([], ratings=[5, 5, 4, 1, 5]), MONTH, repeat_within=WITHIN)["csat"]

    assert (four.value, four.n, four.cases) == (None, 4, ())
    assert (five.value, five.details["satisfied_share"], five.cases) == (4.0, 0.8, ())


def test_repeats_are_counted_by_coded_reason() -> None:
    measure = _measure("repeats", story("a", 0, 1, reason="access"), story("b", 0, site="shop"))

    assert measure.value == pytest.approx(1 / 3, abs=1e-4)
    assert measure.details["by_reason"]["access"] == 1
    assert measure.cases == ("a",)


def test_solved_remotely_is_a_share_of_all_solved() -> None:
    measure = _measure("solved_remotely", story("a", remote=True), story("b", 0, site="shop"))

    assert (measure.value, measure.n, measure.cases) == (0.5, 2, ("a",))


def test_overrides_are_counted_by_column() -> None:
    history = History([], overrides=[Override("a", "ready"), Override("b", "ready"), Override("a", "triage")])
    measure = measure_all(history, MONTH, repeat_within=WITHIN)["wip_overrides"]

    assert (measure.value, measure.details, measure.cases) == (
        3.0,
        {"by_column": {"ready": 2, "triage": 1}},
        ("a", "b"),
    )


def test_nothing_to_measure_has_no_value() -> None:
    measures = measure_all(History([]), MONTH, repeat_within=WITHIN)

    assert {name: measure.value for name, measure in measures.items() if measure.value is not None} == {
        "wip_overrides": 0.0
    }


def test_every_measure_has_a_definition_in_both_languages_with_its_numbers() -> None:
    assert set(measure_all(History([]), MONTH, repeat_within=WITHIN)) == set(DEFINITIONS)
    assert "within 14 days" in definition("first_time_fix", repeat_days=14)["en"]
    assert "в течение 14 дней" in definition("first_time_fix", repeat_days=14)["ru"]
    assert all(set(texts) == {"en", "ru"} for texts in DEFINITIONS.values())


def test_a_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 0.9) == 7.0


def _measure(name: str, *stories: TicketStory) -> Measure:
    return measure_all(History(stories), MONTH, repeat_within=WITHIN)[name]


def test_the_published_page_says_what_the_program_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "measures.md").read_text()

    for name in DEFINITIONS:
        for text in definition(name, repeat_days=30).values():
            assert text in page
