"""`./run day`: play the day, print what came of it, and exit 1 if something that must always hold did not."""

import argparse
import contextlib
import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from server.day.acts import collect_acts
from server.day.checks import Evidence, check_all
from server.day.clock import DayClock
from server.day.desk import Desk
from server.day.engineer import Engineer
from server.day.host import Host
from server.day.phones import PhoneFleet, is_available, phone_fleet
from server.day.report import build_report, table
from server.day.story import Story
from server.demo.places import read
from server.demo.words import PASSWORD
from server.logs import configure_logs

ZONE = ZoneInfo("Europe/Moscow")
DESKS = {"operator": "vasilisa", "dispatcher": "zoya", "lead": "tatiana", "admin": "kirill"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run day", description="Play a whole working day and check it.")
    parser.add_argument("--seed", type=int, default=1, help="who loses signal, whose answers get lost")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep acts, certificate and database there")
    parser.add_argument("--language", choices=("en", "ru"), default="en", help="of names in the demo")
    arguments = parser.parse_args()
    if not is_available():
        print("The phones of the day need Node.js 20.19 or newer and the app's packages.", file=sys.stderr)
        return 2
    configure_logs("error")
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="onevisit-day-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        print(f"--keep {folder}: the folder must be empty.", file=sys.stderr)
        return 2
    tickets = read("tickets")["tickets"]
    report, breaches = play(folder, seed=arguments.seed, language=arguments.language, tickets=tickets)
    print(table(report, breaches))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    return 0 if all(report["invariants"].values()) and not report["ops"]["lost"] else 1


def play(
    folder: Path, *, seed: int, language: str, tickets: list[dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The day from the first phone's sign-in to the last act: the report, and what broke each invariant.

    `tickets` are entries of the demo's tickets.yaml; the one that arrives later must be among them.
    """
    began = time.monotonic()
    midnight = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    # Some tickets of the data are from yesterday, so the day's clock starts there.
    clock = DayClock((midnight - timedelta(hours=8)).astimezone(UTC))

    def say(line: str) -> None:
        print(f"  {clock().astimezone(ZONE):%H:%M}  {line}", flush=True)

    with contextlib.ExitStack() as stack:
        host = stack.enter_context(Host(folder, clock, language=language))
        fleet = stack.enter_context(phone_fleet(host.base_url))
        print(f"Server of the day: {host.base_url}", flush=True)
        engineers = make_engineers(fleet, clock)
        desks = {role: Desk(host.base_url, login, PASSWORD) for role, login in DESKS.items()}
        desks["engineer"] = Desk(host.base_url, next(iter(engineers)), PASSWORD)
        story = Story(
            clock=clock,
            midnight=midnight,
            desks=desks,
            engineers=engineers,
            seed=seed,
            tickets=tickets,
            say=say,
        )
        story.play()
        collected = collect_acts(story, folder)
        evidence = Evidence(story, collected.certificate, collected.acts, collected.verdicts)
        breaches = check_all(evidence) | {"no_background_work_failed": host.worker_errors}
        report = build_report(
            evidence,
            seed=seed,
            seconds=time.monotonic() - began,
            breaches=breaches,
            files=collected.files,
            trust=collected.trust,
        )
        return report, breaches


def make_engineers(fleet: PhoneFleet, clock: DayClock) -> dict[str, Engineer]:
    logins = [person["login"] for person in read("people")["people"] if "engineer" in person["roles"]]
    return {
        login: Engineer(fleet.phone(login, seed=number), login, PASSWORD, clock)
        for number, login in enumerate(logins, start=1)
    }


if __name__ == "__main__":
    sys.exit(main())
