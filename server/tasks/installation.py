"""Commands on the installation itself: its schema, the demo, its first administrator, its log."""

import argparse
import secrets
import sys

from server.commands.people import NewPerson, add_person
from server.commands.sync.settle import replay_deferred
from server.demo.load import load_demo
from server.demo.remove import remove_demo
from server.domain.actor import SYSTEM
from server.domain.clock import utc_now
from server.domain.problems import Problem
from server.queries.demo import is_used
from server.settings import Settings, read_settings
from server.store import migrate
from server.store.events import find_break_in_chain
from server.store.gate import read_session
from server.tasks.opening import open_app


def migrate_database(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    app = open_app(settings)
    upgraded = migrate.upgrade(app, name=settings.organisation, zone=settings.zone, at=utc_now())
    with app.app_context():
        # What phones sent before this version understood it.
        replay_deferred(at=utc_now())
        print("The database is ready." if upgraded.is_new else "The database is up to date.")
        _say_what_was_taken(upgraded)
        if arguments.demo and not is_used():
            _load_demo(settings)
    return 0


def demo(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    with open_app(settings).app_context():
        if arguments.action == "remove":
            print(f"Removed {remove_demo(at=utc_now())} rows of the demo.")
            return 0
        if is_used():
            print(
                "onevisit: this installation was used before; the demo goes into a new one only.",
                file=sys.stderr,
            )
            return 1
        _load_demo(settings)
    return 0


def admin(arguments: argparse.Namespace) -> int:
    password = secrets.token_urlsafe(12)
    person = NewPerson(arguments.login, arguments.name or arguments.login, ("admin",), password)
    try:
        with open_app(read_settings()).app_context():
            add_person(person=person, by=SYSTEM, at=utc_now())
    except Problem as problem:
        print(f"onevisit: {problem.detail}", file=sys.stderr)
        return 1
    print(f"Sign in as {arguments.login} with: {password}\nIt is stored nowhere and is not shown again.")
    return 0


def chain(arguments: argparse.Namespace) -> int:
    with open_app(read_settings()).app_context():
        broken = find_break_in_chain(read_session())
    if broken is None:
        print("The event log is whole.")
        return 0
    print(f"The event log does not hold from event {broken} on.", file=sys.stderr)
    return 1


def _say_what_was_taken(upgraded: migrate.Upgraded) -> None:
    taken = upgraded.catalogue
    if taken.files and not upgraded.is_new:
        print(f"Newer in the catalogue: {', '.join(taken.files)}.")
    for problem in taken.kept_out:
        print(f"onevisit: not taken into the catalogue: {problem}", file=sys.stderr)


def _load_demo(settings: Settings) -> None:
    tickets = load_demo(language=settings.language, zone=settings.zone, at=utc_now())
    print(f"Loaded the demo: {tickets} tickets of this morning, with people, sites and articles.")
