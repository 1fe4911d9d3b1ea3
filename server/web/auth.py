"""Who calls: the session cookie, the bearer key of another system, and the guard against cross-site requests."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import flask_login
from flask import Flask, Request, Response, current_app, request

from server.commands.access import SignedIn, find_actor
from server.domain.actor import Actor
from server.domain.problems import CrossSite, Forbidden, NotSignedIn

if TYPE_CHECKING:
    from server.core import Services

ANYONE = "anyone"
SIGNED_IN = "signed_in"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Caller(flask_login.UserMixin):  # type: ignore[misc] # flask_login has no types
    """What Flask-Login carries for a request."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        return self.actor.person or ""


def services() -> "Services":
    """The parts that `create_app` built for this app."""
    return cast("Services", current_app.extensions["onevisit"])


def init_auth(app: Flask) -> None:
    manager = flask_login.LoginManager()
    manager.init_app(app)
    manager.request_loader(_load)
    app.before_request(_refuse_cross_site)


def require_actor(callers: str | set[str]) -> Actor:
    """Who calls, if they may. Raises NotSignedIn or Forbidden; for ANYONE an anonymous actor is fine."""
    user = flask_login.current_user
    actor: Actor | None = user.actor if isinstance(user, Caller) else None
    if callers == ANYONE:
        return actor or anonymous()
    if actor is None:
        raise NotSignedIn("Sign in first.")
    if isinstance(callers, str) or actor.may(*callers):
        return actor
    raise Forbidden(f"This is for: {', '.join(sorted(callers))}.")


def anonymous() -> Actor:
    return Actor(None, ip=request.remote_addr, user_agent=_agent(request))


def session_token() -> str:
    """The token of the session this request came with, or an empty string."""
    return request.cookies.get(cookie_name(), "")


def set_session_cookie(response: Response, signed_in: SignedIn, life: timedelta) -> None:
    response.set_cookie(
        cookie_name(),
        signed_in.token,
        max_age=int(life.total_seconds()),
        httponly=True,
        secure=services().settings.is_https,
        samesite="Lax",
        path="/",
    )


def drop_session_cookie(response: Response) -> None:
    # Never Clear-Site-Data: "storage" here: it would delete unsent work on a phone.
    response.delete_cookie(
        cookie_name(), path="/", secure=services().settings.is_https, httponly=True, samesite="Lax"
    )


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host; browsers accept that name over https only."""
    return "__Host-onevisit" if services().settings.is_https else "onevisit"


def _load(incoming: Request) -> Caller | None:
    token = incoming.cookies.get(cookie_name())
    if not token:
        return None
    actor = find_actor(
        token=token, at=services().clock(), ip=incoming.remote_addr, user_agent=_agent(incoming)
    )
    return None if actor is None else Caller(actor)


def _agent(incoming: Request) -> str | None:
    return (incoming.headers.get("User-Agent") or "")[:300] or None


def _refuse_cross_site() -> Any:
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
    elif _own_origin(request.headers.get("Origin")) or request.headers.get("Authorization", "").startswith(
        "Bearer "
    ):
        return
    raise CrossSite(
        "This request came from another site, or does not say where it came from (send the Origin header)."
    )


def _own_origin(origin: str | None) -> bool:
    if not origin or origin == "null":
        return False
    return urlsplit(origin).netloc in (request.host, urlsplit(services().settings.base_url).netloc)
