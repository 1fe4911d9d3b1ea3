"""An installation without its web: settings, database, clients, jobs. Commands and the worker need no more than this.

Everything else is handed what it needs. What few processes use is named, and loaded when it is first needed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from server.clients.acts.shelf import ActShelf
from server.clients.files.folder import FolderFiles
from server.clients.files.protocol import FileStore
from server.clients.geocoding.protocol import Geocoder
from server.clients.live_checks.build import build_live_checks
from server.clients.live_checks.protocol import LiveChecker
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
from server.domain.live_check import LiveKind
from server.domain.planning import Prices
from server.domain.travel import TravelRule, read_speeds
from server.jobs.bell import Bell
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_job
from server.named import load
from server.settings import BadSetting, Settings, read_settings
from server.store.events import close_transaction
from server.store.gate import Gate, db, open_database
from server.store.migrate import render_item

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
    prices: Prices
    router: Router | None
    # None when coordinates are entered by hand only.
    geocoder: Geocoder | None
    # Empty when live checks are off.
    live_checks: Mapping[LiveKind, LiveChecker]
    acts: ActShelf
    files: FileStore


def create_core(settings: Settings | None = None, *, clock: Clock = utc_now) -> Flask:
    """Does not touch the database's schema: `onevisit migrate` does."""
    settings = settings or read_settings()
    app = Flask("server", static_folder=None)
    gate = open_database(app, settings.database_url, settings.data_dir)
    gate.before_commit.extend((store_key, close_transaction))
    services = _build_services(app, settings, clock, gate)
    gate.after_commit.append(services.bell.ring_for_new_jobs)
    app.extensions["onevisit"] = services
    Migrate(
        app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True, render_item=render_item
    )
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
        prices=Prices(not_preferred=60 * settings.not_preferred_minutes),
        router=_build_router(settings),
        geocoder=_build_geocoder(settings),
        live_checks=build_live_checks(settings),
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
    if not settings.geocoders:
        return None
    open_chain: Callable[[str], Geocoder | None] = load("server.clients.geocoding.chain:open_chain")
    try:
        return open_chain(settings.geocoders)
    except ValueError as error:
        raise BadSetting(f"ONEVISIT_GEOCODERS={settings.geocoders!r}: {error}") from None


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
