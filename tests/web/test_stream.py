"""Live updates: a stream that rings, a hard cap, an end when the server stops, and polling in place of it."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from server.commands.people import set_skills
from server.domain.problems import Unavailable
from server.store.gate import db
from server.web.console.stream import get_hub
from server.web.hub import Hub
from tests.cast import Cast
from tests.conftest import MONDAY
from tests.web.callers import Caller, sign_in, stranger


@pytest.fixture
def hub(app: Flask) -> Iterator[Hub]:
    hub = get_hub(app)
    yield hub
    hub.close()


@pytest.fixture
def console(app: Flask, cast: Cast, hub: Hub) -> Caller:
    return sign_in(app, "dmitri")


def test_a_change_rings_with_its_number_and_is_listed_under_it(console: Caller, cast: Cast) -> None:
    body = iter(console.get("/api/stream").response)
    assert next(body) == b"retry: 3000\n\n"
    before = _rev(next(body))

    set_skills(person=cast.anna.person or "", skills={"power": 1}, by=cast.lead, at=MONDAY)

    rev = _rev(next(body))
    changes = console.get(f"/api/changes?since={before}").get_json()
    assert (changes["rev"], changes["more"]) == (rev, False)
    assert [change["kind"] for change in changes["changes"]] == ["person.changed"]


def test_an_open_stream_holds_no_database_connection(console: Caller, app: Flask) -> None:
    body = iter(console.get("/api/stream").response)
    next(body)
    next(body)
    db.session.remove()

    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined] # of the queue pool both databases use


def test_a_stream_above_the_cap_is_refused_with_a_time_to_retry(
    console: Caller, app: Flask, hub: Hub
) -> None:
    """C19: the API keeps its threads; the client polls /changes meanwhile."""
    streams = [hub.subscribe() for _ in range(app.extensions["onevisit"].settings.stream_cap)]

    refused = console.get("/api/stream")
    polled = console.get("/api/changes?since=0")
    streams[0].close()
    accepted = console.get("/api/stream")

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert polled.status_code == 200
    assert accepted.status_code == 200


def test_an_engineer_has_the_feed_not_the_stream(app: Flask, cast: Cast) -> None:
    engineer = sign_in(app, "anna")

    assert engineer.get("/api/stream").status_code == 403
    assert engineer.get("/api/changes").status_code == 403
    assert stranger(app).get("/api/stream").status_code == 401


def test_a_quiet_stream_sends_a_heartbeat() -> None:
    hub = Hub(lambda: 7, cap=1, heartbeat_seconds=0.01)
    stream = hub.subscribe()
    next(stream)
    hub.ring()
    seen = {next(stream) for _ in range(200)}

    assert b": still here\n\n" in seen
    hub.close()


def test_closing_the_hub_ends_a_waiting_stream_at_once() -> None:
    hub = Hub(lambda: 7, cap=1)
    stream = hub.subscribe()
    ended = threading.Event()

    def read() -> None:
        for _ in stream:
            pass
        ended.set()

    threading.Thread(target=read, daemon=True).start()
    hub.close()

    assert ended.wait(5)
    with pytest.raises(Unavailable):
        hub.subscribe()


def test_a_stream_closed_twice_gives_its_place_back_once() -> None:
    hub = Hub(lambda: 1, cap=2)
    first = hub.subscribe()
    hub.subscribe()
    first.close()
    first.close()

    assert hub.open_streams == 1
    hub.close()


def _rev(event: bytes) -> int:
    fields = dict(line.split(": ") for line in event.decode().strip().split("\n"))
    assert fields["id"] == fields["data"]
    assert fields["event"] == "rev"
    return int(fields["id"])
