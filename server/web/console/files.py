"""Pictures for the console: the clean copy, never the bytes that were sent."""

from uuid import UUID

from flask import Blueprint, Response

from server.domain.actor import Actor
from server.queries.files import get_clean_name
from server.web.api import route
from server.web.auth import SIGNED_IN, services

pictures = Blueprint("pictures", __name__, url_prefix="/api/files")


@route(pictures, "GET", "/<uuid:visit>/<sha256>", callers=SIGNED_IN)
def show(actor: Actor, visit: UUID, sha256: str) -> Response:
    """A picture of a visit, by the hash of what the phone sent."""
    name = get_clean_name(visit=str(visit), sha256=sha256, by=actor)
    return Response(services().files.read(name), content_type="image/jpeg")
