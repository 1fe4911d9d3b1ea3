"""Every address of the server declares who may call it, and means it: each role is tried on each route."""

import contextvars
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from server.commands.people import NewPerson, add_person
from server.domain.actor import ROLES, SYSTEM
from server.web.api import OPERATIONS, Operation
from server.web.auth import ANYONE, SAFE_METHODS, SIGNED_IN
from tests.cast import PASSWORD
from tests.conftest import HeldClock

ORIGIN = {"Origin": "http://localhost"}
# What a stranger may reach, each with the reason. A new open route needs its line here.
OPEN = {
    "POST /api/session": "signing in",
    "DELETE /api/session": "signing out, also twice",
    "GET /health": "probes and the start script have no account",
    "GET /": "the app itself holds no data",
    "GET /console/": "the app itself holds no data",
    "GET /<path:path>": "built files of the app",
    "POST /api/sync/push": "a withdrawn device must hear that it is withdrawn, signed in or not",
    "GET /api/sync/feed": "a withdrawn device must hear that it is withdrawn, signed in or not",
    "POST /api/sync/quarantine": "a withdrawn device sends its unsent work once, signed with its key",
    "GET /api/certificate": "whoever holds an act checks it with the published certificates",
    "GET /a/<token>": "the customer's private link to the act",
    "GET /a/<token>/act.pdf": "the customer's private link to the act",
}

# What an engineer may reach of the console's routes, each with the reason.
ENGINEERS_REACH = {
    "GET /api/catalogue/symptoms": "words and texts of the catalogue, the same for all",
    "GET /api/catalogue/templates": "words and texts of the catalogue, the same for all",
    "GET /api/catalogue/entries": "who repairs reads what is asked, and may say what is missing",
    "GET /api/catalogue/entries/<kind>/<entry>": "who repairs reads what is asked",
    "GET /api/catalogue/entries/<kind>/<entry>/versions/<int:version>": "who repairs reads what was asked",
    "GET /api/catalogue/entries/<kind>/<entry>/diff": "who repairs reads what changed",
    "GET /api/knowledge": "articles are for those who repair",
    "GET /api/articles/<uuid:article>": "articles are for those who repair",
    "PATCH /api/articles/<uuid:article>": "whoever repaired it knows best how",
    "GET /api/visits/<uuid:visit>": "own visits only; others are 404",
    "GET /api/files/<uuid:visit>/<sha256>": "photos of own visits only; others are 404",
    "POST /api/visits/<uuid:visit>/live-checks": "visits of the own crew only; others are 404",
    "GET /api/live-checks/<uuid:check>": "checks of visits of the own crew only; others are 404",
    "GET /api/measures": "measures describe the flow and rank nobody",
    "GET /api/acts/<uuid:act_id>": "acts of own visits only; others are 404",
    "GET /api/acts/<uuid:act_id>/pdf": "acts of own visits only; others are 404",
}


def test_every_rule_of_the_app_is_a_declared_operation(sqlite_app: Flask) -> None:
    undeclared = [
        f"{rule.rule} → {rule.endpoint}"
        for rule in sqlite_app.url_map.iter_rules()
        if rule.endpoint not in OPERATIONS or not _methods(rule) <= {OPERATIONS[rule.endpoint].method}
    ]

    assert undeclared == []


def test_every_route_says_what_it_does(sqlite_app: Flask) -> None:
    assert [operation.path for operation in OPERATIONS.values() if not operation.says] == []


def test_only_the_named_routes_are_open_to_strangers(sqlite_app: Flask) -> None:
    open_routes = {_name(operation) for operation in OPERATIONS.values() if operation.callers == ANYONE}

    assert open_routes - OPEN.keys() == set()


def test_no_route_of_the_console_but_the_certificates_is_open_to_strangers(sqlite_app: Flask) -> None:
    found = [
        _name(operation)
        for operation in OPERATIONS.values()
        if operation.callers == ANYONE
        and sqlite_app.view_functions[operation.endpoint].__module__.startswith("server.web.console")
    ]

    assert set(found) <= {"GET /api/certificate"}


def test_engineers_reach_only_the_named_routes_of_the_console(sqlite_app: Flask) -> None:
    reached = {
        _name(operation)
        for operation in OPERATIONS.values()
        if sqlite_app.view_functions[operation.endpoint].__module__.startswith("server.web.console")
        and (operation.callers == SIGNED_IN or "engineer" in operation.callers)
    }

    assert reached - ENGINEERS_REACH.keys() == set()


