"""When a crew is free: by what the phones said of the visit, and by the promise where they said nothing."""

import pytest

from server.domain.planning import Booking
from server.domain.progress import Progress, reckon
from server.domain.visit import VisitState
from tests.domain.test_planning import MOSCOW, booking

# Promised from 10:00 to 11:00, the drive begins at 9:30.
PROMISED = booking("10:00", "11:00")


def free_at(state: VisitState, since: str, now: str, left: float | None = None) -> str:
    found = reckon(PROMISED, Progress(state, MOSCOW.at(since), left), MOSCOW.at(now))
    return MOSCOW.clock(MOSCOW.seconds(found.busy_to))


@pytest.mark.parametrize(
    ("state", "since", "now", "left", "free"),
    [
        (VisitState.PUBLISHED, "08:00", "09:00", None, "11:00"),
        # Nobody has set out at 10:00: half an hour of driving and an hour of work are to come.
        (VisitState.PUBLISHED, "08:00", "10:00", None, "11:30"),
        (VisitState.TRAVELLING, "09:45", "10:00", None, "11:15"),
        (VisitState.TRAVELLING, "09:10", "09:20", None, "11:00"),
        (VisitState.ON_SITE, "10:20", "10:30", None, "11:20"),
        (VisitState.ON_SITE, "10:20", "11:40", None, "11:40"),
        # Half of the checklist is open at 10:50, so half an hour is left.
        (VisitState.ON_SITE, "10:00", "10:50", 0.5, "11:20"),
        (VisitState.ON_SITE, "10:00", "11:50", 0.0, "11:50"),
        (VisitState.ON_SITE, "10:00", "10:10", 0.1, "11:00"),
        (VisitState.WORK_DONE, "10:25", "10:30", None, "10:25"),
        (VisitState.SIGNED, "10:25", "10:30", None, "10:25"),
        (VisitState.ABORTED, "09:40", "09:50", None, "09:40"),
    ],
)
def test_a_crew_is_free_when_its_work_really_ends(
    state: VisitState, since: str, now: str, left: float | None, free: str
) -> None:
    assert free_at(state, since, now, left) == free


def test_a_day_that_is_looked_back_at_is_as_it_was_promised() -> None:
    signed = Progress(VisitState.SIGNED, MOSCOW.at("10:25"))

    assert reckon(PROMISED, signed, MOSCOW.midnight) == PROMISED


def test_a_crew_that_set_out_early_is_on_its_way_and_not_waiting() -> None:
    found: Booking = reckon(PROMISED, Progress(VisitState.TRAVELLING, MOSCOW.at("09:00")), MOSCOW.at("09:05"))

    assert found.is_begun
