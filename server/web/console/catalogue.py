"""The catalogue of symptoms and checklist templates: read by everybody, written by leads."""

from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from server.commands.catalogue import publish_drafts, roll_back
from server.domain.actor import Actor
from server.queries.catalogue import (
    compare_versions,
    get_entry,
    get_text,
    list_entries,
    list_symptoms,
    list_templates,
    look_at_drafts,
)
from server.queries.step_figures import get_step_figures
from server.store.catalogue_drafts import Draft
from server.web.api import JInt, Model, route
from server.web.auth import SIGNED_IN
from server.web.console.values import OFFICE, Day, now

catalogue = Blueprint("catalogue", __name__, url_prefix="/api/catalogue")

WRITERS = {"lead"}
LARGEST_VERSION = 1_000_000

Kind = Literal["template", "symptom"]
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)?$", max_length=80)]
Version = Annotated[JInt, Field(ge=0, le=LARGEST_VERSION)]


def _whole(text: str) -> str:
    """Half of a character, or a NUL, fits into no file."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("has a character that no text may have")
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=200_000), AfterValidator(_whole)]
Note = Annotated[
    str,
    StringConstraints(min_length=3, max_length=1000, strip_whitespace=True),
    AfterValidator(_whole),
]


class CatalogueAnswer(Model):
    items: list[dict[str, Any]]


class EntryLine(Model):
    """`steps` of a template, remote checks of a symptom. `author` is null for what came with the program or a folder."""

    kind: Kind
    id: str
    title: dict[str, str]
    trades: list[str]
    steps: int
    owner: str | None
    reviewed: str | None
    review_due: str | None
    is_overdue: bool
    unverified: int
    version: int
    origin: Literal["packaged", "written", "imported"]
    published_at: str
    author: str | None


class EntriesAnswer(Model):
    items: list[EntryLine]


class VersionLine(Model):
    """`restores` is the older version whose text this one has."""

    version: int
    change: str
    origin: Literal["packaged", "written", "imported"]
    restores: int | None
    published_at: str
    author: str | None


class VersionAnswer(VersionLine):
    text: str


class DiffLine(Model):
    kind: Annotated[Literal["same", "removed", "added"], Field(alias="is")]
    old: int | None
    new: int | None
    text: str


class DiffAnswer(Model):
    lines: list[DiffLine]


class PackagedAnswer(Model):
    """The program's own text, when it is none of the published ones."""

    version: int | None
    text: str
    lines: list[DiffLine]


class EntryAnswer(EntryLine):
    """`used_by`: symptoms of a template, templates of a symptom. `open_visits` says which version they were given."""

    text: str
    content: dict[str, Any]
    versions: list[VersionLine]
    used_by: list[dict[str, Any]]
    open_visits: list[dict[str, int]]
    packaged: PackagedAnswer | None


class DraftBody(Model):
    """`base` is the version that the text was written from; 0 for an entry that is not published yet."""

    kind: Kind
    id: EntryId
    base: Version
    text: Text

    @model_validator(mode="after")
    def _has_a_place(self) -> "DraftBody":
        if ("." in self.id) != (self.kind == "template"):
            raise ValueError(f"{self.id} is no name of a {self.kind}")
        return self

    def value(self, change: str = "") -> Draft:
        return Draft(self.kind, self.id, self.base, self.text, change)


class LintBody(Model):
    drafts: Annotated[list[DraftBody], Field(min_length=1, max_length=20)]


class PublishBody(LintBody):
    change: Note


class FaultLine(Model):
    file: str
    line: int
    reason: str


class LintedDraft(Model):
    """`content` is what the text says, null while it has faults; `lines` is how it differs from what is published."""

    kind: Kind
    id: str
    content: dict[str, Any] | None
    lines: list[DiffLine]


class LintAnswer(Model):
    """Faults of the drafts, and those that they bring into other files."""

    faults: list[FaultLine]
    drafts: list[LintedDraft]


class RollBackBody(Model):
    """`base` is the version that is published now, `to` the one to publish again."""

    base: Version
    to: Version
    change: Note


class PublishedAnswer(Model):
    """The new version of each file."""

    versions: dict[str, int]


class StepsQuery(Model):
    """Days of the installation's zone, the last one included; without them, the last 90 days."""

    start: Annotated[Day | None, Field(alias="from")] = None
    end: Annotated[Day | None, Field(alias="to")] = None


