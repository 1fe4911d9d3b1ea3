"""Live checks: what the server was asked to ask, and what came of it. Rows stay, as evidence of what a device said when."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.domain.live_check import LiveKind, LiveReason, LiveState, LiveTarget
from server.store.base import Base, Id, JsonObject, Key, reference


class LiveCheck(Base):
    """Of a ticket, or of a visit. `address` is what a name meant at that moment; `result` is what the device said."""

    __tablename__ = "live_check"
    id: Mapped[Key]
    customer_id: Mapped[Id] = reference("customer.id", index=False)
    site_id: Mapped[Id] = reference("site.id")
    ticket_id: Mapped[Id | None] = reference("ticket.id", default=None)
    visit_id: Mapped[Id | None] = reference("visit.id", default=None)
    kind: Mapped[str] = mapped_column(sa.String(20))
    host: Mapped[str] = mapped_column(sa.String(253))
    port: Mapped[int]
    subject: Mapped[str | None] = mapped_column(sa.String(60), default=None)
    transport: Mapped[str] = mapped_column(sa.String(3), default="udp")
    state: Mapped[str] = mapped_column(sa.String(10), default=LiveState.ASKED.value)
    reason: Mapped[str | None] = mapped_column(sa.String(20), default=None)
    address: Mapped[str | None] = mapped_column(sa.String(60), default=None)
    result: Mapped[JsonObject] = mapped_column(default_factory=dict)
    asked_by: Mapped[Id | None] = reference("person.id", default=None)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    __table_args__ = (
        sa.CheckConstraint("(ticket_id is null) <> (visit_id is null)", name="of_one"),
        sa.CheckConstraint("(state = 'asked') = (answered_at is null)", name="answered"),
        sa.Index("ix_live_check_customer_id_asked_at", "customer_id", "asked_at"),
    )

    @property
    def target(self) -> LiveTarget:
        return LiveTarget(LiveKind(self.kind), self.host, self.port, self.subject, self.transport)

    def end(self, state: LiveState, reason: LiveReason | None, at: datetime) -> None:
        self.state, self.reason, self.answered_at = state.value, reason and reason.value, at
