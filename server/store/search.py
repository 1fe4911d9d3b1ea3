"""The word index of articles, and the search that ranks alike on both databases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from server.domain.article import Content, standing
from server.domain.text import bm25, count_terms, question_groups
from server.store.articles import Article, ArticleLength, Evidence, Posting
from server.store.morphology import terms_of

AnySession = Session | scoped_session[Session]
# Relevance of an article that is about the asked symptom but shares no word with the question.
SAME_SYMPTOM = 1.0
OTHER_LANGUAGE = 0.6
TERMS_A_QUERY = 500


@dataclass(frozen=True)
class Found:
    """An article with its rank. `evidence` counts the visits and remote fixes that bear it out."""

    article: Article
    evidence: int
    score: float


def index_article(session: AnySession, article: Article) -> None:
    """Bring the index up to date with the article's words."""
    counted = count_terms(content_of(article).text, terms_of)
    session.flush()
    session.execute(sa.delete(Posting).where(Posting.article_id == article.id))
    session.execute(sa.delete(ArticleLength).where(ArticleLength.article_id == article.id))
    rows = [
        {"term": term, "article_id": article.id, "count": count}
        for term, count in sorted(counted.counts.items())
    ]
    if rows:
        session.execute(sa.insert(Posting), rows)
    session.execute(sa.insert(ArticleLength).values(article_id=article.id, terms=counted.length))


def content_of(article: Article) -> Content:
    return Content(article.title, article.environment, article.cause, article.remedy)


def search_articles(
    session: AnySession,
    *,
    text: str,
    at: datetime,
    symptom: str | None = None,
    language: str | None = None,
    states: Sequence[str] = ("draft", "published"),
) -> list[Found]:
    """All articles that match, best first: BM25 × evidence × freshness; articles in another language come lower, not out.

    With a `symptom` only its articles are asked, and those without a common word stay in the list. Without text and
    symptom every article is listed, by evidence and freshness.
    """
    chosen = sa.select(Article).where(Article.state.in_(states))
    if symptom is not None:
        chosen = chosen.where(Article.symptom == symptom)
    articles = session.scalars(chosen).all()
    relevance = _relevance(session, text)
    asked = bool(text.strip())
    counts = evidence_counts(session)
    found: list[Found] = []
    for article in articles:
        floor = SAME_SYMPTOM if symptom is not None or not asked else 0.0
        matched = relevance.get(article.id, 0.0) + floor
        if matched == 0.0:
            continue
        evidence = counts.get(article.id, 0)
        score = standing(matched, evidence=evidence, fresh_at=article.fresh_at, at=at)
        if language is not None and article.language != language:
            score *= OTHER_LANGUAGE
        found.append(Found(article, evidence, score))
    return sorted(found, key=lambda one: (-one.score, one.article.id))


def find_like(
    session: AnySession,
    *,
    symptom: str | None,
    text: str,
    language: str,
    limit: int,
    at: datetime | None = None,
) -> list[Found]:
    """Articles about cases like this one, for triage and for the hints of a visit; published ones and drafts alike.

    Without `at`, freshness is measured from the newest article.
    """
    moment = at or session.scalar(sa.select(sa.func.max(Article.fresh_at)).where(Article.state != "retired"))
    if moment is None:
        return []
    return search_articles(session, text=text, at=moment, symptom=symptom, language=language)[:limit]


def evidence_counts(session: AnySession, articles: Sequence[str] | None = None) -> dict[str, int]:
    """How many cases bear each article out. A case in which the remedy did not help is kept but not counted."""
    chosen = sa.select(Evidence.article_id, Evidence.facts)
    if articles is not None:
        chosen = chosen.where(Evidence.article_id.in_(articles))
    counts: dict[str, int] = {}
    for article, facts in session.execute(chosen):
        if facts.get("worked") is not False:
            counts[article] = counts.get(article, 0) + 1
    return counts


def _relevance(session: AnySession, text: str) -> dict[str, float]:
    groups = question_groups(text, terms_of)
    terms = sorted({term for group in groups for term in group})[:TERMS_A_QUERY]
    if not terms:
        return {}
    lengths: dict[str, int] = {}
    for row in session.execute(sa.select(ArticleLength.article_id, ArticleLength.terms)):
        lengths[row.article_id] = row.terms
    postings: dict[str, dict[str, int]] = {}
    for posting in session.scalars(sa.select(Posting).where(Posting.term.in_(terms))):
        # An article written between the two statements has postings but no length yet.
        if posting.article_id in lengths:
            postings.setdefault(posting.term, {})[posting.article_id] = posting.count
    return bm25(groups, postings, lengths)
