"""What waits for a person, for the console."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server.commands.jobs import retry_job
from server.domain.actor import Actor
from server.queries.attention import list_attention
from server.web.api import Model, route
from server.web.auth import services

attention = Blueprint("attention", __name__, url_prefix="/api/attention")


class AttentionAnswer(Model):
    items: list[dict[str, Any]]
    total: int


@route(attention, "GET", "", callers={"dispatcher", "operator", "lead"}, answer=AttentionAnswer)
def show(actor: Actor) -> dict[str, Any]:
    """Kept operations, acts that wait or are alarmed, refusals, words of no, failed jobs, unsent work of phones."""
    items = list_attention(at=services().clock())
    return {"items": items, "total": len(items)}


@route(attention, "POST", "/jobs/<uuid:job>/retry", callers={"dispatcher"}, status=204)
def retry(actor: Actor, job: UUID) -> None:
    """Run a job again that was given up."""
    retry_job(job=str(job), by=actor, at=services().clock())
