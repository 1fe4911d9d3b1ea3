"""The catalogue as the triage screen and the template list need it."""

from typing import Any

from server.store.catalogue import the_catalogue


def list_symptoms() -> list[dict[str, Any]]:
    """All symptoms with their questions, remote checks, parts and kit, by id."""
    return [the_catalogue().symptoms[name] for name in sorted(the_catalogue().symptoms)]


def list_templates() -> list[dict[str, Any]]:
    """All checklist templates, by id."""
    return [the_catalogue().templates[name] for name in sorted(the_catalogue().templates)]
