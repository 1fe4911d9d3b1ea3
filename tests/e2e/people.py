"""The cast of the browser tests: the usual people and places, in the zone where the day begins now, speaking one language."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from server.commands.tickets import NewTicket, open_ticket
from server.commands.triage import triage_ticket
from server.domain.triage import PartNeeded, Triage
from server.settings import Settings
from server.store.gate import write_tx
from server.store.people import Person
from server.store.sites import Site
from tests.cast import Cast, make_cast

SYMPTOM = "phone-does-not-ring"
TEXTS = {
    "en": ("The reception phone stays silent", "The phone in room 7 stays silent"),
    "ru": ("Телефон в регистратуре молчит", "Телефон в кабинете 7 молчит"),
}


@dataclass(frozen=True)
class World:
    """The cast and the tickets of this morning, not triaged yet unless told."""

    cast: Cast
    tickets: tuple[str, ...]
    now: datetime


def make_world(settings: Settings, *, texts: tuple[str, ...], triage: Triage | None = None) -> World:
    """Runs in the app context of a fresh installation."""
    at = datetime.now(UTC) - timedelta(minutes=30)
    cast = make_cast(at)
    with write_tx() as session:
        session.execute(sa.update(Person).values(language=settings.language))
        session.execute(sa.update(Site).values(zone=settings.zone, hours="00:00-24:00"))
    tickets = tuple(
        _call(cast, text, settings.language, at + timedelta(minutes=2 * n)) for n, text in enumerate(texts)
    )
    for ticket in tickets if triage else ():
        assert triage is not None
        triage_ticket(ticket=ticket, triage=triage, by=cast.operator, at=at + timedelta(minutes=10))
    return World(cast, tickets, datetime.now(UTC))


def for_a_visit(*parts: tuple[str, int, int]) -> Triage:
    """A triage that asks for a visit with these trades, levels and minutes."""
    return Triage(SYMPTOM, "visit", parts=tuple(PartNeeded(*part) for part in parts))


def _call(cast: Cast, text: str, language: str, at: datetime) -> str:
    ticket = NewTicket(
        cast.customer, cast.site, text, contact=cast.contact, asset=cast.phone_asset, language=language
    )
    return open_ticket(ticket=ticket, by=cast.operator, at=at)
