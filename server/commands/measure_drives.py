"""Ask the routing service for the drives of a day that are not known yet. Never in a request: a job calls it before it plans."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

import structlog

from server.clients.routing.protocol import Router, RouterFailed
from server.domain.local_day import LocalDay
from server.domain.travel import Place, TravelRule
from server.store.days import places_of, read_day
from server.store.drives import keep_drives, known_pairs
from server.store.events import get_installation
from server.store.gate import read_session, write_tx

log = structlog.get_logger()


def measure_drives(*, day: date, router: Router, travel: TravelRule, keep_days: int, at: datetime) -> bool:
    """Keep the drives between all places of the day that were not asked within `keep_days`.

    False when the service failed on the way: what it had answered is kept, the rest is estimated until the next time.
    """
    session = read_session()
    local = LocalDay(day, get_installation(session).zone)
    places = places_of(read_day(session, local, now=at, travel=travel))
    known = known_pairs(session, router.name, places, since=at - timedelta(days=keep_days))
    session.rollback()
    try:
        for origins, destinations in _missing(places, known, router.most_places):
            table = router.table(origins, destinations)
            drives = {
                (origin.key, destination.key): seconds
                for origin, row in zip(origins, table, strict=True)
                for destination, seconds in zip(destinations, row, strict=True)
                if origin.key != destination.key
            }
            with write_tx() as session:
                keep_drives(session, router.name, drives, at=at)
    except RouterFailed as failure:
        log.warning("routing failed", router=router.name, reason=str(failure))
        return False
    return True


def _missing(
    places: Sequence[Place], known: Collection[tuple[str, str]], most: int
) -> Iterator[tuple[Sequence[Place], Sequence[Place]]]:
    """Blocks of origins and destinations that hold every pair that is not known."""
    blocks = [places[first : first + most] for first in range(0, len(places), most)]
    for origins in blocks:
        for destinations in blocks:
            if any(
                origin.key != destination.key and (origin.key, destination.key) not in known
                for origin in origins
                for destination in destinations
            ):
                yield origins, destinations
