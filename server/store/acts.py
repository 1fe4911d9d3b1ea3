"""Sign-offs as they came from the device, and the acts sealed from them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import Base, Id, JsonList, JsonObject, Key, reference


class SignOff(Base):
    """What a device sent at the moment of signing, refusal or absence. State: waiting → sealed, or alarmed with what differs."""

    __tablename__ = "sign_off"
    act_id: Mapped[Key]
    visit_id: Mapped[Id] = reference("visit.id")
    op_id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(10))
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    act: Mapped[JsonObject]
    statement: Mapped[JsonObject]
    refusal: Mapped[JsonObject | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting", index=True)
    missing: Mapped[JsonList] = mapped_column(default_factory=list)
    received_at: Mapped[datetime]
    received_ip: Mapped[str | None] = mapped_column(sa.String(64), default=None)
    received_agent: Mapped[str | None] = mapped_column(default=None)
    __table_args__ = (
        sa.CheckConstraint("state in ('waiting', 'sealed', 'alarmed')", name="state"),
        sa.CheckConstraint("kind in ('act', 'addendum', 'refusal')", name="kind"),
    )


class Act(Base):
    """A sealed act. Its number is given at sealing, unique and without gaps; the file is named by its own hash."""

    __tablename__ = "act"
    act_id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    visit_id: Mapped[Id] = reference("visit.id")
    kind: Mapped[str] = mapped_column(sa.String(10))
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    receipt: Mapped[JsonObject]
    pdf_sha256: Mapped[str | None] = mapped_column(sa.String(64), default=None)
    sealed_at: Mapped[datetime | None] = mapped_column(default=None)
    # The 128-bit link token itself is mailed; only its hash is kept.
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True, default=None)
    token_expires_at: Mapped[datetime | None] = mapped_column(default=None)
    token_revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    mailed_at: Mapped[datetime | None] = mapped_column(default=None)


class Csat(Base):
    """A customer's rating of a visit, or that it was skipped. No screen and no feed shows it one by one to an engineer."""

    __tablename__ = "csat"
    visit_id: Mapped[Id] = reference("visit.id", primary_key=True)
    op_id: Mapped[Id]
    rating: Mapped[int | None] = mapped_column(default=None)
    skipped: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str | None] = mapped_column(default=None)
    given_at: Mapped[datetime]
    __table_args__ = (
        sa.CheckConstraint("rating between 1 and 5", name="rating"),
        sa.CheckConstraint("not (skipped and rating is not null)", name="skipped"),
    )