def test_changes_need_a_request_from_our_own_pages(sqlite_app: Flask, clock: HeldClock) -> None:
    client = _signed_in(sqlite_app, "admin", clock)

    accepted = [
        _name(operation)
        for operation, url in _addresses(sqlite_app)
        if operation.method not in SAFE_METHODS
        for foreign in ({}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"})
        if not _is_refused(_ask(client, url, method=operation.method, json={}, headers=foreign), "cross_site")
    ]

    assert accepted == []


def test_open_routes_of_the_phone_do_nothing_for_a_stranger(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()

    accepted = {
        _name(operation): answer
        for operation, url in _addresses(sqlite_app)
        if operation.callers == ANYONE
        and operation.path.startswith("/api/sync")
        and not 400 <= (answer := _status(client, operation, url)) < 500
    }

    assert accepted == {}


def test_a_stranger_gets_no_further_than_the_door(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()

    let_in = {
        _name(operation): answer
        for operation, url in _addresses(sqlite_app)
        if operation.callers != ANYONE and (answer := _status(client, operation, url)) not in (401, 403, 404)
    }

    assert let_in == {}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_its_routes_and_no_others(sqlite_app: Flask, clock: HeldClock, role: str) -> None:
    """The parameters are made up, so an allowed call ends in 404 or 422 at the latest, never in 401 or a crash."""
    client = _signed_in(sqlite_app, role, clock)

    wrong = {}
    for operation, url in _addresses(sqlite_app):
        if operation.callers == ANYONE:
            continue
        status = _status(client, operation, url)
        if _may(role, operation) and (status == 401 or status >= 500):
            wrong[_name(operation)] = f"{status}, though {role} may"
        if not _may(role, operation) and status not in (403, 404):
            wrong[_name(operation)] = f"{status}, though {role} may not"

    assert wrong == {}


def test_open_routes_survive_made_up_parameters(sqlite_app: Flask) -> None:
    client = sqlite_app.test_client()

    crashed = {
        _name(operation): answer
        for operation, url in _addresses(sqlite_app)
        if operation.callers == ANYONE
        # Without the built app its pages answer 503 in plain words.
        and operation.endpoint.partition(".")[0] != "pages"
        and (answer := _status(client, operation, url)) >= 500
    }

    assert crashed == {}


def _addresses(app: Flask) -> list[tuple[Operation, str]]:
    """Each operation with an address that its rule accepts."""
    adapter = app.url_map.bind("localhost")
    return [
        (
            OPERATIONS[rule.endpoint],
            adapter.build(rule.endpoint, _made_up(rule), method=next(iter(_methods(rule)))),
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint in OPERATIONS
    ]


def _made_up(rule: Rule) -> dict[str, Any]:
    kinds = {"UUIDConverter": uuid.uuid4(), "IntegerConverter": 1, "FloatConverter": 1.0}
    return {
        argument: kinds.get(type(rule._converters[argument]).__name__, "unknown")
        for argument in rule.arguments
    }


def _status(client: FlaskClient, operation: Operation, url: str) -> int:
    body: dict[str, Any] = {} if operation.method == "GET" else {"json": {}}
    # The body stays unread: a live stream never ends.
    answer = _ask(client, url, method=operation.method, headers=ORIGIN, **body)
    answer.close()
    return answer.status_code


def _ask(client: FlaskClient, url: str, **request: Any) -> TestResponse:
    # In a context of its own: the fixture's app context would keep the caller of one request for the next.
    return contextvars.Context().run(client.open, url, **request)


def _is_refused(answer: Any, code: str) -> bool:
    return answer.status_code == 403 and answer.get_json()["code"] == code


def _signed_in(app: Flask, role: str, clock: HeldClock) -> FlaskClient:
    """The client of one person with that one role; the whole cast would only cost time here."""
    add_person(person=NewPerson(role, role.title(), (role,), PASSWORD), by=SYSTEM, at=clock())
    client = app.test_client()
    sign_in = {"login": role, "password": PASSWORD}
    answer = _ask(client, "/api/session", method="POST", json=sign_in, headers=ORIGIN)
    assert answer.status_code == 200, answer.get_json()
    return client


def _may(role: str, operation: Operation) -> bool:
    return operation.callers == SIGNED_IN or role == "admin" or role in operation.callers


def _methods(rule: Rule) -> set[str]:
    """Without what Flask adds by itself: OPTIONS to every rule, HEAD to one that answers GET."""
    methods = (rule.methods or set()) - {"OPTIONS"}
    return methods - {"HEAD"} if "GET" in methods else methods


def _name(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"
