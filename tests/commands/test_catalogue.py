"""Versions of the catalogue: published whole or not at all, used by new visits only, taken from the program with care."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from checklists.heading import with_heading
from server.commands.catalogue import CatalogueFaults, publish_drafts, roll_back
from server.domain.problems import Conflict, Invalid
from server.store.catalogue import CatalogueVersion, the_catalogue
from server.store.catalogue_drafts import Draft
from server.store.catalogue_seed import Packaged, Taken, read_packaged, take_packaged
from server.store.events import Event
from server.store.gate import db, write_tx
from server.store.visits import Visit
from tests.cast import Cast
from tests.catalogue import PORT, publish_seal_step, seal_draft, versions
from tests.commands.flow import get, publish_solo, ready_ticket
from tests.conftest import MONDAY, HeldClock


def test_a_new_installation_has_the_catalogue_of_the_program(app: Flask) -> None:
    stored = {(row.kind, row.entry) for row in db.session.scalars(sa.select(CatalogueVersion))}

    assert stored == {(one.kind, one.entry) for one in read_packaged()}


def test_a_new_visit_uses_what_was_published_and_an_older_one_keeps_its_own(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    first = publish_solo(cast, ready_ticket(cast, clock()), cast.anna, clock.advance(hours=1), at=MONDAY)

    version = publish_seal_step(cast.lead)

    second = publish_solo(cast, ready_ticket(cast, clock()), cast.anna, clock.advance(hours=4), at=MONDAY)
    assert "seal.whole" not in _facts(first)
    assert "seal.whole" in _facts(second)
    asked = next(step for step in get(Visit, second).checklist["steps"] if step["fact"] == "seal.whole")
    assert asked["from"] == [f"{PORT}@{version}"]


def test_the_note_becomes_the_change_of_the_template(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    publish_seal_step(sqlite_cast.lead)

    newest = versions()[0]
    assert newest.change == "The seal is looked at first."
    assert the_catalogue().templates[PORT]["change"] == newest.change
    assert (newest.author_id, newest.origin) == (sqlite_cast.lead.person, "written")


def test_two_leads_publish_at_once_and_the_second_is_told(app: Flask, cast: Cast) -> None:
    drafts = [seal_draft("By Lidia"), seal_draft("By Artur")]
    barrier = Barrier(2)

    def publish(number: int) -> dict[str, int] | Conflict:
        with app.app_context():
            barrier.wait()
            try:
                return publish_drafts(drafts=[drafts[number]], by=(cast.lead, cast.admin)[number], at=MONDAY)
            except Conflict as conflict:
                return conflict

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(publish, range(2)))

    told = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    winner = ("Lidia Kim", "Artur Belov")[isinstance(outcomes[0], Conflict)]
    assert [(one.code, one.extra["by"]) for one in told] == [("published_meanwhile", winner)]
    assert len(versions()) == 2


def test_one_bad_text_keeps_the_others_from_being_published(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    other = versions("telephony.ip-phone")[0]
    bad = Draft("template", other.entry, other.version, other.text.replace("steps:", "stops:"), "Worse")

    with pytest.raises(CatalogueFaults) as refused:
        publish_drafts(drafts=[seal_draft(), bad], by=sqlite_cast.lead, at=MONDAY)

    assert {fault.file for fault in refused.value.listed} == {"telephony/ip-phone.yaml"}
    assert len(versions()) == 1


def test_a_version_that_does_not_rise_is_named_with_its_line(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    draft = seal_draft()
    same = replace(draft, text=with_heading(draft.text, version=draft.base, change="Same"))

    with pytest.raises(CatalogueFaults) as refused:
        publish_drafts(drafts=[same], by=sqlite_cast.lead, at=MONDAY)

    assert [(fault.line, "is not above" in fault.reason) for fault in refused.value.listed] == [(2, True)]


def test_a_contradiction_to_another_template_is_refused(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    draft = seal_draft()
    shared = draft.text.replace('ru: "Пломба на шкафу цела?"', 'ru: "Пломба цела?"')
    other = Draft("template", "network.seal", 0, _template("network.seal", draft), "New")

    publish_drafts(drafts=[draft, other], by=sqlite_cast.lead, at=MONDAY)
    newer = replace(
        draft, base=draft.base + 1, text=with_heading(shared, version=draft.base + 2, change="Short")
    )
    with pytest.raises(CatalogueFaults) as refused:
        publish_drafts(drafts=[newer], by=sqlite_cast.lead, at=MONDAY)

    assert any("seal.whole: title" in fault.reason for fault in refused.value.listed)


def test_an_empty_note_is_refused(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    with pytest.raises(Invalid):
        publish_drafts(drafts=[seal_draft("  ")], by=sqlite_cast.lead, at=MONDAY)


def test_rolling_back_publishes_the_older_text_as_a_new_version(app: Flask, cast: Cast) -> None:
    first = versions()[0]
    second = publish_seal_step(cast.lead)

    roll_back(
        kind="template",
        entry=PORT,
        base=second,
        to=first.version,
        change="Seals are gone",
        by=cast.lead,
        at=MONDAY,
    )

    newest = versions()[0]
    assert (newest.version, newest.restores, newest.change) == (second + 1, first.version, "Seals are gone")
    assert "seal.whole" not in newest.text
    assert the_catalogue().templates[PORT]["version"] == second + 1
    told = db.session.scalars(sa.select(Event.data).where(Event.kind == "catalogue.published")).all()
    assert [event.get("restores") for event in told] == [None, first.version]


def test_a_newer_template_of_the_program_is_taken_where_nobody_wrote_one(app: Flask) -> None:
    newer = _newer_package(PORT)

    taken = _take(newer)

    assert taken == Taken(["network/access-port.yaml"], [])
    assert the_catalogue().templates[PORT]["version"] == newer[0].version
    assert _take(newer) == Taken([], [])


def test_a_template_that_was_written_here_stays_when_the_program_has_a_newer_one(
    sqlite_app: Flask, sqlite_cast: Cast
) -> None:
    publish_seal_step(sqlite_cast.lead)

    taken = _take(_newer_package(PORT))

    assert taken.files == []
    assert "seal.whole" in versions()[0].text


def test_what_contradicts_the_catalogue_is_kept_out_and_named(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    publish_seal_step(sqlite_cast.lead)
    other = Packaged("template", "network.seal", 1, "New", _template("network.seal", seal_draft()))
    wrong = replace(other, text=other.text.replace('ru: "Пломба на шкафу цела?"', 'ru: "Пломба?"'))

    taken = _take([wrong, *_newer_package("telephony.ip-phone")])

    assert taken.files == ["telephony/ip-phone.yaml"]
    assert [problem.file for problem in taken.kept_out] == ["network/seal.yaml"]


def _take(packaged: list[Packaged]) -> Taken:
    with write_tx() as session:
        return take_packaged(session, at=MONDAY, packaged=packaged)


def _newer_package(entry: str) -> list[Packaged]:
    newest = versions(entry)[0]
    text = with_heading(newest.text, version=newest.version + 1, change="Newer")
    return [Packaged("template", entry, newest.version + 1, "Newer", text)]


def _template(entry: str, draft: Draft) -> str:
    """A small template that shares the fact of the seal."""
    start = draft.text.index("  - fact: seal.whole")
    step = draft.text[start : draft.text.index("  - fact:", start + 1)]
    return (
        f"id: {entry}\nversion: 1\ntrade: network\ntitle: {{en: Seals, ru: Пломбы}}\nchange: New\n"
        f"owner: lead of network\nreviewed: 2026-11-24\nsources: []\nsteps:\n{step}"
    )


def _facts(visit: str) -> list[str]:
    return [step["fact"] for step in get(Visit, visit).checklist["steps"]]
