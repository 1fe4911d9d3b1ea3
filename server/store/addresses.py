"""Addresses that were looked up, with what the address services answered: asked once, known for good."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import Base, JsonList, Key


class AddressLookup(Base):
    """`state`: asked, found, unknown or failed. `matches` are {label, lat, lon, source}, best first."""

    __tablename__ = "address_lookup"
    id: Mapped[Key]
    address: Mapped[str] = mapped_column(sa.String(200), unique=True)
    language: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[str] = mapped_column(sa.String(10), default="asked")
    matches: Mapped[JsonList] = mapped_column(default_factory=list)
    error: Mapped[str | None] = mapped_column(default=None)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
