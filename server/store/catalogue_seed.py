"""Templates and symptoms that come with the program: taken at first start, and newer ones later where nobody wrote their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from checklists.catalogue import InvalidCatalogue
from checklists.lint import lint_catalogue
from checklists.loading import HOME
from checklists.sources import Problem, Sources, read_sources, read_texts
from server.store.catalogue import (
    SYMPTOM,
    TEMPLATE,
    TURN,
    CatalogueVersion,
    current_versions,
    file_of,
    forget_catalogue,
)
from server.store.events import AnySession
from server.store.ids import new_id
from server.store.turn import wait_for_turn

FIRST_SYMPTOM = "As it came with the program."


@dataclass(frozen=True)
class Packaged:
    """One file of the program. A symptom's file has no version: it is numbered when it is taken."""

    kind: str
    entry: str
    version: int | None
    change: str
    text: str

    @property
    def file(self) -> str:
        return file_of(self.kind, self.entry)


@dataclass(frozen=True)
class Taken:
    """`kept_out` are files that would contradict what was written here, each with the first fault."""

    files: list[str]
    kept_out: list[Problem]


@lru_cache(maxsize=1)
def read_packaged(home: Path = HOME) -> tuple[Packaged, ...]:
    """The program's own catalogue; that it has no faults is checked before a release. Raises InvalidCatalogue."""
    sources = read_sources(home)
    if sources.unreadable:
        raise InvalidCatalogue(sources.unreadable)
    return tuple(as_packaged(sources))


def as_packaged(sources: Sources) -> list[Packaged]:
    """The files of a folder as entries; each must have an id."""
    return [
        Packaged(
            kind=kind,
            entry=file.data["id"],
            version=file.data.get("version"),
            change=str(file.data.get("change", FIRST_SYMPTOM)),
            text=file.path.read_text(encoding="utf-8"),
        )
        for kind, files in ((TEMPLATE, sources.templates), (SYMPTOM, sources.symptoms))
        for file in files
    ]


def take_packaged(session: AnySession, *, at: datetime, packaged: Sequence[Packaged]) -> Taken:
    """Publish what is newer than the stored versions and contradicts none of them; the rest waits for a person."""
    wait_for_turn(session, TURN)
    current = {row.file: row.text for row in current_versions(session)}
    new = _find_newer(session, packaged)
    taken = _find_fitting(current, new) if current else new
    versions = _next_versions(session)
    for one in taken:
        version = one.version or versions.get((one.kind, one.entry), 0) + 1
        session.add(
            CatalogueVersion(
                id=new_id(),
                kind=one.kind,
                entry=one.entry,
                version=version,
                text=one.text,
                change=one.change,
                origin="packaged",
                published_at=at,
            )
        )
    session.flush()
    forget_catalogue(session)
    kept_out = [problem for one in new if one not in taken for problem in _faults(current, [one])[:1]]
    return Taken([one.file for one in taken], kept_out)


def is_newer(one: Packaged, stored: Sequence[CatalogueVersion]) -> bool:
    """Whether the program has something later than these versions of the same entry."""
    if one.version is None:
        return all(row.text != one.text for row in stored)
    return all(row.version < one.version for row in stored)


def _find_newer(session: AnySession, packaged: Sequence[Packaged]) -> list[Packaged]:
    """Without entries that somebody wrote a version of."""
    stored: dict[tuple[str, str], list[CatalogueVersion]] = {}
    for row in session.scalars(sa.select(CatalogueVersion)):
        stored.setdefault((row.kind, row.entry), []).append(row)
    return [
        one
        for one in packaged
        if is_newer(one, stored.get((one.kind, one.entry), []))
        and all(row.origin == "packaged" for row in stored.get((one.kind, one.entry), []))
    ]


def _find_fitting(current: dict[str, str], new: list[Packaged]) -> list[Packaged]:
    """All of them, if they agree with what is there; else one by one as many as do."""
    if not new or not _faults(current, new):
        return new
    fitting: list[Packaged] = []
    grew = True
    while grew:
        grew = False
        for one in new:
            if one not in fitting and not _faults(current, [*fitting, one]):
                fitting.append(one)
                grew = True
    return fitting


def _faults(current: dict[str, str], added: Sequence[Packaged]) -> list[Problem]:
    """What the added files bring that was not wrong before."""
    before = set(lint_catalogue(read_texts(current)))
    after = lint_catalogue(read_texts(current | {one.file: one.text for one in added}))
    return [problem for problem in after if problem not in before]


def _next_versions(session: AnySession) -> dict[tuple[str, str], int]:
    rows = session.execute(
        sa.select(
            CatalogueVersion.kind, CatalogueVersion.entry, sa.func.max(CatalogueVersion.version)
        ).group_by(CatalogueVersion.kind, CatalogueVersion.entry)
    )
    return {(kind, entry): version for kind, entry, version in rows}
