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


@dataclass(frozen=True)
class Stop:
    """Work from `start` to `end`, and the drive to it, which may come any time before."""

    drive: int
    start: int
    end: int


def place_rest(rest: Rest, *, start: int, end: int, stops: Sequence[Stop]) -> Rest | None:
    """The break as it can be kept in a stretch of work from `start` to `end` with these stops, in order.

    None when the stretch ends before the break or begins after it: then it belongs to another stretch, or was taken.
    """
    begins = begin_rest(rest, start=start, end=end, stops=stops)
    if begins is None:
        return None
    return Rest(max(rest.earliest, start), max(rest.latest, begins), rest.duration)


def begin_rest(rest: Rest, *, start: int, end: int, stops: Sequence[Stop]) -> int | None:
    """The earliest time at which the break can begin, before a drive or after it; arguments and None as for `place_rest`."""
    if rest.latest < start or end <= rest.earliest:
        return None
    free = start
    for stop in stops:
        before = max(rest.earliest, free)
        if before + rest.duration <= stop.start - stop.drive:
            return before
        there = max(rest.earliest, free + stop.drive)
        if there + rest.duration <= stop.start:
            return there
        free = max(free, stop.end)
    return max(rest.earliest, free)
