"""How long a drive takes: as a routing service measured it, or estimated from the distance over the globe."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

EARTH_RADIUS_KM = 6371.0088
SAME_PLACE_KM = 0.03


@dataclass(frozen=True)
class Place:
    lat: float
    lon: float

    @property
    def key(self) -> str:
        """The place to four decimals, about eleven metres: two doors of one building are one place on the road."""
        return f"{self.lat:.4f},{self.lon:.4f}"


@dataclass(frozen=True)
class SpeedBand:
    """The speed until a drive is `to_km` long; the last band has no end."""

    to_km: float
    kmh: float


@dataclass(frozen=True)
class TravelRule:
    """`door_minutes` are for parking and the way in; they are paid once a drive, measured or not.

    `router` is the routing service in use, if any; `measured` are its seconds on the road by the keys of two places.
    """

    bands: tuple[SpeedBand, ...]
    road_factor: float
    door_minutes: int = 5
    router: str = ""
    measured: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def seconds(self, origin: Place | None, destination: Place | None) -> int:
        """Whole minutes as seconds. An unknown place costs the way in alone."""
        if origin is None or destination is None:
            return self.door_minutes * 60
        if is_same_place(origin, destination):
            return 0
        road = self.measured.get((origin.key, destination.key))
        minutes = (
            self._estimate(distance(origin, destination) * self.road_factor) if road is None else road / 60
        )
        return math.ceil(self.door_minutes + minutes) * 60

    def is_estimate(self, origin: Place | None, destination: Place | None) -> bool:
        """Whether the routing service in use has not measured this drive."""
        if not self.router or origin is None or destination is None:
            return False
        return origin.key != destination.key and (origin.key, destination.key) not in self.measured

    def _estimate(self, road_km: float) -> float:
        minutes, since = 0.0, 0.0
        for band in self.bands:
            minutes += max(0.0, min(road_km, band.to_km) - since) / band.kmh * 60
            since = band.to_km
        return minutes


def read_speeds(text: str) -> tuple[SpeedBand, ...]:
    """`3:18,12:24,40`: 18 km/h for the first 3 km, 24 up to 12 km, 40 beyond. Raises ValueError with what is wrong."""
    bands: list[SpeedBand] = []
    *limited, last = text.split(",")
    for part in limited:
        limit, colon, speed = part.partition(":")
        if not colon:
            raise ValueError(f"{part.strip()!r} needs a distance and a speed, such as 3:18")
        bands.append(SpeedBand(_positive(limit), _positive(speed)))
    bands.append(SpeedBand(math.inf, _positive(last)))
    if any(later.to_km <= earlier.to_km for earlier, later in pairwise(bands)):
        raise ValueError("the distances must grow")
    return tuple(bands)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a number") from None
    if not 0 < number < math.inf:
        raise ValueError(f"{text.strip()!r} must be above 0")
    return number


def is_same_place(one: Place, other: Place) -> bool:
    """Nobody drives from one door of a building to another."""
    return distance(one, other) < SAME_PLACE_KM


def distance(origin: Place, destination: Place) -> float:
    """Kilometres along a great circle, by the haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984)."""
    lat_1, lat_2 = math.radians(origin.lat), math.radians(destination.lat)
    half_lat = (lat_2 - lat_1) / 2
    half_lon = math.radians(destination.lon - origin.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
