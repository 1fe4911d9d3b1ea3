"""The board for the console: read, move, limit."""

from datetime import datetime
from typing import Annotated, Any

from flask import Blueprint
from pydantic import Field, StringConstraints

from server.commands.board import KEEP, move_ticket, set_limit
from server.domain.actor import Actor
from server.domain.problems import NotFound
from server.domain.wip import Column
from server.queries.board import get_board
from server.web.api import JInt, Model, route
from server.web.auth import services

board = Blueprint("board", __name__, url_prefix="/api")

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]
Reason = Annotated[str, StringConstraints(min_length=3, max_length=500, strip_whitespace=True)]
READERS = {"operator", "dispatcher", "expert", "lead"}


class Move(Model):
    """`owner` may be left out (stays), null (nobody) or a person."""

    ticket: Id
    to: Annotated[str, StringConstraints(max_length=20)]
    owner: Id | None = None
    override_reason: Reason | None = None


class Limit(Model):
    limit: Annotated[JInt, Field(ge=1, le=1000)] | None
    per_person: bool = False


class BoardColumn(Model):
    id: str
    title: dict[str, str]
    policy: dict[str, str]
    limit: JInt | None
    per_person: bool
    count: JInt
    average_age_minutes: JInt | None
    cards: list[dict[str, Any]]


class BoardAnswer(Model):
    columns: list[BoardColumn]


@route(board, "GET", "/board", callers=READERS, answer=BoardAnswer)
def show(actor: Actor) -> dict[str, Any]:
    """All columns with their cards."""
    return get_board(at=_now())


@route(
    board, "POST", "/board/moves", callers={"operator", "dispatcher", "lead"}, body=Move, answer=BoardAnswer
)
def move(actor: Actor, body: Move) -> dict[str, Any]:
    """Move a card between triage and ready, or give it another owner; answers with the board as it is now."""
    move_ticket(
        ticket=body.ticket,
        to=_column(body.to),
        owner=body.owner if "owner" in body.model_fields_set else KEEP,
        override_reason=body.override_reason,
        by=actor,
        at=_now(),
    )
    return get_board(at=_now())


@route(board, "PUT", "/board/limits/<column>", callers={"dispatcher", "lead"}, body=Limit, answer=BoardAnswer)
def limit(actor: Actor, column: str, body: Limit) -> dict[str, Any]:
    """Set or lift the limit of a column."""
    set_limit(column=_column(column), limit=body.limit, per_person=body.per_person, by=actor, at=_now())
    return get_board(at=_now())


def _column(name: str) -> Column:
    try:
        return Column(name)
    except ValueError:
        raise NotFound(f"The board has no such column; it has {', '.join(Column)}.") from None


def _now() -> datetime:
    return services().clock()
