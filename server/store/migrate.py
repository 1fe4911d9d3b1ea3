"""Bring the database to the newest schema, and make the installation's first row."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from server.domain.actor import SYSTEM
from server.store.base import UTC
from server.store.catalogue_seed import Taken, read_packaged, take_packaged
from server.store.events import Installation, record
from server.store.gate import db, write_tx


def render_item(kind: str, item: Any, context: Any) -> str | bool:
    """How alembic writes our column types; without it they are rendered as names that do not exist there."""
    if kind != "type" or not isinstance(item, (UTC, sa.JSON)):
        return False
    if isinstance(item, UTC):
        return "sa.DateTime(timezone=True)"
    context.imports.add("from sqlalchemy.dialects import postgresql")
    return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"


@dataclass(frozen=True)
class Upgraded:
    """`is_new`: this made the installation, that is, it was the first run."""

    is_new: bool
    catalogue: Taken


def upgrade(app: Flask, *, name: str, zone: str, at: datetime) -> Upgraded:
    """Migrate to the newest schema, and take what the program's catalogue has newer than the stored one."""
    with app.app_context():
        flask_migrate.upgrade()
        db.session.rollback()
        with write_tx() as session:
            is_new = not session.scalar(sa.select(sa.func.count()).select_from(Installation))
            if is_new:
                session.add(Installation(name=name, zone=zone, epoch=secrets.token_hex(16), created_at=at))
                session.flush()
                record(session, "installation.created", by=SYSTEM, at=at, data={"name": name})
            taken = take_packaged(session, at=at, packaged=read_packaged())
            if taken.files and not is_new:
                record(session, "catalogue.updated", by=SYSTEM, at=at, data={"files": taken.files})
        return Upgraded(is_new, taken)
