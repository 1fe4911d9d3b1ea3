"""Where an address is, for the form of a site."""

from typing import Any, Literal

from flask import Blueprint

from server.commands.addresses import ask_address
from server.domain.actor import Actor
from server.domain.problems import Conflict
from server.queries.addresses import get_lookup
from server.web.api import Model, route
from server.web.auth import services
from server.web.console.values import Language, Short, now

addresses = Blueprint("addresses", __name__, url_prefix="/api/addresses")

KEEPERS = {"operator", "dispatcher", "lead"}


class AddressBody(Model):
    address: Short
    language: Language = "ru"


class LookupAnswer(Model):
    """`matches` are {label, lat, lon, source}, best first; `error` says why no service could be asked."""

    id: str
    address: str
    state: Literal["asked", "found", "unknown", "failed"]
    matches: list[dict[str, Any]]
    error: str | None


@route(addresses, "POST", "", callers=KEEPERS, body=AddressBody, answer=LookupAnswer, status=202)
def ask(actor: Actor, body: AddressBody) -> dict[str, Any]:
    """Ask where an address is; ask again for the answer. What is known already is answered at once."""
    if services().geocoder is None:
        raise Conflict(
            "no_address_service", "No address service is set up here. Enter the coordinates by hand."
        )
    return get_lookup(ask_address(address=body.address, language=body.language, by=actor, at=now()))


@route(addresses, "GET", "/<uuid:lookup>", callers=KEEPERS, answer=LookupAnswer)
def show(actor: Actor, lookup: object) -> dict[str, Any]:
    """How far a lookup is."""
    return get_lookup(str(lookup))
