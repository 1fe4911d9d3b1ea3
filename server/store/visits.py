"""Visits, the tickets they serve, and their crews; a crew member's time is a booking that the database keeps free of overlap."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.domain.visit import VisitState
from server.store.base import Base, Id, JsonList, JsonObject, Key, reference


class Visit(Base):
    """`checklist` is the composed list, frozen with its template versions when the visit was published."""

    __tablename__ = "visit"
    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[VisitState] = mapped_column(
        sa.Enum(VisitState, native_enum=False, length=20, values_callable=lambda e: [s.value for s in e]),
        index=True,
    )
    site_id: Mapped[Id] = reference("site.id")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    why: Mapped[JsonObject]
    checklist: Mapped[JsonObject]
    kit: Mapped[JsonList] = mapped_column(default_factory=list)
    hints: Mapped[JsonList] = mapped_column(default_factory=list)
    published_at: Mapped[datetime]
    published_by: Mapped[Id | None] = reference("person.id", default=None)
    # A visit after an earlier one for the same ticket needs a coded reason and counts as a repeat.
    repeat_reason: Mapped[str | None] = mapped_column(sa.String(20), default=None)
    repeat_of: Mapped[Id | None] = reference("visit.id", default=None)
    ended_reason: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    ended_note: Mapped[str | None] = mapped_column(default=None)
    # Crew and time stay as they are when the day is planned again.
    is_locked: Mapped[bool] = mapped_column(default=False)
    state_since: Mapped[datetime]
    crew: Mapped[list["CrewMember"]] = relationship(
        back_populates="visit",
        default_factory=list,
        cascade="all, delete-orphan",
        order_by="CrewMember.position",
    )
    tickets: Mapped[list["VisitTicket"]] = relationship(
        back_populates="visit", default_factory=list, cascade="all, delete-orphan"
    )
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="order"),
        sa.CheckConstraint("(repeat_of is null) = (repeat_reason is null)", name="repeat"),
    )

    @property
    def label(self) -> str:
        return f"V-{self.number:04d}"


class VisitTicket(Base):
    """`is_open` follows the visit's state; a partial unique index allows one open visit a ticket."""

    __tablename__ = "visit_ticket"
    visit_id: Mapped[Id] = mapped_column(sa.ForeignKey("visit.id"), primary_key=True, init=False)
    ticket_id: Mapped[Id] = mapped_column(sa.ForeignKey("ticket.id"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=True)
    visit: Mapped[Visit] = relationship(back_populates="tickets", default=None)
    __table_args__ = (
        sa.Index(
            "uq_visit_ticket_open",
            "ticket_id",
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        ),
        sa.Index("ix_visit_ticket_ticket_id", "ticket_id"),
    )


class CrewMember(Base):
    """One engineer's booking: busy from the start of the drive to the end of the work. `released` frees the time again."""

    __tablename__ = "crew_member"
    visit_id: Mapped[Id] = mapped_column(sa.ForeignKey("visit.id"), primary_key=True, init=False)
    person_id: Mapped[Id] = reference("person.id", primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    trades: Mapped[JsonList]
    minutes: Mapped[int]
    is_lead: Mapped[bool] = mapped_column(default=False)
    busy_from: Mapped[datetime]
    starts_at: Mapped[datetime]
    busy_to: Mapped[datetime]
    released: Mapped[bool] = mapped_column(default=False)
    visit: Mapped[Visit] = relationship(back_populates="crew", default=None)
    __table_args__ = (
        sa.CheckConstraint("busy_from <= starts_at and starts_at < busy_to", name="order"),
        sa.Index("ix_crew_member_person_id_busy_from", "person_id", "busy_from"),
    )


class FormerMember(Base):
    """Who was assigned to a visit and from when to when: facts they recorded then are accepted for ever."""

    __tablename__ = "former_member"
    visit_id: Mapped[Id] = mapped_column(sa.ForeignKey("visit.id"), primary_key=True)
    person_id: Mapped[Id] = reference("person.id", primary_key=True)
    removed_at: Mapped[datetime] = mapped_column(primary_key=True)


class Proposal(Base):
    """A plan of one day that the planner proposes; `result` holds its visits until a dispatcher publishes them.

    An automatic one was asked for by a change of the day, `reason` says which; `locked` names visits of `result` that
    the next plan of the day keeps.
    """

    __tablename__ = "proposal"
    id: Mapped[Key]
    day: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(12), default="queued")
    asked_by: Mapped[Id | None] = reference("person.id", default=None)
    asked_at: Mapped[datetime]
    base_rev: Mapped[int] = mapped_column(sa.BigInteger)
    progress: Mapped[JsonObject] = mapped_column(default_factory=dict)
    # Megabytes on a large day, so read only where it is asked for.
    problem: Mapped[JsonObject | None] = mapped_column(default=None, deferred=True)
    result: Mapped[JsonObject | None] = mapped_column(default=None)
    error: Mapped[str | None] = mapped_column(default=None)
    may_move: Mapped[bool] = mapped_column(default=False)
    is_automatic: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[JsonObject | None] = mapped_column(default=None)
    locked: Mapped[JsonList] = mapped_column(default_factory=list)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    __table_args__ = (
        sa.Index("ix_proposal_day_asked_at", "day", "asked_at"),
        sa.CheckConstraint("state in ('queued', 'running', 'ready', 'failed', 'cancelled')", name="state"),
    )


class ProposalRegion(Base):
    """A part of a large day that is planned by itself: its jobs and engineers, ids of the proposal's problem, and its plan at the end.

    `promised` is the plan to stay close to. The rows go when the proposal is no longer under way.
    """

    __tablename__ = "proposal_region"
    proposal_id: Mapped[Id] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    jobs: Mapped[JsonList]
    engineers: Mapped[JsonList]
    promised: Mapped[JsonObject | None] = mapped_column(default=None)
    share: Mapped[float] = mapped_column(default=0.0)
    best: Mapped[float | None] = mapped_column(default=None)
    plan: Mapped[JsonObject | None] = mapped_column(default=None)
    planned_at: Mapped[datetime | None] = mapped_column(default=None)
