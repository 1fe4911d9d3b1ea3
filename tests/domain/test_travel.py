"""How long a drive takes."""

import math

import pytest

from server.domain.travel import Place, SpeedBand, TravelRule, read_speeds

HERE = Place(55.75, 37.6)
# Just under ten kilometres north: one degree of latitude is 111.195 km on the sphere that the formula uses.
NORTH = Place(55.75 + 9.99 / 111.195, 37.6)


def test_a_long_drive_is_slow_at_first_and_faster_later() -> None:
    rule = TravelRule(read_speeds("3:18,12:24,40"), road_factor=1.5, door_minutes=5)
    # Just under 15 km of road: 3 km at 18 = 10 min, 9 km at 24 = 22.5 min, 3 km at 40 = 4.5 min, and 5 min of parking.
    assert rule.seconds(HERE, NORTH) == 42 * 60


def test_what_the_routing_service_measured_wins_over_the_estimate_in_its_direction_only() -> None:
    measured = {(HERE.key, NORTH.key): 1000}
    rule = TravelRule(read_speeds("22"), 1.35, door_minutes=5, router="osrm", measured=measured)
    assert rule.seconds(HERE, NORTH) == math.ceil(5 + 1000 / 60) * 60
    assert rule.seconds(NORTH, HERE) == TravelRule(read_speeds("22"), 1.35).seconds(NORTH, HERE)
    assert not rule.is_estimate(HERE, NORTH)
    assert rule.is_estimate(NORTH, HERE)


def test_speeds_are_read_from_the_setting() -> None:
    assert read_speeds("3:18, 12:24, 40") == (SpeedBand(3, 18), SpeedBand(12, 24), SpeedBand(math.inf, 40))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "'' is not a number"),
        ("fast", "'fast' is not a number"),
        ("3,20", "'3' needs a distance and a speed"),
        ("12:24,3:18,40", "the distances must grow"),
        ("3:0,40", "'0' must be above 0"),
        ("3:nan,40", "must be above 0"),
    ],
)
def test_speeds_that_make_no_sense_are_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_speeds(text)
