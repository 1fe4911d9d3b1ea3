"""Live updates: a stream that rings, and the list of changes that it rings for."""

import signal
from types import FrameType
from typing import Annotated, Any, cast

from flask import Blueprint, Flask, Response, current_app
from pydantic import Field

from server.domain.actor import Actor
from server.queries.changes import list_changes, newest_rev
from server.store.gate import db
from server.web.api import JInt, Model, route
from server.web.hub import Hub

stream = Blueprint("stream", __name__, url_prefix="/api")
READERS = {"operator", "dispatcher", "expert", "lead"}
EXTENSION = "onevisit_hub"


class Since(Model):
    since: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class Change(Model):
    rev: JInt
    kind: str
    ticket: str | None
    visit: str | None


class ChangesAnswer(Model):
    rev: JInt
    more: bool
    changes: list[Change]


@stream.record_once
def _make_hub(setup: Any) -> None:
    app: Flask = setup.app
    parts = app.extensions["onevisit"]
    with app.app_context():
        engine = db.engine
    hub = Hub(lambda: newest_rev(engine), cap=parts.settings.stream_cap)
    parts.gate.after_commit.append(hub.ring)
    app.extensions[EXTENSION] = hub


def get_hub(app: Flask) -> Hub:
    return cast(Hub, app.extensions[EXTENSION])


def end_streams_on_stop(app: Flask) -> None:
    """End all streams at SIGTERM, then do what the web server wanted to do: an open stream would hold its stop up.

    Called once by what the web server loads, in its main thread.
    """
    before = signal.getsignal(signal.SIGTERM)
    hub = get_hub(app)

    def stop(number: int, frame: FrameType | None) -> None:
        hub.close()
        if callable(before):
            before(number, frame)
        elif before == signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    signal.signal(signal.SIGTERM, stop)


@route(stream, "GET", "/changes", callers=READERS, query=Since, answer=ChangesAnswer)
def changes(actor: Actor, query: Since) -> dict[str, Any]:
    """What happened after a number of the log, oldest first; without one, only where the log stands now."""
    return list_changes(since=query.since)


@route(stream, "GET", "/stream", callers=READERS)
def listen(actor: Actor) -> Response:
    """A stream of server-sent events: `rev` with the newest number of the log. Asks `/changes` for what it was."""
    body = get_hub(current_app).subscribe()
    # The session's connection goes back to the pool before the stream starts: 250 streams would drain it.
    db.session.remove()
    return Response(
        body,
        content_type="text/event-stream",
        headers={"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"},
        direct_passthrough=True,
    )
