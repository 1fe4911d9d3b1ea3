"""From a problem document to a Problem: every fault at once, with its JSON path; nothing is guessed."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection

from dispatch.faults import MOST_AMOUNT, MOST_TIME, Fault, InvalidProblem, Node, is_text, read_number, show
from dispatch.pins import find_pin_faults
from dispatch.problem import (
    FORMAT,
    Break,
    Costs,
    Engineer,
    Gap,
    Job,
    Part,
    Pin,
    Problem,
    Shift,
    Staffing,
    Window,
)

MOST_PARTS = 60
SOME = 8
COST_NAMES = ("travel", "visit", "lateness", "max_lateness", "overtime", "not_preferred", "moved")


def read_problem(document: object) -> Problem:
    """Parse and validate. Raises InvalidProblem with all faults."""
    faults: list[Fault] = []
    node = Node(document, "$", faults)
    node.only(("format", "locations", "travel", "engineers", "jobs", "costs"))
    if "format" in node.fields and node.fields["format"] != FORMAT:
        node.report(".format", f"is {show(node.fields['format'])}", f"{FORMAT!r}")
    locations = _read_texts(node, "locations")
    places = dict.fromkeys(locations)
    travel = _read_travel(node, len(locations))
    engineers = [_read_engineer(child, places) for child in node.children("engineers")]
    known = dict.fromkeys(engineer.id for engineer in engineers)
    jobs = [_read_job(child, places, known) for child in node.children("jobs")]
    _report_repeated(node, "engineers", [engineer.id for engineer in engineers])
    _report_repeated(node, "jobs", [job.id for job in jobs])
    problem = Problem(locations, travel, tuple(engineers), tuple(jobs), _read_costs(node))
    # Pins are walked along the travel matrix, so everything else must be sound first.
    if not faults:
        faults += find_pin_faults(problem)
    if faults:
        raise InvalidProblem(faults)
    return problem


def _read_texts(node: Node, key: str, known: Collection[str] | None = None) -> tuple[str, ...]:
    """A list of different texts, all of them known if a set is given."""
    texts: dict[str, None] = {}
    allowed = _some_of(known) if known is not None else ""
    for index, item in enumerate(node.items(key)):
        where = f".{key}[{index}]"
        if not is_text(item):
            node.report(where, f"is {show(item)}", "a text without control characters")
            # Keeps the length, which the travel matrix is measured by.
            item = f"?{index}"
        elif item in texts:
            node.report(where, f"{show(item)} is there twice", "each once")
            item = f"?{index}"
        elif known is not None and item not in known:
            node.report(where, f"{show(item)} is not known", allowed)
        texts[item] = None
    return tuple(texts)


def _read_travel(node: Node, size: int) -> tuple[tuple[float, ...], ...]:
    rows = node.items("travel")
    if "travel" in node.fields and len(rows) != size:
        node.report(".travel", f"has {len(rows)} rows", f"{size}, one for each location")
    matrix = []
    for i, row in enumerate(rows):
        path = f"$.travel[{i}]"
        if not isinstance(row, list) or len(row) != size:
            node.report(f".travel[{i}]", "is not a row of the matrix", f"a list of {size} numbers")
            continue
        matrix.append(_read_row(row, path, node.faults))
    return tuple(matrix)


def _read_row(row: list[object], path: str, faults: list[Fault]) -> tuple[float, ...]:
    # A region has millions of pairs: a sound row is taken as a whole, a bad one is looked at number by number.
    if {type(value) for value in row} <= {int, float}:
        numbers: list[float] = row  # type: ignore[assignment]
        if all(0 <= value <= MOST_TIME for value in numbers):
            return tuple(map(float, numbers))
    return tuple(read_number(value, f"{path}[{at}]", faults, 0.0, least=0.0) for at, value in enumerate(row))


def _read_engineer(node: Node, locations: Collection[str]) -> Engineer:
    node.only(("id", "skills", "shift"), ("breaks", "max_visits"))
    skills = node.child("skills") if "skills" in node.fields else Node({}, node.path, [])
    levels = {name: skills.required_number(name, least=0.0, most=MOST_AMOUNT) for name in skills.fields}
    limit = node.fields.get("max_visits")
    if limit is not None and (
        isinstance(limit, bool) or not isinstance(limit, int) or not 0 <= limit <= MOST_AMOUNT
    ):
        node.report(".max_visits", f"is {show(limit)}", "a whole number from 0 up, or null")
        limit = None
    return Engineer(
        id=node.text("id"),
        skills=levels,
        shift=_read_shift(node, locations),
        breaks=_read_breaks(node),
        max_visits=limit,
    )


def _read_shift(node: Node, locations: Collection[str]) -> Shift:
    if "shift" not in node.fields:
        return Shift(0.0, 0.0, "", None)
    shift = node.child("shift")
    shift.only(("start", "end", "from", "to"), ("overtime",))
    start, end = shift.required_number("start"), shift.required_number("end")
    if end < start:
        shift.report(".end", f"is {end:g}, before the start {start:g}", "a time not before the start")
    destination = _read_place(shift, "to", locations) if shift.has("to") else None
    return Shift(
        start=start,
        end=end,
        origin=_read_place(shift, "from", locations),
        destination=destination,
        overtime=shift.number("overtime", 0.0, least=0.0),
    )


def _read_place(node: Node, key: str, locations: Collection[str]) -> str:
    place = node.text(key)
    if place and place not in locations:
        node.report(f".{key}", f"{show(place)} is not a location", _some_of(locations))
    return place


def _read_breaks(node: Node) -> tuple[Break, ...]:
    rests = []
    for child in node.children("breaks"):
        child.only(("earliest", "latest", "duration"))
        rest = Break(
            child.required_number("earliest"),
            child.required_number("latest"),
            child.required_number("duration", least=0.0),
        )
        if rest.latest < rest.earliest:
            child.report(
                ".latest", f"is {rest.latest:g}, before earliest", f"a time from {rest.earliest:g} on"
            )
        rests.append(rest)
    return tuple(rests)


def _read_job(node: Node, locations: Collection[str], known: Collection[str]) -> Job:
    optional = ("staffing", "gap", "window", "due", "weight", "preferred", "forbidden", "pinned")
    node.only(("id", "location", "parts", "unplanned_cost"), optional)
    parts = _read_parts(node)
    staffing = _read_staffing(node)
    return Job(
        id=node.text("id"),
        location=_read_place(node, "location", locations),
        parts=parts,
        unplanned_cost=node.required_number("unplanned_cost", least=0.0, most=MOST_AMOUNT),
        staffing=staffing,
        gap=_read_gap(node, staffing),
        window=_read_window(node),
        due=node.number("due", math.inf),
        weight=node.number("weight", 1.0, least=0.0, most=MOST_AMOUNT),
        preferred=frozenset(_read_texts(node, "preferred", known)),
        forbidden=frozenset(_read_texts(node, "forbidden", known)),
        pinned=_read_pin(node, parts, staffing, known),
    )


def _read_parts(node: Node) -> tuple[Part, ...]:
    children = node.children("parts")
    if "parts" in node.fields and not 1 <= len(children) <= MOST_PARTS:
        node.report(".parts", f"has {len(children)} entries", f"1 to {MOST_PARTS} parts")
    parts = []
    for child in children:
        child.only(("id", "skill", "duration"), ("level",))
        parts.append(
            Part(
                id=child.text("id"),
                skill=child.text("skill"),
                duration=child.required_number("duration", least=0.0),
                level=child.number("level", 0.0, least=0.0, most=MOST_AMOUNT),
            )
        )
    _report_repeated(node, "parts", [part.id for part in parts])
    return tuple(parts)


def _read_staffing(node: Node) -> Staffing:
    value = node.fields.get("staffing")
    if value == "separate":
        return "separate"
    if value not in (None, "one_or_joint"):
        node.report(".staffing", f"is {show(value)}", "'one_or_joint', 'separate' or null")
    return "one_or_joint"


def _read_gap(node: Node, staffing: Staffing) -> Gap:
    if not node.has("gap"):
        return Gap()
    child = node.child("gap")
    child.only((), ("min", "max"))
    gap = Gap(child.number("min", 0.0), child.number("max", 0.0))
    if gap.max < gap.min:
        child.report(".max", f"is {gap.max:g}, less than min", f"a number from {gap.min:g} up")
    if staffing != "separate" and gap != Gap():
        node.report(".gap", "is not zero although the parts start together", "a gap only with 'separate'")
    return gap


def _read_window(node: Node) -> Window:
    if not node.has("window"):
        return Window()
    child = node.child("window")
    child.only((), ("earliest", "latest"))
    window = Window(child.number("earliest", -math.inf), child.number("latest", math.inf))
    if window.latest < window.earliest:
        child.report(
            ".latest", f"is {window.latest:g}, before earliest", f"a time from {window.earliest:g} on"
        )
    return window


def _read_pin(node: Node, parts: tuple[Part, ...], staffing: Staffing, known: Collection[str]) -> Pin | None:
    if not node.has("pinned"):
        return None
    child = node.child("pinned")
    child.only(("engineers", "start"))
    crew = child.child("engineers") if "engineers" in child.fields else Node({}, child.path, [])
    ids = [part.id for part in parts]
    engineers: dict[str, str] = {}
    for part_id in crew.fields:
        engineers[part_id] = crew.text(part_id)
        if part_id not in ids:
            crew.report(f".{part_id}", "is not a part of this job", ", ".join(ids))
        if engineers[part_id] and engineers[part_id] not in known:
            crew.report(f".{part_id}", f"{show(engineers[part_id])} is not an engineer", _some_of(known))
    for part_id in ids:
        if part_id not in engineers and "engineers" in child.fields:
            crew.report(f".{part_id}", "is missing", "an engineer for every part of a pinned job")
    if staffing == "separate" and len(set(engineers.values())) < len(engineers):
        crew.report("", "names one engineer twice", "a different engineer for each part of a 'separate' job")
    return Pin(engineers, child.required_number("start"))


def _read_costs(node: Node) -> Costs:
    if "costs" not in node.fields:
        return Costs()
    child = node.child("costs")
    child.only((), COST_NAMES)
    return Costs(**{name: child.number(name, 0.0, least=0.0, most=MOST_AMOUNT) for name in COST_NAMES})


def _report_repeated(node: Node, key: str, ids: Collection[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name and name in seen:
            node.report(f".{key}[{index}].id", f"{show(name)} is there twice", "each id once")
        seen.add(name)


def _some_of(known: Collection[str]) -> str:
    """A few of the names allowed. Sorted only when few, as junk may have a million of them."""
    names = list(itertools.islice(known, SOME + 1))
    return ", ".join(sorted(names[:SOME])) + (", ..." if len(known) > SOME else "")
