"""Acts for the console and the crew, and the certificates that the installation publishes."""

from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, Response

from server.commands import acts as commands
from server.domain.actor import Actor
from server.domain.problems import NotFound
from server.queries.acts import find_sealed_act, get_act, list_acts
from server.report.letter import file_name
from server.web.api import Model, route
from server.web.auth import ANYONE, SIGNED_IN, services

acts = Blueprint("acts", __name__, url_prefix="/api")

OFFICE = ("operator", "dispatcher", "lead", "expert")


class ActsQuery(Model):
    state: Literal["waiting", "alarm", "sealed"] | None = None
    visit: UUID | None = None


class ActsAnswer(Model):
    items: list[dict[str, Any]]


@route(acts, "GET", "/acts", callers={*OFFICE}, query=ActsQuery, answer=ActsAnswer)
def show_acts(actor: Actor, query: ActsQuery) -> dict[str, Any]:
    """Acts, newest first: sealed ones, and those that wait or cannot be sealed with the reason."""
    return {"items": list_acts(state=query.state, visit=None if query.visit is None else str(query.visit))}


@route(acts, "GET", "/acts/<uuid:act_id>", callers=SIGNED_IN)
def show_act(actor: Actor, act_id: UUID) -> dict[str, Any]:
    """One act with what was shown, who signed and what was checked. Engineers see acts of their own visits."""
    return get_act(str(act_id), crew_member=_crew_member(actor))


@route(acts, "GET", "/acts/<uuid:act_id>/pdf", callers=SIGNED_IN)
def download(actor: Actor, act_id: UUID) -> Response:
    """The sealed file."""
    get_act(str(act_id), crew_member=_crew_member(actor))
    act = find_sealed_act(str(act_id))
    if act is None:
        raise NotFound("This act is not sealed yet.")
    return pdf_response(services().acts.read(act.sha256), file_name(act.receipt))


@route(acts, "POST", "/acts/<uuid:act_id>/revoke_link", callers={"dispatcher"}, status=204)
def revoke_link(actor: Actor, act_id: UUID) -> None:
    """End the public link of an act."""
    commands.revoke_link(act_id=str(act_id), by=actor, at=services().clock())


@route(acts, "POST", "/acts/<uuid:act_id>/check", callers={"dispatcher"}, status=204)
def check_again(actor: Actor, act_id: UUID) -> None:
    """Try to seal a waiting or alarmed act again, after its cause was removed."""
    commands.check_again(act_id=str(act_id), by=actor, at=services().clock())


@route(acts, "GET", "/certificate", callers=ANYONE)
def certificate(actor: Actor) -> Response:
    """All certificates that seals of this installation are checked against (PEM)."""
    response = Response(services().sealer.trusted_pem(), content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = 'attachment; filename="onevisit-certificates.pem"'
    return response


def pdf_response(pdf: bytes, name: str) -> Response:
    """A sealed file as a download that no page can run in our origin."""
    response = Response(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _crew_member(actor: Actor) -> str | None:
    return None if actor.may(*OFFICE) else actor.person
