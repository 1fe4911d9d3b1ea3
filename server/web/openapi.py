"""The description of the API (OpenAPI 3.1), made from the routes themselves so that it cannot say something else."""

import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from server import VERSION
from server.web import blueprints
from server.web.api import OPERATIONS, Operation
from server.web.auth import ANYONE

PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


def document() -> dict[str, Any]:
    """The whole document; the order of paths and schemas is stable."""
    assert blueprints.ALL  # importing the blueprints registers the operations
    operations = sorted(
        (operation for operation in OPERATIONS.values() if operation.path.startswith(("/api/", "/health"))),
        key=lambda operation: (operation.path, operation.method),
    )
    models = {
        model
        for operation in operations
        for model in (operation.body, operation.query, operation.answer)
        if model
    }
    ordered = sorted(models, key=lambda model: (model.__module__, model.__name__))
    # One call for all models: a call per route would repeat nested models under other names.
    references, schemas = models_json_schema(
        [(model, "validation") for model in ordered], ref_template="#/components/schemas/{model}"
    )
    names = {model: references[(model, "validation")]["$ref"] for model in ordered}
    paths: dict[str, Any] = {}
    for operation in operations:
        path = PARAMETER.sub(r"{\g<name>}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(
            operation, names, schemas.get("$defs", {})
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Onevisit",
            "version": VERSION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "onevisit"}},
        },
    }


def _operation(
    operation: Operation, names: dict[type[BaseModel], str], schemas: dict[str, Any]
) -> dict[str, Any]:
    callers = operation.callers
    described: dict[str, Any] = {
        "operationId": operation.endpoint.replace(".", "_"),
        "summary": operation.says.splitlines()[0] if operation.says else "",
        "parameters": _parameters(operation, names, schemas),
        "responses": {
            str(operation.status): {"description": "Done", **_content(operation.answer, names)},
            "default": {
                "description": "A problem (RFC 9457)",
                "content": {"application/problem+json": {"schema": {"type": "object"}}},
            },
        },
        "x-callers": callers if isinstance(callers, str) else sorted(callers),
        "security": [] if callers == ANYONE else [{"session": []}],
    }
    if operation.body is not None:
        described["requestBody"] = {"required": True, **_content(operation.body, names)}
    return described


def _content(model: type[BaseModel] | None, names: dict[type[BaseModel], str]) -> dict[str, Any]:
    return {} if model is None else {"content": {"application/json": {"schema": {"$ref": names[model]}}}}


def _parameters(
    operation: Operation, names: dict[type[BaseModel], str], schemas: dict[str, Any]
) -> list[dict[str, Any]]:
    found = [
        {
            "name": match["name"],
            "in": "path",
            "required": True,
            "schema": {"type": "string", **({"format": "uuid"} if match["kind"] == "uuid" else {})},
        }
        for match in PARAMETER.finditer(operation.path)
    ]
    if operation.query is not None:
        schema = schemas[names[operation.query].rsplit("/", 1)[-1]]
        required = schema.get("required", [])
        found.extend(
            {"name": name, "in": "query", "required": name in required, "schema": part}
            for name, part in schema.get("properties", {}).items()
        )
    return found
