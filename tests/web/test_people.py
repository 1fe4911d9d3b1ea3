"""Accounts over HTTP: who may make an admin, and what an odd request gets."""

import contextvars
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.domain.actor import Actor
from tests.cast import PASSWORD, Cast


def test_a_lead_cannot_make_an_admin_of_anybody(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    answer = _change(sqlite_app, "lidia", sqlite_cast.lead, {"roles": ["lead", "admin"]})

    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


def test_a_lead_cannot_disable_an_admin(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    answer = _change(sqlite_app, "lidia", sqlite_cast.admin, {"active": False})

    assert answer.status_code == 403


def test_an_admin_makes_another_one(sqlite_app: Flask, sqlite_cast: Cast) -> None:
    answer = _change(sqlite_app, "artur", sqlite_cast.lead, {"roles": ["lead", "admin"]})

    assert answer.status_code == 204


@pytest.mark.parametrize("member", ["name", "roles", "language", "active"])
def test_what_a_person_must_have_cannot_be_taken_away(
    sqlite_app: Flask, sqlite_cast: Cast, member: str
) -> None:
    answer = _change(sqlite_app, "artur", sqlite_cast.anna, {member: None})

    assert answer.status_code == 422


def test_a_text_that_the_database_cannot_keep_is_refused_in_words(app: Flask, cast: Cast) -> None:
    """PostgreSQL refuses a NUL in a text; SQLite keeps it."""
    answer = _change(app, "artur", cast.anna, {"name": "Anna\0"})

    assert answer.status_code in (204, 422)


def _change(app: Flask, login: str, person: Actor, changes: dict[str, Any]) -> TestResponse:
    client = app.test_client()
    headers = {"Origin": "http://localhost"}
    # A context of its own a request: the fixture's app context would keep the caller of one for the next.
    sign_in = {"login": login, "password": PASSWORD}
    contextvars.Context().run(client.post, "/api/session", json=sign_in, headers=headers)
    url = f"/api/people/{person.person}"
    return contextvars.Context().run(client.patch, url, json=changes, headers=headers)
