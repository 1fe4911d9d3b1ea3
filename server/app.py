"""The whole server: an installation (`server/core.py`) and the web in front of it."""

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from server.core import create_core
from server.domain.clock import Clock, utc_now
from server.settings import Settings, read_settings
from server.web import blueprints
from server.web.auth import init_auth
from server.web.errors import init_errors
from server.web.headers import init_headers


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> Flask:
    settings = settings or read_settings()
    app = create_core(settings, clock=clock)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_request_mb * 1024 * 1024
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=10)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    init_auth(app)
    init_errors(app)
    init_headers(app)
    for blueprint in blueprints.ALL:
        app.register_blueprint(blueprint)
    return app
