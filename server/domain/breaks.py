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
    begins = begin_rest(rest, start=start, end=end, busy=busy)
    if begins is None:
        return None
    return Rest(max(rest.earliest, start), max(rest.latest, begins), rest.duration)


def begin_rest(rest: Rest, *, start: int, end: int, busy: Sequence[tuple[int, int]]) -> int | None:
    """The earliest time at which the break can begin; arguments and None as for `place_rest`."""
    if rest.latest < start or end <= rest.earliest:
        return None
    opens = max(rest.earliest, start)
    for begins, ends in busy:
        if opens + rest.duration <= begins:
            break
        opens = max(opens, ends)
    return opens
