"""A rule that a visit put together by hand breaks; which of them nothing passes."""

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
    """One broken rule with what its sentence needs; `visit` is a number (V-0012)."""

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

    @property
    def is_hard(self) -> bool:
        return self.code in HARD
