"""The one way to write: a gate that lets one writer at a time into SQLite, and closes every transaction with its events."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session, scoped_session

from server.store.base import Base

db = SQLAlchemy(metadata=Base.metadata)

BeforeCommit = Callable[[Session], None]
AfterCommit = Callable[[], None]


class Gate:
    """The state of the gate in one process: its locks, and what runs at the end of each writing transaction.

    `lock_file` is None on PostgreSQL, where rows and constraints do the work. On SQLite the flock also covers
    the worker, a second process on the same file: a fair queue in place of SQLite's sleeping busy handler.
    """

    def __init__(self, lock_file: Path | None) -> None:
        self._thread_lock = threading.Lock()
        self._path = lock_file
        self._fd: int | None = None
        self._pid = 0
        self.before_commit: list[BeforeCommit] = []
        self.after_commit: list[AfterCommit] = []

    @contextmanager
    def held(self) -> Iterator[None]:
        if self._path is None:
            yield
            return
        with self._thread_lock:
            fd = self._descriptor()
            fcntl.flock(fd, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(fd, fcntl.LOCK_UN)

    def _descriptor(self) -> int:
        # Opened once per process and after any fork: a child that inherits the descriptor would share the lock.
        if self._fd is None or self._pid != os.getpid():
            assert self._path is not None
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            self._pid = os.getpid()
        return self._fd


def open_database(app: Flask, url: str, data_dir: Path) -> Gate:
    """Bind the app to the database and hang the pragmas and BEGIN rules on its engine."""
    is_sqlite = url.startswith("sqlite")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    options: dict[str, Any] = {"pool_size": 10, "max_overflow": 20}
    if not is_sqlite:
        options["pool_pre_ping"] = True
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    gate = Gate(data_dir / "write.lock" if is_sqlite else None)
    app.extensions["onevisit_gate"] = gate
    with app.app_context():
        if is_sqlite:
            _prepare_sqlite(db.engine)
    return gate


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # we send BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        writes = options.get("write", False)
        connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if options.get('migration') else 'ON'}")
        # A forgotten write_tx fails at once, not sometimes.
        connection.exec_driver_sql(f"PRAGMA query_only={int(not writes)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def write_tx() -> Iterator[scoped_session[Session]]:
    """Open the one writing transaction of a command; commit at its end with the events it recorded, or nothing at all.

    Not re-entrant: a command opens it, helpers take the session. Whatever was read before is forgotten on entry,
    so read inside.
    """
    gate = _current_gate()
    db.session.rollback()  # gives the connection back before waiting
    db.session().info.clear()  # what an earlier, failed transaction recorded must not be written by this one
    with gate.held():
        db.session.connection(execution_options={"write": True})
        try:
            yield cast("scoped_session[Session]", db.session)
            db.session.flush()
            for close in gate.before_commit:
                close(db.session())
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
    for ring in gate.after_commit:
        ring()


def read_session() -> scoped_session[Session]:
    """The session for queries; on SQLite it refuses to write."""
    return cast("scoped_session[Session]", db.session)


def _current_gate() -> Gate:
    gate: Gate = current_app.extensions["onevisit_gate"]
    return gate
