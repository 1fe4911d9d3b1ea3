"""The catalogue of symptoms and templates: every published version, and the newest of each as one value to look things up in."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from checklists.catalogue import Catalogue, InvalidCatalogue
from checklists.loading import index
from checklists.sources import read_texts
from server.store.base import Base, Id, Key, reference
from server.store.events import AnySession
from server.store.gate import read_session

TEMPLATE, SYMPTOM = "template", "symptom"
TURN = "catalogue"


class CatalogueVersion(Base):
    """One published text of a template or a symptom; it never changes. `origin` says whether it came with the program.

    `restores` is the older version that a roll-back made current again. Nobody is the author of what came with the program.
    """

    __tablename__ = "catalogue_version"
    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(sa.String(10))
    entry: Mapped[str] = mapped_column(sa.String(80))
    version: Mapped[int]
    text: Mapped[str]
    change: Mapped[str]
    origin: Mapped[str] = mapped_column(sa.String(10))
    restores: Mapped[int | None] = mapped_column(default=None)
    author_id: Mapped[Id | None] = reference("person.id", default=None)
    published_at: Mapped[datetime]
    __table_args__ = (
        sa.UniqueConstraint("kind", "entry", "version"),
        sa.CheckConstraint("kind in ('template', 'symptom')", name="kind"),
        sa.CheckConstraint("origin in ('packaged', 'written', 'imported')", name="origin"),
        sa.CheckConstraint("version >= 1", name="version"),
    )

    @property
    def file(self) -> str:
        return file_of(self.kind, self.entry)


def file_of(kind: str, entry: str) -> str:
    """Where an entry's file lies in a folder of the catalogue."""
    return f"symptoms/{entry}.yaml" if kind == SYMPTOM else f"{entry.replace('.', '/', 1)}.yaml"


def the_catalogue() -> Catalogue:
    """What is published now; read again only after something was published, by whichever process."""
    session = read_session()
    stamp: int | None = session.info.get("catalogue_stamp")
    if stamp is None:
        # Versions are only ever added, so their number tells whether there is a new one.
        stamp = session.scalar(sa.select(sa.func.count()).select_from(CatalogueVersion)) or 0
        session.info["catalogue_stamp"] = stamp
    held: tuple[int, Catalogue] | None = current_app.extensions.get("onevisit_catalogue")
    if held is None or held[0] != stamp:
        texts = tuple((row.file, row.text) for row in current_versions(session))
        held = current_app.extensions["onevisit_catalogue"] = (stamp, read_catalogue(texts))
    return held[1]


def forget_catalogue(session: AnySession) -> None:
    """After something was published in this transaction."""
    session.info.pop("catalogue_stamp", None)


@lru_cache(maxsize=4)
def read_catalogue(texts: tuple[tuple[str, str], ...]) -> Catalogue:
    """The catalogue of texts that were published. Raises InvalidCatalogue when one of them cannot be read."""
    sources = read_texts(dict(texts))
    if sources.unreadable:
        raise InvalidCatalogue(sources.unreadable)
    return index(sources)


def current_versions(session: AnySession) -> Sequence[CatalogueVersion]:
    """The newest version of each entry, by kind and name."""
    newest = (
        sa.select(CatalogueVersion.kind, CatalogueVersion.entry, sa.func.max(CatalogueVersion.version))
        .group_by(CatalogueVersion.kind, CatalogueVersion.entry)
        .subquery()
    )
    return session.scalars(
        sa.select(CatalogueVersion)
        .where(
            sa.tuple_(CatalogueVersion.kind, CatalogueVersion.entry, CatalogueVersion.version).in_(
                sa.select(newest)
            )
        )
        .order_by(CatalogueVersion.kind, CatalogueVersion.entry)
    ).all()


def versions_of(session: AnySession, kind: str, entry: str) -> Sequence[CatalogueVersion]:
    """All versions of an entry, the newest first; none for an unknown one."""
    return session.scalars(
        sa.select(CatalogueVersion)
        .where(CatalogueVersion.kind == kind, CatalogueVersion.entry == entry)
        .order_by(CatalogueVersion.version.desc())
    ).all()


def symptom_title(symptom: str | None) -> dict[str, str]:
    """The title in both languages; a symptom that the catalogue no longer has shows its id."""
    if symptom is None:
        return {"en": "No symptom yet", "ru": "Симптом не указан"}
    entry = the_catalogue().symptoms.get(symptom)
    title: dict[str, str] = {"en": symptom, "ru": symptom} if entry is None else entry["title"]
    return title
