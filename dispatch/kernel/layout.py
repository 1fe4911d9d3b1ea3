"""The arrays the kernel works on: what never changes during a search, and the plan under change."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

NONE = -1
EPS = 1e-7

# Columns of Model.costs.
TRAVEL, VISIT, LATENESS, MAX_LATENESS, OVERTIME, NOT_PREFERRED, MOVED = range(7)
# Columns of Work.totals: SETTLED is priced and does not depend on times; the others are amounts.
SETTLED, LATE, OVER, SHIFTED, LATEST = range(5)
TOTALS = 5
# Columns of Work.counts: jobs to be timed again, the first position among them, lengths of journal and
# log, engineers home too late, stops above max_visits, whether the largest lateness must be sought anew,
# and how many engineers are asked for a place.
PENDING, FIRST_POSITION, JOURNAL, LOG, BROKEN, CROWDED, RESCAN, ASKED = range(8)
COUNTS = 8
# Kinds of journal entry.
TOOK_OUT, SHIFTED_TO, PUT_IN, CROSSED, TURNED = range(5)

JOB = np.dtype(
    [
        ("place", "i8"),
        ("parts", "i8"),
        ("row_from", "i8"),
        ("row_to", "i8"),
        ("separate", "i8"),
        ("pinned", "i8"),
        ("promised", "i8"),
        ("pin_start", "f8"),
        ("earliest", "f8"),
        ("latest", "f8"),
        ("gap_min", "f8"),
        ("gap_max", "f8"),
        ("due", "f8"),
        ("weight", "f8"),
        ("unplanned", "f8"),
    ],
    align=True,
)
ENGINEER = np.dtype(
    [
        ("origin", "i8"),
        ("destination", "i8"),
        ("breaks", "i8"),
        ("max_visits", "i8"),
        ("start", "f8"),
        ("end", "f8"),
        ("hard_end", "f8"),
    ],
    align=True,
)
STOP = np.dtype(
    [
        ("engineer", "i8"),
        ("previous", "i8"),
        ("next", "i8"),
        ("parts", "i8"),
        ("rested", "i8"),
        ("moved", "i8"),
        ("duration", "f8"),
        ("start", "f8"),
        ("end", "f8"),
        ("late", "f8"),
        ("free", "f8"),
        ("base", "f8"),
        ("drive", "f8"),
        ("ready", "f8"),
        ("taken", "i8"),
        ("at_site", "i8"),
    ],
    align=True,
)
TOUR = np.dtype(
    [
        ("head", "i8"),
        ("tail", "i8"),
        ("stops", "i8"),
        ("broken", "i8"),
        ("over", "f8"),
        ("back", "f8"),
    ],
    align=True,
)
ENTRY = np.dtype([("kind", "i8"), ("a", "i8"), ("b", "i8"), ("c", "i8"), ("d", "i8")], align=True)
LOGGED = np.dtype(
    [("what", "i8"), ("start", "f8"), ("end", "f8"), ("late", "f8"), ("rested", "i8"), ("moved", "i8")],
    align=True,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Records = NDArray[Any]
# A record of addresses and sizes: compiled code takes the whole model or plan as one pointer.
Handle = Any


class Model(NamedTuple):
    """The problem as arrays. A stop's number is job * parts-per-job + the first part its engineer does."""

    jobs: Records
    engineers: Records
    durations: Floats  # job, part
    breaks: Floats  # engineer, break (none where nobody has any), (earliest, latest chained start, duration)
    travel: Floats  # place, place
    able: Ints  # job, engineer: bit p set when he may do part p
    price: Floats  # job, engineer: visit and not_preferred
    near: Ints  # job, neighbours
    rows: Ints  # sharing of parts: group of each part
    row_shares: Ints  # sharing of parts, group: number of its share, NONE where there is no such group
    shares: Ints  # share: bit p set when part p belongs to it
    promised: Floats  # job, engineer: start in the plan given, NaN when he was not in it
    costs: Floats


