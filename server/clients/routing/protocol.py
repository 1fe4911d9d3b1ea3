"""What the product needs from a routing service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from server.domain.travel import Place

Table = list[list[int | None]]


class RouterFailed(Exception):
    """No answer, or one that makes no sense; the message says which, for a dispatcher."""


class Router(Protocol):
    """`name` tells its measurements from another service's; `most_places` limits each side of one table."""

    name: str
    most_places: int

    def table(self, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """Seconds from each origin (rows) to each destination (columns), None where no road leads. Raises RouterFailed."""
        ...
