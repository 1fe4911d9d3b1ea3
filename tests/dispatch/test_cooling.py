"""How hot a search is."""

import pytest

from dispatch import StopRule
from dispatch.cooling import FOR_EACH_PAIR, LEAST_HEAT, Cooling


def cool(jobs: int, iterations: int) -> Cooling:
    cooling = Cooling(jobs, StopRule(iterations=iterations))
    cooling.locate(share=0.0, iterations=0)
    return cooling


def test_a_search_that_has_time_for_a_whole_cooling_begins_hot() -> None:
    assert cool(400, FOR_EACH_PAIR * 400 * 400).warmth == 1.0


@pytest.mark.parametrize("jobs", [400, 800, 1_600])
def test_a_search_too_short_for_its_jobs_begins_colder(jobs: int) -> None:
    short, shorter = cool(jobs, 8 * jobs * jobs), cool(jobs, 2 * jobs * jobs)

    assert LEAST_HEAT < shorter.warmth < short.warmth < 1.0


def test_however_short_a_search_is_it_keeps_some_heat() -> None:
    assert cool(5_000, 1_000).warmth == LEAST_HEAT


def test_a_search_by_time_learns_from_its_first_iterations_how_long_it_is() -> None:
    cooling = Cooling(1_600, StopRule(seconds=10))
    cooling.locate(share=0.001, iterations=1_000)
    before = cooling.warmth
    cooling.locate(share=0.02, iterations=20_000)

    assert (before, cooling.warmth) == (1.0, LEAST_HEAT)


def test_a_small_day_cools_several_times_in_turn() -> None:
    cooling = Cooling(10, StopRule(iterations=100_000))

    assert [cooling.locate(share=share, iterations=0) for share in (0.0, 0.5, 0.9)] == [
        (0, 0.0),
        (2, pytest.approx(0.5)),
        (4, pytest.approx(0.5)),
    ]
