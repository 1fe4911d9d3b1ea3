"""The two built apps: the field app at / and the console at /console/."""

from pathlib import Path

from flask import Blueprint, Response, abort, request, send_from_directory
from werkzeug.exceptions import NotFound

from server.domain.actor import Actor
from server.web.api import route
from server.web.auth import ANYONE

pages = Blueprint("pages", __name__)
BUILT = Path(__file__).parent.parent / "static" / "pwa"
NEVER_CACHED = frozenset({"index.html", "sw.js", "manifest.webmanifest", "console/index.html"})
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Onevisit</title>
<p>The server runs, but the app is not built. Install Node.js 20.19 or newer and start <code>./run</code> again.</p>
<p lang="ru">Сервер работает, но приложение не собрано. Установите Node.js 20.19 или новее и запустите <code>./run</code> ещё раз.</p>
</html>"""


def is_app_built() -> bool:
    return (BUILT / "index.html").exists()


@route(pages, "GET", "/", callers=ANYONE)
def field_app(actor: Actor) -> Response:
    """The field app."""
    return _file("index.html")


@route(pages, "GET", "/console/", callers=ANYONE)
def console(actor: Actor) -> Response:
    """The console."""
    return _file("console/index.html")


@route(pages, "GET", "/<path:path>", callers=ANYONE)
def any_path(actor: Actor, path: str) -> Response:
    """A built file, or the app for one of its own addresses."""
    if path.startswith(("api/", "a/")):
        abort(404)
    try:
        return _file(path)
    except NotFound:
        # A redirected answer cannot serve a navigation of the service worker, so the app itself is sent.
        if "text/html" not in request.headers.get("Accept", "") or "." in path.rsplit("/", 1)[-1]:
            raise
        return _file(
            "console/index.html" if path == "console" or path.startswith("console/") else "index.html"
        )


def _file(path: str) -> Response:
    if path.endswith("index.html") and not is_app_built():
        return Response(NOT_BUILT, status=503, content_type="text/html; charset=utf-8")
    response = send_from_directory(BUILT, path)
    if path in NEVER_CACHED:
        response.headers["Cache-Control"] = "no-cache"
    elif "/assets/" in f"/{path}":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
