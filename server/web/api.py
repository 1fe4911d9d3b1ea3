"""The glue between Flask and typed values: routes that declare who may call them, parse into models and answer JSON."""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import BaseModel, BeforeValidator, ConfigDict

from server.commands.requests import find_answer, keep_answer, under_key
from server.domain.actor import ROLES, Actor
from server.domain.problems import Problem
from server.web.auth import require_actor, services


class UnsupportedMedia(Problem):
    status = 415
    code = "unsupported_media_type"


class Model(BaseModel):
    """A request or answer body. Unknown members are refused: a misspelt field must not be dropped quietly."""

    model_config = ConfigDict(extra="forbid")


# JSON has one kind of number: 1.0 is a valid integer, which pydantic's strict int would refuse.
JInt = Annotated[int, BeforeValidator(lambda v: int(v) if isinstance(v, float) and v.is_integer() else v)]


@dataclass(frozen=True)
class Operation:
    """One documented route. `callers` is ANYONE, SIGNED_IN or a set of roles; admins may call everything."""

    method: str
    path: str
    endpoint: str
    callers: str | frozenset[str]
    says: str
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    problems: tuple[str, ...] = field(default=())


OPERATIONS: dict[str, Operation] = {}


def route(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    callers: str | set[str],
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    answer: type[BaseModel] | None = None,
    status: int = 200,
    repeatable: bool = False,
    takes_bytes: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a view. It gets `actor=`, and `body=` / `query=` where declared, and returns a model, dict, Response or None.

    `callers` is ANYONE, SIGNED_IN or roles. Every change honours the Idempotency-Key header, unless `repeatable=True`
    says that the route is safe to repeat by itself (sync has its own ids). `takes_bytes` hands the body over as `data=`.
    """
    if isinstance(callers, set) and not callers <= set(ROLES):
        raise ValueError(f"Unknown roles {callers - set(ROLES)} for {path}")
    keyed = method != "GET" and not repeatable

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def endpoint(**arguments: Any) -> Response:
            actor = require_actor(callers)
            data = request.get_data(cache=False) if method != "GET" else b""
            if body is not None:
                arguments["body"] = _parse(body, data)
            if takes_bytes:
                arguments["data"] = data
            if query is not None:
                arguments["query"] = parse_query(query)
            key = request.headers.get("Idempotency-Key")
            if not keyed or key is None:
                return shape(view(actor=actor, **arguments), status)
            return _once(key, actor, data, lambda: shape(view(actor=actor, **arguments), status))

        name = f"{view.__module__.rsplit('.', 1)[-1]}_{view.__name__}"
        blueprint.add_url_rule(path, name, endpoint, methods=[method])
        OPERATIONS[f"{blueprint.name}.{name}"] = Operation(
            method=method,
            path=(blueprint.url_prefix or "") + path,
            endpoint=f"{blueprint.name}.{name}",
            callers=callers if isinstance(callers, str) else frozenset(callers),
            says=(view.__doc__ or "").strip(),
            body=body,
            query=query,
            answer=answer,
            status=status,
        )
        return endpoint

    return decorate


def shape(result: Any, status: int = 200) -> Response:
    """An answer from what a view returned."""
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status=204)
    text = (
        result.model_dump_json() if isinstance(result, BaseModel) else json.dumps(result, ensure_ascii=False)
    )
    return Response(text, status=status, content_type="application/json")


def parse_query(model: type[BaseModel]) -> BaseModel:
    """Raises ValidationError. A parameter given twice is a list."""
    values = {name: items[0] if len(items) == 1 else items for name, items in request.args.lists()}
    return model.model_validate(values)


def _parse(model: type[BaseModel], data: bytes) -> BaseModel:
    if request.mimetype != "application/json":
        raise UnsupportedMedia(f"Send application/json, not {request.mimetype or 'nothing'}.")
    return model.model_validate_json(data, strict=True)


def _once(key: str, actor: Actor, data: bytes, act: Callable[[], Response]) -> Response:
    """Carry a request out once per key, person and route; a repeat gets the first answer again."""
    if not 8 <= len(key) <= 100:
        raise Problem("Idempotency-Key must have 8 to 100 characters.")
    full_key = f"{actor.person}:{request.method}:{key}"
    fingerprint = sha256(request.full_path.encode() + b"\0" + data).hexdigest()
    now = services().clock()
    if (kept := find_answer(full_key, fingerprint)) is not None:
        return shape(kept.body, kept.status)
    with under_key(full_key, fingerprint, now):
        response = act()
    if response.status_code < 500:
        keep_answer(full_key, response.status_code, response.get_json(silent=True))
    return response
