"""The catalogue over HTTP: who reads and who writes, faults by line, versions, and two leads with one template."""

from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.catalogue import PORT, publish_seal_step, seal_draft, versions
from tests.conftest import HeldClock
from tests.web.callers import SAME_ORIGIN, Caller, sign_in

ENTRY = f"/api/catalogue/entries/template/{PORT}"
LINT, PUBLISH = "/api/catalogue/lint", "/api/catalogue/publish"


@pytest.fixture
def lead(sqlite_app: Flask, sqlite_cast: Cast) -> Caller:
    return sign_in(sqlite_app, "lidia")


def body(**changes: Any) -> dict[str, Any]:
    """A request to publish one more step."""
    draft = seal_draft()
    one = {"kind": "template", "id": PORT, "base": draft.base, "text": draft.text} | changes
    return {"drafts": [one], "change": "Look at the seal first"}


@pytest.mark.parametrize("login", ["oskar", "olga", "dmitri"])
def test_everybody_reads_and_only_a_lead_writes(sqlite_app: Flask, sqlite_cast: Cast, login: str) -> None:
    caller = sign_in(sqlite_app, login)
    lint = {"drafts": body()["drafts"]}
    back = {"base": 2, "to": 1, "change": "Better before"}

    read = [caller.get(path).status_code for path in ("/api/catalogue/entries", ENTRY)]
    written = [
        caller.ask("POST", path, json=data).status_code
        for path, data in ((LINT, lint), (PUBLISH, body()), (f"{ENTRY}/roll_back", back))
    ]

    assert (read, written) == ([200, 200], [403, 403, 403])


def test_the_list_says_who_answers_for_a_template_and_whose_review_is_overdue(
    sqlite_app: Flask, lead: Caller, clock: HeldClock
) -> None:
    items = {item["id"]: item for item in lead.get("/api/catalogue/entries").get_json()["items"]}
    clock.advance(days=500)
    later = {
        item["id"]: item for item in _again(sqlite_app).get("/api/catalogue/entries").get_json()["items"]
    }

    port = items[PORT]
    assert (port["owner"], port["trades"], port["is_overdue"]) == ("lead of network", ["network"], False)
    assert later[PORT]["is_overdue"]
    assert items["phone-does-not-ring"]["kind"] == "symptom"


def test_one_entry_shows_its_text_versions_and_where_it_is_used(lead: Caller) -> None:
    shown = lead.get(ENTRY).get_json()

    assert shown["text"] == versions()[0].text
    assert [version["origin"] for version in shown["versions"]] == ["packaged"]
    assert "phone-does-not-ring" in [symptom["id"] for symptom in shown["used_by"]]
    assert shown["content"]["steps"][0]["title"].keys() == {"en", "ru"}


def test_lint_names_the_line_of_each_fault_and_stores_nothing(lead: Caller) -> None:
    text = seal_draft().text.replace("kind: yes_no", "kind: maybe", 1)
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "maybe" in row)

    answer = lead.ask("POST", LINT, json={"drafts": body(text=text)["drafts"]}).get_json()

    assert [(fault["file"], fault["line"]) for fault in answer["faults"]] == [
        ("network/access-port.yaml", line)
    ]
    assert answer["drafts"][0]["content"] is None
    assert len(versions()) == 1


def test_lint_of_a_good_draft_says_what_it_holds_and_what_would_change(lead: Caller) -> None:
    answer = lead.ask("POST", LINT, json={"drafts": body()["drafts"]}).get_json()

    assert answer["faults"] == []
    assert answer["drafts"][0]["content"]["steps"][0]["fact"] == "seal.whole"
    added = [line["text"] for line in answer["drafts"][0]["lines"] if line["is"] == "added"]
    assert "  - fact: seal.whole" in added


@pytest.mark.parametrize("text", ["a: [", "- 1", "a: &x [*x]", "id: 5\nsteps: no", "{}", "'"])
def test_lint_survives_any_text(lead: Caller, text: str) -> None:
    answer = lead.ask("POST", LINT, json={"drafts": body(text=text)["drafts"]})

    assert answer.status_code == 200
    assert answer.get_json()["faults"]


def test_publishing_makes_a_version_with_author_and_note(lead: Caller) -> None:
    answer = lead.ask("POST", PUBLISH, json=body())

    assert answer.get_json() == {"versions": {"network/access-port.yaml": versions()[0].version}}
    newest = lead.get(ENTRY).get_json()["versions"][0]
    assert (newest["author"], newest["change"]) == ("Lidia Kim", "Look at the seal first")


