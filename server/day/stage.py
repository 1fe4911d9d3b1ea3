"""Everything that a day needs, set up and ready to begin: the server, the desks, the phones, and the story."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from server.day.clock import DayClock
from server.day.desk import Desk
from server.day.engineer import Engineer
from server.day.host import Host
from server.day.phones import PhoneFleet, phone_fleet
from server.day.story import Story
from server.demo.places import read
from server.demo.words import PASSWORD

ZONE = ZoneInfo("Europe/Moscow")
DESKS = {"operator": "vasilisa", "dispatcher": "zoya", "lead": "tatiana", "admin": "kirill"}


@dataclass(frozen=True)
class Stage:
    host: Host
    story: Story
    clock: DayClock


@contextmanager
def set_stage(folder: Path, *, seed: int, language: str, tickets: list[dict[str, Any]]) -> Iterator[Stage]:
    """A fresh server in `folder` with a story that has not begun; server and phones end with the block.

    `tickets` are entries of the demo's tickets.yaml; a whole day needs the one that arrives later among them.
    """
    midnight = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    # Some tickets of the data are from yesterday, so the day's clock starts there.
    clock = DayClock((midnight - timedelta(hours=8)).astimezone(UTC))

    def say(line: str) -> None:
        print(f"  {clock().astimezone(ZONE):%H:%M}  {line}", flush=True)

    with Host(folder, clock, language=language) as host, phone_fleet(host.base_url) as fleet:
        print(f"Server of the day: {host.base_url}", flush=True)
        engineers = _make_engineers(fleet, clock)
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
        yield Stage(host, story, clock)


def _make_engineers(fleet: PhoneFleet, clock: DayClock) -> dict[str, Engineer]:
    logins = [person["login"] for person in read("people")["people"] if "engineer" in person["roles"]]
    return {
        login: Engineer(fleet.phone(login, seed=number), login, PASSWORD, clock)
        for number, login in enumerate(logins, start=1)
    }
