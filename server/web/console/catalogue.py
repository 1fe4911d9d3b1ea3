"""The catalogue of symptoms and checklist templates, for the console."""

from typing import Any

from flask import Blueprint

from server.domain.actor import Actor
from server.queries.catalogue import list_symptoms, list_templates
from server.web.api import Model, route
from server.web.auth import SIGNED_IN

catalogue = Blueprint("catalogue", __name__, url_prefix="/api/catalogue")


class CatalogueAnswer(Model):
    items: list[dict[str, Any]]


@route(catalogue, "GET", "/symptoms", callers=SIGNED_IN, answer=CatalogueAnswer)
def symptoms(actor: Actor) -> dict[str, Any]:
    """All symptoms with questions, remote checks, parts and kit."""
    return {"items": list_symptoms()}


@route(catalogue, "GET", "/templates", callers=SIGNED_IN, answer=CatalogueAnswer)
def templates(actor: Actor) -> dict[str, Any]:
    """All checklist templates."""
    return {"items": list_templates()}
