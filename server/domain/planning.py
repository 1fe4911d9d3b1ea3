"""A day as the planner sees it: engineers with what they have promised, and tickets that wait for a visit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from server.domain.local_day import LocalDay
from server.domain.ticket import Priority
from server.domain.travel import Place, TravelRule


@dataclass(frozen=True)
class Span:
    start: datetime
    end: datetime

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True)
class Booking:
    """One engineer's share of a visit that is already promised or running; `visit` is its number (V-0012)."""

    visit: str
    place: Place
    trades: tuple[str, ...]
    busy_from: datetime
    starts_at: datetime
    busy_to: datetime
    is_begun: bool = False
    has_ended: bool = False


@dataclass(frozen=True)
class LunchBreak:
    earliest: datetime
    latest: datetime
    minutes: int


@dataclass(frozen=True)
class PlanEngineer:
    id: str
    name: str
    skills: Mapping[str, int]
    shift: Span
    home: Place | None = None
    absences: tuple[Span, ...] = ()
    bookings: tuple[Booking, ...] = ()
    lunch: LunchBreak | None = None
    overtime_minutes: int = 0


@dataclass(frozen=True)
class PlanPart:
    trade: str
    level: int
    minutes: int


@dataclass(frozen=True)
class Promise:
    """A published visit that may move: its id, and what is booked for whom."""

    visit: str
    crew: Mapping[str, Booking]


@dataclass(frozen=True)
class Lock:
    """What a dispatcher keeps of an earlier proposal: who does which trade (trade -> person), and when."""

    shares: Mapping[str, str]
    start: datetime


@dataclass(frozen=True)
class PlanTicket:
    """`key` is its number (T-0101), which the planner's sentences use; that of the visit (V-0012) if one is promised that may move.

    `opens`, `closes`: hours of the site on this day. `preferred`, `forbidden`: people, and why not, by the rules of the site.
    """

    key: str
    id: str
    place: Place
    parts: tuple[PlanPart, ...]
    priority: Priority
    due: datetime | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    promise: Promise | None = None
    lock: Lock | None = None
    preferred: frozenset[str] = frozenset()
    forbidden: Mapping[str, str] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)


@dataclass(frozen=True)
class Prices:
    """What an installation sets of the planner's prices, in seconds of driving.

    `not_preferred`: to send somebody else than whom the site prefers.
    """

    not_preferred: int = 300


PRICES = Prices()


@dataclass(frozen=True)
class PlanDay:
    """All that planning one day needs. `now` is the earliest moment at which anything new can happen."""

    day: LocalDay
    now: datetime
    travel: TravelRule
    engineers: tuple[PlanEngineer, ...]
    tickets: tuple[PlanTicket, ...]
    prices: Prices = PRICES
