"""Idempotency keys: a request that was carried out once is answered again, never carried out again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import Base, JsonObject


class RequestKey(Base):
    """Written in the transaction of the request itself; `response` is filled right after. Keys live 30 days."""

    __tablename__ = "request_key"
    key: Mapped[str] = mapped_column(sa.String(160), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int | None] = mapped_column(default=None)
    response: Mapped[JsonObject | None] = mapped_column(default=None)
    at: Mapped[datetime] = mapped_column(index=True)
