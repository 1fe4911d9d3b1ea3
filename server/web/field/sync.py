"""Push, feed and the quarantine of withdrawn devices (sync protocol, sections 4, 7 and 14)."""

from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import AfterValidator, Field, StringConstraints

from server.commands.sync.push import push as push_ops
from server.commands.sync.quarantine import keep_last_work
from server.domain.actor import Actor
from server.domain.ids import is_id
from server.domain.problems import Problem
from server.domain.sync.op import MAX_SEQ
from server.queries.feed import read_feed
from server.web.api import JInt, Model, route
from server.web.auth import ANYONE, SIGNED_IN, services
from server.web.field.answers import echo_nonce, read_json, sync_answer

sync = Blueprint("sync", __name__, url_prefix="/api/sync")
echo_nonce(sync)

MAX_OPS = 200
# 512 kB of ops, and room for the heartbeat around them.
MAX_BODY = 640 * 1024

DeviceId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Epoch = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class BatchTooLarge(Problem):
    status = 413
    code = "batch_too_large"


def _has_place(op: dict[str, Any]) -> dict[str, Any]:
    """The one thing every op needs: an id and a place, without which no outcome could be told."""
    seq = op.get("seq")
    if not is_id(op.get("op_id")):
        raise ValueError("op_id must be a UUID in lower case")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 1 <= seq <= MAX_SEQ:
        raise ValueError("seq must be a whole number from 1")
    return op


RawOp = Annotated[dict[str, Any], AfterValidator(_has_place)]


class UnsentOnVisit(Model):
    ops: Annotated[JInt, Field(ge=0)]
    files: Annotated[JInt, Field(ge=0)]


class Heartbeat(Model):
    visits: Annotated[dict[str, UnsentOnVisit], Field(max_length=1000)]
    oldest_s: Annotated[JInt, Field(ge=0)] | None = None
    persisted: bool | None = None


class PushBody(Model):
    """Ops are not validated here: one unknown op must not refuse the batch."""

    device: DeviceId
    epoch: Epoch
    ops: list[RawOp]
    hb: Heartbeat | None = None


class QuarantineBody(Model):
    """`sig` is the device's signature over the canonical text of the other members."""

    device: DeviceId
    epoch: Epoch
    ops: Annotated[list[RawOp], Field(max_length=MAX_OPS)]
    at: Annotated[str, StringConstraints(max_length=40)]
    sig: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class FeedQuery(Model):
    epoch: Epoch
    rev: Annotated[int, Field(ge=0, le=MAX_SEQ)]
    limit: Annotated[int, Field(ge=1, le=1000)] = 500


@sync.before_request
def _limit_body() -> None:
    if (request.content_length or 0) > MAX_BODY:
        raise BatchTooLarge(f"A batch may have {MAX_BODY // 1024} kB; send fewer operations at once.")


@route(sync, "POST", "/push", callers=ANYONE, repeatable=True, takes_bytes=True)
def push(actor: Actor, data: bytes) -> Response:
    """Take in a batch of operations; 200 for every processed batch, whatever its operations were worth."""
    body = PushBody.model_validate(read_json(data))
    if len(body.ops) > MAX_OPS:
        raise BatchTooLarge(f"A batch may have {MAX_OPS} operations, this one has {len(body.ops)}.")
    pushed = push_ops(
        device=body.device,
        epoch=body.epoch,
        ops=body.ops,
        heartbeat=None if body.hb is None else body.hb.model_dump(),
        by=actor,
        at=services().clock(),
    )
    return sync_answer({"results": pushed.results, "last_seq": pushed.last_seq})


@route(sync, "GET", "/feed", callers=SIGNED_IN, query=FeedQuery)
def feed(actor: Actor, query: FeedQuery) -> Response:
    """What changed since a rev, as whole states: own visits, their fields, files and acts, and outcomes of own operations."""
    assert actor.person is not None
    page = read_feed(
        person=actor.person,
        device=actor.device,
        epoch=query.epoch,
        rev=query.rev,
        limit=query.limit,
        at=services().clock(),
    )
    return sync_answer(page)


@route(sync, "POST", "/quarantine", callers=ANYONE, repeatable=True, takes_bytes=True)
def quarantine(actor: Actor, data: bytes) -> dict[str, Any]:
    """Keep the unsent work of a withdrawn device for a dispatcher; signed with the device key, no session needed."""
    signed = read_json(data)
    body = QuarantineBody.model_validate(signed)
    kept = keep_last_work(
        device=body.device, ops=body.ops, signed=signed, caller=actor, at=services().clock()
    )
    return {"kept": kept}
