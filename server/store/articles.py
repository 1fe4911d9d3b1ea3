"""Articles of the knowledge base, their evidence, and the word index that finds them in both languages."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import Base, Id, JsonObject, Key, reference


class Article(Base):
    """One piece of knowledge: symptom, environment, cause, remedy. `cause_code` is the checklist's cause where it had one."""

    __tablename__ = "article"
    id: Mapped[Key]
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    language: Mapped[str] = mapped_column(sa.String(2))
    symptom: Mapped[str] = mapped_column(sa.String(60), index=True)
    cause_code: Mapped[str | None] = mapped_column(sa.String(60), index=True, default=None)
    title: Mapped[str] = mapped_column(sa.String(300))
    environment: Mapped[str] = mapped_column(default="")
    cause: Mapped[str]
    remedy: Mapped[str]
    fresh_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[Id | None] = reference("person.id", default=None)
    changed_at: Mapped[datetime]
    demo: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (sa.CheckConstraint("state in ('draft', 'published', 'retired')", name="state"),)


class Evidence(Base):
    """A visit or remote fix that bears an article out. The same visit strengthens an article once."""

    __tablename__ = "evidence"
    article_id: Mapped[Id] = reference("article.id", primary_key=True)
    source: Mapped[Key]
    kind: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[datetime]
    minutes: Mapped[int | None] = mapped_column(default=None)
    facts: Mapped[JsonObject] = mapped_column(default_factory=dict)
    __table_args__ = (sa.CheckConstraint("kind in ('visit', 'remote', 'history')", name="kind"),)


class Posting(Base):
    """How often a term stands in an article; the index of a BM25 search that ranks alike on both databases."""

    __tablename__ = "posting"
    term: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    article_id: Mapped[Id] = reference("article.id", primary_key=True)
    count: Mapped[int]


class ArticleLength(Base):
    __tablename__ = "article_length"
    article_id: Mapped[Id] = reference("article.id", index=False, primary_key=True)
    terms: Mapped[int]
