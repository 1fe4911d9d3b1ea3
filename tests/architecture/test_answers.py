"""What every answer carries: headers that keep data private and unsent work safe."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.web.headers import POLICY
from tests.architecture.sources import files, name

API_ANSWERS: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/api/session", {}, 401),
    ("GET", "/api/there-is-nothing", {}, 404),
    ("POST", "/api/session", {"json": {"login": "nobody", "password": "wrong password"}}, 401),
    ("POST", "/api/session", {"json": {}}, 422),
    ("POST", "/api/session", {"data": "text"}, 415),
    ("PUT", "/api/session", {"json": {}}, 405),
    ("DELETE", "/api/session", {}, 204),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), API_ANSWERS)
def test_no_answer_of_the_api_is_kept_by_a_cache(
    sqlite_app: Flask, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    answer = _ask(sqlite_app, method, path, **body)

    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.vary


@pytest.mark.parametrize("path", ["/api/session", "/health", "/", "/console/", "/api/nothing"])
def test_every_answer_tells_the_browser_to_be_careful(sqlite_app: Flask, path: str) -> None:
    headers = _ask(sqlite_app, "GET", path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_the_policy_names_no_outside_host() -> None:
    allowed = {"'self'", "'none'", "'unsafe-inline'", "'wasm-unsafe-eval'", "data:", "blob:"}

    sources = {source for rule in POLICY.split(";") for source in rule.split()[1:]}

    assert sources <= allowed


def test_scripts_are_never_inline() -> None:
    rules = {rule.split()[0]: rule.split()[1:] for rule in POLICY.split(";")}

    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]


@pytest.mark.parametrize("path", ["/api/session", "/api/nothing"])
def test_a_refusal_is_a_problem_document(sqlite_app: Flask, path: str) -> None:
    answer = _ask(sqlite_app, "GET", path)

    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem.keys() >= {"type", "title", "code", "detail"}


def test_signing_out_leaves_the_stores_of_the_browser_alone(sqlite_app: Flask) -> None:
    """Clear-Site-Data would delete unsent work on a phone (sync protocol, section 14)."""
    assert "Clear-Site-Data" not in _ask(sqlite_app, "DELETE", "/api/session").headers
    code = files("server", suffixes=(".py",)) + files("pwa/src", suffixes=(".ts", ".svelte"))
    users = [
        name(path, number)
        for path in code
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "clear-site-data" in line.lower() and not line.lstrip().startswith(("#", "//", "*", "/*"))
    ]
    assert users == []


def _ask(app: Flask, method: str, path: str, **body: Any) -> TestResponse:
    return app.test_client().open(path, method=method, headers={"Origin": "http://localhost"}, **body)
