"""A push of 50 operations, committed to disk before it is answered; on SQLite and, where one is reachable, on PostgreSQL."""

import contextlib
import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from server.app import create_app
from server.settings import Settings, complete
from server.store import migrate
from server.store.gate import db
from tests.bench.figures import Figure, p50_p95
from tests.cast import make_cast
from tests.sync.devices import enrol
from tests.visits import publish_visit

NINE = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SERVER = os.environ.get("ONEVISIT_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres")
BATCHES, OPS = 40, 50


def measure() -> list[Figure]:
    figures = [_measure("SQLite, synchronous=FULL", "")]
    with contextlib.suppress(psycopg.OperationalError), _postgres() as url:
        figures.append(_measure("PostgreSQL", url))
    return figures


def _measure(name: str, url: str) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(complete(Settings(data_dir=Path(folder), database_url=url)), clock=lambda: NINE)
        migrate.upgrade(app, name="Bench", zone="Europe/Moscow", at=NINE)
        with app.app_context():
            cast = make_cast(NINE)
            phone = enrol(cast.anna, at=NINE)
            visit = publish_visit(cast, cast.anna, at=NINE)
            seconds = []
            for number in range(BATCHES):
                ops = [phone.note(visit, f"note {number}.{one}") for one in range(OPS)]
                began = time.perf_counter()
                phone.push(*ops)
                seconds.append(time.perf_counter() - began)
            db.session.remove()
            db.engine.dispose()
    return Figure(f"push of {OPS} operations in process, {name}", p50_p95(seconds), "60 ms p95")


@contextlib.contextmanager
def _postgres() -> Iterator[str]:
    name = f"onevisit_bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield SERVER.rsplit("/", 1)[0] + "/" + name
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
