"""A PostgreSQL database of one test's own, for processes that are told its address."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from tests.conftest import HAS_POSTGRES, PG_SERVER


@contextmanager
def postgres_database(*, copy_of: Callable[[], str] | None = None) -> Iterator[str]:
    """Its URL; dropped at the end. Skips where no PostgreSQL is reachable, and fails where CI is set.

    Empty, or a copy of the database that `copy_of` names once a server is known to be there.
    """
    missing = "PostgreSQL is not reachable; ONEVISIT_TEST_POSTGRES names it"
    if not HAS_POSTGRES and os.environ.get("CI"):
        pytest.fail(missing)
    if not HAS_POSTGRES:
        pytest.skip(missing)
    name = f"onevisit_own_{uuid.uuid4().hex[:12]}"
    _run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{copy_of()}"' if copy_of else ""))
    try:
        yield PG_SERVER.rsplit("/", 1)[0] + "/" + name
    finally:
        _run(f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(statement: str) -> None:
    with closing(psycopg.connect(PG_SERVER, autocommit=True)) as connection:
        connection.execute(statement)  # type: ignore[call-overload] # psycopg wants a literal; names here are our own
