"""Limits on work in progress."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import Base


class WipLimit(Base):
    """The most tickets a column may hold; `per_person` counts per owner."""

    __tablename__ = "wip_limit"
    column: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    limit: Mapped[int | None] = mapped_column(default=None)
    per_person: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (sa.CheckConstraint('"limit" > 0', name="limit"),)
