"""Scenarios: a change, the days it is tried on, and what came out."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import Base, Id, JsonList, JsonObject, Key, reference


class Scenario(Base):
    """`problems` are the facts of each day before the change, as they were when the scenario first ran."""

    __tablename__ = "scenario"
    id: Mapped[Key]
    state: Mapped[str] = mapped_column(sa.String(12), default="queued")
    asked_by: Mapped[Id | None] = reference("person.id", default=None)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    change: Mapped[JsonObject]
    days: Mapped[JsonList]
    progress: Mapped[float] = mapped_column(default=0.0)
    # Megabytes, so read only where it is asked for.
    problems: Mapped[JsonObject | None] = mapped_column(default=None, deferred=True)
    result: Mapped[JsonObject | None] = mapped_column(default=None)
    error: Mapped[str | None] = mapped_column(default=None)
    __table_args__ = (
        sa.CheckConstraint("state in ('queued', 'running', 'ready', 'failed', 'cancelled')", name="state"),
    )
