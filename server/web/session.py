"""Signing in and out, and enrolling a phone."""

from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field, StringConstraints

from server.commands.access import CONSOLE_LIFE, DEVICE_LIFE, enroll_device, sign_in, sign_out
from server.domain.actor import Actor
from server.queries.installation import get_enrolment
from server.queries.people import get_me
from server.web.api import Model, route, shape
from server.web.auth import (
    ANYONE,
    SIGNED_IN,
    anonymous,
    drop_session_cookie,
    services,
    session_token,
    set_session_cookie,
)

session = Blueprint("session", __name__, url_prefix="/api")

Name = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]


class SignIn(Model):
    login: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    device: Annotated[str, StringConstraints(max_length=64)] | None = None


class Me(Model):
    id: str
    name: str
    login: str
    roles: list[str]
    language: str


class SessionAnswer(Model):
    person: Me
    zone: str
    organisation: str
    device: str | None = None


class PublicKey(Model):
    """A JSON Web Key on P-256."""

    kty: Annotated[str, StringConstraints(pattern="^EC$")]
    crv: Annotated[str, StringConstraints(pattern="^P-256$")]
    x: Annotated[str, StringConstraints(min_length=43, max_length=43)]
    y: Annotated[str, StringConstraints(min_length=43, max_length=43)]


class Enrolment(Model):
    name: Name
    public_key: PublicKey


class EnrolmentAnswer(Model):
    device: str
    epoch: str
    installation: dict[str, Any] = Field(description="id and name of the installation")
    rescue_key: dict[str, Any] = Field(description="JWK to encrypt a rescue file to")


@session.before_request
def _limit_body() -> None:
    request.max_content_length = 64 * 1024


@route(session, "POST", "/session", callers=ANYONE, body=SignIn, answer=SessionAnswer, repeatable=True)
def start(actor: Actor, body: SignIn) -> Response:
    """Sign in; the answer sets the session cookie."""
    signed_in = sign_in(
        login=body.login,
        password=body.password,
        device=body.device,
        caller=anonymous(),
        at=services().clock(),
    )
    response = shape(_answer(signed_in.person, body.device))
    set_session_cookie(response, signed_in, DEVICE_LIFE if body.device else CONSOLE_LIFE)
    return response


@route(session, "GET", "/session", callers=SIGNED_IN, answer=SessionAnswer)
def show(actor: Actor) -> SessionAnswer:
    """Who is signed in."""
    assert actor.person is not None
    return _answer(actor.person, actor.device)


@route(session, "DELETE", "/session", callers=ANYONE, status=204, repeatable=True)
def end(actor: Actor) -> Response:
    """Sign out. Repeating it is harmless."""
    sign_out(token=session_token(), by=actor, at=services().clock())
    response = Response(status=204)
    drop_session_cookie(response)
    return response


@route(
    session,
    "POST",
    "/devices",
    callers=SIGNED_IN,
    body=Enrolment,
    answer=EnrolmentAnswer,
    status=201,
    repeatable=True,
)
def enroll(actor: Actor, body: Enrolment) -> dict[str, Any]:
    """Make this phone a device of the signed-in engineer."""
    device = enroll_device(
        name=body.name,
        public_key=body.public_key.model_dump(),
        token=session_token(),
        by=actor,
        at=services().clock(),
    )
    return {"device": device, **get_enrolment(services().settings.data_dir)}


def _answer(person: str, device: str | None) -> SessionAnswer:
    me = get_me(person)
    settings = services().settings
    return SessionAnswer(
        person=Me(**me), zone=settings.zone, organisation=settings.organisation, device=device
    )
