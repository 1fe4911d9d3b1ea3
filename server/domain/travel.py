"""How long a drive takes: the distance over the globe, made longer by roads, at an average speed."""

import math
from dataclasses import dataclass

EARTH_RADIUS_KM = 6371.0088
SAME_PLACE_KM = 0.03


@dataclass(frozen=True)
class Place:
    lat: float
    lon: float


@dataclass(frozen=True)
class TravelRule:
    """`door_minutes` are for parking and the way in; they are paid once a drive."""

    speed_kmh: float
    road_factor: float
    door_minutes: int = 5

    def seconds(self, origin: Place | None, destination: Place | None) -> int:
        """Whole minutes as seconds. An unknown place costs the way in alone."""
        if origin is None or destination is None:
            return self.door_minutes * 60
        distance_km = distance(origin, destination)
        if distance_km < SAME_PLACE_KM:
            return 0
        minutes = self.door_minutes + distance_km * self.road_factor / self.speed_kmh * 60
        return math.ceil(minutes) * 60


def distance(origin: Place, destination: Place) -> float:
    """Kilometres along a great circle, by the haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984)."""
    lat_1, lat_2 = math.radians(origin.lat), math.radians(destination.lat)
    half_lat = (lat_2 - lat_1) / 2
    half_lon = math.radians(destination.lon - origin.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
