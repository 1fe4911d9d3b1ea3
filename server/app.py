"""Where the server is put together: settings, database, clients, routes. Everything else is handed what it needs."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from server.clients.acts.shelf import ActShelf
from server.clients.files.folder import FolderFiles
from server.clients.files.protocol import FileStore
from server.clients.geocoding.chain import GeocoderChain, read_chain
from server.clients.geocoding.protocol import Geocoder
from server.clients.mail.folder import FolderMail
from server.clients.mail.protocol import MailClient
from server.clients.mail.smtp import MailServer, SmtpMail
from server.clients.pdf.protocol import PdfRenderer
from server.clients.pdf.weasy import WeasyRenderer
from server.clients.routing.protocol import Router
from server.clients.routing.services import OsrmRouter, ValhallaRouter
from server.clients.seal.lazy import LazySealer
from server.clients.seal.protocol import Sealer
from server.commands.requests import store_key
from server.domain.clock import Clock, utc_now
from server.domain.travel import TravelRule, read_speeds
from server.jobs.bell import Bell
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_job
from server.settings import BadSetting, Settings, read_settings
from server.store.events import close_transaction
from server.store.gate import Gate, db, open_database
from server.store.migrate import render_item
from server.web import blueprints
from server.web.auth import init_auth
from server.web.errors import init_errors
from server.web.headers import init_headers

MIGRATIONS = Path(__file__).parent / "store" / "migrations"


@dataclass(frozen=True)
class Services:
    """The parts of one app: web and jobs take them from here, commands get what they need as arguments."""

    settings: Settings
    clock: Clock
    gate: Gate
    bell: Bell
    renderer: PdfRenderer
    sealer: Sealer
    # None when the installation sends no mail.
    mailer: MailClient | None
    # How long drives take before anything is measured; no router when they are estimated from distances.
    travel: TravelRule
    router: Router | None
    # None when coordinates are entered by hand only.
    geocoder: Geocoder | None
    acts: ActShelf
    files: FileStore


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> Flask:
    """Build the app. Does not touch the database's schema: `onevisit migrate` does."""
    settings = settings or read_settings()
    app = Flask("server", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_request_mb * 1024 * 1024
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=10)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    gate = open_database(app, settings.database_url, settings.data_dir)
    gate.before_commit.extend((store_key, close_transaction))
    services = _build_services(app, settings, clock, gate)
    gate.after_commit.append(services.bell.ring_for_new_jobs)
    app.extensions["onevisit"] = services
    Migrate(
        app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True, render_item=render_item
    )
    init_auth(app)
    init_errors(app)
    init_headers(app)
    for blueprint in blueprints.ALL:
        app.register_blueprint(blueprint)
    return app


def _build_services(app: Flask, settings: Settings, clock: Clock, gate: Gate) -> Services:
    def run(job_id: str) -> None:
        with app.app_context():
            run_job(app.extensions["onevisit"], job_id, HANDLERS)

    return Services(
        settings=settings,
        clock=clock,
        gate=gate,
        bell=Bell(settings, run),
        renderer=WeasyRenderer(keeps_spare=True),
        sealer=LazySealer(settings.data_dir / "seal", name=settings.organisation, now=clock),
        mailer=_build_mailer(settings, clock),
        travel=TravelRule(
            read_speeds(settings.travel_speeds),
            settings.travel_road_factor,
            router="" if settings.routing == "off" else settings.routing,
        ),
        router=_build_router(settings),
        geocoder=_build_geocoder(settings),
        acts=ActShelf(settings.data_dir / "acts"),
        files=FolderFiles(settings.data_dir / "files"),
    )


def _build_router(settings: Settings) -> Router | None:
    if settings.routing == "osrm":
        return OsrmRouter(settings.routing_url)
    if settings.routing == "valhalla":
        return ValhallaRouter(settings.routing_url)
    return None


def _build_geocoder(settings: Settings) -> Geocoder | None:
    try:
        chain = read_chain(settings.geocoders)
    except ValueError as error:
        raise BadSetting(f"ONEVISIT_GEOCODERS={settings.geocoders!r}: {error}") from None
    return GeocoderChain(chain) if chain else None


def _build_mailer(settings: Settings, clock: Clock) -> MailClient | None:
    sender, name = settings.mail_from, settings.organisation
    if settings.mail == "off":
        return None
    if settings.mail == "file":
        return FolderMail(settings.data_dir / "mail", sender=sender, sender_name=name, now=clock)
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=sender,
        sender_name=name,
        security="tls" if settings.smtp_port == 465 else "starttls",
        user=settings.smtp_user or None,
        password=settings.smtp_password or None,
    )
    return SmtpMail(server, now=clock)
