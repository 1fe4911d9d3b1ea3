"""Live checks: the server asks a device for a ticket or a visit. What is asked now is answered later; the screen asks again."""

from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field, StringConstraints

from server.commands.live_checks import About, ask_live_check
from server.domain.actor import Actor
from server.domain.live_check import LiveKind, read_ports, read_target
from server.domain.problems import Conflict
from server.queries.live_checks import get_live_check, of_ticket
from server.web.api import JInt, Model, route
from server.web.auth import services
from server.web.console.values import OFFICE, now

live_checks = Blueprint("live_checks", __name__, url_prefix="/api")

KindWord = Literal["sip_options", "sip_registration", "snmp_port"]
StateWord = Literal["asked", "answered", "no_answer", "refused", "failed"]


class LiveCheckBody(Model):
    """`subject`: the number whose registration is asked, or the port of a switch by name or number."""

    kind: KindWord
    host: Annotated[str, StringConstraints(min_length=1, max_length=253, strip_whitespace=True)]
    port: Annotated[JInt, Field(ge=1, le=65535)] | None = None
    subject: Annotated[str, StringConstraints(max_length=60)] | None = None
    transport: Literal["udp", "tcp"] = "udp"


class LiveCheckAnswer(Model):
    """`reason` says why it ended otherwise than with the plain answer; `speaks_for`: a remote check of triage and its result."""

    id: str
    kind: KindWord
    host: str
    port: int
    subject: str | None
    transport: Literal["udp", "tcp"]
    target: str
    address: str | None
    state: StateWord
    reason: str | None
    result: dict[str, Any]
    speaks_for: dict[str, str] | None
    by: dict[str, str] | None
    asked_at: str
    answered_at: str | None
    ticket: str | None
    visit: str | None


class LiveChecksAnswer(Model):
    """`networks`: where may be asked; none when the site names none or live checks are off here."""

    networks: list[str]
    items: list[LiveCheckAnswer]


@route(live_checks, "GET", "/tickets/<uuid:ticket>/live-checks", callers=OFFICE, answer=LiveChecksAnswer)
def show_of_ticket(actor: Actor, ticket: object) -> dict[str, Any]:
    """The last live checks of a ticket and its visits, newest first."""
    found = of_ticket(str(ticket))
    return found if services().live_checks else found | {"networks": []}


@route(
    live_checks,
    "POST",
    "/tickets/<uuid:ticket>/live-checks",
    callers=OFFICE,
    body=LiveCheckBody,
    answer=LiveCheckAnswer,
    status=202,
)
def ask_for_ticket(actor: Actor, ticket: object, body: LiveCheckBody) -> dict[str, Any]:
    """Let the server ask a device at the site of a ticket; ask again for the answer."""
    return _ask(About(ticket=str(ticket)), body, actor)


@route(
    live_checks,
    "POST",
    "/visits/<uuid:visit>/live-checks",
    callers=OFFICE | {"engineer"},
    body=LiveCheckBody,
    answer=LiveCheckAnswer,
    status=202,
)
def ask_for_visit(actor: Actor, visit: object, body: LiveCheckBody) -> dict[str, Any]:
    """Let the server ask a device at the site of a visit; an engineer for visits of the own crew."""
    return _ask(About(visit=str(visit)), body, actor)


@route(live_checks, "GET", "/live-checks/<uuid:check>", callers=OFFICE | {"engineer"}, answer=LiveCheckAnswer)
def show(actor: Actor, check: object) -> dict[str, Any]:
    """How far a live check is."""
    return get_live_check(str(check), crew_member=None if actor.may(*OFFICE) else actor.person)


def _ask(about: About, body: LiveCheckBody, actor: Actor) -> dict[str, Any]:
    settings, kind = services().settings, LiveKind(body.kind)
    if not services().live_checks:
        raise Conflict("live_checks_off", "Live checks are off here; an administrator turns them on.")
    ports = settings.snmp_ports if kind is LiveKind.SNMP_PORT else settings.sip_ports
    target = read_target(
        kind=kind,
        host=body.host,
        port=body.port,
        subject=body.subject,
        transport=body.transport,
        ports=read_ports(ports),
    )
    check = ask_live_check(
        about=about, target=target, per_minute=settings.live_checks_per_minute, by=actor, at=now()
    )
    return get_live_check(check)
