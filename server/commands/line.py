"""The database line: what a finished backup holds for good, and the new line that begins when one is restored."""

import secrets
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from server.domain.actor import Actor
from server.store.events import Counter, get_installation, record
from server.store.gate import write_tx


def note_backup(*, rev: int, by: Actor, at: datetime) -> None:
    """Phones may forget what a finished and checked backup holds, up to `rev`."""
    with write_tx() as session:
        installation = get_installation(session)
        installation.durable_rev = max(installation.durable_rev, rev)
        record(session, "installation.backed_up", by=by, at=at, data={"rev": rev})


def begin_new_line(*, counters: Mapping[str, int], by: Actor, at: datetime) -> str:
    """Begin a new epoch on a restored database, so that phones send again what it lacks. Returns the epoch.

    `counters` are the highest numbers known to have been given; none of them is given twice.
    """
    with write_tx() as session:
        installation = get_installation(session)
        epoch = secrets.token_hex(16)
        facts = {"epoch": epoch, "rev": installation.rev, "head": installation.head}
        installation.epoch = epoch
        installation.durable_rev = installation.rev
        for name, value in counters.items():
            session.execute(
                sa.update(Counter).where(Counter.name == name, Counter.value < value).values(value=value)
            )
        record(session, "installation.restored", by=by, at=at, data=facts)
    return epoch
