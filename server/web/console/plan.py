"""The plan of a day, proposals for it, and places for one ticket, for the console."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field, StringConstraints

from server.commands.places import find_places, take_place
from server.commands.plans import ask_proposal, cancel_proposal, lock_proposed, note_look
from server.commands.publish import publish_proposal
from server.commands.visits import release_person
from server.domain.actor import Actor
from server.domain.visit import RepeatReason
from server.queries.plan import get_plan, get_proposal, with_names
from server.queries.visits import get_visit
from server.web.api import Model, route
from server.web.console.values import (
    OFFICE,
    PLANNERS,
    Created,
    Day,
    Id,
    Moment,
    RepeatWord,
    Short,
    now,
    prices,
    travel_rule,
)
from server.web.console.visits import VisitAnswer

plan = Blueprint("plan", __name__, url_prefix="/api/plan")

Key = Annotated[str, StringConstraints(min_length=1, max_length=20)]


class DayQuery(Model):
    day: Day | None = None


class DayBody(Model):
    day: Day


class ProposalBody(DayBody):
    """`may_move`: promised visits that nobody has begun or locked may get another crew or time."""

    may_move: bool = False


class LockBody(Model):
    """`key` names a visit of the proposal."""

    key: Key
    locked: bool


class PublishBody(Model):
    """`visits` null: all. `repeat_reasons` by key, for second trips whose first does not say why.

    `override_reason` lets more visits be promised than the limit on them allows. `move_reason` is needed for whatever changes
    a promise: a visit that gets another crew or time, or none (those are in `dropped`).
    """

    visits: Annotated[list[Key], Field(max_length=1000)] | None = None
    repeat_reasons: Annotated[dict[str, RepeatWord], Field(max_length=1000, default_factory=dict)]
    override_reason: Short | None = None
    move_reason: Short | None = None


class InsertBody(Model):
    """No `day`: today."""

    ticket: Id
    day: Day | None = None


class TakeBody(InsertBody):
    """`place` is the key of a place that the search answered. `override_reason`: over the limit on promised visits."""

    place: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    repeat_reason: RepeatWord | None = None
    override_reason: Short | None = None


class ReleaseBody(Model):
    """No `to`: all that is planned from then on."""

    person: Id
    starts_from: Annotated[Moment, Field(alias="from")]
    starts_before: Annotated[Moment | None, Field(alias="to")] = None


class DayAnswer(Model):
    """`waiting`: a proposal that a change of the day asked for and nobody has published or discarded.

    `under_way`: the id of one that the caller asked for and the planner still works on.
    """

    day: str
    zone: str
    engineers: list[dict[str, Any]]
    visits: list[dict[str, Any]]
    ready: list[dict[str, Any]]
    unplanned: list[dict[str, Any]]
    waiting: dict[str, Any] | None
    under_way: str | None


class Stage(Model):
    """`queued`: waits for a worker. `drives`: the routing service is asked. `search`: a plan is looked for. A large day has
    `regions`, of which so many are `planned`, and then `borders`, when they are joined.
    """

    name: Literal["queued", "drives", "search", "regions", "borders"]
    planned: int | None = None
    regions: int | None = None


class ProposalAnswer(Model):
    """A visit of `visits` that has `was` moves a promised one; `dropped` are promised ones that the plan has no place for."""

    id: str
    day: str
    state: str
    progress: float
    best: float | None
    stage: Stage | None
    visits: list[dict[str, Any]]
    dropped: list[dict[str, Any]]
    unplanned: list[dict[str, Any]]
    gain: dict[str, int] | None
    cost: dict[str, float] | None
    travel_note: dict[str, str] | None
    changed_since: bool
    may_move: bool
    reason: dict[str, str] | None
    let_go: list[str]
    lunches: list[dict[str, Any]]
    error: str | None


class RefusedAnswer(Model):
    """`key` names the visit, `code` the rule; `text` says it in both languages, with the people."""

    key: str
    code: str
    detail: str
    text: dict[str, str] | None


class PublishedAnswer(Model):
    """`dropped` are ids of visits that were called off."""

    published: list[str]
    dropped: list[str]
    refused: list[RefusedAnswer]


class PlacesAnswer(Model):
    """`reason` says why there is no place."""

    items: list[dict[str, Any]]
    reason: dict[str, str] | None


class ReleasedAnswer(Model):
    visits: list[str]
    tickets: list[str]


@route(plan, "GET", "", callers=OFFICE, query=DayQuery, answer=DayAnswer)
def show_day(actor: Actor, query: DayQuery) -> dict[str, Any]:
    """A day with its engineers, visits and the tickets that wait."""
    return get_plan(day=query.day, person=actor.person, at=now())


@route(plan, "POST", "/proposals", callers=PLANNERS, body=ProposalBody, answer=Created, status=202)
def ask(actor: Actor, body: ProposalBody) -> dict[str, Any]:
    """Ask for a plan of a day; ask again for its state."""
    return {"id": ask_proposal(day=body.day, may_move=body.may_move, by=actor, at=now())}


@route(plan, "GET", "/proposals/<uuid:proposal>", callers=OFFICE, answer=ProposalAnswer)
def show_proposal(actor: Actor, proposal: object) -> dict[str, Any]:
    """How far the search is, and what it found."""
    return get_proposal(str(proposal))


@route(plan, "POST", "/proposals/<uuid:proposal>/look", callers=PLANNERS)
def look(actor: Actor, proposal: object) -> None:
    """Say that somebody looks at it: a newer automatic one no longer takes its place."""
    note_look(proposal=str(proposal), by=actor, at=now())


@route(plan, "POST", "/proposals/<uuid:proposal>/lock", callers=PLANNERS, body=LockBody)
def lock(actor: Actor, proposal: object, body: LockBody) -> None:
    """Keep one visit of it as it is in the next plan of the day, or no longer."""
    lock_proposed(proposal=str(proposal), key=body.key, locked=body.locked, by=actor, at=now())


@route(
    plan,
    "POST",
    "/proposals/<uuid:proposal>/publish",
    callers=PLANNERS,
    body=PublishBody,
    answer=PublishedAnswer,
)
def publish(actor: Actor, proposal: object, body: PublishBody) -> dict[str, Any]:
    """Promise visits of a proposal, and call off what it drops; one that collides with something is refused alone."""
    outcome = publish_proposal(
        proposal=str(proposal),
        keys=body.visits,
        repeat_reasons={key: RepeatReason(word) for key, word in body.repeat_reasons.items()},
        override_reason=body.override_reason,
        move_reason=body.move_reason,
        travel=travel_rule(),
        by=actor,
        at=now(),
    )
    return asdict(outcome)


@route(plan, "POST", "/proposals/<uuid:proposal>/cancel", callers=PLANNERS)
def cancel(actor: Actor, proposal: object) -> None:
    """Stop a search or discard its outcome."""
    cancel_proposal(proposal=str(proposal), by=actor, at=now())


@route(plan, "POST", "/insert", callers=PLANNERS, body=InsertBody, answer=PlacesAnswer, repeatable=True)
def insert(actor: Actor, body: InsertBody) -> dict[str, Any]:
    """The best five places for a ticket in a day that is otherwise kept."""
    found = find_places(ticket=body.ticket, day=body.day, travel=travel_rule(), prices=prices(), at=now())
    return {"items": with_names(found["items"]), "reason": found["reason"]}


@route(plan, "POST", "/insert/take", callers=PLANNERS, body=TakeBody, answer=VisitAnswer, status=201)
def take(actor: Actor, body: TakeBody) -> dict[str, Any]:
    """Promise the visit at one of these places."""
    visit = take_place(
        ticket=body.ticket,
        day=body.day,
        place=body.place,
        repeat_reason=None if body.repeat_reason is None else RepeatReason(body.repeat_reason),
        override_reason=body.override_reason,
        travel=travel_rule(),
        prices=prices(),
        by=actor,
        at=now(),
    )
    return get_visit(visit)


@route(plan, "POST", "/release", callers=PLANNERS, body=ReleaseBody, answer=ReleasedAnswer)
def release(actor: Actor, body: ReleaseBody) -> dict[str, Any]:
    """Call off what somebody has not begun and starts in a time, so that it can be planned anew."""
    released = release_person(
        person=body.person,
        starts_from=body.starts_from,
        starts_before=body.starts_before,
        travel=travel_rule(),
        by=actor,
        at=now(),
    )
    return {"visits": list(released.visits), "tickets": list(released.tickets)}
