"""Visits, for the console: list, detail, by hand, called off, another crew, settled."""

from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field, StringConstraints

from server.commands.crew import change_crew
from server.commands.places import Share, preview_by_hand, publish_by_hand
from server.commands.visits import cancel_visit, lock_in_plan, settle_visit
from server.domain.actor import Actor
from server.domain.visit import RepeatReason, VisitState
from server.queries.paging import Page
from server.queries.plan import with_names
from server.queries.visits import get_visit, list_visits
from server.web.api import Model, route
from server.web.console.values import (
    OFFICE,
    PLANNERS,
    Id,
    ListAnswer,
    Moment,
    PageQuery,
    Reason,
    RepeatWord,
    Short,
    Word,
    now,
    prices,
    travel_rule,
)

visits = Blueprint("visits", __name__, url_prefix="/api/visits")

StateWord = Literal[
    "published", "travelling", "on_site", "work_done", "signed", "sealed", "aborted", "cancelled"
]


class VisitsQuery(PageQuery):
    """`state` may be given several times; `from` and `to` bound the planned start."""

    state: StateWord | list[StateWord] | None = None
    person: Id | None = None
    site: Id | None = None
    starts_from: Annotated[Moment | None, Field(alias="from")] = None
    starts_before: Annotated[Moment | None, Field(alias="to")] = None


class ShareBody(Model):
    person: Id
    trades: Annotated[list[Word], Field(min_length=1, max_length=10)]


class ByHandBody(Model):
    """Who does which trade of a ticket, and when all of them start."""

    ticket: Id
    crew: Annotated[list[ShareBody], Field(min_length=1, max_length=10)]
    start: Moment

    def shares(self) -> list[Share]:
        return [Share(share.person, tuple(share.trades)) for share in self.crew]


class NewVisitBody(ByHandBody):
    """`reason` lets soft rules be broken; `repeat_reason` is needed for a second trip whose first does not say why."""

    reason: Short | None = None
    repeat_reason: RepeatWord | None = None


class PreviewAnswer(Model):
    """`cost`: minutes that the day takes more. A rule that is not hard may be broken with a reason."""

    visit: dict[str, Any]
    cost: dict[str, int]
    delayed: list[dict[str, Any]]
    rules: list[dict[str, Any]]


class CrewBody(Model):
    crew: Annotated[list[Id], Field(min_length=1, max_length=10)]
    reason: Short


class LockBody(Model):
    locked: bool


class SettleBody(Model):
    """For `again` the reason is a coded one, as when a crew aborts a visit."""

    outcome: Literal["done", "again"]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
    note: Annotated[str, StringConstraints(max_length=5000)] = ""


class VisitAnswer(Model):
    id: str
    number: str
    state: str
    planned: dict[str, str]
    why: dict[str, str]
    mode: str
    late_minutes: int
    tickets: list[dict[str, Any]]
    customer: dict[str, Any]
    site: dict[str, Any]
    contact: dict[str, Any] | None
    assets: list[dict[str, Any]]
    crew: list[dict[str, Any]]
    kit: list[dict[str, Any]]
    checklist: dict[str, Any]
    hints: list[dict[str, Any]]
    history: list[dict[str, Any]]
    live_checks: dict[str, Any]
    clause: dict[str, Any]
    consent: dict[str, Any]
    assigned: bool
    repeat_reason: str | None
    repeat_of: str | None
    ended_reason: str | None
    ended_note: str | None
    fields: dict[str, list[dict[str, Any]]]
    assessment: dict[str, Any]
    acts: list[dict[str, Any]]
    events: list[dict[str, Any]]
    attention: list[dict[str, Any]]
    locked: bool


@route(visits, "GET", "", callers=OFFICE, query=VisitsQuery, answer=ListAnswer)
def show_visits(actor: Actor, query: VisitsQuery) -> dict[str, Any]:
    """Visits as cards, newest first."""
    given = query.state or []
    return list_visits(
        page=Page(query.cursor, query.limit),
        states=[VisitState(word) for word in ([given] if isinstance(given, str) else given)],
        person=query.person,
        site=query.site,
        starts_from=query.starts_from,
        starts_before=query.starts_before,
    )


@route(visits, "POST", "/preview", callers=PLANNERS, body=ByHandBody, answer=PreviewAnswer, repeatable=True)
def preview(actor: Actor, body: ByHandBody) -> dict[str, Any]:
    """What a visit by hand would cost the day, whom it delays and which rules it breaks; nothing is written."""
    found = preview_by_hand(
        ticket=body.ticket,
        crew=body.shares(),
        start=body.start,
        travel=travel_rule(),
        prices=prices(),
        at=now(),
    )
    (visit,) = with_names([found["visit"]])
    return {**found, "visit": visit}


@route(visits, "POST", "", callers=PLANNERS, body=NewVisitBody, answer=VisitAnswer, status=201)
def publish(actor: Actor, body: NewVisitBody) -> dict[str, Any]:
    """Promise a visit that a dispatcher put together; hard rules refuse it, soft ones ask for a reason."""
    visit = publish_by_hand(
        ticket=body.ticket,
        crew=body.shares(),
        start=body.start,
        repeat_reason=None if body.repeat_reason is None else RepeatReason(body.repeat_reason),
        reason=body.reason,
        travel=travel_rule(),
        prices=prices(),
        by=actor,
        at=now(),
    )
    return get_visit(visit)


@route(visits, "GET", "/<uuid:visit>", callers={*OFFICE, "engineer"}, answer=VisitAnswer)
def show_visit(actor: Actor, visit: object) -> dict[str, Any]:
    """One visit with its record, fields, assessment, acts and events; an engineer sees their own."""
    return get_visit(str(visit), crew_member=None if actor.may(*OFFICE) else actor.person)


@route(visits, "POST", "/<uuid:visit>/cancel", callers=PLANNERS, body=Reason, answer=VisitAnswer)
def cancel(actor: Actor, visit: object, body: Reason) -> dict[str, Any]:
    """Call a visit off; its ticket waits for a plan again."""
    cancel_visit(visit=str(visit), reason=body.reason, travel=travel_rule(), by=actor, at=now())
    return get_visit(str(visit))


@route(visits, "POST", "/<uuid:visit>/lock", callers=PLANNERS, body=LockBody, answer=VisitAnswer)
def put_lock(actor: Actor, visit: object, body: LockBody) -> dict[str, Any]:
    """Keep crew and time of a visit when the day is planned again, or no longer."""
    lock_in_plan(visit=str(visit), locked=body.locked, by=actor, at=now())
    return get_visit(str(visit))


@route(visits, "POST", "/<uuid:visit>/crew", callers=PLANNERS, body=CrewBody, answer=VisitAnswer)
def put_crew(actor: Actor, visit: object, body: CrewBody) -> dict[str, Any]:
    """Give a visit another crew at the same time."""
    change_crew(
        visit=str(visit), crew=body.crew, reason=body.reason, travel=travel_rule(), by=actor, at=now()
    )
    return get_visit(str(visit))


@route(visits, "POST", "/<uuid:visit>/settle", callers=PLANNERS, body=SettleBody, answer=VisitAnswer)
def settle(actor: Actor, visit: object, body: SettleBody) -> dict[str, Any]:
    """Decide what a refusal or absence means."""
    settle_visit(
        visit=str(visit), outcome=body.outcome, reason=body.reason, note=body.note, by=actor, at=now()
    )
    return get_visit(str(visit))
