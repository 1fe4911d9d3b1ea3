"""Texts of the catalogue for tests: a template of the program with one more step, as a lead would write it."""

from checklists.heading import with_heading
from server.commands.catalogue import publish_drafts
from server.domain.actor import Actor
from server.store.catalogue import CatalogueVersion, versions_of
from server.store.catalogue_drafts import Draft
from server.store.gate import db
from tests.conftest import MONDAY

PORT = "network.access-port"
SEAL = """\
  - fact: seal.whole
    kind: yes_no
    title: {en: "Is the seal of the cabinet whole?", ru: "Пломба на шкафу цела?"}
    minutes: 1
    level: 1
"""


def versions(entry: str = PORT, kind: str = "template") -> list[CatalogueVersion]:
    """As the database has them now, the newest first."""
    db.session.rollback()
    return list(versions_of(db.session, kind, entry))


def with_seal_step(text: str, version: int) -> str:
    """The text with one more step in front, as this version."""
    return with_heading(text.replace("\nsteps:\n", f"\nsteps:\n{SEAL}", 1), version=version, change="Seal")


def seal_draft(change: str = "The seal is looked at first.") -> Draft:
    """The next version of the template of an access port."""
    newest = versions()[0]
    text = with_seal_step(newest.text, newest.version + 1)
    return Draft("template", PORT, newest.version, text, change)


def publish_seal_step(lead: Actor) -> int:
    """Publish it; returns its version."""
    return publish_drafts(drafts=[seal_draft()], by=lead, at=MONDAY)["network/access-port.yaml"]
