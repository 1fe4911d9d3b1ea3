"""What the feed brings to whom: own visits whole, later changes as states, nothing of others, one order for all."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from server.commands.sync.settle import settle_op
from server.domain.actor import Actor
from server.domain.problems import Invalid
from server.domain.sync.line import DeviceUnknown, EpochChanged
from server.queries.feed import CursorTooOld, read_feed
from server.store.events import get_installation, record
from server.store.gate import db, write_tx
from server.store.snapshot import snapshot_session
from tests.cast import Cast
from tests.conftest import MONDAY
from tests.sync.devices import PlainDevice, enrol, epoch
from tests.visits import publish_visit, take_away


@pytest.fixture
def anna(cast: Cast) -> PlainDevice:
    return enrol(cast.anna, at=MONDAY)


@pytest.fixture
def visit(cast: Cast) -> str:
    return publish_visit(cast, cast.anna, cast.boris, at=MONDAY)


def test_a_new_phone_gets_its_visits_whole_on_one_page(
    app: Flask, cast: Cast, visit: str, anna: PlainDevice
) -> None:
    anna.push(anna.answer(visit, "on"), anna.note(visit))

    page = _pull(anna)

    kinds = sorted(change["kind"] for change in page["changes"])
    assert kinds == ["field", "field", "visit"]
    assert (page["from"], page["next"], page["more"]) == (0, get_installation(db.session).rev, False)
    assert page["totals"] == {"visits": 1}
    assert page["sums"][visit]["n"] == 2


def test_the_visit_record_says_all_that_the_crew_needs(
    app: Flask, cast: Cast, visit: str, anna: PlainDevice
) -> None:
    record_ = next(change for change in _pull(anna)["changes"] if change["kind"] == "visit")

    assert record_["customer"]["name"] == "Aist clinic"
    assert [member["name"] for member in record_["crew"]] == ["Anna Ivanova", "Boris Smirnov"]
    assert record_["tickets"][0]["symptom_title"]["ru"] == "IP-телефон не работает"
    assert record_["contact"]["name"] == "Nina Orlova"
    assert record_["assets"][0]["model"] == "Yealink T46U"
    assert record_["clause"]["text"]["ru"]
    assert record_["assigned"] is True


def test_a_colleagues_answer_comes_with_name_and_time(
    app: Flask, cast: Cast, visit: str, anna: PlainDevice
) -> None:
    boris = enrol(cast.boris, at=MONDAY)
    cursor = _pull(anna)["next"]
    boris.push(boris.answer(visit, "on"))

    (change,) = _pull(anna, cursor)["changes"]

    assert change["shown"][0]["author_name"] == "Boris Smirnov"
    assert change["shown"][0]["at"]["wall"]
    assert change["rev"] > cursor


def test_a_stranger_gets_nothing_of_a_visit(app: Flask, cast: Cast, visit: str) -> None:
    stranger = enrol(cast.outsider, at=MONDAY)

    page = _pull(stranger)

    assert (page["changes"], page["sums"], page["revoked"]) == ([], {}, [])


def test_pages_go_on_where_the_last_one_ended(app: Flask, cast: Cast, visit: str, anna: PlainDevice) -> None:
    cursor = _pull(anna)["next"]
    anna.push(*[anna.note(visit) for _ in range(5)])

    fields = []
    more = True
    while more:
        page = _pull(anna, cursor, limit=2)
        fields += [change["field"] for change in page["changes"]]
        cursor, more = page["next"], page["more"]

    assert len(set(fields)) == len(fields) == 5
    assert cursor == get_installation(db.session).rev


def test_a_visit_that_was_taken_away_is_revoked_and_comes_back_whole(
    app: Flask, cast: Cast, visit: str, anna: PlainDevice
) -> None:
    boris = enrol(cast.boris, at=MONDAY)
    cursor = _pull(boris)["next"]
    take_away(visit, cast.boris, at=MONDAY)

    page = _pull(boris, cursor)

    assert page["revoked"] == [visit]
    assert page["changes"] == []


def test_a_visit_of_next_week_comes_when_its_day_comes_near(
    app: Flask, cast: Cast, anna: PlainDevice
) -> None:
    later = publish_visit(cast, cast.anna, at=MONDAY, days=6)
    first = _pull(anna)

    near = _pull(anna, first["next"], at=MONDAY + timedelta(days=3))
    over = _pull(anna, first["next"], at=MONDAY + timedelta(days=12))

    assert first["changes"] == []
    assert [change["id"] for change in near["changes"]] == [later]
    assert over["revoked"] == [later]


def test_a_rating_never_comes_back_to_a_phone(app: Flask, cast: Cast, visit: str, anna: PlainDevice) -> None:
    cursor = _pull(anna)["next"]
    anna.push(anna.op("csat.set", visit, "csat", {"rating": 1, "skipped": False, "comment": "rude"}))

    page = _pull(anna, cursor)

    assert page["changes"] == []
    assert page["sums"][visit]["n"] == 0
    assert "rude" not in str(_pull(anna))


def test_a_dismissed_op_tells_its_author_why(app: Flask, cast: Cast, visit: str) -> None:
    stranger = enrol(cast.outsider, at=MONDAY)
    op = stranger.answer(visit, "on")
    cursor = stranger.outcome(op)["rev"]

    with pytest.raises(Invalid):
        settle_op(op_id=op["op_id"], action="dismiss", by=cast.dispatcher, at=MONDAY)
    settle_op(op_id=op["op_id"], action="dismiss", reason="Not your visit.", by=cast.dispatcher, at=MONDAY)

    (change,) = _pull(stranger, cursor)["changes"]
    assert (change["kind"], change["status"], change["reason"]) == ("op", "quarantined", "Not your visit.")


def test_an_attached_op_counts_for_everybody(app: Flask, cast: Cast, visit: str, anna: PlainDevice) -> None:
    stranger = enrol(cast.outsider, at=MONDAY)
    op = stranger.answer(visit, "on")
    stranger.push(op)

    settle_op(op_id=op["op_id"], action="attach", visit=visit, by=cast.dispatcher, at=MONDAY)

    field = next(change for change in _pull(anna)["changes"] if change["kind"] == "field")
    assert field["shown"][0]["author_name"] == "Oskar Weber"


def test_another_line_and_another_device_are_told_apart(app: Flask, cast: Cast, anna: PlainDevice) -> None:
    with pytest.raises(EpochChanged):
        _pull(anna, epoch="another")
    with pytest.raises(DeviceUnknown):
        read_feed(person=str(cast.anna.person), device=None, epoch=epoch(), rev=0, limit=10, at=MONDAY)


def test_a_phone_that_was_away_for_half_a_year_pulls_anew(
    app: Flask, cast: Cast, visit: str, anna: PlainDevice
) -> None:
    cursor = _pull(anna)["next"] - 1

    with pytest.raises(CursorTooOld):
        _pull(anna, cursor, at=MONDAY + timedelta(days=200))


def test_a_reader_never_passes_an_open_transaction(
    app: Flask, cast: Cast, visit: str, anna: PlainDevice
) -> None:
    """The rev is taken last, under a lock held to the commit: a slow writer cannot become visible behind a reader."""
    cursor = _pull(anna)["next"]
    is_writing, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with app.app_context(), write_tx() as session:
            record(session, "visit.field_changed", by=Actor(None), at=MONDAY, visit=visit, field="note/slow")
            is_writing.set()
            may_commit.wait(timeout=20)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    is_writing.wait(timeout=20)
    if app.extensions["onevisit"].settings.is_sqlite:
        may_commit.set()
    anna.push(anna.note(visit))
    seen = _pull(anna, cursor)
    may_commit.set()
    writer.join()
    snapshot_session()

    after = _pull(anna, seen["next"])
    revs = range(cursor + 1, get_installation(db.session).rev + 1)
    assert seen["next"] in revs
    assert after["next"] == revs[-1]
    assert (after["next"] > seen["next"]) is not app.extensions["onevisit"].settings.is_sqlite


def _pull(device: PlainDevice, rev: int = 0, **changes: Any) -> dict[str, Any]:
    line = {"device": device.id, "epoch": epoch(), "limit": 500, "at": MONDAY}
    return read_feed(person=str(device.actor.person), rev=rev, **(line | changes))