def test_a_repeated_request_publishes_once(lead: Caller) -> None:
    request, headers = body(), {**SAME_ORIGIN, "Idempotency-Key": "publish-once"}

    first, again = (lead.ask("POST", PUBLISH, json=request, headers=headers) for _ in range(2))

    assert first.get_json() == again.get_json()
    assert len(versions()) == 2


def test_the_second_lead_is_told_who_was_first(sqlite_app: Flask, lead: Caller) -> None:
    request, admin = body(), sign_in(sqlite_app, "artur")
    lead.ask("POST", PUBLISH, json=request)

    refused = admin.ask("POST", PUBLISH, json=request)

    problem = refused.get_json()
    assert (refused.status_code, problem["code"]) == (409, "published_meanwhile")
    assert (problem["by"], problem["version"]) == ("Lidia Kim", versions()[0].version)


def test_faults_keep_a_draft_from_being_published(lead: Caller) -> None:
    refused = lead.ask("POST", PUBLISH, json=body(text=seal_draft().text.replace("level: 1", "level: 9", 1)))

    problem = refused.get_json()
    assert (refused.status_code, problem["code"]) == (422, "catalogue_faults")
    assert "9 is greater than the maximum of 4" in problem["faults"][0]["reason"]


def test_a_draft_without_a_note_is_refused(lead: Caller) -> None:
    refused = lead.ask("POST", PUBLISH, json=body() | {"change": "  "})

    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/change"


def test_rolling_back_brings_the_older_text_as_a_new_version(lead: Caller, sqlite_cast: Cast) -> None:
    first = versions()[0].version
    second = publish_seal_step(sqlite_cast.lead)

    lead.ask("POST", f"{ENTRY}/roll_back", json={"base": second, "to": first, "change": "Seals are gone"})

    shown = lead.get(ENTRY).get_json()
    assert (shown["version"], shown["versions"][0]["restores"]) == (second + 1, first)
    assert "seal.whole" not in shown["text"]


def test_two_versions_are_compared_line_by_line(lead: Caller, sqlite_cast: Cast) -> None:
    first = versions()[0].version
    second = publish_seal_step(sqlite_cast.lead)

    lines = lead.get(f"{ENTRY}/diff?older={first}&newer={second}").get_json()["lines"]

    assert f"version: {first}" in [line["text"] for line in lines if line["is"] == "removed"]
    assert "  - fact: seal.whole" in [line["text"] for line in lines if line["is"] == "added"]


def test_a_new_template_and_the_symptom_that_uses_it_are_published_together(lead: Caller) -> None:
    start, end = (seal_draft().text.index(f"  - fact: {fact}") for fact in ("seal.whole", _second_fact()))
    template = (
        "id: network.seal\nversion: 1\ntrade: network\ntitle: {en: Seals, ru: Пломбы}\nchange: New\n"
        f"owner: lead of network\nreviewed: 2026-11-24\nsources: []\nsteps:\n{seal_draft().text[start:end]}"
    )
    symptom = lead.get("/api/catalogue/entries/symptom/phone-does-not-ring").get_json()
    listed = f"templates: [{', '.join(symptom['content']['templates'])}"
    drafts = [
        {"kind": "template", "id": "network.seal", "base": 0, "text": template},
        {
            "kind": "symptom",
            "id": symptom["id"],
            "base": symptom["version"],
            "text": symptom["text"].replace(listed, f"{listed}, network.seal"),
        },
    ]

    alone = lead.ask("POST", PUBLISH, json={"drafts": drafts[1:], "change": "Seals"})
    together = lead.ask("POST", PUBLISH, json={"drafts": drafts, "change": "Seals"})

    assert "unknown template network.seal" in alone.get_json()["faults"][0]["reason"]
    assert together.status_code == 200
    assert (
        lead.get("/api/catalogue/entries/template/network.seal").get_json()["used_by"][0]["id"]
        == symptom["id"]
    )


@pytest.mark.parametrize("path", ["template/network.nothing", "page/home", f"template/{PORT}/versions/99"])
def test_what_is_not_there_is_not_found(lead: Caller, path: str) -> None:
    assert lead.get(f"/api/catalogue/entries/{path}").status_code == 404


def _second_fact() -> str:
    return seal_draft().text.split("  - fact: ")[2].split("\n")[0]


def _again(app: Flask) -> Caller:
    """Sessions have ended by then."""
    return sign_in(app, "lidia")
