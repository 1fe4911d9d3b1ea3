"""Every refusal as application/problem+json (RFC 9457); the one place where a problem becomes a status."""

import json
from typing import Any

import structlog
from flask import Flask, Response, request
from pydantic import ValidationError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from server.domain.problems import Problem, Unavailable
from server.store.gate import db

log = structlog.get_logger()
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    409: "Conflict",
    422: "Invalid",
}


def init_errors(app: Flask) -> None:
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(DataError, _unfit)
    app.register_error_handler(Exception, _unexpected)


def problem_response(status: int, code: str, detail: str, **extra: Any) -> Response:
    body = {
        "type": f"urn:onevisit:problem:{code}",
        "title": TITLES.get(status, "Problem"),
        "status": status,
        "code": code,
    }
    response = Response(
        json.dumps(body | {"detail": detail} | extra, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
    )
    if (seconds := extra.get("retry_after")) is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def _problem(problem: Problem) -> Response:
    log.info("refused", code=problem.code, path=request.path, detail=problem.detail)
    return problem_response(problem.status, problem.code, problem.detail, **problem.extra)


def _invalid(error: ValidationError) -> Response:
    # `input` and `url` stay out: an echoed value may be a secret.
    errors = [
        {"pointer": "/" + "/".join(str(part) for part in fault["loc"]), "detail": fault["msg"]}
        for fault in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    first = errors[0]
    detail = f"{first['pointer']}: {first['detail']}" + (
        f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    )
    return problem_response(422, "invalid", detail, errors=errors)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value] # werkzeug's sansio type of the same object
    code = (error.name or "problem").lower().replace(" ", "_")
    response = problem_response(status, code, error.description or error.name)
    if (methods := getattr(error, "valid_methods", None)) is not None:
        response.headers["Allow"] = ", ".join(methods)
    return response


def _database(error: OperationalError) -> Response:
    db.session.rollback()
    log.warning("database unavailable", path=request.path, error=str(error.orig))
    return _problem(
        Unavailable("The database is busy or not reachable. Nothing was saved; try again.", retry_after=3)
    )


def _unfit(error: DataError) -> Response:
    db.session.rollback()
    log.info("refused by the database", path=request.path, error=str(error.orig))
    # PostgreSQL keeps no NUL in a text; SQLite would.
    return problem_response(
        422, "invalid", "A value cannot be stored: it is too large or has a NUL character in it."
    )


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    log.exception("unexpected", path=request.path, method=request.method)
    return problem_response(500, "unexpected", "Something went wrong on our side. Nothing was half saved.")
