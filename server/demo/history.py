"""The demo's knowledge base: articles as the closed visits of the last weeks would have written them."""

from datetime import datetime, timedelta
from typing import Any

from server.demo.places import read
from server.domain.actor import SYSTEM
from server.store.articles import Article, Evidence
from server.store.catalogue import the_catalogue
from server.store.events import AnySession, record
from server.store.ids import new_id
from server.store.search import index_article


def write_history(session: AnySession, *, at: datetime) -> int:
    """One published article for each symptom, cause and language; further visits are its evidence. Returns how many."""
    symptoms = the_catalogue().symptoms
    articles: dict[tuple[str, str, str], Article] = {}
    for visit in sorted(read("history")["visits"], key=lambda visit: -visit["days_ago"]):
        ended_at = at - timedelta(days=visit["days_ago"])
        key = (visit["symptom"], visit["cause"], visit["language"])
        article = articles.get(key)
        if article is None:
            title = symptoms[visit["symptom"]]["title"][visit["language"]]
            article = articles[key] = _article(visit, title, ended_at)
            session.add(article)
            session.flush()
            index_article(session, article)
            record(session, "article.drafted", by=SYSTEM, at=at, data={"article": article.id})
        article.fresh_at = ended_at
        facts: dict[str, Any] = {"cause": visit["cause_text"], "remedy": visit["remedy"], "worked": True}
        session.add(
            Evidence(
                article_id=article.id,
                source=new_id(),
                kind="history",
                at=ended_at,
                minutes=visit["minutes"],
                facts=facts,
            )
        )
    return len(articles)


def _article(visit: dict[str, Any], symptom_title: str, at: datetime) -> Article:
    cause = visit["cause_text"].rstrip(".")
    return Article(
        id=new_id(),
        state="published",
        language=visit["language"],
        symptom=visit["symptom"],
        cause_code=visit["cause"],
        title=f"{symptom_title}: {cause[:1].lower()}{cause[1:]}",
        environment="",
        cause=visit["cause_text"],
        remedy=visit["remedy"],
        fresh_at=at,
        created_at=at,
        changed_at=at,
        demo=True,
    )
