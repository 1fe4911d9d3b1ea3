"""One at a time, for work that has no row of its own to lock."""

import sqlalchemy as sa

from server.store.events import AnySession


def wait_for_turn(session: AnySession, name: str) -> None:
    """Until the transaction ends no other passes here under this name. On SQLite the gate lets in one writer anyway.

    The installation's row must not serve for it: every transaction locks that one last, so who locks it first and
    a row after it waits crosswise.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))
