"""Operations that were set aside: a dispatcher attaches them to a visit or dismisses them."""

from typing import Annotated, Literal
from uuid import UUID

from flask import Blueprint
from pydantic import StringConstraints

from server.commands.sync.settle import settle_op
from server.domain.actor import Actor
from server.web.api import Model, route
from server.web.auth import services

kept_ops = Blueprint("kept_ops", __name__, url_prefix="/api/attention/ops")


class Settlement(Model):
    """`visit` is where to attach it; without one it goes to the visit that it names."""

    action: Literal["attach", "dismiss"]
    visit: Annotated[str, StringConstraints(pattern="^[0-9a-f-]{36}$")] | None = None
    reason: Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True)] = ""


@route(kept_ops, "POST", "/<uuid:op_id>", callers={"dispatcher"}, body=Settlement, status=204)
def settle(actor: Actor, op_id: UUID, body: Settlement) -> None:
    """Attach a kept operation to a visit, or dismiss it with a reason that the engineer reads."""
    settle_op(
        op_id=str(op_id),
        action=body.action,
        visit=body.visit,
        reason=body.reason,
        by=actor,
        at=services().clock(),
    )
