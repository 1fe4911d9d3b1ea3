"""A migrated, empty SQLite database as one piece: copying it takes no time, migrating takes seconds."""

import tempfile
from datetime import datetime
from pathlib import Path

from flask import Flask

from server.core import create_core
from server.settings import Settings, complete
from server.store import migrate
from server.store.gate import db

ORGANISATION = "Ostankino IT"


def migrated_sqlite(*, zone: str, at: datetime) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        app = create_core(complete(Settings(data_dir=Path(folder), secret_key="test")))
        migrate.upgrade(app, name=ORGANISATION, zone=zone, at=at)
        with app.app_context(), db.engine.connect().execution_options(write=True) as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        close(app)
        return (Path(folder) / "onevisit.db").read_bytes()


def close(app: Flask) -> None:
    """Let go of its database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
