"""Customers, their sites, the contacts there, the assets that stand there, and who is preferred or forbidden there."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.domain.site import SiteRule
from server.store.base import Base, Id, JsonList, Key, reference


class Customer(Base):
    """`clause_id` and `clause_version` name the clause of the service contract under which signing on the screen counts."""

    __tablename__ = "customer"
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[str] = mapped_column(sa.String(2), default="ru")
    email: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    clause_id: Mapped[str] = mapped_column(sa.String(40), default="on-screen-signature")
    clause_version: Mapped[str] = mapped_column(sa.String(20), default="1")
    demo: Mapped[bool] = mapped_column(default=False)


class Site(Base):
    __tablename__ = "site"
    id: Mapped[Key]
    customer_id: Mapped[Id] = reference("customer.id")
    name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
    zone: Mapped[str] = mapped_column(sa.String(60))
    hours: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    access: Mapped[str | None] = mapped_column(default=None)
    networks: Mapped[JsonList] = mapped_column(default_factory=list)
    # Where live checks may ask: networks as text, such as 10.20.1.0/24.
    check_networks: Mapped[JsonList] = mapped_column(default_factory=list)
    demo: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        sa.CheckConstraint("lat between -90 and 90", name="lat"),
        sa.CheckConstraint("lon between -180 and 180", name="lon"),
    )


class Contact(Base):
    __tablename__ = "contact"
    id: Mapped[Key]
    site_id: Mapped[Id] = reference("site.id")
    name: Mapped[str] = mapped_column(sa.String(200))
    position: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    phone: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    email: Mapped[str | None] = mapped_column(sa.String(200), default=None)


class Asset(Base):
    __tablename__ = "asset"
    id: Mapped[Key]
    site_id: Mapped[Id] = reference("site.id")
    kind: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(200))
    model: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    serial: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    label: Mapped[str | None] = mapped_column(sa.String(120), default=None)


class SitePerson(Base):
    """An engineer who is preferred at a site, or may not go there for a reason."""

    __tablename__ = "site_person"
    site_id: Mapped[Id] = mapped_column(sa.ForeignKey("site.id"), primary_key=True)
    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    rule: Mapped[SiteRule] = mapped_column(
        sa.Enum(SiteRule, native_enum=False, length=12, values_callable=lambda e: [s.value for s in e])
    )
    reason: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    __table_args__ = (
        sa.CheckConstraint("rule in ('preferred', 'forbidden')", name="rule"),
        sa.CheckConstraint("rule = 'preferred' or reason is not null", name="reason"),
    )
