"""Small planning problems for the tests, as documents and as Hypothesis strategies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]


def engineer(name: str, skills: dict[str, int], **more: Any) -> Document:
    """On shift from 0 to 1000, from the office and back."""
    shift = {"start": 0, "end": 1000, "from": "office", "to": "office", **more.pop("shift", {})}
    return {"id": name, "skills": skills, "shift": shift, **more}


def part(skill: str, duration: float, level: int = 1) -> Document:
    return {"id": skill, "skill": skill, "level": level, "duration": duration}


def job(name: str, location: str, *parts: Document, **more: Any) -> Document:
    return {"id": name, "location": location, "parts": list(parts), "unplanned_cost": 10_000, **more}


def problem(engineers: list[Document], jobs: list[Document], **costs: float) -> Document:
    """Office, a and b on a line: office -10- a -20- b, so office to b is 30."""
    return {
        "format": "onevisit-problem/1",
        "locations": ["office", "a", "b"],
        "travel": [[0, 10, 30], [10, 0, 20], [30, 20, 0]],
        "engineers": engineers,
        "jobs": jobs,
        "costs": {"travel": 1, "visit": 5, "lateness": 1, "overtime": 2, **costs},
    }


SKILLS = ("lan", "phone", "server")


@st.composite
def any_problem(draw: st.DrawFn) -> Document:
    """A problem with every feature of the contract; pins may contradict each other, then it is not valid."""
    size = draw(st.integers(2, 5))
    number = st.integers(0, 60)
    travel = [[0 if i == j else draw(number) / 2 for j in range(size)] for i in range(size)]
    places = [f"p{i}" for i in range(size)]
    engineers = [draw(_any_engineer(f"e{i}", places)) for i in range(draw(st.integers(1, 4)))]
    names = [item["id"] for item in engineers]
    jobs = [draw(_any_job(f"j{i}", places, names)) for i in range(draw(st.integers(1, 7)))]
    terms = ("travel", "visit", "lateness", "max_lateness", "overtime", "not_preferred", "moved")
    return {
        "format": "onevisit-problem/1",
        "locations": places,
        "travel": travel,
        "engineers": engineers,
        "jobs": jobs,
        "costs": {term: draw(st.sampled_from((0, 1, 2.5))) for term in terms},
    }


@st.composite
def _any_engineer(draw: st.DrawFn, name: str, places: list[str]) -> Document:
    start = draw(st.integers(0, 100))
    breaks = []
    at = draw(st.integers(0, 200))
    for _ in range(draw(st.integers(0, 2))):
        latest = at + draw(st.integers(0, 150))
        breaks.append({"earliest": at, "latest": latest, "duration": draw(st.integers(0, 40))})
        at = latest + 40 + draw(st.integers(0, 100))
    return {
        "id": name,
        "skills": draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3), min_size=1)),
        "shift": {
            "start": start,
            "end": start + draw(st.integers(50, 500)),
            "from": draw(st.sampled_from(places)),
            "to": draw(st.sampled_from([*places, None])),
            "overtime": draw(st.sampled_from((0, 60, None))),
        },
        "breaks": breaks,
        "max_visits": draw(st.sampled_from((None, None, 0, 1, 2, 3))),
    }


@st.composite
def _any_job(draw: st.DrawFn, name: str, places: list[str], crew: list[str]) -> Document:
    skills = draw(st.lists(st.sampled_from(SKILLS), min_size=1, max_size=3, unique=True))
    parts = [part(skill, draw(st.integers(0, 80)), draw(st.integers(0, 2))) for skill in skills]
    separate = draw(st.booleans()) and len(parts) > 1
    least = draw(st.integers(-20, 60))
    earliest = draw(st.integers(0, 300))
    few = st.lists(st.sampled_from(crew), max_size=1, unique=True)
    document = job(
        name,
        draw(st.sampled_from(places)),
        *parts,
        unplanned_cost=draw(st.sampled_from((0, 50, 5000))),
        staffing="separate" if separate else None,
        gap={"min": least, "max": least + draw(st.integers(0, 60))} if separate else None,
        window=draw(st.sampled_from((None, {"earliest": earliest, "latest": earliest + 150}))),
        due=draw(st.sampled_from((None, 100, 250))),
        weight=draw(st.sampled_from((None, 0, 2))),
        preferred=draw(few),
        forbidden=draw(few),
    )
    if draw(st.integers(0, 3)) == 0 and not separate:
        chosen = {item["id"]: draw(st.sampled_from(crew)) for item in parts}
        document["pinned"] = {"engineers": chosen, "start": draw(st.integers(20, 300))}
    return document
