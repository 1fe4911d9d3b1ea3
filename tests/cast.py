"""The people and places that every test knows, with fixed roles: who dispatches, who repairs, who owns the site, who is the outsider."""

from dataclasses import dataclass
from datetime import datetime

from server.commands.people import NewPerson, add_person
from server.domain.actor import SYSTEM, Actor
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.sites import Asset, Contact, Customer, Site

PASSWORD = "correct horse"


@dataclass(frozen=True)
class Cast:
    """Actors by role, and the ids of the clinic's site. `outsider` is an engineer who is never assigned."""

    operator: Actor  # Olga, first line
    dispatcher: Actor  # Dmitri
    lead: Actor  # Lidia
    admin: Actor  # Artur
    anna: Actor  # network 3, telephony 2
    boris: Actor  # telephony 3
    viktor: Actor  # network 3
    outsider: Actor  # Oskar, workplace 2
    customer: str  # the Aist clinic
    site: str
    contact: str  # Nina, head nurse
    phone_asset: str


def make_cast(at: datetime) -> Cast:
    """Write the cast into the database that is in use. Sign in with the login (the key below) and PASSWORD."""
    customer, site, contact, asset = new_id(), new_id(), new_id(), new_id()
    with write_tx() as session:
        session.add(Customer(id=customer, name="Aist clinic", language="ru", email="office@aist.example"))
        session.flush()
        session.add(
            Site(
                id=site,
                customer_id=customer,
                name="Aist clinic, Taganka",
                address="Taganskaya ulitsa 1",
                lat=55.7405,
                lon=37.6602,
                zone="Europe/Moscow",
                hours="08:00-20:00",
                access="Ring at the back door",
            )
        )
        session.flush()
        session.add(
            Contact(
                id=contact, site_id=site, name="Nina Orlova", position="head nurse", phone="+7 000 111-22-33"
            )
        )
        session.add(Asset(id=asset, site_id=site, kind="phone", name="Reception phone", model="Yealink T46U"))
    return Cast(
        operator=_add("olga", "Olga Petrova", ("operator",), at=at),
        dispatcher=_add("dmitri", "Dmitri Sokolov", ("dispatcher",), at=at),
        lead=_add("lidia", "Lidia Kim", ("lead",), at=at),
        admin=_add("artur", "Artur Belov", ("admin",), at=at),
        anna=_add("anna", "Anna Ivanova", ("engineer",), at=at, network=3, telephony=2),
        boris=_add("boris", "Boris Smirnov", ("engineer",), at=at, telephony=3),
        viktor=_add("viktor", "Viktor Lebedev", ("engineer",), at=at, network=3),
        outsider=_add("oskar", "Oskar Weber", ("engineer",), at=at, workplace=2),
        customer=customer,
        site=site,
        contact=contact,
        phone_asset=asset,
    )


def _add(login: str, name: str, roles: tuple[str, ...], *, at: datetime, **skills: int) -> Actor:
    person = NewPerson(
        login=login,
        name=name,
        roles=roles,
        password=PASSWORD,
        language="en",
        skills=skills,
        shift={"start": "08:00", "end": "18:00", "days": [0, 1, 2, 3, 4, 5, 6]} if skills else None,
        home={"address": "Office, Novoslobodskaya 4", "lat": 55.7797, "lon": 37.6013} if skills else None,
    )
    return Actor(add_person(person=person, by=SYSTEM, at=at), name, frozenset(roles))
