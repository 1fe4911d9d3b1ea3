"""The search ranks alike on both databases and finds every form of a word."""

from datetime import timedelta

import pytest
from flask import Flask

from server.store.articles import Article, Evidence
from server.store.gate import db, write_tx
from server.store.ids import new_id
from server.store.search import find_like, index_article, search_articles
from tests.conftest import MONDAY

# Name → language, symptom, title, remedy, number of cases, age in days.
ARTICLES = {
    "poe": ("ru", "phone-dead", "Телефон погас: нет питания PoE", "Включили PoE на портах коммутатора", 1, 0),
    "vlan": ("ru", "phone-does-not-ring", "Телефон не звонит: не тот VLAN", "Прописали голосовой VLAN", 1, 0),
    "dnd": ("ru", "phone-does-not-ring", "Телефон не звонит: DND", "Сняли «Не беспокоить»", 6, 0),
    "dnd-en": ("en", "phone-does-not-ring", "Phone does not ring: DND", "Switched DND off on the T46U", 1, 0),
    "old": ("ru", "phone-does-not-ring", "Телефон не звонит: DND", "Сняли «Не беспокоить»", 6, 900),
}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("погасли телефоны, питание порта коммутатора", ["poe", "dnd", "old", "vlan"]),
        ("голосовые VLANы", ["vlan"]),
        ("rings", ["dnd-en"]),
        ("t-46u", ["dnd-en"]),
        ("принтер", []),
    ],
)
def test_articles_are_found_in_this_order(app: Flask, question: str, found: list[str]) -> None:
    names = _write()

    ranked = search_articles(db.session, text=question, at=MONDAY)

    assert [names[one.article.id] for one in ranked] == found


def test_more_cases_lift_an_article_and_age_lets_it_sink(app: Flask) -> None:
    names = _write()

    ranked = find_like(
        db.session, symptom="phone-does-not-ring", text="телефон не звонит", language="ru", limit=4, at=MONDAY
    )

    assert [(names[one.article.id], one.evidence) for one in ranked] == [
        ("dnd", 6),
        ("vlan", 1),
        ("old", 6),
        ("dnd-en", 1),
    ]


def test_like_cases_of_a_symptom_are_found_without_a_common_word(app: Flask) -> None:
    names = _write()

    [found] = find_like(db.session, symptom="phone-dead", text="black screen", language="en", limit=5)

    assert names[found.article.id] == "poe"


def test_an_empty_knowledge_base_answers_with_nothing(app: Flask) -> None:
    assert find_like(db.session, symptom=None, text="phone", language="en", limit=5) == []


def test_a_pasted_log_of_many_words_is_searched(app: Flask) -> None:
    _write()
    log = " ".join(f"слово{n} word{n}" for n in range(5_000)) + " VLAN"

    assert search_articles(db.session, text=log, at=MONDAY) == []


def _write() -> dict[str, str]:
    names: dict[str, str] = {}
    with write_tx() as session:
        for name, (language, symptom, title, remedy, cases, age) in ARTICLES.items():
            at = MONDAY - timedelta(days=age)
            article = Article(
                id=new_id(),
                state="published",
                language=language,
                symptom=symptom,
                title=title,
                cause=title.split(": ")[1],
                remedy=remedy,
                fresh_at=at,
                created_at=at,
                changed_at=at,
            )
            session.add(article)
            index_article(session, article)
            for _ in range(cases):
                session.add(Evidence(article_id=article.id, source=new_id(), kind="history", at=at))
            names[article.id] = name
    return names
