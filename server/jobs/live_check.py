"""The job that asks a device at a site, for somebody who waits for the answer."""

from typing import TYPE_CHECKING, Any

from server.commands.live_checks import answer_live_check, give_up_live_check

if TYPE_CHECKING:
    from server.core import Services


def run(services: "Services", payload: dict[str, Any]) -> None:
    """Ask what the payload names. Run twice, the first answer stays."""
    answer_live_check(check=payload["check"], checkers=services.live_checks, now=services.clock)


def give_up(services: "Services", payload: dict[str, Any], error: str) -> None:
    """Whoever waits is told that no answer will come."""
    give_up_live_check(check=payload["check"], at=services.clock())
