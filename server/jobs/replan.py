"""The day is planned again after it changed: soon, together with what changes meanwhile, and at most as often as a setting says."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from server.commands.overruns import note_overruns
from server.commands.replan import ask_replans, schedule_replan

if TYPE_CHECKING:
    from server.core import Services


def notice(services: "Services", payload: dict[str, Any]) -> None:
    """Something happened that may change a day."""
    if services.settings.replan_minutes:
        schedule_replan(at=services.clock())


def run(services: "Services", payload: dict[str, Any]) -> None:
    """Ask for what is due. Run twice, it finds the second time that somebody asked."""
    if minutes := services.settings.replan_minutes:
        ask_replans(every=timedelta(minutes=minutes), at=services.clock())


def watch(services: "Services") -> None:
    """Note visits that overran; the worker looks from time to time."""
    if services.settings.replan_minutes:
        note_overruns(after=timedelta(minutes=services.settings.overrun_minutes), at=services.clock())
