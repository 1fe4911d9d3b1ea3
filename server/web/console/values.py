"""Values that several bodies of the console share, with their bounds."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.domain.planning import Prices
from server.domain.travel import TravelRule
from server.web.api import JInt, Model
from server.web.auth import services

OFFICE = {"operator", "dispatcher", "lead", "expert"}
PLANNERS = {"dispatcher", "lead"}

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Long = Annotated[str, StringConstraints(min_length=1, max_length=5000, strip_whitespace=True)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,58}$")]
# Far enough in both directions for any plan, near enough that no arithmetic with days overflows.
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
Day = Annotated[date, Field(ge=FIRST.date(), le=LAST.date())]
Moment = Annotated[AwareDatetime, Field(ge=FIRST, le=LAST)]
Language = Literal["en", "ru"]
PriorityWord = Literal["low", "normal", "high", "urgent"]
RepeatWord = Literal["part", "skill", "time", "access", "diagnosis", "customer", "new_fault"]


class PageQuery(Model):
    """`cursor` is the `next` of the page before."""

    cursor: Annotated[str, StringConstraints(max_length=40)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ListAnswer(Model):
    items: list[dict[str, Any]]
    next: str | None
    total: int


class Created(Model):
    id: str


class Reason(Model):
    reason: Short


class PartBody(Model):
    trade: Word
    level: Annotated[JInt, Field(ge=1, le=4)]
    minutes: Annotated[JInt, Field(ge=1, le=1440)]


def now() -> datetime:
    return services().clock()


def travel_rule() -> TravelRule:
    return services().travel


def prices() -> Prices:
    return services().prices
