"""The description of the API is valid, and the server keeps to it under made-up requests."""

import contextvars
import json
from collections.abc import Callable, Iterable
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from server.web.openapi import document
from tests.cast import PASSWORD, Cast

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
REQUESTS_A_ROUTE = 12
# It answers for as long as the console stays open.
ENDLESS = "/api/stream"


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return document()


def test_the_description_can_be_read_by_any_tool(description: dict[str, Any]) -> None:
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]

    assert len(names) == len(set(names))
    assert [name for name, operation in zip(names, operations, strict=True) if not operation["summary"]] == []


def test_every_reference_in_the_description_leads_somewhere(description: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}

    assert set(_references(description)) <= known


def test_every_schema_of_the_description_is_valid(description: dict[str, Any]) -> None:
    for schema in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_parameter_of_a_path_is_described(description: dict[str, Any]) -> None:
    for path, operations in description["paths"].items():
        in_path = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        for operation in operations.values():
            assert {p["name"] for p in operation["parameters"] if p["in"] == "path"} == in_path


def test_readers_get_what_the_description_promises(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    """An admin may read everything, so all reading routes are asked, each a dozen times, with whatever fits their description."""
    session = _session(sqlite_app)
    schema = schemathesis.openapi.from_wsgi("/openapi.json", _with_description(sqlite_app))

    for operation in _reading(schema):

        @hypothesis.settings(
            max_examples=REQUESTS_A_ROUTE,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            # A context of its own: the fixture's app context would keep the caller of one request for the next.
            answer = contextvars.Context().run(case.call, cookies=session)
            case.validate_response(answer, checks=CHECKS)
            assert answer.status_code != 401

        ask()


def _reading(schema: OpenApiSchema) -> Iterable[Any]:
    operations = [result.ok() for result in schema.get_all_operations()]
    return [o for o in operations if o.method.upper() == "GET" and o.path != ENDLESS]


def _references(part: Any) -> Iterable[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def _with_description(app: Flask) -> Callable[..., Iterable[bytes]]:
    """The app, and its description at the one address where the tool looks for it."""
    text = json.dumps(document()).encode()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/openapi.json":
            return app(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [text]

    return serve


def _session(app: Flask) -> dict[str, str]:
    sign_in = {"login": "artur", "password": PASSWORD}
    answer = contextvars.Context().run(
        app.test_client().post, "/api/session", json=sign_in, headers={"Origin": "http://localhost"}
    )
    name, _, token = answer.headers["Set-Cookie"].partition(";")[0].partition("=")
    return {name: token}
