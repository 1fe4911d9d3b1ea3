"""Is it alive, and what does not work: for people, probes and the start script."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from server import VERSION
from server.domain.actor import Actor
from server.queries.demo import is_loaded
from server.store.events import get_installation
from server.store.gate import read_session
from server.store.sqlite_floor import describe as describe_sqlite
from server.web.api import route
from server.web.auth import ANYONE, services
from server.web.pages import is_app_built

health = Blueprint("health", __name__)


@route(health, "GET", "/health", callers=ANYONE)
def show(actor: Actor) -> dict[str, Any]:
    """The state of the parts. 503 comes from the error handler when the database does not answer."""
    session = read_session()
    session.execute(sa.text("select 1"))
    installation = get_installation(session)
    dialect = session.get_bind().dialect.name
    return {
        "status": "ok",
        "version": VERSION,
        "database": f"sqlite {describe_sqlite()}" if dialect == "sqlite" else dialect,
        "rev": installation.rev,
        "epoch": installation.epoch,
        "demo": is_loaded(),
        "app": "built" if is_app_built() else "not built: Node.js 20.19 or newer is needed once to build it",
        "acts": _acts(),
        "durability": services().settings.durability,
    }


def _acts() -> str:
    """Whether this machine can render acts; it can serve without."""
    is_available, why = services().renderer.is_available()
    return "ok" if is_available else f"acts cannot be rendered here: {why}"