class StepLine(Model):
    """`found`: it failed and showed the cause. `minutes` is the median of what it took; `is_asked_now` in the published template."""

    template: str
    template_title: dict[str, str]
    trade: str
    fact: str
    title: dict[str, str]
    is_required: bool
    is_proof: bool
    is_asked_now: bool
    asked: int
    answered: int
    failed: int
    found: int
    skipped: int
    minutes: float | None
    planned_minutes: int


class StepsAnswer(Model):
    """`visits` were counted; `is_cut` when the period has more than that."""

    start: Annotated[str, Field(alias="from")]
    end: Annotated[str, Field(alias="to")]
    visits: int
    is_cut: bool
    items: list[StepLine]


class DiffQuery(Model):
    """Two versions of the entry."""

    older: Annotated[int, Field(ge=1, le=LARGEST_VERSION)]
    newer: Annotated[int, Field(ge=1, le=LARGEST_VERSION)]


@route(catalogue, "GET", "/symptoms", callers=SIGNED_IN, answer=CatalogueAnswer)
def symptoms(actor: Actor) -> dict[str, Any]:
    """All symptoms with questions, remote checks, parts and kit."""
    return {"items": list_symptoms()}


@route(catalogue, "GET", "/templates", callers=SIGNED_IN, answer=CatalogueAnswer)
def templates(actor: Actor) -> dict[str, Any]:
    """All checklist templates."""
    return {"items": list_templates()}


@route(catalogue, "GET", "/entries", callers=SIGNED_IN, answer=EntriesAnswer)
def entries(actor: Actor) -> dict[str, Any]:
    """Templates and symptoms, each with its version, owner and review."""
    return {"items": list_entries(at=now())}


@route(catalogue, "GET", "/entries/<kind>/<entry>", callers=SIGNED_IN, answer=EntryAnswer)
def show(actor: Actor, kind: str, entry: str) -> dict[str, Any]:
    """One template or symptom: its text, versions, and where it is used."""
    return get_entry(kind, entry, at=now())


@route(
    catalogue,
    "GET",
    "/entries/<kind>/<entry>/versions/<int:version>",
    callers=SIGNED_IN,
    answer=VersionAnswer,
)
def show_version(actor: Actor, kind: str, entry: str, version: int) -> dict[str, Any]:
    """The text of one version."""
    return get_text(kind, entry, version)


@route(
    catalogue,
    "GET",
    "/entries/<kind>/<entry>/diff",
    callers=SIGNED_IN,
    query=DiffQuery,
    answer=DiffAnswer,
)
def diff(actor: Actor, kind: str, entry: str, query: DiffQuery) -> dict[str, Any]:
    """The lines that differ between two versions, with a few lines around them."""
    return {"lines": compare_versions(kind, entry, older=query.older, newer=query.newer)}


@route(catalogue, "POST", "/lint", callers=WRITERS, body=LintBody, answer=LintAnswer, repeatable=True)
def lint(actor: Actor, body: LintBody) -> dict[str, Any]:
    """Faults of drafts by line, what contradicts the rest of the catalogue, and what would change. Nothing is stored."""
    return look_at_drafts([draft.value() for draft in body.drafts])


@route(catalogue, "POST", "/publish", callers=WRITERS, body=PublishBody, answer=PublishedAnswer)
def publish(actor: Actor, body: PublishBody) -> dict[str, Any]:
    """Publish drafts as new versions, all or none. New visits use them; a visit keeps what it was given."""
    drafts = [draft.value(body.change) for draft in body.drafts]
    return {"versions": publish_drafts(drafts=drafts, by=actor, at=now())}


@route(
    catalogue,
    "POST",
    "/entries/<kind>/<entry>/roll_back",
    callers=WRITERS,
    body=RollBackBody,
    answer=PublishedAnswer,
)
def go_back(actor: Actor, kind: str, entry: str, body: RollBackBody) -> dict[str, Any]:
    """Publish the text of an older version again, as a new version."""
    versions = roll_back(
        kind=kind, entry=entry, base=body.base, to=body.to, change=body.change, by=actor, at=now()
    )
    return {"versions": versions}


@route(catalogue, "GET", "/steps", callers=OFFICE, query=StepsQuery, answer=StepsAnswer)
def steps(actor: Actor, query: StepsQuery) -> dict[str, Any]:
    """What each step was good for in closed visits: asked, failed, found the cause, left out, and how long it took."""
    return get_step_figures(start=query.start, end=query.end, at=now())
