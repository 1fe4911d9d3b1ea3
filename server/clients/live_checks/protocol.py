"""What the product needs from a kind of live check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from server.domain.check_networks import CheckNetworks
from server.domain.live_check import LiveReason, LiveTarget


class NotAnswered(Exception):
    """The check ended without an answer; `address` is what was asked, when it came so far."""

    def __init__(self, reason: LiveReason, address: str | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.address = address


@dataclass(frozen=True)
class LiveAnswer:
    """What the device at `address` said. `reason` when it said something else than what was asked."""

    address: str
    result: dict[str, Any] = field(default_factory=dict)
    reason: LiveReason | None = None


class LiveChecker(Protocol):
    def ask(self, target: LiveTarget, networks: CheckNetworks) -> LiveAnswer:
        """Ask once, inside `networks` only, within half a minute. Raises NotAnswered."""
        ...
