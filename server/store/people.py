"""People, their skills and absences, their sessions and devices."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.store.base import Base, Id, JsonList, JsonObject, Key, reference


class Person(Base):
    """Somebody with an account. `shift` is {"start": "08:00", "end": "17:00", "days": [0..6]} in the installation's zone.

    It may hold {"break": {"earliest": "12:00", "latest": "14:00", "minutes": 30}, "overtime_minutes": 60}.
    """

    __tablename__ = "person"
    id: Mapped[Key]
    login: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    roles: Mapped[JsonList]
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    group: Mapped[str | None] = mapped_column(sa.String(80), default=None)
    phone: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    email: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    password_hash: Mapped[str | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)
    shift: Mapped[JsonObject | None] = mapped_column(default=None)
    home_address: Mapped[str | None] = mapped_column(default=None)
    home_lat: Mapped[float | None] = mapped_column(default=None)
    home_lon: Mapped[float | None] = mapped_column(default=None)
    demo: Mapped[bool] = mapped_column(default=False)
    skills: Mapped[list["Skill"]] = relationship(
        back_populates="person", default_factory=list, cascade="all, delete-orphan", order_by="Skill.trade"
    )


class Skill(Base):
    """A person's level in a trade: 1 learns, 2 works alone, 3 handles the unusual, 4 teaches."""

    __tablename__ = "skill"
    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, init=False)
    trade: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    level: Mapped[int]
    person: Mapped[Person] = relationship(back_populates="skills", default=None)
    __table_args__ = (sa.CheckConstraint("level between 1 and 4", name="level"),)


class Absence(Base):
    __tablename__ = "absence"
    id: Mapped[Key]
    person_id: Mapped[Id] = reference("person.id")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(200))
    __table_args__ = (sa.CheckConstraint("starts_at < ends_at", name="order"),)


class UserSession(Base):
    """A signed-in browser or phone. Only the hash of the token is kept; deleting the row ends the session at once."""

    __tablename__ = "user_session"
    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[Id] = reference("person.id")
    device_id: Mapped[str | None] = mapped_column(sa.String(64), index=True, default=None)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInAttempt(Base):
    """Failed sign-ins, counted per login and per address to slow guessing down."""

    __tablename__ = "sign_in_attempt"
    id: Mapped[Key]
    login: Mapped[str] = mapped_column(sa.String(80))
    ip: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class Device(Base):
    """The local store of one engineer on one phone. Sequence numbers are per device and have no holes."""

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[Id] = reference("person.id")
    name: Mapped[str] = mapped_column(sa.String(120))
    public_key: Mapped[JsonObject]
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    last_seq: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    last_op_hash: Mapped[str | None] = mapped_column(sa.String(64), default=None)
    heartbeat: Mapped[JsonObject | None] = mapped_column(default=None)
    heartbeat_at: Mapped[datetime | None] = mapped_column(default=None)


class Shift(Base):
    """A shift on one day that differs from the person's usual one; `start` = `end` means: off that day."""

    __tablename__ = "shift"
    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    start: Mapped[str] = mapped_column(sa.String(5))
    end: Mapped[str] = mapped_column(sa.String(5))
