"""The job that asks the address services for a place."""

from typing import TYPE_CHECKING, Any

from server.commands.addresses import answer_address
from server.jobs.runner import GiveUp

if TYPE_CHECKING:
    from server.core import Services


def run(services: "Services", payload: dict[str, Any]) -> None:
    if services.geocoder is None:
        raise GiveUp("No address service is set any more; see ONEVISIT_GEOCODERS.")
    answer_address(lookup=payload["address"], geocoder=services.geocoder, at=services.clock())
