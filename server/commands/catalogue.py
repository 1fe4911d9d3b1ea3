"""Publishing versions of templates and symptoms: written at a desk, rolled back, or imported from a folder."""

from collections.abc import Sequence
from datetime import datetime

from checklists.heading import with_heading
from checklists.sources import Problem as Fault
from checklists.sources import read_texts
from server.domain.actor import Actor
from server.domain.clock import iso
from server.domain.problems import Conflict, Invalid, NotFound, Problem
from server.store.catalogue import (
    TEMPLATE,
    TURN,
    CatalogueVersion,
    current_versions,
    forget_catalogue,
    versions_of,
)
from server.store.catalogue_drafts import Draft, Texts, current_texts, find_faults
from server.store.catalogue_seed import Packaged
from server.store.events import AnySession, record
from server.store.gate import read_session, write_tx
from server.store.ids import new_id
from server.store.people import Person
from server.store.turn import wait_for_turn


class CatalogueFaults(Problem):
    """The texts have faults, or contradict the rest of the catalogue. `faults` names file, line and reason of each."""

    status = 422
    code = "catalogue_faults"

    def __init__(self, faults: Sequence[Fault]) -> None:
        listed = [{"file": fault.file, "line": fault.line, "reason": fault.reason} for fault in faults]
        super().__init__("; ".join(map(str, faults)), faults=listed)
        self.listed = list(faults)


def publish_drafts(
    *, drafts: Sequence[Draft], by: Actor, at: datetime, origin: str = "written"
) -> dict[str, int]:
    """Publish all of them, or none; returns the version of each file.

    Raises Conflict when somebody published one of them in the meantime, and CatalogueFaults.
    """
    for index, draft in enumerate(drafts):
        if not draft.change.strip():
            raise Invalid("/change", "Say what is new in this version, and why.")
        if any(other.file == draft.file for other in drafts[:index]):
            raise Invalid("/drafts", f"{draft.entry} stands twice among the drafts.")
    # Looked at before the gate too: it takes a moment, and others wait behind the gate.
    seen = current_texts(read_session())
    _check_bases(read_session(), drafts)
    _check_texts(seen, drafts)
    with write_tx() as session:
        wait_for_turn(session, TURN)
        _check_bases(session, drafts)
        if (texts := current_texts(session)) != seen:
            _check_texts(texts, drafts)
        return {draft.file: _add_version(session, draft, by=by, at=at, origin=origin) for draft in drafts}


def roll_back(
    *, kind: str, entry: str, base: int, to: int, change: str, by: Actor, at: datetime
) -> dict[str, int]:
    """Publish an older text again, as a new version. Raises as publish_drafts, and NotFound."""
    older = next((row for row in versions_of(read_session(), kind, entry) if row.version == to), None)
    if older is None:
        raise NotFound(f"There is no version {to} of {entry}.")
    if to >= base:
        raise Invalid("/to", f"Version {to} is the current one; choose an older one.")
    text = older.text
    if kind == TEMPLATE:
        text = with_heading(text, version=base + 1, change=older.change)
    draft = Draft(kind, entry, base, text, change, restores=to)
    return publish_drafts(drafts=[draft], by=by, at=at)


def import_entries(*, entries: Sequence[Packaged], note: str, by: Actor, at: datetime) -> dict[str, int]:
    """Publish what differs from the published texts, all or nothing. Returns the version of each changed file.

    A symptom has no note of its own and gets `note`.
    """
    published = {row.file: row for row in current_versions(read_session())}
    drafts = [
        Draft(
            one.kind,
            one.entry,
            published[one.file].version if one.file in published else 0,
            one.text,
            one.change if one.kind == TEMPLATE else note,
        )
        for one in entries
        if one.file not in published or published[one.file].text != one.text
    ]
    return publish_drafts(drafts=drafts, by=by, at=at, origin="imported") if drafts else {}


def _check_texts(texts: Texts, drafts: Sequence[Draft]) -> None:
    if faults := find_faults(texts, drafts):
        raise CatalogueFaults(faults)


def _check_bases(session: AnySession, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        newest = next(iter(versions_of(session, draft.kind, draft.entry)), None)
        if (newest.version if newest else 0) != draft.base:
            raise _published_meanwhile(session, draft, newest)


def _published_meanwhile(session: AnySession, draft: Draft, newest: CatalogueVersion | None) -> Problem:
    if newest is None:
        return NotFound(f"There is no version {draft.base} of {draft.entry}.")
    author = session.get(Person, newest.author_id) if newest.author_id else None
    name = author.name if author else "Onevisit"
    return Conflict(
        "published_meanwhile",
        f"{name} published version {newest.version} of {draft.entry} on {iso(newest.published_at)}; "
        f"your text is from version {draft.base}. Nothing was published.",
        entry=draft.entry,
        version=newest.version,
        by=name,
        at=iso(newest.published_at),
    )


def _add_version(session: AnySession, draft: Draft, *, by: Actor, at: datetime, origin: str) -> int:
    version, text, change = draft.base + 1, draft.text, draft.change.strip()
    if draft.kind == TEMPLATE:
        version = read_texts({draft.file: text}).templates[0].data["version"]
        text = with_heading(text, version=version, change=change)
    session.add(
        CatalogueVersion(
            id=new_id(),
            kind=draft.kind,
            entry=draft.entry,
            version=version,
            text=text,
            change=change,
            origin=origin,
            restores=draft.restores,
            author_id=by.person,
            published_at=at,
        )
    )
    session.flush()
    forget_catalogue(session)
    data = {"kind": draft.kind, "entry": draft.entry, "version": version, "change": change}
    if draft.restores is not None:
        data["restores"] = draft.restores
    record(session, "catalogue.published", by=by, at=at, data=data)
    return version
