"""What a closed visit teaches: a draft without private data, or one more case for the article that already says it."""

import contextlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.knowledge import (
    edit_article,
    learn_from_remote_fix,
    learn_from_visit,
    publish_article,
    retire_article,
)
from server.domain.actor import SYSTEM
from server.domain.problems import Invalid, WrongState
from server.domain.ticket import TicketState
from server.store.acts import SignOff
from server.store.articles import Article, Evidence, Posting
from server.store.events import Event
from server.store.gate import db, write_tx
from server.store.ids import new_id
from server.store.search import find_like, search_articles
from tests.cast import Cast
from tests.closed_visits import add_ticket, add_visit
from tests.conftest import MONDAY

DND_OUTCOME = {
    "outcome/cause": {"k": "done", "opt": "dnd-on"},
    "outcome/remedy": {"k": "done", "text": "Pressed the DND key, the test call rang."},
}


def test_a_visit_with_a_coded_cause_writes_a_draft(app: Flask, cast: Cast) -> None:
    article = _close(cast, DND_OUTCOME)

    assert (article.state, article.language, article.symptom) == ("draft", "en", "phone-does-not-ring")
    assert article.title == "The phone does not ring: Do Not Disturb is on"
    assert article.remedy == "Pressed the DND key, the test call rang."
    assert article.environment == "phone, Yealink T46U"
    assert _kinds() == ["article.drafted"]


def test_the_second_visit_with_the_same_cause_strengthens_the_article(app: Flask, cast: Cast) -> None:
    first = _close(cast, DND_OUTCOME)

    second = _close(cast, {"outcome/cause": {"k": "done", "opt": "dnd-on"}})

    assert second.id == first.id
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Evidence)) == 2
    assert _kinds() == ["article.drafted", "article.strengthened"]


def test_a_visit_teaches_once_however_often_it_is_asked(app: Flask, cast: Cast) -> None:
    visit = add_visit(cast, add_ticket(cast, MONDAY), MONDAY, fields=DND_OUTCOME)

    articles = {_learn(visit), _learn(visit)}

    assert len(articles) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Evidence)) == 1
    assert _kinds() == ["article.drafted"]


def test_a_visit_without_a_coded_cause_writes_what_failed(app: Flask, cast: Cast) -> None:
    article = _close(cast, {"step/phone.dnd": {"k": "fail", "opt": "on"}})

    assert article.cause == "Found on site: Is Do Not Disturb off?"
    assert article.remedy == "Switch it off."


def test_a_failure_that_was_repaired_is_still_what_was_wrong(app: Flask, cast: Cast) -> None:
    article = _close(cast, {"step/phone.dnd": {"k": "pass", "opt": "off", "fixed": True}})

    assert article.cause == "Found on site: Is Do Not Disturb off?"


def test_a_visit_without_any_outcome_writes_an_article_too(app: Flask, cast: Cast) -> None:
    article = _close(cast, {})

    assert article.cause == "The cause was not recorded."


def test_the_same_story_in_nearly_the_same_words_strengthens(app: Flask, cast: Cast) -> None:
    told = "Сосед переткнул кабель телефона в порт принтера, вернул кабель телефона в порт 12"
    first = _close(cast, {"note/1": {"text": told}})

    second = _close(cast, {"note/2": {"text": told.replace("вернул", "вернули")}})

    assert (first.language, second.id) == ("ru", first.id)


def test_names_planted_in_every_text_are_not_in_the_draft(app: Flask, cast: Cast) -> None:
    """Nina Orlova works at the Aist clinic; Anna Ivanova repaired; Мария Ивановна is known to nobody."""
    planted = (
        "Nina Orlova (nina@aist.example, +7 916 111-22-33) of Aist Clinic asked Anna to call Мария Ивановна, "
        "10.20.30.40, Taganskaya ulitsa 1"
    )

    article = _close(
        cast,
        {
            "article/1": {"title": f"Phone of {planted}", "cause": planted, "remedy": planted},
            "outcome/remedy": {"k": "done", "text": planted},
        },
    )

    written = f"{article.title} {article.cause} {article.remedy} {article.environment}"
    evidence = db.session.scalars(sa.select(Evidence)).one().facts
    for private in ("Nina", "Orlova", "aist", "916", "Anna", "Мари", "Ивановн", "10.20.30.40", "Taganskaya"):
        assert private.lower() not in written.lower()
        assert private.lower() not in str(evidence).lower()
    assert "asked" in article.cause


def test_an_engineers_own_words_make_the_draft(app: Flask, cast: Cast) -> None:
    article = _close(
        cast,
        {
            **DND_OUTCOME,
            "article/1": {"title": "DND after cleaning", "cause": "Cleaners", "remedy": "Press DND"},
        },
    )

    assert (article.title, article.cause, article.remedy) == ("DND after cleaning", "Cleaners", "Press DND")


