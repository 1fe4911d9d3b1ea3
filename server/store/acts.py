"""Sign-offs as they came from the device, and the acts sealed from them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.store.base import Base, Id, JsonList, JsonObject, Key, reference


class SignOff(Base):
    """One content that was shown and waits for its seal. State: waiting → sealed, or alarmed with what differs.

    `covers` is {"fields": {field: [op_id]}, "files": [sha256]}; `missing` and `faults` say why it is not sealed yet.
    An addendum that the server makes from late facts has no statement.
    """

    __tablename__ = "sign_off"
    act_id: Mapped[Key]
    visit_id: Mapped[Id] = reference("visit.id")
    kind: Mapped[str] = mapped_column(sa.String(10))
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    act: Mapped[JsonObject]
    covers: Mapped[JsonObject]
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting", index=True)
    missing: Mapped[JsonList] = mapped_column(default_factory=list)
    faults: Mapped[JsonList] = mapped_column(default_factory=list)
    received_at: Mapped[datetime]
    statements: Mapped[list["SignedStatement"]] = relationship(
        default_factory=list, order_by="SignedStatement.op_id"
    )
    __table_args__ = (
        sa.CheckConstraint("state in ('waiting', 'sealed', 'alarmed')", name="state"),
        sa.CheckConstraint("kind in ('act', 'addendum', 'refusal')", name="kind"),
    )


class SignedStatement(Base):
    """What a device signed over a content: one per customer who signed, or per refusal. A nonce is used once."""

    __tablename__ = "signed_statement"
    op_id: Mapped[Key]
    act_id: Mapped[Id] = reference("sign_off.act_id")
    nonce: Mapped[str] = mapped_column(sa.String(64))
    statement: Mapped[JsonObject]
    refusal: Mapped[JsonObject | None] = mapped_column(default=None)
    received_at: Mapped[datetime]
    received_ip: Mapped[str | None] = mapped_column(sa.String(64), default=None)
    received_agent: Mapped[str | None] = mapped_column(default=None)
    __table_args__ = (sa.UniqueConstraint("act_id", "nonce"),)


class Act(Base):
    """An act that has its number; `pdf_sha256` follows when the file is sealed. The file is named by its own hash."""

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

    @property
    def label(self) -> str:
        return f"A-{self.number:04d}"


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
