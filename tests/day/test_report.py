"""The figures of a day: a trip is what it is everywhere else, and the engineers who were sent are counted beside it."""

from typing import Any

from server.day.report import tours_of
from server.domain.trips import count_drives, count_trips


def visit(number: int, start: str, *crew: str) -> dict[str, Any]:
    return {
        "id": f"v{number}",
        "state": "sealed",
        "site": {"lat": 55.74, "lon": 37.66},
        "planned": {"start": start},
        "crew": [{"person": person} for person in crew],
    }


def test_a_joint_visit_and_one_next_to_it_are_one_trip_for_which_two_were_sent() -> None:
    tours = tours_of(
        [visit(1, "2026-11-23T07:00:00Z", "anna", "boris"), visit(2, "2026-11-23T08:00:00Z", "anna")]
    )

    assert (count_trips(tours), count_drives(tours)) == (1, 2)
