"""The console script `onevisit`: serve, work, migrate and the tools of an operator."""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from server import ready
from server.app import Services, create_app
from server.clients.seal.key_folder import trusted_pem
from server.commands.people import NewPerson, add_person
from server.commands.sync.settle import replay_deferred
from server.demo.load import load_demo
from server.demo.remove import remove_demo
from server.domain.actor import SYSTEM
from server.domain.clock import utc_now
from server.domain.problems import Problem
from server.jobs.worker import work
from server.logs import configure_logs
from server.queries.demo import is_used
from server.serve import serve
from server.settings import BadSetting, read_settings
from server.store import migrate
from server.store.events import find_break_in_chain
from server.store.gate import read_session
from server.verify import cli as verify
from server.web.openapi import document

ROOT = Path(__file__).parent.parent


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 the answer is no, 2 the call or a setting is wrong."""
    parser = argparse.ArgumentParser(prog="onevisit", description="One on-site ticket, one visit.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the database to the newest schema")
    commands.add_parser("serve", help="run the web server")
    asked = commands.add_parser("ready", help="ask the running server how it is; exit 0 when it answers")
    asked.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="keep asking for that long")
    asked.add_argument("--quiet", action="store_true", help="print nothing")
    demo = commands.add_parser("demo", help="load or remove the demo data")
    demo.add_argument("action", choices=("load", "remove"))
    demo.add_argument("--once", action="store_true", help="do nothing when the installation was used before")
    admin = commands.add_parser("admin", help="make an administrator; prints a password once")
    admin.add_argument("login")
    admin.add_argument("--name", default="", help="as people see it; the login if not given")
    commands.add_parser("work", help="run the jobs: seal acts, mail them, plan; SIGINT ends it gracefully")
    commands.add_parser("verify", help="check sealed acts (see onevisit verify --help)", add_help=False)
    commands.add_parser("chain", help="check that the event log is whole")
    openapi = commands.add_parser("openapi", help="write the description of the API")
    openapi.add_argument("file", nargs="?", default=str(ROOT / "docs" / "openapi.json"))
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["verify"]:
        # It has its own options, and must work on a machine without an installation.
        return verify.main(words[1:], trusted_pem=_own_certificates())
    arguments = parser.parse_args(words)
    try:
        return COMMANDS[arguments.command](arguments)
    except BadSetting as error:
        print(f"onevisit: {error}", file=sys.stderr)
        return 2


def _migrate(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    app = create_app(settings)
    first = migrate.upgrade(app, name=settings.organisation, zone=settings.zone, at=utc_now())
    with app.app_context():
        # What phones sent before this version understood it.
        replay_deferred(at=utc_now())
    print("The database is ready." if first else "The database is up to date.")
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    serve(read_settings())


def _ready(arguments: argparse.Namespace) -> int:
    return ready.report(read_settings(), wait_seconds=arguments.wait, quiet=arguments.quiet)


def _demo(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    app = create_app(settings)
    with app.app_context():
        if arguments.action == "remove":
            print(f"Removed {remove_demo(at=utc_now())} rows of the demo.")
        elif is_used():
            if not arguments.once:
                print(
                    "onevisit: this installation was used before; the demo goes into a new one only.",
                    file=sys.stderr,
                )
                return 1
        else:
            tickets = load_demo(language=settings.language, zone=settings.zone, at=utc_now())
            print(f"Loaded the demo: {tickets} tickets of this morning, with people, sites and articles.")
    return 0


def _admin(arguments: argparse.Namespace) -> int:
    password = secrets.token_urlsafe(12)
    person = NewPerson(arguments.login, arguments.name or arguments.login, ("admin",), password)
    app = create_app(read_settings())
    try:
        with app.app_context():
            add_person(person=person, by=SYSTEM, at=utc_now())
    except Problem as problem:
        print(f"onevisit: {problem.detail}", file=sys.stderr)
        return 1
    print(f"Sign in as {arguments.login} with: {password}\nIt is stored nowhere and is not shown again.")
    return 0


def _work(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    configure_logs(settings.log_level)
    app = create_app(settings)
    found: Services = app.extensions["onevisit"]
    work(app, found.bell, found.clock, threads=found.settings.worker_threads)
    return 0


def _chain(arguments: argparse.Namespace) -> int:
    app = create_app(read_settings())
    with app.app_context():
        broken = find_break_in_chain(read_session())
    if broken is None:
        print("The event log is whole.")
        return 0
    print(f"The event log does not hold from event {broken} on.", file=sys.stderr)
    return 1


def _own_certificates() -> bytes:
    """The certificates of the installation on this machine, if there is one that may be read."""
    folder = Path(os.environ.get("ONEVISIT_DATA_DIR", ".onevisit")) / "seal"
    try:
        return trusted_pem(folder)
    except (OSError, ValueError):
        return b""


def _openapi(arguments: argparse.Namespace) -> int:
    Path(arguments.file).write_text(json.dumps(document(), indent=1, ensure_ascii=False) + "\n")
    return 0


COMMANDS = {
    "migrate": _migrate,
    "serve": _serve,
    "ready": _ready,
    "openapi": _openapi,
    "demo": _demo,
    "admin": _admin,
    "work": _work,
    "chain": _chain,
}


if __name__ == "__main__":
    sys.exit(main())
