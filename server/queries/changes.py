"""That something changed, for open screens: the newest number of the log, and which tickets and visits it was about."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from server.store.events import Installation, events_since, get_installation
from server.store.gate import read_session

PAGE = 500


def list_changes(*, since: int | None) -> dict[str, Any]:
    """What happened after `since`, oldest first, at most a page; without it only where the log stands.

    `rev` is where to ask from next; `more` says: ask at once.
    """
    session = read_session()
    newest = get_installation(session).rev
    if since is None:
        return {"rev": newest, "more": False, "changes": []}
    events = [event for event in events_since(session, since, limit=PAGE) if event.rev <= newest]
    rev = events[-1].rev if len(events) == PAGE else max(newest, since)
    return {
        "rev": rev,
        "more": rev < newest,
        "changes": [
            {"rev": event.rev, "kind": event.kind, "ticket": event.ticket_id, "visit": event.visit_id}
            for event in events
        ],
    }


def newest_rev(engine: Engine) -> int:
    """For the stream's poller, which runs outside any request: one short look with a connection of its own."""
    with engine.connect() as connection:
        return connection.execute(sa.select(Installation.rev)).scalar_one()
