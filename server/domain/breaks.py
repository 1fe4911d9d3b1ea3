"""A lunch break beside what is promised: promised visits are facts, so a break that collides with one moves behind it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rest:
    """A break of one working day: begins between `earliest` and `latest`. All in seconds of the day."""

    earliest: int
    latest: int
    duration: int

    def as_json(self) -> dict[str, int]:
        return {"earliest": self.earliest, "latest": self.latest, "duration": self.duration}


def place_rest(rest: Rest, *, start: int, end: int, busy: Sequence[tuple[int, int]]) -> Rest | None:
    """The break as it can be kept in a stretch of work from `start` to `end` with these busy times (drive and work, in order).

    None when the stretch ends before the break or begins after it: then it belongs to another stretch, or was taken.
    """
    if rest.latest < start or end <= rest.earliest:
        return None
    earliest = max(rest.earliest, start)
    free_from = start
    for begins, ends in [*busy, (None, end)]:
        opens = max(earliest, free_from)
        fits = begins is None or opens + rest.duration <= begins
        if fits:
            return Rest(earliest, max(rest.latest, opens), rest.duration)
        free_from = max(free_from, ends)
    return None
