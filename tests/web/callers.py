"""Signed-in callers for tests of the web: each request in a context of its own, as a server would handle it."""

import contextvars
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import PASSWORD

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Caller:
    """A browser with its own cookies. The fixture's app context would keep the caller of one request for the next."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def ask(self, method: str, path: str, **arguments: Any) -> TestResponse:
        arguments.setdefault("headers", SAME_ORIGIN)
        return contextvars.Context().run(self._client.open, path, method=method, **arguments)

    def get(self, path: str) -> TestResponse:
        return self.ask("GET", path)


def sign_in(app: Flask, login: str) -> Caller:
    caller = Caller(app.test_client())
    answer = caller.ask("POST", "/api/session", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200, answer.get_json()
    return caller


def stranger(app: Flask) -> Caller:
    return Caller(app.test_client())
