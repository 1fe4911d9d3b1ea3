"""Backup and restore as commands (sync protocol, sections 5 and 6)."""

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from server import VERSION
from server.commands.line import begin_new_line, note_backup
from server.core import Services, create_core
from server.domain.actor import SYSTEM
from server.domain.clock import iso, utc_now
from server.locks import SERVER_LOCK, WORKER_LOCK, held_lock
from server.settings import BadSetting, Settings, read_settings
from server.store import migrate
from server.store.dump import DumpFailed, check_dump, dump_database, is_dump_of, load_database
from server.store.events import Counter, find_break_in_chain, get_installation
from server.store.gate import db, read_session
from server.tasks.archive import (
    BadArchive,
    extract_database,
    extract_folder,
    opened_archive,
    put_in_place,
    write_archive,
)
from server.tasks.opening import open_app

LAST_ACT_UNKNOWN = (
    "nothing was restored: the database of this installation is not here to tell the last act number that was given. "
    "Name it with --last-act NUMBER (the archive of letters shows it; 0 if there was none)"
)


def backup(arguments: argparse.Namespace) -> int:
    """The database first, then the files it names, then the mark up to which phones may forget."""
    settings, file = read_settings(), Path(arguments.file)
    app = open_app(settings)
    services: Services = app.extensions["onevisit"]
    try:
        with tempfile.TemporaryDirectory(dir=settings.data_dir) as scratch, app.app_context():
            copy = Path(scratch) / "database"
            with services.gate.held():
                installation = get_installation(read_session())
                # On PostgreSQL the copy may hold more than this; the mark must not promise it.
                rev = installation.rev
                line = {"rev": rev, "epoch": installation.epoch, "created": iso(installation.created_at)}
                db.session.rollback()
                dump_database(db.engine.url, copy)
            check_dump(db.engine.url, copy)
            at = utc_now()
            write_archive(file, line | {"version": VERSION, "at": iso(at)}, copy, settings.data_dir)
            note_backup(rev=rev, by=SYSTEM, at=at)
    except (DumpFailed, OSError) as error:
        return _refuse(f"no backup was made: {error}")
    print(
        f"{file} holds everything up to number {rev} of the log. Keep it on another machine: it also holds the keys."
    )
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup in the place of what is there, and begin a new line that phones notice."""
    settings, file = read_settings(), Path(arguments.file)
    try:
        with opened_archive(file) as (manifest, tar), _alone(settings):
            app = create_core(settings)
            with app.app_context(), tempfile.TemporaryDirectory(dir=settings.data_dir) as scratch:
                copy, kept = extract_database(tar, Path(scratch)), Path(scratch) / "data"
                kind = db.engine.url.get_backend_name()
                if not is_dump_of(db.engine.url, copy):
                    return _refuse(f"{file} is of another kind of database than {kind}")
                counters = _last_numbers(created=manifest["created"])
                if arguments.last_act is not None:
                    counters["act"] = arguments.last_act
                if "act" not in counters:
                    return _refuse(LAST_ACT_UNKNOWN)
                db.session.remove()
                db.engine.dispose()
                # All bytes are on this disk before anything is replaced, and keys only when the database was taken.
                extract_folder(tar, kept)
                load_database(db.engine.url, copy)
                put_in_place(kept, settings.data_dir)
        (settings.data_dir / "queue.db").unlink(missing_ok=True)
        return _begin_line(read_settings(), counters, manifest["rev"])
    except (BadArchive, DumpFailed, OSError) as error:
        return _refuse(f"nothing was restored: {error}")


def _begin_line(settings: Settings, counters: dict[str, int], rev: int) -> int:
    app = create_core(settings)
    migrate.upgrade(app, name=settings.organisation, zone=settings.zone, at=utc_now())
    with app.app_context():
        begin_new_line(counters=counters, by=SYSTEM, at=utc_now())
        broken = find_break_in_chain(read_session())
        last_act = _counters()["act"]
    if broken is not None:
        return _refuse(f"the backup is restored, but its log does not hold from event {broken} on")
    print(
        f"Restored up to number {rev} of the log; the next act has the number {last_act + 1}. Phones send again what is missing."
    )
    return 0


def _last_numbers(*, created: str) -> dict[str, int]:
    """The highest numbers given so far by the installation that was made then; none when it is not here to be asked."""
    try:
        if iso(get_installation(read_session()).created_at) != created:
            return {}
        return _counters()
    except (SQLAlchemyError, sqlite3.Error):
        # No schema yet, or a damaged file: the very case that a backup is for.
        return {}
    finally:
        db.session.rollback()


def _counters() -> dict[str, int]:
    rows = read_session().execute(sa.select(Counter.name, Counter.value)).all()
    return {row.name: row.value for row in rows}


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Raises BadSetting while a server or a worker uses the database."""
    if not settings.is_sqlite:
        _refuse_other_sessions(open_app(settings))
        yield
        return
    with ExitStack() as stack:
        for name in (SERVER_LOCK, WORKER_LOCK):
            if not stack.enter_context(held_lock(settings.data_dir / name, exclusive=True)):
                raise BadSetting(f"a server or a worker uses {settings.data_dir}; stop it first")
        yield


def _refuse_other_sessions(app: Flask) -> None:
    others = sa.text(
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    with app.app_context():
        count = db.session.scalar(others)
        db.session.remove()
        db.engine.dispose()
    if count:
        raise BadSetting(
            f"{count} others are connected to the database; stop the servers and the workers first"
        )


def _refuse(why: str) -> int:
    print(f"onevisit: {why}", file=sys.stderr)
    return 1
