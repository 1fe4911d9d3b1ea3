"""The routes of an onevisit-plan/1 document over its problem: the drives, and which of them are trips."""

from collections.abc import Collection, Mapping
from typing import Any

from server.domain.trips import Stop

Document = Mapping[str, Any]


def drives(problem: Document, route: Document) -> list[tuple[dict[str, Any], int]]:
    """Each stop of a route with the seconds of the drive to it."""
    index = {name: number for number, name in enumerate(problem["locations"])}
    where = {job["id"]: job["location"] for job in problem["jobs"]}
    here = _shift(problem, route)["from"]
    found = []
    for stop in route["stops"]:
        there = where[stop["job"]]
        found.append((stop, problem["travel"][index[here]][index[there]]))
        here = there
    return found


def drive_seconds(problem: Document, route: Document) -> int:
    """All drives of a route, the way home too. Who has no stop travels nowhere."""
    if not route["stops"]:
        return 0
    way_home = 0
    home = _shift(problem, route).get("to")
    if home is not None:
        index = {name: number for number, name in enumerate(problem["locations"])}
        last = next(job["location"] for job in problem["jobs"] if job["id"] == route["stops"][-1]["job"])
        way_home = problem["travel"][index[last]][index[home]]
    return int(sum(seconds for _, seconds in drives(problem, route)) + way_home)


def tour(problem: Document, route: Document) -> list[Stop]:
    """Who sets out from home makes a trip, however near; who is taken up at a site is there already."""
    shift = _shift(problem, route)
    sets_out = shift["from"] == shift.get("to")
    return [
        Stop(stop["job"], seconds > 0 or (number == 0 and sets_out))
        for number, (stop, seconds) in enumerate(drives(problem, route))
    ]


def without_jobs(route: Document, jobs: Collection[str]) -> dict[str, Any]:
    """The route as it would be driven without these jobs."""
    return {**route, "stops": [stop for stop in route["stops"] if stop["job"] not in jobs]}


def _shift(problem: Document, route: Document) -> Mapping[str, Any]:
    shift: Mapping[str, Any] = next(e["shift"] for e in problem["engineers"] if e["id"] == route["engineer"])
    return shift
