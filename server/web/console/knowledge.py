"""The knowledge base for the console and, to read and search, for engineers. Texts are plain; no markup is ever rendered."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import AfterValidator, Field, StringConstraints

from server.commands import knowledge as commands
from server.domain.actor import Actor
from server.queries.knowledge import get_article, search
from server.web.api import JInt, Model, route
from server.web.auth import SIGNED_IN, services

knowledge = Blueprint("knowledge", __name__, url_prefix="/api")

EDITORS = {"operator", "dispatcher", "engineer", "expert", "lead"}
PUBLISHERS = {"dispatcher", "expert", "lead"}


def _plain(text: str) -> str:
    """Control characters would hide text from the person who reviews it; line ends and tabs stay."""
    return "".join(character for character in text if character in "\n\t" or character.isprintable())


Line = Annotated[
    str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True), AfterValidator(_plain)
]
Prose = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True), AfterValidator(_plain)
]
Symptom = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Language = Literal["en", "ru"]


class SearchQuery(Model):
    q: Annotated[str, StringConstraints(max_length=2000)] = ""
    symptom: Symptom | None = None
    language: Language | None = None
    state: Literal["draft", "published", "retired"] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class ArticleRow(Model):
    id: str
    title: str
    symptom: str
    symptom_title: dict[str, str]
    environment: str
    cause: str
    cause_code: str | None
    remedy: str
    language: str
    state: str
    evidence: JInt
    fresh_at: str
    score: float


class ArticlesAnswer(Model):
    items: list[ArticleRow]
    next: str | None
    total: JInt


class ArticleCase(Model):
    source: str
    kind: str
    number: str | None
    at: str
    minutes: JInt | None
    cause: str | None
    remedy: str | None
    worked: bool | None
    trades: list[str]
    parts: list[str]


class ArticleAnswer(ArticleRow):
    created_at: str
    changed_at: str
    cases: list[ArticleCase]


class ArticleChanges(Model):
    title: Line | None = None
    environment: Annotated[str, StringConstraints(max_length=2000), AfterValidator(_plain)] | None = None
    cause: Prose | None = None
    remedy: Prose | None = None
    language: Language | None = None
    symptom: Symptom | None = None


@route(knowledge, "GET", "/knowledge", callers=SIGNED_IN, query=SearchQuery, answer=ArticlesAnswer)
def find(actor: Actor, query: SearchQuery) -> dict[str, Any]:
    """Search articles in words of either language; best first."""
    return search(
        q=query.q,
        symptom=query.symptom,
        language=query.language,
        at=_now(),
        state=query.state,
        limit=query.limit,
    )


@route(knowledge, "GET", "/articles/<uuid:article>", callers=SIGNED_IN, answer=ArticleAnswer)
def show(actor: Actor, article: object) -> dict[str, Any]:
    """One article with the cases that bear it out."""
    return get_article(str(article))


@route(
    knowledge,
    "PATCH",
    "/articles/<uuid:article>",
    callers=EDITORS,
    body=ArticleChanges,
    answer=ArticleAnswer,
)
def edit(actor: Actor, article: object, body: ArticleChanges) -> dict[str, Any]:
    """Change the named members of an article."""
    changes = {
        name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None
    }
    commands.edit_article(article=str(article), changes=changes, by=actor, at=_now())
    return get_article(str(article))


@route(knowledge, "POST", "/articles/<uuid:article>/publish", callers=PUBLISHERS, answer=ArticleAnswer)
def publish(actor: Actor, article: object) -> dict[str, Any]:
    """Publish a draft that somebody has read."""
    commands.publish_article(article=str(article), by=actor, at=_now())
    return get_article(str(article))


@route(knowledge, "POST", "/articles/<uuid:article>/retire", callers=PUBLISHERS, answer=ArticleAnswer)
def retire(actor: Actor, article: object) -> dict[str, Any]:
    """Take an article out of use; its cases stay."""
    commands.retire_article(article=str(article), by=actor, at=_now())
    return get_article(str(article))


def _now() -> datetime:
    return services().clock()
