"""The planning problem as frozen values; reading and judging them live elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FORMAT = "onevisit-problem/1"

Staffing = Literal["one_or_joint", "separate"]


@dataclass(frozen=True, slots=True)
class Shift:
    """Leaves `origin` not before `start`; is back at `destination` not after `end` + `overtime`."""

    start: float
    end: float
    origin: str
    destination: str | None
    overtime: float = 0.0


@dataclass(frozen=True, slots=True)
class Break:
    earliest: float
    latest: float
    duration: float


@dataclass(frozen=True, slots=True)
class Engineer:
    id: str
    skills: Mapping[str, float]
    shift: Shift
    breaks: tuple[Break, ...] = ()
    max_visits: int | None = None

    def can_do(self, part: Part) -> bool:
        level = self.skills.get(part.skill)
        return level is not None and level >= part.level


@dataclass(frozen=True, slots=True)
class Part:
    """One trade's work on a job."""

    id: str
    skill: str
    duration: float
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """How long after the first part the other parts of a `separate` job may start."""

    min: float = 0.0
    max: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    earliest: float = -math.inf
    latest: float = math.inf


@dataclass(frozen=True, slots=True)
class Pin:
    """A promised or running visit: who does which part, and when it starts."""

    engineers: Mapping[str, str]
    start: float


@dataclass(frozen=True, slots=True)
class Job:
    id: str
    location: str
    parts: tuple[Part, ...]
    unplanned_cost: float
    staffing: Staffing = "one_or_joint"
    gap: Gap = Gap()
    window: Window = Window()
    due: float = math.inf
    weight: float = 1.0
    preferred: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    pinned: Pin | None = None

    def part(self, part_id: str) -> Part:
        """The part with this id. Raises KeyError."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise KeyError(part_id)


@dataclass(frozen=True, slots=True)
class Costs:
    """Price of one unit of each term."""

    travel: float = 0.0
    visit: float = 0.0
    lateness: float = 0.0
    max_lateness: float = 0.0
    overtime: float = 0.0
    not_preferred: float = 0.0
    moved: float = 0.0


@dataclass(frozen=True, slots=True)
class Problem:
    locations: tuple[str, ...]
    travel: tuple[tuple[float, ...], ...]
    engineers: tuple[Engineer, ...]
    jobs: tuple[Job, ...]
    costs: Costs = Costs()
    places: Mapping[str, int] = field(init=False, compare=False, repr=False)
    _jobs: Mapping[str, Job] = field(init=False, compare=False, repr=False)
    _engineers: Mapping[str, Engineer] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {name: index for index, name in enumerate(self.locations)})
        object.__setattr__(self, "_jobs", {job.id: job for job in self.jobs})
        object.__setattr__(self, "_engineers", {engineer.id: engineer for engineer in self.engineers})

    def travel_between(self, origin: str, destination: str) -> float:
        return self.travel[self.places[origin]][self.places[destination]]

    def job(self, job_id: str) -> Job:
        """The job with this id. Raises KeyError."""
        return self._jobs[job_id]

    def engineer(self, engineer_id: str) -> Engineer:
        """The engineer with this id. Raises KeyError."""
        return self._engineers[engineer_id]
