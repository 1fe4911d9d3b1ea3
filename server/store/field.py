"""What phones send: operations, the state of each field they make, and the bytes of files."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import Base, Id, JsonList, JsonObject, Key, reference


class Op(Base):
    """One operation, stored once by its id for ever. `status`: applied, quarantined, deferred, attached, dismissed."""

    __tablename__ = "op"
    op_id: Mapped[Key]
    device_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    type: Mapped[str] = mapped_column(sa.String(40))
    visit_id: Mapped[Id | None] = mapped_column(index=True, default=None)
    field: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    person_id: Mapped[Id | None] = mapped_column(default=None)
    payload: Mapped[JsonObject]
    payload_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[str] = mapped_column(sa.String(12), index=True)
    reason: Mapped[str | None] = mapped_column(default=None)
    late: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]


class OpSlot(Base):
    """Which operation used a sequence number of a device; one operation may use slots of two device ids after a re-enrolment."""

    __tablename__ = "op_slot"
    device_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    op_id: Mapped[Id] = mapped_column(index=True)


class FieldState(Base):
    """The merged state of a field (sync protocol, section 10): all candidates, the vector, and what they replaced."""

    __tablename__ = "field_state"
    visit_id: Mapped[Id] = reference("visit.id", primary_key=True)
    field: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    ops: Mapped[JsonList]
    ctx: Mapped[JsonObject]
    over: Mapped[JsonList]
    shown: Mapped[JsonList]
    conflict: Mapped[bool] = mapped_column(default=False)


class StoredFile(Base):
    """Bytes of a visit by the hash of what was sent. `clean_name` is the re-encoded copy that people are shown."""

    __tablename__ = "stored_file"
    visit_id: Mapped[Id] = reference("visit.id", primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(sa.String(60))
    stored_at: Mapped[datetime | None] = mapped_column(default=None)
    clean_name: Mapped[str | None] = mapped_column(sa.String(80), default=None)
    error: Mapped[str | None] = mapped_column(default=None)


class Upload(Base):
    """A resumable upload under way; the bytes so far lie in a temporary file named after the id."""

    __tablename__ = "upload"
    id: Mapped[Key]
    visit_id: Mapped[Id] = reference("visit.id")
    device_id: Mapped[str] = mapped_column(sa.String(64))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(sa.String(60))
    offset: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    __table_args__ = (sa.UniqueConstraint("visit_id", "sha256"),)
