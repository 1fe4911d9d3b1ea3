"""Whether the demo is in the database."""

import sqlalchemy as sa

from server.store.gate import read_session
from server.store.people import Person


def is_loaded() -> bool:
    return bool(read_session().scalar(sa.select(sa.func.count()).select_from(Person).where(Person.demo)))


def is_used() -> bool:
    """Whether anybody has an account yet: then the demo must not be mixed in."""
    return bool(read_session().scalar(sa.select(sa.func.count()).select_from(Person)))
