"""Is it alive, and what does not work: for people, probes and the start script."""

import threading
from collections.abc import Callable
from typing import Any, cast

import sqlalchemy as sa
from flask import Blueprint, Flask, current_app

from server import NOT_KNOWN_YET, VERSION
from server.clients.pdf.protocol import PdfRenderer
from server.domain.actor import Actor
from server.queries.demo import is_loaded
from server.store.events import get_installation
from server.store.gate import read_session
from server.store.sqlite_floor import describe as describe_sqlite
from server.web.api import route
from server.web.auth import ANYONE, services
from server.web.pages import is_app_built

health = Blueprint("health", __name__)
EXTENSION = "onevisit_acts_probe"


class ActsProbe:
    """Tries the renderer once, in the background: loading it takes seconds, and a probe of health waits for nobody."""

    def __init__(self, get_renderer: Callable[[], PdfRenderer]) -> None:
        self._get_renderer = get_renderer
        self._begun = threading.Lock()
        self._finding = NOT_KNOWN_YET

    def begin(self) -> None:
        """Once a process; further calls do nothing."""
        if self._begun.acquire(blocking=False):
            threading.Thread(target=self._find_out, name="acts-probe", daemon=True).start()

    def finding(self) -> str:
        """`ok`, what is wrong, or that it is not known yet. Never waits."""
        self.begin()
        return self._finding

    def _find_out(self) -> None:
        is_available, why = self._get_renderer().is_available()
        self._finding = "ok" if is_available else f"acts cannot be rendered here: {why}"


@health.record_once
def _make_probe(setup: Any) -> None:
    app: Flask = setup.app
    app.extensions[EXTENSION] = ActsProbe(lambda: app.extensions["onevisit"].renderer)


def get_acts_probe(app: Flask) -> ActsProbe:
    return cast(ActsProbe, app.extensions[EXTENSION])


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
        "acts": get_acts_probe(current_app).finding(),
        "durability": services().settings.durability,
    }
