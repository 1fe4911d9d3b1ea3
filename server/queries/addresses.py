"""An address lookup for the screen that asked for it."""

from typing import Any

from server.domain.problems import NotFound
from server.store.addresses import AddressLookup
from server.store.gate import read_session


def get_lookup(lookup: str) -> dict[str, Any]:
    """Raises NotFound."""
    found = read_session().get(AddressLookup, lookup)
    if found is None:
        raise NotFound("There is no such lookup.")
    return {
        "id": found.id,
        "address": found.address,
        "state": found.state,
        "matches": found.matches,
        "error": found.error,
    }