class Work(NamedTuple):
    """The plan under change, with what is needed to take the last changes back."""

    stops: Records
    tours: Records
    assign: Ints  # job, part -> engineer or NONE
    order: Ints  # the global order of jobs, unplanned ones included
    position: Ints
    waits: Ints  # job: for the start it was promised; after all jobs, stop: for a break that delays it
    dirty: Ints
    totals: Floats
    counts: Ints
    journal: Records
    journal_rows: Ints
    log: Records
    rests: Floats  # engineer, break: when it starts
    random: NDArray[np.uint64]
    row: Ints  # one crew under consideration
    best_row: Ints
    last: Ints  # per engineer: his last stop before the position looked at
    reach: Floats  # per engineer: arrival there
    extra: Floats  # per engineer: price of the detour
    ask: Ints  # the engineers worth asking for a place, COUNTS[ASKED] of them
    is_asked: Ints  # per engineer
    worth: Floats  # per engineer: rough price of his best gap
    offers: Floats  # share, engineer: rough price of his taking it
    focus: Ints  # the jobs that moves begin with
    place_cost: Floats
    place_at: Ints
    place_row: Ints
    basket: Ints


def new_work(model: Model, *, seed: int, places: int = 6, focus: Ints | None = None) -> Work:
    """An empty plan for this model: everything unplanned, jobs in the order of the model.

    `focus`: the jobs that the search is to change first of all, without it all of them.
    """
    jobs, width = model.durations.shape
    crew = len(model.engineers)
    stops = np.zeros(jobs * width, dtype=STOP)
    for name in ("engineer", "previous", "next"):
        stops[name] = NONE
    tours = np.zeros(crew, dtype=TOUR)
    tours["head"] = tours["tail"] = NONE
    entries = 64 * jobs + 4096
    return Work(
        stops=stops,
        tours=tours,
        assign=np.full((jobs, width), NONE, dtype=np.int64),
        order=np.arange(jobs, dtype=np.int64),
        position=np.arange(jobs, dtype=np.int64),
        waits=np.concatenate([model.jobs["promised"] > 0, np.zeros(jobs * width)]).astype(np.int64),
        dirty=np.zeros(jobs, dtype=np.int64),
        totals=np.zeros(TOTALS),
        counts=np.zeros(COUNTS, dtype=np.int64),
        journal=np.zeros(entries, dtype=ENTRY),
        journal_rows=np.zeros((entries, width), dtype=np.int64),
        log=np.zeros(32 * (jobs * width + crew) + 4096, dtype=LOGGED),
        rests=np.zeros((crew, model.breaks.shape[1])),
        random=np.array([(seed * 2 + 1) * 0x9E3779B97F4A7C15 % 2**64], dtype=np.uint64),
        row=np.zeros(width, dtype=np.int64),
        best_row=np.zeros(width, dtype=np.int64),
        last=np.full(crew, NONE, dtype=np.int64),
        reach=np.zeros(crew),
        extra=np.zeros(crew),
        ask=np.zeros(crew, dtype=np.int64),
        is_asked=np.zeros(crew, dtype=np.int64),
        worth=np.zeros(crew),
        offers=np.zeros((len(model.shares), crew)),
        focus=np.arange(jobs, dtype=np.int64) if focus is None else focus,
        place_cost=np.zeros(places),
        place_at=np.zeros(places, dtype=np.int64),
        place_row=np.zeros((places, width), dtype=np.int64),
        basket=np.zeros(jobs, dtype=np.int64),
    )


def handle(arrays: Model | Work) -> Handle:
    """The record that compiled code takes; valid as long as the arrays live."""
    fields: list[tuple[str, str]] = []
    values: list[int] = []
    for name, array in zip(arrays._fields, arrays, strict=True):
        if not array.flags["C_CONTIGUOUS"]:
            raise ValueError(f"{name} must lie in one piece")
        fields += [(name, "i8"), *((f"{name}_{axis}", "i8") for axis in range(array.ndim))]
        values += [array.ctypes.data, *array.shape]
    record = np.zeros(1, dtype=np.dtype(fields, align=True))
    record[0] = tuple(values)
    return record[0]
