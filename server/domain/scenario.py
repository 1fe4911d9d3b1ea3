"""A scenario: what recent days would have been with one change. The change as a value, and made to a problem document.

Each function takes an onevisit-problem/1 document and gives a new one; a change that does not touch the day gives an equal one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.local_day import LocalDay
from server.domain.planning_problem import person_of
from server.domain.travel import Place, TravelRule

ADDED = "added-engineer"
ADDED_HOME = "added-home"

Document = Mapping[str, Any]


@dataclass(frozen=True)
class RaisedSkill:
    """A person has at least this level in a trade."""

    person: str
    trade: str
    level: int

    def to_json(self) -> dict[str, Any]:
        return {"kind": "skill", "person": self.person, "trade": self.trade, "level": self.level}


@dataclass(frozen=True)
class AddedEngineer:
    """One engineer more; `start` and `end` of the shift are wall clock times ("08:00"), `label` says where home is."""

    skills: Mapping[str, int]
    start: str
    end: str
    label: str
    home: Place

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": "engineer",
            "skills": [{"trade": trade, "level": level} for trade, level in self.skills.items()],
            "shift": {"start": self.start, "end": self.end},
            "home": {"label": self.label, "lat": self.home.lat, "lon": self.home.lon},
        }


@dataclass(frozen=True)
class NoJoint:
    """Nobody goes to a ticket together with somebody else."""

    def to_json(self) -> dict[str, Any]:
        return {"kind": "no_joint"}


Change = RaisedSkill | AddedEngineer | NoJoint


def read_change(document: Document) -> Change:
    """The change that `to_json` wrote."""
    kind = document["kind"]
    if kind == "skill":
        return RaisedSkill(document["person"], document["trade"], document["level"])
    if kind == "engineer":
        return AddedEngineer(
            skills={skill["trade"]: skill["level"] for skill in document["skills"]},
            start=document["shift"]["start"],
            end=document["shift"]["end"],
            label=document["home"]["label"],
            home=Place(document["home"]["lat"], document["home"]["lon"]),
        )
    if kind == "no_joint":
        return NoJoint()
    raise ValueError(f"Unknown kind of change: {kind!r}")


def apply_change(
    document: Document, change: Change, *, day: LocalDay, places: Mapping[str, Place], travel: TravelRule
) -> dict[str, Any]:
    """The day with the change. `places` are the locations of the document's jobs, where their sites are known."""
    if isinstance(change, RaisedSkill):
        return raise_skill(document, change)
    if isinstance(change, AddedEngineer):
        return add_engineer(document, change, day=day, places=places, travel=travel)
    return forbid_joint(document)


def raise_skill(document: Document, change: RaisedSkill) -> dict[str, Any]:
    """A level is never lowered."""
    return {
        **document,
        "engineers": [
            _with_skill(engineer, change.trade, change.level)
            if person_of(engineer["id"]) == change.person
            else engineer
            for engineer in document["engineers"]
        ],
    }


def add_engineer(
    document: Document,
    change: AddedEngineer,
    *,
    day: LocalDay,
    places: Mapping[str, Place],
    travel: TravelRule,
) -> dict[str, Any]:
    """The added engineer drives between home and jobs only, so places that hold no job may stay unknown."""
    known = [places.get(name) for name in document["locations"]]
    there = [travel.seconds(place, change.home) for place in known]
    back = [travel.seconds(change.home, place) for place in known]
    rows = [[*row, way] for row, way in zip(document["travel"], there, strict=True)]
    shift = {
        "start": day.seconds(day.at(change.start)),
        "end": day.seconds(day.at(change.end)),
        "from": ADDED_HOME,
        "to": ADDED_HOME,
    }
    return {
        **document,
        "locations": [*document["locations"], ADDED_HOME],
        "travel": [*rows, [*back, 0]],
        "engineers": [
            *document["engineers"],
            {"id": ADDED, "skills": dict(change.skills), "shift": shift},
        ],
    }


def forbid_joint(document: Document) -> dict[str, Any]:
    """Each job goes to one engineer. One that nobody can do alone becomes as few visits as its trades allow, in any order.

    The contract has no staffing for that, so the parts that one engineer must do are one part, and its skill is held by
    those alone who could do all of them. Visits that are promised already stay as they are.
    """
    engineers = [dict(engineer) for engineer in document["engineers"]]
    jobs: list[dict[str, Any]] = []
    for job in document["jobs"]:
        if job.get("pinned") or len(job["parts"]) == 1:
            jobs.append(job)
            continue
        groups = _shares(job["parts"], document["engineers"])
        for number, group in enumerate(groups, 1):
            key = job["id"] if len(groups) == 1 else f"{job['id']}#{number}"
            part = group[0] if len(group) == 1 else _one_part(key, group, engineers)
            # Lateness is counted for every part, and several of them are one now.
            weight = job.get("weight", 1) * len(group)
            jobs.append({**job, "id": key, "parts": [part], "weight": weight})
    return {**document, "engineers": engineers, "jobs": jobs}


def ticket_of(job: str) -> str:
    """The ticket that a job belongs to, also where it became several."""
    return job.partition("#")[0]


def count_split(document: Document) -> int:
    """How many tickets nobody could do alone, so that they became several visits."""
    return len({ticket_of(job["id"]) for job in document["jobs"] if "#" in job["id"]})


def _with_skill(engineer: Document, trade: str, level: int) -> dict[str, Any]:
    skills = engineer["skills"]
    return {**engineer, "skills": {**skills, trade: max(level, skills.get(trade, 0))}}


def _shares(parts: Sequence[Document], engineers: Sequence[Document]) -> list[list[Document]]:
    """The parts in groups that somebody can do alone, the largest first; a part that nobody can do is by itself."""
    groups: list[list[Document]] = []
    left = list(parts)
    while left:
        choices = [[part for part in left if _can_do(engineer, part)] for engineer in engineers]
        largest = max(choices, key=len, default=[]) or left[:1]
        groups.append(largest)
        left = [part for part in left if part not in largest]
    return groups


def _one_part(job: str, parts: Sequence[Document], engineers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    skill = f"all of {job}"
    for engineer in engineers:
        if all(_can_do(engineer, part) for part in parts):
            engineer["skills"] = {**engineer["skills"], skill: 1}
    return {
        "id": "+".join(part["id"] for part in parts),
        "skill": skill,
        "level": 1,
        "duration": sum(part["duration"] for part in parts),
    }


def _can_do(engineer: Document, part: Document) -> bool:
    return bool(engineer["skills"].get(part["skill"], 0) >= part.get("level", 0)) and (
        part["skill"] in engineer["skills"]
    )
