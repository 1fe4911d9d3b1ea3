"""What closed visits of a symptom found: the history that a new checklist is composed with."""

from collections import Counter
from typing import Any

import sqlalchemy as sa

from server.store.articles import Article, Evidence
from server.store.events import AnySession

# Older visits say less about today's equipment, and reading them all would slow down every publication.
NEWEST = 500


def count_past_causes(session: AnySession, symptom: str | None) -> dict[str, Any]:
    """`visits`, and in how many of them each coded cause and each step was what was wrong.

    A visit whose customer said that it did not help has found nothing.
    """
    rows = session.execute(
        sa.select(Article.cause_code, Evidence.facts)
        .join(Article, Article.id == Evidence.article_id)
        .where(Article.symptom == symptom, Evidence.kind.in_(("visit", "history")))
        .order_by(Evidence.at.desc(), Evidence.source)
        .limit(NEWEST)
    ).all()
    helped = [(cause, facts) for cause, facts in rows if facts.get("worked") is not False]
    return {
        "visits": len(rows),
        "causes": dict(Counter(cause for cause, _ in helped if cause is not None)),
        "steps": dict(Counter(fact for _, facts in helped for fact in facts.get("failed", ()))),
    }
