"""What a trip is: somebody drives to a visit. A visit whose whole crew is there already belongs to the trip it came with.

So a joint visit is one trip, and visits of one engineer one after the other at one place are one trip: nobody drives between
them. Proposals, scenarios, measures and the summary of a day all count by this.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.domain.travel import Place, is_same_place

# The trip of a visit at the place where a day is taken up: its drive lies before all that is looked at.
EARLIER = ""


@dataclass(frozen=True)
class Stop:
    """One engineer's share of a visit; `is_driven_to`: the visit before was elsewhere, or there was none."""

    visit: str
    is_driven_to: bool


@dataclass(frozen=True)
class Gone:
    """A visit that somebody went to. Who broke it off or was called back has left: coming back is another trip."""

    visit: str
    place: Place
    was_left: bool


def tour_of(gone: Iterable[Gone]) -> list[Stop]:
    """One engineer's visits of one day, in order, as stops."""
    stops, here = [], None
    for one in gone:
        stops.append(Stop(one.visit, here is None or not is_same_place(here, one.place)))
        here = None if one.was_left else one.place
    return stops


def find_trips(tours: Iterable[Sequence[Stop]]) -> dict[str, str]:
    """By visit, the visit that its trip drove to: the visit itself, unless its whole crew was there already.

    A tour is the stops of one engineer on one day, in their order.
    """
    driven_to: set[str] = set()
    before: dict[str, str] = {}
    for tour in tours:
        last = EARLIER
        for stop in tour:
            before.setdefault(stop.visit, last)
            if stop.is_driven_to:
                driven_to.add(stop.visit)
            last = stop.visit
    trips = {}
    for visit in before:
        trip = visit
        while trip != EARLIER and trip not in driven_to:
            trip = before[trip]
        trips[visit] = trip
    return trips


def count_trips(tours: Iterable[Sequence[Stop]]) -> int:
    return len(set(find_trips(tours).values()) - {EARLIER})


def count_drives(tours: Iterable[Sequence[Stop]]) -> int:
    """How often an engineer was sent: a joint visit of two that both drive to is two."""
    return sum(stop.is_driven_to for tour in tours for stop in tour)
