"""Looking up where an address is: asked by a person, answered by a job, chosen by the person again."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from server.clients.geocoding.protocol import Geocoder, GeocoderFailed
from server.domain.actor import SYSTEM, Actor
from server.domain.problems import NotFound
from server.store.addresses import AddressLookup
from server.store.events import AnySession, record
from server.store.gate import read_session, write_tx
from server.store.ids import new_id

# A service learns new buildings now and then; an address that it knows stays where it is.
ASK_UNKNOWN_AGAIN = timedelta(days=7)


def ask_address(*, address: str, language: str, by: Actor, at: datetime) -> str:
    """Ask for the place of an address. Returns the lookup's id; one that is known or under way is not asked again."""
    wanted = " ".join(address.split())
    with write_tx() as session:
        found = session.scalar(
            sa.select(AddressLookup).where(AddressLookup.address == wanted).with_for_update()
        )
        if found is None:
            found = AddressLookup(id=new_id(), address=wanted, language=language, asked_at=at)
            session.add(found)
        elif _holds(found, at):
            return found.id
        else:
            found.state, found.error, found.language, found.asked_at = "asked", None, language, at
        record(session, "address.asked", by=by, at=at, data={"address": found.id})
    return found.id


def answer_address(*, lookup: str, geocoder: Geocoder, at: datetime) -> None:
    """Ask the services and keep their answer. Asks nothing when the lookup has been answered meanwhile."""
    asked = _get(read_session(), lookup)
    address, language, state = asked.address, asked.language, asked.state
    read_session().rollback()
    if state != "asked":
        return
    matches, error = [], None
    try:
        matches = [
            {"label": one.label, "lat": one.place.lat, "lon": one.place.lon, "source": one.source}
            for one in geocoder.find(address, language=language)
        ]
    except GeocoderFailed as failure:
        error = str(failure)
    with write_tx() as session:
        row = _get(session, lookup)
        row.state = "failed" if error is not None else "found" if matches else "unknown"
        row.matches, row.error, row.answered_at = matches, error, at
        record(session, "address.answered", by=SYSTEM, at=at, data={"address": lookup, "state": row.state})


def _holds(lookup: AddressLookup, at: datetime) -> bool:
    if lookup.state == "unknown":
        return at - lookup.asked_at < ASK_UNKNOWN_AGAIN
    return lookup.state != "failed"


def _get(session: AnySession, lookup: str) -> AddressLookup:
    found = session.get(AddressLookup, lookup)
    if found is None:
        raise NotFound("There is no such lookup.")
    return found
