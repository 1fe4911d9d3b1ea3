"""The measures of the flow, for everybody who may see how the work goes."""

from datetime import date
from typing import Annotated, Any

from flask import Blueprint
from pydantic import AwareDatetime, Field

from server.domain.actor import Actor
from server.queries.measures import get_measures
from server.web.api import JInt, Model, route
from server.web.auth import SIGNED_IN, services

measures = Blueprint("measures", __name__, url_prefix="/api")


class PeriodQuery(Model):
    """Days of the installation's zone (the last one included) or moments; without both, the last 30 days."""

    start: Annotated[AwareDatetime | date | None, Field(alias="from")] = None
    end: Annotated[AwareDatetime | date | None, Field(alias="to")] = None


class MeasureCase(Model):
    ticket: str
    number: str


class MeasureAnswer(Model):
    value: float | None
    unit: str
    n: JInt
    definition: dict[str, str]
    cases: list[MeasureCase]
    details: dict[str, Any]


class MeasuresAnswer(Model):
    start: Annotated[str, Field(alias="from")]
    end: Annotated[str, Field(alias="to")]
    first_time_fix: MeasureAnswer
    trips_per_ticket: MeasureAnswer
    time_to_resolve: MeasureAnswer
    csat: MeasureAnswer
    repeats: MeasureAnswer
    solved_remotely: MeasureAnswer
    wip_overrides: MeasureAnswer


@route(measures, "GET", "/measures", callers=SIGNED_IN, query=PeriodQuery, answer=MeasuresAnswer)
def show(actor: Actor, query: PeriodQuery) -> dict[str, Any]:
    """Every measure with its definition and number of cases; for the office also the tickets behind it."""
    parts = services()
    return get_measures(
        start=query.start,
        end=query.end,
        at=parts.clock(),
        repeat_days=parts.settings.repeat_days,
        with_cases=actor.may("operator", "dispatcher", "expert", "lead"),
    )
