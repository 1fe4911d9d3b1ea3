"""Knowledge, board and measures over HTTP: who may, what a body must be, what an answer holds."""

from flask import Flask

from server.commands.knowledge import learn_from_visit
from server.domain.actor import SYSTEM
from server.domain.ticket import TicketState
from server.store.gate import write_tx
from tests.cast import Cast
from tests.closed_visits import add_ticket, add_visit
from tests.conftest import MONDAY
from tests.web.callers import sign_in


def test_an_engineer_reads_and_corrects_but_does_not_publish(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    article = _article(sqlite_cast)
    engineer = sign_in(sqlite_app, "anna")

    corrected = engineer.ask("PATCH", f"/api/articles/{article}", json={"remedy": "Press\x1b DND twice"})
    published = engineer.ask("POST", f"/api/articles/{article}/publish")

    assert corrected.get_json()["remedy"] == "Press DND twice"
    assert published.status_code == 403


def test_a_published_article_is_found_in_either_language(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    article = _article(sqlite_cast)
    lead = sign_in(sqlite_app, "lidia")
    lead.ask("POST", f"/api/articles/{article}/publish")

    found = lead.get("/api/knowledge?q=disturbing+phones&symptom=phone-does-not-ring&language=ru").get_json()

    assert [(item["id"], item["state"], item["evidence"]) for item in found["items"]] == [
        (article, "published", 1)
    ]
    assert found["total"] == 1


def test_an_article_shows_the_cases_that_bear_it_out(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    article = _article(sqlite_cast)

    shown = sign_in(sqlite_app, "olga").get(f"/api/articles/{article}").get_json()

    assert [(case["kind"], case["number"], case["worked"]) for case in shown["cases"]] == [
        ("visit", "V-0001", True)
    ]


def test_a_member_that_is_not_there_is_refused(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    article = _article(sqlite_cast)

    answer = sign_in(sqlite_app, "lidia").ask(
        "PATCH", f"/api/articles/{article}", json={"state": "published"}
    )

    assert answer.status_code == 422


def test_a_full_column_answers_409_with_both_languages(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    add_ticket(sqlite_cast, MONDAY, TicketState.READY)
    ticket = add_ticket(sqlite_cast, MONDAY, TicketState.TRIAGED, triage={"outcome": "visit"})
    lead = sign_in(sqlite_app, "lidia")
    lead.ask("PUT", "/api/board/limits/ready", json={"limit": 1})

    refused = lead.ask("POST", "/api/board/moves", json={"ticket": ticket, "to": "ready"})
    overridden = lead.ask(
        "POST",
        "/api/board/moves",
        json={"ticket": ticket, "to": "ready", "override_reason": "All phones are down"},
    )

    assert (refused.status_code, refused.get_json()["code"]) == (409, "wip_limit_reached")
    assert set(refused.get_json()["text"]) == {"en", "ru"}
    columns = {column["id"]: column for column in overridden.get_json()["columns"]}
    assert (columns["ready"]["count"], columns["ready"]["limit"]) == (2, 1)


def test_a_column_that_the_board_does_not_have_is_not_found(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    answer = sign_in(sqlite_app, "lidia").ask("PUT", "/api/board/limits/cancelled", json={"limit": 1})

    assert answer.status_code == 404


def test_measures_answer_with_definition_and_count(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    answer = sign_in(sqlite_app, "anna").get("/api/measures?from=2026-11-01&to=2026-11-30").get_json()

    assert answer["first_time_fix"]["n"] == 0
    assert answer["csat"]["definition"]["ru"].startswith("Средняя оценка")


def _article(cast: Cast) -> str:
    fields = {"outcome/cause": {"k": "done", "opt": "dnd-on"}}
    visit = add_visit(cast, add_ticket(cast, MONDAY), MONDAY, fields=fields)
    with write_tx() as session:
        return learn_from_visit(session, visit, by=SYSTEM, at=MONDAY)
