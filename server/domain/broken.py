"""A rule that a visit breaks, put together by hand or published from a proposal; by hand, which of them nothing passes."""

from dataclasses import dataclass
from datetime import datetime

HARD = frozenset(
    {
        "visit_open",
        "not_ready",
        "not_an_engineer",
        "not_on_shift",
        "no_skill",
        "past",
        "too_soon",
        "two_places",
        "absent",
        "outside_hours",
        "forbidden_here",
    }
)


@dataclass(frozen=True)
class Broken:
    """One broken rule with what its sentence needs; `visit` and `ticket` are numbers (V-0012, T-0101), `state` that of either."""

    code: str
    person: str = ""
    visit: str = ""
    trade: str = ""
    level: int = 0
    minutes: int = 0
    at: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    people: tuple[str, ...] = ()
    ticket: str = ""
    trades: tuple[str, ...] = ()
    state: str = ""

    @property
    def is_hard(self) -> bool:
        return self.code in HARD
