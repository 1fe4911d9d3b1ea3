"""Bring the database to the newest schema, and make the installation's first row."""

import secrets
from datetime import datetime
from typing import Any

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from server.domain.actor import SYSTEM
from server.store.base import UTC
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


def upgrade(app: Flask, *, name: str, zone: str, at: datetime) -> bool:
    """Migrate to the newest schema. True when this made the installation, that is on the first run."""
    with app.app_context():
        flask_migrate.upgrade()
        db.session.rollback()
        if db.session.scalar(sa.select(sa.func.count()).select_from(Installation)):
            return False
        with write_tx() as session:
            session.add(Installation(name=name, zone=zone, epoch=secrets.token_hex(16), created_at=at))
            session.flush()
            record(session, "installation.created", by=SYSTEM, at=at, data={"name": name})
        return True
