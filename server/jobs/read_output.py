"""The job that reads what an engineer pasted from a device into facts of the visit."""

from typing import TYPE_CHECKING, Any

from server.commands.readings import read_answer

if TYPE_CHECKING:
    from server.core import Services


def run(services: "Services", payload: dict[str, Any]) -> None:
    read_answer(op_id=payload["op"], at=services.clock())
