"""Drives that a routing service measured: kept, so that neither a request nor a lost network has to ask again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.domain.travel import Place, TravelRule
from server.store.base import Base
from server.store.events import AnySession


class Drive(Base):
    """Places by `Place.key`. `seconds` is None where the service knows no road."""

    __tablename__ = "drive"
    router: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    origin: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    destination: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    seconds: Mapped[int | None]
    measured_at: Mapped[datetime] = mapped_column(index=True)


def with_measured(session: AnySession, travel: TravelRule, places: Iterable[Place | None]) -> TravelRule:
    """The rule with what its routing service measured between these places. Asks nothing where none is in use."""
    keys = _keys(places)
    if not travel.router or len(keys) < 2:
        return travel
    rows = session.execute(
        sa.select(Drive.origin, Drive.destination, Drive.seconds).where(
            Drive.router == travel.router,
            Drive.origin.in_(keys),
            Drive.destination.in_(keys),
        )
    )
    found = {(origin, there): seconds for origin, there, seconds in rows if seconds is not None}
    return replace(travel, measured={**travel.measured, **found})


def known_pairs(
    session: AnySession, router: str, places: Iterable[Place | None], *, since: datetime
) -> set[tuple[str, str]]:
    """Pairs of keys that were asked since then, with a road or without."""
    keys = _keys(places)
    rows = session.execute(
        sa.select(Drive.origin, Drive.destination).where(
            Drive.router == router,
            Drive.origin.in_(keys),
            Drive.destination.in_(keys),
            Drive.measured_at >= since,
        )
    )
    return {(origin, destination) for origin, destination in rows}


def keep_drives(
    session: AnySession, router: str, drives: Mapping[tuple[str, str], int | None], *, at: datetime
) -> None:
    """Write what was measured over what was known."""
    keys = sorted({key for pair in drives for key in pair})
    known = session.scalars(
        sa.select(Drive).where(Drive.router == router, Drive.origin.in_(keys), Drive.destination.in_(keys))
    )
    rows = {(drive.origin, drive.destination): drive for drive in known}
    for (origin, destination), seconds in drives.items():
        row = rows.get((origin, destination))
        if row is None:
            session.add(
                Drive(router=router, origin=origin, destination=destination, seconds=seconds, measured_at=at)
            )
        else:
            row.seconds, row.measured_at = seconds, at


def _keys(places: Iterable[Place | None]) -> list[str]:
    return sorted({place.key for place in places if place is not None})
