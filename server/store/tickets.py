"""Tickets and the parts (one trade's share each) that triage found."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.domain.ticket import Priority, TicketState
from server.store.base import Base, Id, JsonList, JsonObject, Key, reference

STATES = ", ".join(f"'{state}'" for state in TicketState)


class Ticket(Base):
    """`triage` is the record of the first line: {"answers", "checks", "outcome", "by", "at"}; `kit` = [{"id", "quantity"}]."""

    __tablename__ = "ticket"
    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[TicketState] = mapped_column(
        sa.Enum(TicketState, native_enum=False, length=20, values_callable=lambda e: [s.value for s in e]),
        index=True,
    )
    priority: Mapped[Priority] = mapped_column(
        sa.Enum(Priority, native_enum=False, length=10, values_callable=lambda e: [p.value for p in e])
    )
    customer_id: Mapped[Id] = reference("customer.id")
    site_id: Mapped[Id] = reference("site.id")
    contact_id: Mapped[Id | None] = reference("contact.id", default=None)
    asset_id: Mapped[Id | None] = reference("asset.id", default=None)
    symptom: Mapped[str | None] = mapped_column(sa.String(60), default=None)
    text: Mapped[str]
    language: Mapped[str] = mapped_column(sa.String(2), default="ru")
    opened_at: Mapped[datetime] = mapped_column(index=True)
    opened_by: Mapped[Id | None] = reference("person.id", default=None)
    owner_id: Mapped[Id | None] = reference("person.id", default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    triage: Mapped[JsonObject | None] = mapped_column(default=None)
    kit: Mapped[JsonList] = mapped_column(default_factory=list)
    solved_by: Mapped[JsonObject | None] = mapped_column(default=None)
    state_since: Mapped[datetime]
    external_ref: Mapped[str | None] = mapped_column(sa.String(200), index=True, default=None)
    demo: Mapped[bool] = mapped_column(default=False)
    parts: Mapped[list["TicketPart"]] = relationship(
        back_populates="ticket",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="TicketPart.trade",
    )

    @property
    def label(self) -> str:
        return f"T-{self.number:04d}"


class SwarmMember(Base):
    """Somebody pulled in on a ticket while its owner keeps it; the row goes when they leave."""

    __tablename__ = "swarm_member"
    ticket_id: Mapped[Id] = mapped_column(sa.ForeignKey("ticket.id"), primary_key=True)
    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    question: Mapped[str]
    joined_at: Mapped[datetime]


class TicketPart(Base):
    """One trade's share of a ticket: least level and minutes."""

    __tablename__ = "ticket_part"
    ticket_id: Mapped[Id] = mapped_column(sa.ForeignKey("ticket.id"), primary_key=True, init=False)
    trade: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    level: Mapped[int]
    minutes: Mapped[int]
    ticket: Mapped[Ticket] = relationship(back_populates="parts", default=None)
    __table_args__ = (
        sa.CheckConstraint("level between 1 and 4", name="level"),
        sa.CheckConstraint("minutes between 1 and 1440", name="minutes"),
    )
