"""One fresh installation a test, on SQLite and, where one is reachable, on PostgreSQL; the clock stands still until moved."""

import contextlib
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask

from server.app import create_app
from server.commands import access
from server.settings import Settings, complete
from server.store import migrate
from tests.cast import Cast, make_cast
from tests.migrated import ORGANISATION, close, migrated_sqlite

PG_SERVER = os.environ.get("ONEVISIT_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres")
LONG_FIRST = ("tasks", "e2e", "day", "sync", "jobs")
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 09:00 in Moscow


class HeldClock:
    """A clock that a test moves by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


def _postgres_reachable() -> bool:
    try:
        psycopg.connect(PG_SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


HAS_POSTGRES = _postgres_reachable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that nobody is left alone with it at the end."""
    items.sort(
        key=lambda item: LONG_FIRST.index(folder) if (folder := item.path.parent.name) in LONG_FIRST else 99
    )


def pytest_report_header() -> str:
    if HAS_POSTGRES:
        return "databases: SQLite and PostgreSQL"
    return "databases: SQLite only. POSTGRESQL IS NOT REACHABLE, its tests are skipped (ONEVISIT_TEST_POSTGRES names one)"


@pytest.fixture(scope="session")
def pg_template() -> Iterator[str]:
    """A migrated, empty PostgreSQL database that each test copies: migrating once a session is enough."""
    name = f"onevisit_template_{uuid.uuid4().hex[:12]}"
    _pg(f'CREATE DATABASE "{name}"')
    app = create_app(
        complete(Settings(data_dir=_scratch(name), database_url=_pg_url(name), secret_key="test"))
    )
    migrate.upgrade(app, name=ORGANISATION, zone="Europe/Moscow", at=MONDAY)
    close(app)
    yield name
    _pg(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def sqlite_template() -> bytes:
    return migrated_sqlite(zone="Europe/Moscow", at=MONDAY)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing is slow on purpose; the cast alone would cost a second of each test."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "_hasher", quick)
        patch.setattr(access, "_NOBODY", quick.hash("nobody"))
        yield


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(MONDAY)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql" and not HAS_POSTGRES:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL must be reachable in CI; ONEVISIT_TEST_POSTGRES names it")
        pytest.skip("no PostgreSQL is reachable")
    return str(request.param)


@pytest.fixture
def app(database: str, request: pytest.FixtureRequest, tmp_path: Path, clock: HeldClock) -> Iterator[Flask]:
    """The app on a fresh, migrated database, with an app context open. Use `sqlite_app` where one database is enough."""
    if database == "postgresql":
        yield from _postgres_app(request.getfixturevalue("pg_template"), tmp_path, clock)
    else:
        yield from _sqlite_app(request.getfixturevalue("sqlite_template"), tmp_path, clock)


@pytest.fixture
def sqlite_app(sqlite_template: bytes, tmp_path: Path, clock: HeldClock) -> Iterator[Flask]:
    yield from _sqlite_app(sqlite_template, tmp_path, clock)


@pytest.fixture
def cast(app: Flask, clock: HeldClock) -> Cast:
    return make_cast(clock())


@pytest.fixture
def sqlite_cast(sqlite_app: Flask, clock: HeldClock) -> Cast:
    return make_cast(clock())


def _sqlite_app(template: bytes, tmp_path: Path, clock: HeldClock) -> Iterator[Flask]:
    (tmp_path / "onevisit.db").write_bytes(template)
    app = create_app(complete(Settings(data_dir=tmp_path, secret_key="test")), clock=clock)
    with app.app_context():
        yield app
    close(app)


def _postgres_app(template: str, tmp_path: Path, clock: HeldClock) -> Iterator[Flask]:
    name = f"onevisit_test_{uuid.uuid4().hex[:12]}"
    _pg(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    app = create_app(
        complete(Settings(data_dir=tmp_path, database_url=_pg_url(name), secret_key="test")), clock=clock
    )
    with app.app_context():
        yield app
    close(app)
    _pg(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _pg(statement: str) -> None:
    with contextlib.closing(psycopg.connect(PG_SERVER, autocommit=True)) as connection:
        connection.execute(statement)  # type: ignore[call-overload] # psycopg wants a literal; names here are our own


def _pg_url(name: str) -> str:
    return PG_SERVER.rsplit("/", 1)[0] + "/" + name


def _scratch(name: str) -> Path:
    return Path(os.environ.get("TMPDIR", "/tmp")) / name
