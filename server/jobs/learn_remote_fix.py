"""The job that learns from a ticket solved without a trip."""

from typing import TYPE_CHECKING, Any

from server.commands.knowledge import learn_from_remote_fix
from server.domain.actor import SYSTEM

if TYPE_CHECKING:
    from server.core import Services


def run(services: "Services", payload: dict[str, Any]) -> None:
    learn_from_remote_fix(ticket=payload["ticket"], by=SYSTEM, at=services.clock())
