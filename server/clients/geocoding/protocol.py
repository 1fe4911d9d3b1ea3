"""What the product needs from an address service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from server.domain.travel import Place


class GeocoderFailed(Exception):
    """No service of the chain could be asked; the message names each with its reason."""


@dataclass(frozen=True)
class Found:
    """An address as the service `source` writes it, and its place."""

    label: str
    place: Place
    source: str


class Geocoder(Protocol):
    def find(self, address: str, *, language: str) -> Sequence[Found]:
        """Up to five matches, best first; empty when the address is not known. Raises GeocoderFailed."""
        ...
