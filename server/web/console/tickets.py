"""Tickets and their triage, for the console."""

from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field, StringConstraints

from server.commands import swarm
from server.commands import tickets as commands
from server.commands.triage import triage_ticket
from server.domain.actor import Actor
from server.domain.ticket import Priority, TicketState
from server.domain.triage import Answer, CheckDone, KitNeeded, PartNeeded, Triage
from server.queries.paging import Page
from server.queries.tickets import get_ticket, list_tickets
from server.web.api import JInt, Model, route
from server.web.console.values import (
    OFFICE,
    Id,
    Language,
    ListAnswer,
    Long,
    Moment,
    PageQuery,
    PartBody,
    PriorityWord,
    Reason,
    Short,
    Word,
    now,
    travel_rule,
)

tickets = Blueprint("tickets", __name__, url_prefix="/api/tickets")

FIRST_LINE = {"operator", "dispatcher", "lead"}
StateWord = Literal["new", "triaged", "ready", "planned", "under_way", "done", "solved_remotely", "cancelled"]


class TicketsQuery(PageQuery):
    """`state` may be given several times; `owner` is a person's id or "none"; `helper` was pulled in on it."""

    state: StateWord | list[StateWord] | None = None
    q: Annotated[str, StringConstraints(max_length=200)] | None = None
    owner: Id | Literal["none"] | None = None
    helper: Id | None = None
    site: Id | None = None


class NewTicketBody(Model):
    site: Id
    customer: Id
    text: Long
    contact: Id | None = None
    asset: Id | None = None
    symptom: Word | None = None
    language: Language = "ru"
    priority: PriorityWord = "normal"
    due: Moment | None = None


class TicketChanges(Model):
    """Only the members sent are changed."""

    text: Long = ""
    contact: Id | None = None
    asset: Id | None = None
    language: Language = "ru"
    priority: PriorityWord = "normal"
    due: Moment | None = None
    owner: Id | None = None


class AnswerBody(Model):
    question: Word
    answer: Annotated[str, StringConstraints(max_length=1000)]


class CheckBody(Model):
    check: Word
    result: Word
    note: Annotated[str, StringConstraints(max_length=1000)] | None = None


class KitBody(Model):
    id: Word
    quantity: Annotated[JInt, Field(ge=1, le=1000)]


class SolvedBody(Model):
    check: Word | None = None
    text: Long


class TriageBody(Model):
    """`solved_by` for the outcome solved, `parts` for a visit, `note` for a swarm. No `due`: suggested from the priority.

    `override_reason` lets one more ticket wait for a plan than the limit on them allows.
    """

    symptom: Word
    outcome: Literal["solved", "visit", "swarm"]
    answers: Annotated[list[AnswerBody], Field(max_length=100, default_factory=list)]
    checks: Annotated[list[CheckBody], Field(max_length=100, default_factory=list)]
    parts: Annotated[list[PartBody], Field(max_length=10, default_factory=list)]
    kit: Annotated[list[KitBody], Field(max_length=100, default_factory=list)]
    priority: PriorityWord | None = None
    due: Moment | None = None
    solved_by: SolvedBody | None = None
    note: Annotated[str, StringConstraints(max_length=5000)] | None = None
    override_reason: Short | None = None


class SwarmBody(Model):
    people: Annotated[list[Id], Field(min_length=1, max_length=20)]
    question: Long


class TicketAnswer(Model):
    id: str
    number: str
    state: str
    priority: str
    customer: dict[str, Any]
    site: dict[str, Any]
    contact: dict[str, Any] | None
    asset: dict[str, Any] | None
    symptom: str | None
    symptom_title: dict[str, str]
    text: str
    language: str
    opened_at: str
    state_since: str
    ended_at: str | None
    due: str | None
    owner: dict[str, Any] | None
    swarm: list[dict[str, Any]]
    triage: dict[str, Any] | None
    parts: list[dict[str, Any]]
    kit: list[dict[str, Any]]
    visits: list[dict[str, Any]]
    trips: int
    solved_by: dict[str, Any] | None
    events: list[dict[str, Any]]


