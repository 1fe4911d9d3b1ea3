"""A whole database as one file, and back. SQLite by its backup API, PostgreSQL by its own tools."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

HEADER = b"SQLite format 3\0"
# What libpq reads from the environment, so that a password never stands in a list of processes.
PG_VARIABLES = {
    "PGHOST": "host",
    "PGPORT": "port",
    "PGUSER": "username",
    "PGPASSWORD": "password",
    "PGDATABASE": "database",
}


class DumpFailed(Exception):
    """The database could not be written to the file, or not read from it; the message says why."""


def dump_database(url: URL, file: Path) -> None:
    """Write a consistent copy. Raises DumpFailed. On SQLite the caller holds the gate."""
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(_path(url))) as source, closing(sqlite3.connect(file)) as copy:
            source.backup(copy)
    else:
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def check_dump(url: URL, file: Path) -> None:
    """Whether the copy can be read. Raises DumpFailed. Slow on a large database, so nobody should wait for it."""
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(file)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
            fault = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if fault != "ok":
            raise DumpFailed(f"the copy of the database is damaged: {fault}")
    else:
        _run(url, "pg_restore", "--list", str(file))


def load_database(url: URL, file: Path) -> None:
    """Put the copy in the place of the database, whole or not at all. Nothing else may use it. Raises DumpFailed."""
    if url.get_backend_name() == "sqlite":
        _replace_sqlite(Path(_path(url)), file)
    else:
        _run(
            url,
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={url.database}",
            str(file),
        )


def is_dump_of(url: URL, file: Path) -> bool:
    """Whether the file is a copy of the kind of database that `url` names."""
    with file.open("rb") as opened:
        is_sqlite = opened.read(len(HEADER)) == HEADER
    return is_sqlite == (url.get_backend_name() == "sqlite")


def _replace_sqlite(database: Path, file: Path) -> None:
    staged = database.with_name(f"{database.name}.restored")
    try:
        # Beside the database first, which may be on another disk: what is left to do cannot fail half-way for want of room.
        shutil.move(file, staged)
        for journal in ("-wal", "-shm"):
            database.with_name(database.name + journal).unlink(missing_ok=True)
        staged.replace(database)
    finally:
        staged.unlink(missing_ok=True)


def _path(url: URL) -> str:
    assert url.database is not None
    return url.database


def _run(url: URL, *command: str) -> None:
    told = {name: getattr(url, part) for name, part in PG_VARIABLES.items()}
    environ = os.environ | {name: str(value) for name, value in told.items() if value is not None}
    environ |= {f"PG{name.upper()}": str(value) for name, value in url.query.items()}
    try:
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise DumpFailed(
            f"{command[0]} is not installed; on Debian: apt-get install postgresql-client"
        ) from None
    if done.returncode != 0:
        raise DumpFailed(f"{command[0]}: {done.stderr.strip() or done.returncode}")
