"""The knowledge screen: search, and one article with the cases that bear it out."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from server.domain.clock import iso
from server.domain.problems import NotFound
from server.store.articles import Article, Evidence
from server.store.catalogue import symptom_title
from server.store.gate import read_session
from server.store.search import Found, evidence_counts, find_like, search_articles
from server.store.tickets import Ticket
from server.store.visits import Visit

__all__ = ["find_like", "get_article", "search"]

LONGEST_LIST = 100


def search(
    *,
    q: str,
    symptom: str | None,
    language: str | None,
    at: datetime,
    state: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Articles that fit, best first, as a list answer. Retired ones only when asked for by `state`."""
    states = ("draft", "published") if state is None else (state,)
    found = search_articles(
        read_session(), text=q, at=at, symptom=symptom or None, language=language, states=states
    )
    items = [article_row(one) for one in found[: min(limit, LONGEST_LIST)]]
    return {"items": items, "next": None, "total": len(found)}


def article_row(found: Found) -> dict[str, Any]:
    article = found.article
    return {
        "id": article.id,
        "title": article.title,
        "symptom": article.symptom,
        "symptom_title": symptom_title(article.symptom),
        "environment": article.environment,
        "cause": article.cause,
        "cause_code": article.cause_code,
        "remedy": article.remedy,
        "language": article.language,
        "state": article.state,
        "evidence": found.evidence,
        "fresh_at": iso(article.fresh_at),
        "score": round(found.score, 4),
    }


def get_article(article: str) -> dict[str, Any]:
    """An article with its cases, newest first. Raises NotFound."""
    session = read_session()
    found = session.get(Article, article)
    if found is None:
        raise NotFound("There is no such article.")
    cases = session.scalars(
        sa.select(Evidence)
        .where(Evidence.article_id == article)
        .order_by(Evidence.at.desc(), Evidence.source)
    ).all()
    numbers = _numbers([case.source for case in cases])
    count = evidence_counts(session, [article]).get(article, 0)
    return article_row(Found(found, count, 0.0)) | {
        "created_at": iso(found.created_at),
        "changed_at": iso(found.changed_at),
        "cases": [_case(case, numbers.get(case.source)) for case in cases],
    }


def _case(case: Evidence, number: str | None) -> dict[str, Any]:
    return {
        "source": case.source,
        "kind": case.kind,
        "number": number,
        "at": iso(case.at),
        "minutes": case.minutes,
        "cause": case.facts.get("cause"),
        "remedy": case.facts.get("remedy"),
        "worked": case.facts.get("worked"),
        "trades": case.facts.get("trades", []),
        "parts": case.facts.get("parts", []),
    }


def _numbers(sources: list[str]) -> dict[str, str]:
    session = read_session()
    visits = session.scalars(sa.select(Visit).where(Visit.id.in_(sources))).all()
    tickets = session.scalars(sa.select(Ticket).where(Ticket.id.in_(sources))).all()
    return {visit.id: visit.label for visit in visits} | {ticket.id: ticket.label for ticket in tickets}