@route(tickets, "GET", "", callers=OFFICE, query=TicketsQuery, answer=ListAnswer)
def show_tickets(actor: Actor, query: TicketsQuery) -> dict[str, Any]:
    """Tickets, newest first."""
    given = query.state or []
    states = [TicketState(word) for word in ([given] if isinstance(given, str) else given)]
    page = Page(query.cursor, query.limit)
    return list_tickets(
        page=page, states=states, q=query.q, owner=query.owner, helper=query.helper, site=query.site
    )


@route(tickets, "POST", "", callers=FIRST_LINE, body=NewTicketBody, answer=TicketAnswer, status=201)
def open_ticket(actor: Actor, body: NewTicketBody) -> dict[str, Any]:
    """Take a customer's request in."""
    values = body.model_dump() | {"priority": Priority(body.priority)}
    ticket = commands.open_ticket(ticket=commands.NewTicket(**values), by=actor, at=now())
    return get_ticket(ticket)


@route(tickets, "GET", "/<uuid:ticket>", callers=OFFICE, answer=TicketAnswer)
def show_ticket(actor: Actor, ticket: object) -> dict[str, Any]:
    """One ticket with its events, visits and trips."""
    return get_ticket(str(ticket))


@route(tickets, "PATCH", "/<uuid:ticket>", callers=FIRST_LINE, body=TicketChanges, answer=TicketAnswer)
def edit(actor: Actor, ticket: object, body: TicketChanges) -> dict[str, Any]:
    """Change the members sent; what was answered on site is not touched."""
    changes = body.model_dump(exclude_unset=True)
    if "priority" in changes:
        changes["priority"] = Priority(changes["priority"])
    commands.edit_ticket(ticket=str(ticket), changes=changes, by=actor, at=now())
    return get_ticket(str(ticket))


@route(tickets, "POST", "/<uuid:ticket>/triage", callers=FIRST_LINE, body=TriageBody, answer=TicketAnswer)
def triage(actor: Actor, ticket: object, body: TriageBody) -> dict[str, Any]:
    """Record questions, remote checks and their outcome."""
    recorded = Triage(
        symptom=body.symptom,
        outcome=body.outcome,
        answers=tuple(Answer(**item.model_dump()) for item in body.answers),
        checks=tuple(CheckDone(**item.model_dump()) for item in body.checks),
        parts=tuple(PartNeeded(**item.model_dump()) for item in body.parts),
        kit=tuple(KitNeeded(**item.model_dump()) for item in body.kit),
        priority=None if body.priority is None else Priority(body.priority),
        due=body.due,
        solved_by=None if body.solved_by is None else body.solved_by.model_dump(),
        note=body.note,
    )
    triage_ticket(
        ticket=str(ticket), triage=recorded, by=actor, at=now(), override_reason=body.override_reason
    )
    return get_ticket(str(ticket))


@route(tickets, "POST", "/<uuid:ticket>/cancel", callers=FIRST_LINE, body=Reason, answer=TicketAnswer)
def cancel(actor: Actor, ticket: object, body: Reason) -> dict[str, Any]:
    """Withdraw a ticket; its open visit is called off with it."""
    commands.cancel_ticket(ticket=str(ticket), reason=body.reason, travel=travel_rule(), by=actor, at=now())
    return get_ticket(str(ticket))


@route(tickets, "POST", "/<uuid:ticket>/swarm", callers=OFFICE, body=SwarmBody, answer=TicketAnswer)
def pull_in(actor: Actor, ticket: object, body: SwarmBody) -> dict[str, Any]:
    """Ask colleagues to help on a ticket that its owner keeps."""
    swarm.pull_in(ticket=str(ticket), people=body.people, question=body.question, by=actor, at=now())
    return get_ticket(str(ticket))


@route(tickets, "DELETE", "/<uuid:ticket>/swarm/<uuid:person>", callers=OFFICE, answer=TicketAnswer)
def let_go(actor: Actor, ticket: object, person: object) -> dict[str, Any]:
    """Somebody helps no longer."""
    swarm.let_go(ticket=str(ticket), person=str(person), by=actor, at=now())
    return get_ticket(str(ticket))
