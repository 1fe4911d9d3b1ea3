"""The plan as frozen values, and its JSON form both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dispatch.faults import MOST_AMOUNT, one_line

FORMAT = "onevisit-plan/1"
TERMS = ("travel", "visit", "lateness", "max_lateness", "overtime", "not_preferred", "moved", "unplanned")
REASONS = ("no_skill", "no_crew", "no_time", "forbidden", "too_costly")


class InvalidPlan(ValueError):
    """The document is not a plan; `faults` lists every reason found."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = [one_line(fault) for fault in faults]
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True, slots=True)
class Stop:
    """One engineer's presence at one job. The drive before it is exactly [arrive - travel, arrive]."""

    job: str
    parts: tuple[str, ...]
    arrive: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rest:
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Route:
    engineer: str
    stops: tuple[Stop, ...]
    breaks: tuple[Rest, ...]
    back: float


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would make a visit possible: so these people could start then, this far beyond the end of a shift."""

    kind: Literal["priority", "visits", "window", "overtime", "others"]
    engineers: tuple[str, ...]
    start: float
    beyond: float


@dataclass(frozen=True, slots=True)
class Unplanned:
    """`remedy` is known to the plan as it was made; the file holds only the sentence made of it."""

    job: str
    reason: str
    text: str
    remedy: Remedy | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Search:
    """How the plan was found: enough to find it again where the run was bounded by iterations."""

    seed: int
    iterations: int
    seconds: float
    stopped_by: str


@dataclass(frozen=True, slots=True)
class Plan:
    routes: tuple[Route, ...]
    unplanned: tuple[Unplanned, ...]
    cost: Mapping[str, float]
    search: Search | None = None

    @property
    def total(self) -> float:
        return self.cost["total"]

    def crews(self) -> dict[str, dict[str, Stop]]:
        """Job -> engineer -> stop, for every planned job."""
        crews: dict[str, dict[str, Stop]] = {}
        for route in self.routes:
            for stop in route.stops:
                crews.setdefault(stop.job, {})[route.engineer] = stop
        return crews

    def crew_of(self, job_id: str) -> dict[str, Stop]:
        """Engineer -> stop for everyone who goes to this job; empty if it is unplanned."""
        return {route.engineer: stop for route in self.routes for stop in route.stops if stop.job == job_id}

    def to_json(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "format": FORMAT,
            "routes": [_route_to_json(route) for route in self.routes],
            "unplanned": [{"job": u.job, "reason": u.reason, "text": u.text} for u in self.unplanned],
            "cost": {name: _plain(value) for name, value in self.cost.items()},
        }
        if self.search is not None:
            document["search"] = {
                "seed": self.search.seed,
                "iterations": self.search.iterations,
                "seconds": self.search.seconds,
                "stopped_by": self.search.stopped_by,
            }
        return document


def plan_from_json(document: object) -> Plan:
    """Read a plan document. Raises InvalidPlan with every malformed place; `check` judges the rest."""
    faults: list[str] = []
    if not isinstance(document, dict):
        raise InvalidPlan(["$: must be an object"])
    if document.get("format") != FORMAT:
        faults.append(f"$.format: must be {FORMAT!r}")
    routes = [
        _read_route(item, f"$.routes[{i}]", faults)
        for i, item in enumerate(_read_list(document, "routes", "$", faults))
    ]
    unplanned = [
        Unplanned(
            job=_read_text(item, "job", f"$.unplanned[{i}]", faults),
            reason=_read_text(item, "reason", f"$.unplanned[{i}]", faults),
            text=_read_text(item, "text", f"$.unplanned[{i}]", faults),
        )
        for i, item in enumerate(_read_list(document, "unplanned", "$", faults))
    ]
    cost = _read_cost(document.get("cost"), faults)
    search = _read_search(document.get("search"), faults)
    if faults:
        raise InvalidPlan(faults)
    return Plan(tuple(routes), tuple(unplanned), cost, search)


def _route_to_json(route: Route) -> dict[str, Any]:
    return {
        "engineer": route.engineer,
        "stops": [
            {
                "job": stop.job,
                "parts": list(stop.parts),
                "arrive": _plain(stop.arrive),
                "start": _plain(stop.start),
                "end": _plain(stop.end),
            }
            for stop in route.stops
        ],
        "breaks": [{"start": _plain(rest.start), "end": _plain(rest.end)} for rest in route.breaks],
        "back": _plain(route.back),
    }


def _plain(value: float) -> float | int:
    """A whole number without its `.0`, so that seconds read as seconds."""
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else value


def _read_route(item: object, path: str, faults: list[str]) -> Route:
    stops = []
    for i, stop in enumerate(_read_list(item, "stops", path, faults)):
        here = f"{path}.stops[{i}]"
        parts = _read_list(stop, "parts", here, faults)
        if not all(isinstance(part, str) for part in parts):
            faults.append(f"{here}.parts: must be a list of part ids")
        stops.append(
            Stop(
                job=_read_text(stop, "job", here, faults),
                parts=tuple(str(part) for part in parts),
                arrive=_read_number(stop, "arrive", here, faults),
                start=_read_number(stop, "start", here, faults),
                end=_read_number(stop, "end", here, faults),
            )
        )
    rests = [
        Rest(
            _read_number(rest, "start", f"{path}.breaks[{i}]", faults),
            _read_number(rest, "end", f"{path}.breaks[{i}]", faults),
        )
        for i, rest in enumerate(_read_list(item, "breaks", path, faults, required=False))
    ]
    return Route(
        engineer=_read_text(item, "engineer", path, faults),
        stops=tuple(stops),
        breaks=tuple(rests),
        back=_read_number(item, "back", path, faults) if stops else 0.0,
    )


def _read_cost(item: object, faults: list[str]) -> dict[str, float]:
    if not isinstance(item, dict):
        faults.append("$.cost: must be an object with a total")
        return {}
    for name in sorted(set(item) - {"total", *TERMS}):
        faults.append(f"$.cost.{name}: unknown term; allowed are total, {', '.join(TERMS)}")
    names = ["total", *[name for name in TERMS if name in item]]
    return {name: _read_number(item, name, "$.cost", faults) for name in names}


def _read_search(item: object, faults: list[str]) -> Search | None:
    if item is None:
        return None
    return Search(
        seed=int(_read_number(item, "seed", "$.search", faults)),
        iterations=int(_read_number(item, "iterations", "$.search", faults)),
        seconds=_read_number(item, "seconds", "$.search", faults),
        stopped_by=_read_text(item, "stopped_by", "$.search", faults),
    )


def _read_list(
    item: object, key: str, path: str, faults: list[str], *, required: bool = True
) -> list[object]:
    value = item.get(key) if isinstance(item, dict) else None
    if isinstance(value, list):
        return value
    if required or value is not None:
        faults.append(f"{path}.{key}: must be a list")
    return []


def _read_text(item: object, key: str, path: str, faults: list[str]) -> str:
    value = item.get(key) if isinstance(item, dict) else None
    if isinstance(value, str):
        return value
    faults.append(f"{path}.{key}: must be a text")
    return ""


def _read_number(item: object, key: str, path: str, faults: list[str]) -> float:
    value = item.get(key) if isinstance(item, dict) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= MOST_AMOUNT:
        return value
    faults.append(f"{path}.{key}: must be a number from {-MOST_AMOUNT:g} to {MOST_AMOUNT:g}")
    return 0.0
