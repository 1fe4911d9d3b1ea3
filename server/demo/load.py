"""Load the demo once and remove it again. Everything goes through commands or carries the demo mark."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.commands.access import hash_password
from server.demo.places import Ids, opened_at, read, write_people, write_sites
from server.demo.words import PASSWORD
from server.domain.actor import SYSTEM
from server.store.events import record
from server.store.gate import read_session, write_tx
from server.store.people import Person


def is_loaded() -> bool:
    return bool(read_session().scalar(sa.select(sa.func.count()).select_from(Person).where(Person.demo)))


def load_places(*, language: str, zone: str, at: datetime) -> Ids:
    """People, customers, sites, and the articles that the history of the last weeks wrote."""
    ids = Ids()
    password_hash = hash_password(PASSWORD)
    with write_tx() as session:
        write_people(session, ids, language=language, password_hash=password_hash)
        write_sites(session, ids, language=language, zone=zone)
        record(session, "demo.loaded", by=SYSTEM, at=at, data={"sites": len(ids.sites), "people": len(ids.people)})
    return ids
