"""Knowledge: closed visits and remote fixes write or strengthen articles; people edit, publish and retire them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from server.domain.actor import Actor
from server.domain.article import ALIKE, ArticleState, Content, Known, clean, move
from server.domain.case import Case, content_of_case
from server.domain.ids import is_id
from server.domain.problems import Invalid, NotFound
from server.domain.text import similarity
from server.domain.ticket import TicketState
from server.store.articles import Article, Evidence
from server.store.cases import read_private, read_remote_case, read_visit_case, tickets_of_visit
from server.store.events import AnySession, record
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.morphology import is_person_name, terms_of
from server.store.search import content_of, index_article
from server.store.tickets import Ticket
from server.store.visits import Visit

EDITABLE = frozenset({"title", "environment", "cause", "remedy", "language", "symptom", "cause_code"})


def learn_from_visit(session: AnySession, visit_id: str, *, by: Actor, at: datetime) -> str:
    """Write a draft from a closed visit, or strengthen the article that already says it. Returns the article's id.

    Runs inside the sealing transaction; the same visit teaches once, however often it is asked.
    """
    if (known := _article_of(session, visit_id)) is not None:
        return known
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise NotFound("There is no such visit.")
    # What phones wrote in this very transaction must be there to be read.
    session.flush()
    case = read_visit_case(session, visit)
    private = read_private(session, tickets_of_visit(session, visit_id), visit)
    return _learn(session, case, private, by=by, at=at)


def learn_from_remote_fix(*, ticket: str, by: Actor, at: datetime) -> str | None:
    """The same for a ticket that the first line solved. None when it was opened again before this ran."""
    with write_tx() as session:
        if (known := _article_of(session, ticket)) is not None:
            return known
        found = session.get(Ticket, ticket)
        if found is None:
            raise NotFound("There is no such ticket.")
        if found.state is not TicketState.SOLVED_REMOTELY:
            return None
        case = read_remote_case(session, found)
        return _learn(session, case, read_private(session, [found]), by=by, at=at)


def edit_article(*, article: str, changes: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Change named members of an article. Raises Invalid for a member that is empty or not editable."""
    with write_tx() as session:
        found = _get_article(session, article)
        for name, value in changes.items():
            if name not in EDITABLE:
                raise Invalid(f"/{name}", f"{name} of an article cannot be edited.")
            if name in ("title", "cause", "remedy") and not str(value or "").strip():
                raise Invalid(f"/{name}", f"An article needs a {name}.")
            setattr(found, name, value)
        found.changed_at = at
        index_article(session, found)
        record(session, "article.edited", by=by, at=at, data={"article": article, "changed": sorted(changes)})


def publish_article(*, article: str, by: Actor, at: datetime) -> None:
    """A person has read it and stands for it: it is shown first, and to everybody."""
    _move_article(article, ArticleState.PUBLISHED, "article.published", by=by, at=at)


def retire_article(*, article: str, by: Actor, at: datetime) -> None:
    """Take an article out of search and hints; its evidence stays, and it can be published again."""
    _move_article(article, ArticleState.RETIRED, "article.retired", by=by, at=at)


def _learn(session: AnySession, case: Case, private: Known, *, by: Actor, at: datetime) -> str:
    content = _cleaned(content_of_case(case), private, case.language)
    like = _find_article_to_strengthen(session, case, content)
    article = like or _write_draft(session, case, content, by=by, at=at)
    facts: dict[str, Any] = {
        "cause": content.cause,
        "remedy": content.remedy,
        "worked": case.worked,
        "trades": list(case.trades),
        "parts": list(case.parts),
        "failed": [step.fact for step in case.failed if step.fact],
    }
    session.add(
        Evidence(
            article_id=article.id,
            source=case.source,
            kind=case.kind,
            at=at,
            minutes=case.minutes,
            facts=facts,
        )
    )
    session.flush()
    if case.worked is not False:
        article.fresh_at = max(article.fresh_at, at)
    record(
        session,
        "article.drafted" if like is None else "article.strengthened",
        by=by,
        at=at,
        ticket=case.ticket,
        visit=case.source if case.kind == "visit" else None,
        data={"article": article.id} | ({"worked": False} if case.worked is False else {}),
    )
    return article.id


def _find_article_to_strengthen(session: AnySession, case: Case, content: Content) -> Article | None:
    """The article the engineer linked; else one of the same symptom and coded cause; else one that says the same in other words."""
    if is_id(case.linked_article):
        linked = session.get(Article, case.linked_article)
        if linked is not None and linked.state != ArticleState.RETIRED:
            return linked
    alike = session.scalars(
        sa.select(Article)
        .where(Article.symptom == case.symptom, Article.state != ArticleState.RETIRED)
        .order_by(Article.created_at, Article.id)
    ).all()
    # Own language first, then what a person has published.
    ordered = sorted(
        alike, key=lambda one: (one.language != case.language, one.state != ArticleState.PUBLISHED)
    )
    if case.cause_code is not None:
        coded = next((one for one in ordered if one.cause_code == case.cause_code), None)
        if coded is not None:
            return coded
    candidates = [
        one for one in ordered if one.cause_code in (None, case.cause_code) or case.cause_code is None
    ]
    return next((one for one in candidates if _tells_the_same(content_of(one), content)), None)


def _tells_the_same(one: Content, other: Content) -> bool:
    return similarity(f"{one.cause}\n{one.remedy}", f"{other.cause}\n{other.remedy}", terms_of) >= ALIKE


def _write_draft(session: AnySession, case: Case, content: Content, *, by: Actor, at: datetime) -> Article:
    article = Article(
        id=new_id(),
        language=case.language,
        symptom=case.symptom,
        cause_code=case.cause_code,
        title=content.title,
        environment=content.environment,
        cause=content.cause,
        remedy=content.remedy,
        fresh_at=at,
        created_at=at,
        created_by=by.person,
        changed_at=at,
    )
    session.add(article)
    index_article(session, article)
    return article


def _cleaned(content: Content, private: Known, language: str) -> Content:
    def cleaned(text: str) -> str:
        return clean(text, private, language=language, is_person_name=is_person_name)

    return replace(
        content,
        title=cleaned(content.title),
        environment=cleaned(content.environment),
        cause=cleaned(content.cause),
        remedy=cleaned(content.remedy),
    )


def _article_of(session: AnySession, source: str) -> str | None:
    return session.scalars(sa.select(Evidence.article_id).where(Evidence.source == source).limit(1)).first()


def _get_article(session: AnySession, article: str) -> Article:
    found = session.get(Article, article)
    if found is None:
        raise NotFound("There is no such article.")
    return found


def _move_article(article: str, to: ArticleState, kind: str, *, by: Actor, at: datetime) -> None:
    with write_tx() as session:
        found = _get_article(session, article)
        found.state = move(ArticleState(found.state), to)
        found.changed_at = at
        record(session, kind, by=by, at=at, ticket=None, data={"article": article})