def test_a_linked_article_is_strengthened_instead_of_another(app: Flask, cast: Cast) -> None:
    linked = _close(cast, {"note/1": {"text": "Something else entirely"}})

    second = _close(cast, {**DND_OUTCOME, "article/1": {"article": linked.id}})

    assert second.id == linked.id


def test_a_remedy_that_did_not_help_is_kept_but_does_not_count(app: Flask, cast: Cast) -> None:
    first = _close(cast, DND_OUTCOME)
    visit = add_visit(cast, add_ticket(cast, MONDAY), MONDAY + timedelta(days=1), fields=DND_OUTCOME)
    _not_accepted(visit)

    _learn(visit)

    [found] = find_like(db.session, symptom="phone-does-not-ring", text="", language="en", limit=5)
    assert (found.article.id, found.evidence) == (first.id, 1)


def test_a_remote_fix_teaches_with_the_check_that_solved_it(app: Flask, cast: Cast) -> None:
    ticket = add_ticket(
        cast,
        MONDAY,
        TicketState.SOLVED_REMOTELY,
        triage={"checks": [{"check": "dnd", "result": "on"}]},
        solved_by={"check": "dnd", "text": "Nina pressed DND, it rang"},
        owner_id=cast.operator.person,
    )

    article = learn_from_remote_fix(ticket=ticket, by=SYSTEM, at=MONDAY)

    found = db.session.get(Article, article)
    assert found is not None
    assert found.cause_code == "remote/dnd"
    assert found.remedy == "[name] pressed DND, it rang"
    assert learn_from_remote_fix(ticket=ticket, by=SYSTEM, at=MONDAY) == article


def test_a_ticket_opened_again_teaches_nothing(app: Flask, cast: Cast) -> None:
    ticket = add_ticket(cast, MONDAY, TicketState.READY)

    assert learn_from_remote_fix(ticket=ticket, by=SYSTEM, at=MONDAY) is None


def test_an_edited_article_is_found_by_its_new_words_only(app: Flask, cast: Cast) -> None:
    article = _close(cast, DND_OUTCOME)

    edit_article(article=article.id, changes={"remedy": "Reflash the gadget"}, by=cast.lead, at=MONDAY)

    assert [f.article.id for f in search_articles(db.session, text="gadgets", at=MONDAY)] == [article.id]
    assert search_articles(db.session, text="pressed", at=MONDAY) == []


def test_an_article_without_a_remedy_is_refused(app: Flask, cast: Cast) -> None:
    article = _close(cast, DND_OUTCOME)

    with pytest.raises(Invalid, match="needs a remedy"):
        edit_article(article=article.id, changes={"remedy": "  "}, by=cast.lead, at=MONDAY)


def test_a_retired_article_leaves_the_search_and_cannot_be_strengthened(app: Flask, cast: Cast) -> None:
    article = _close(cast, DND_OUTCOME)
    publish_article(article=article.id, by=cast.lead, at=MONDAY)
    retire_article(article=article.id, by=cast.lead, at=MONDAY)

    assert search_articles(db.session, text="DND", at=MONDAY) == []
    assert _close(cast, DND_OUTCOME).id != article.id


def test_a_published_article_is_not_published_twice(app: Flask, cast: Cast) -> None:
    article = _close(cast, DND_OUTCOME)
    publish_article(article=article.id, by=cast.lead, at=MONDAY)

    with pytest.raises(WrongState):
        publish_article(article=article.id, by=cast.lead, at=MONDAY)


def test_a_failed_transaction_leaves_no_article_and_no_words(app: Flask, cast: Cast) -> None:
    visit = add_visit(cast, add_ticket(cast, MONDAY), MONDAY, fields=DND_OUTCOME)

    with contextlib.suppress(RuntimeError), write_tx() as session:
        learn_from_visit(session, visit, by=SYSTEM, at=MONDAY)
        raise RuntimeError("power cut")

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Article)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Posting)) == 0


def _close(cast: Cast, fields: dict[str, dict[str, object]]) -> Article:
    visit = add_visit(cast, add_ticket(cast, MONDAY), MONDAY + timedelta(days=_days()), fields=fields)
    article = db.session.get(Article, _learn(visit))
    assert article is not None
    return article


def _days() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Evidence)) or 0


def _learn(visit: str) -> str:
    with write_tx() as session:
        return learn_from_visit(session, visit, by=SYSTEM, at=MONDAY)


def _not_accepted(visit: str) -> None:
    with write_tx() as session:
        session.add(
            SignOff(
                act_id=new_id(),
                visit_id=visit,
                kind="act",
                content_hash="0" * 64,
                act={"word": {"result": "not_accepted"}},
                covers={},
                received_at=MONDAY,
            )
        )


def _kinds() -> list[str]:
    return list(
        db.session.scalars(sa.select(Event.kind).where(Event.kind.like("article.%")).order_by(Event.rev))
    )
