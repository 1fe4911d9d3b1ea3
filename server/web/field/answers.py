"""The form of sync requests and answers: our media type, the echoed nonce, and JSON that is read strictly."""

import json
from typing import Any

from flask import Blueprint, Response, request

from server.domain.clock import iso
from server.domain.problems import Problem
from server.domain.sync.line import MIN_APP
from server.queries.installation import get_line
from server.web.api import UnsupportedMedia
from server.web.auth import services

SYNC_MEDIA_TYPE = "application/vnd.onevisit.sync+json"
MAX_NONCE = 100


class Unreadable(Problem):
    """The envelope is not understood; the phone isolates the op that spoils it."""

    status = 400
    code = "unreadable"


def echo_nonce(blueprint: Blueprint) -> None:
    """Every answer carries the nonce of its request: what comes without it was said by somebody in between."""

    @blueprint.after_request
    def _echo(response: Response) -> Response:
        nonce = request.headers.get("Sync-Nonce", "")
        if 0 < len(nonce) <= MAX_NONCE and nonce.isascii() and nonce.isprintable():
            response.headers["Sync-Nonce"] = nonce
        return response


def sync_answer(body: dict[str, Any]) -> Response:
    """An answer of push or feed, with what every contact tells: epoch, what is durable, the time."""
    line = get_line(at_commit=services().settings.durability == "commit")
    envelope = line | {"server_time": iso(services().clock()), "min_app": MIN_APP}
    return Response(json.dumps(envelope | body, ensure_ascii=False), content_type=SYNC_MEDIA_TYPE)


def read_json(data: bytes) -> Any:
    """Raises Unreadable for what two readers could read differently: double keys, NaN, broken UTF-8, endless nesting."""
    if request.mimetype != "application/json":
        raise UnsupportedMedia(f"Send application/json, not {request.mimetype or 'nothing'}.")
    try:
        return json.loads(data, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The body is not JSON that can be relied on: {type(error).__name__}.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
