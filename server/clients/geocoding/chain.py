"""Address services by geopy, asked one after the other: the next one when a service fails or does not know the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import Nominatim, Pelias, Photon

from server.clients.geocoding.protocol import Found, GeocoderFailed
from server.domain.travel import Place

MOST = 5
TIMEOUT_SECONDS = 10
USER_AGENT = "onevisit"
Ask = Callable[[str, str], Any]


@dataclass(frozen=True)
class Service:
    name: str
    ask: Ask


class GeocoderChain:
    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services

    def find(self, address: str, *, language: str) -> list[Found]:
        failures = []
        for service in self._services:
            try:
                answers = service.ask(address, language) or []
            except (GeopyError, KeyError, TypeError, ValueError) as failure:
                # A service that answers with something else than its format fails inside geopy in many ways.
                failures.append(f"{service.name}: {type(failure).__name__}: {failure}")
                continue
            found = [
                Found(str(one.address), Place(float(one.latitude), float(one.longitude)), service.name)
                for one in answers[:MOST]
            ]
            if found:
                return found
        if len(failures) == len(self._services):
            raise GeocoderFailed("; ".join(failures))
        return []


def open_chain(text: str) -> GeocoderChain | None:
    """None when the setting names no service. Raises ValueError as `read_chain` does."""
    services = read_chain(text)
    return GeocoderChain(services) if services else None


def read_chain(text: str) -> list[Service]:
    """`nominatim=https://geo.example, photon=http://photon.example:2322` in the order to ask. Raises ValueError with what is wrong."""
    services = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        kind, _, url = part.partition("=")
        address = urlsplit(url)
        if kind not in _KINDS:
            raise ValueError(f"{kind!r} is no known service; use one of {', '.join(_KINDS)}")
        if address.scheme not in ("http", "https") or not address.netloc:
            raise ValueError(f"{kind} needs an address such as {kind}=https://geo.example")
        services.append(
            Service(kind, _KINDS[kind](address.netloc + address.path.rstrip("/"), address.scheme))
        )
    return services


def _nominatim(domain: str, scheme: str) -> Ask:
    client = Nominatim(domain=domain, scheme=scheme, user_agent=USER_AGENT, timeout=TIMEOUT_SECONDS)
    return lambda address, language: client.geocode(address, exactly_one=False, limit=MOST, language=language)


def _photon(domain: str, scheme: str) -> Ask:
    client = Photon(domain=domain, scheme=scheme, user_agent=USER_AGENT, timeout=TIMEOUT_SECONDS)
    return lambda address, language: client.geocode(
        # Photon refuses languages that it was not built with, and Russian is often one of them.
        address,
        exactly_one=False,
        limit=MOST,
        language=language if language == "en" else False,
    )


def _pelias(domain: str, scheme: str) -> Ask:
    client = Pelias(domain, scheme=scheme, user_agent=USER_AGENT, timeout=TIMEOUT_SECONDS)
    return lambda address, language: client.geocode(address, exactly_one=False, language=language)


_KINDS: dict[str, Callable[[str, str], Ask]] = {
    "nominatim": _nominatim,
    "photon": _photon,
    "pelias": _pelias,
}
