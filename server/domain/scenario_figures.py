"""What a scenario counts on a planned day. The figures describe the flow of the day; none belongs to a person."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from server.domain.planning_problem import person_of
from server.domain.routes import drive_seconds, tour
from server.domain.scenario import ticket_of
from server.domain.trips import EARLIER, find_trips

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Figures:
    """`trips` as in `server.domain.trips`; `joint`: how many of them have a visit that needs several people at one time.

    `travel_minutes`: all drives, the ways home too; `unplanned`: tickets left out.
    """

    trips: int
    joint: int
    travel_minutes: int
    late_minutes: int
    unplanned: int


@dataclass(frozen=True)
class DayOutcome:
    """One day without and with the change.

    `source`: the facts are those of a stored proposal (its id in `proposal`), or of the day's visits. `split`: tickets that
    became several visits. `note` says why the days are equal or not there: "same", "no_plan", "impossible".
    """

    day: str
    source: str | None = None
    proposal: str | None = None
    size: Mapping[str, int] | None = None
    split: int = 0
    note: str | None = None
    before: Figures | None = None
    after: Figures | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def sum_up(days: Iterable[DayOutcome]) -> dict[str, Any]:
    """The result of a scenario: every day, and the sums of the days that have figures."""
    found = list(days)
    counted = [(day.before, day.after) for day in found if day.before is not None and day.after is not None]
    return {
        "days": [day.to_json() for day in found],
        "counted": len(counted),
        "before": asdict(add_figures(before for before, _ in counted)),
        "after": asdict(add_figures(after for _, after in counted)),
    }


def measure_plan(problem: Document, plan: Document) -> Figures:
    """Figures of one day, from its onevisit-problem/1 and onevisit-plan/1 documents."""
    stops = [stop for route in plan["routes"] for stop in route["stops"]]
    crews = Counter(stop["job"] for stop in stops)
    trip_of = find_trips(tour(problem, route) for route in plan["routes"])
    return Figures(
        trips=len(set(trip_of.values()) - {EARLIER}),
        joint=len({trip_of[job] for job, people in crews.items() if people > 1} - {EARLIER}),
        travel_minutes=round(sum(drive_seconds(problem, route) for route in plan["routes"]) / 60),
        late_minutes=_late_minutes(problem, stops),
        unplanned=len({ticket_of(left["job"]) for left in plan["unplanned"]}),
    )


def add_figures(days: Iterable[Figures]) -> Figures:
    found = list(days)
    return Figures(
        trips=sum(day.trips for day in found),
        joint=sum(day.joint for day in found),
        travel_minutes=sum(day.travel_minutes for day in found),
        late_minutes=sum(day.late_minutes for day in found),
        unplanned=sum(day.unplanned for day in found),
    )


def size_of(problem: Document) -> dict[str, int]:
    """How many tickets a day has to plan, how many visits were promised before, and how many engineers are there."""
    promised = sum(1 for job in problem["jobs"] if job.get("pinned"))
    return {
        "tickets": len(problem["jobs"]) - promised,
        "promised": promised,
        "engineers": len({person_of(engineer["id"]) for engineer in problem["engineers"]}),
    }


def _late_minutes(problem: Document, stops: Iterable[Document]) -> int:
    """A ticket is as late as the last of its visits begins."""
    due = {job["id"]: job["due"] for job in problem["jobs"] if job.get("due") is not None}
    late: dict[str, int] = defaultdict(int)
    for stop in stops:
        if stop["job"] in due:
            minutes = round(max(0, stop["start"] - due[stop["job"]]) / 60)
            late[ticket_of(stop["job"])] = max(late[ticket_of(stop["job"])], minutes)
    return sum(late.values())
