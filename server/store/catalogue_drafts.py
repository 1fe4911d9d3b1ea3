"""Texts that are not published yet, and what they would break."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from checklists.lint import lint_catalogue
from checklists.sources import Problem as Fault
from checklists.sources import read_texts
from server.store.catalogue import current_versions, file_of
from server.store.events import AnySession

Texts = dict[str, str]


@dataclass(frozen=True)
class Draft:
    """A text that is to become the next version; `base` is the version it was written from, 0 for a new entry."""

    kind: str
    entry: str
    base: int
    text: str
    # What is new, and why; the older version that it brings back.
    change: str = ""
    restores: int | None = None

    @property
    def file(self) -> str:
        return file_of(self.kind, self.entry)


def current_texts(session: AnySession) -> Texts:
    """The published text of each file."""
    return {row.file: row.text for row in current_versions(session)}


def find_faults(texts: Texts, drafts: Sequence[Draft]) -> list[Fault]:
    """What the drafts bring into the published texts that is not wrong there already, by file and line."""
    sources = read_texts(texts | {draft.file: draft.text for draft in drafts})
    before = _known_faults(tuple(sorted(texts.items())))
    faults = {fault for fault in lint_catalogue(sources) if fault not in before}
    files = {sources.name(file): file for file in sources.templates}
    for draft in drafts:
        file = files.get(draft.file)
        version = file.data.get("version") if file and isinstance(file.data, dict) else None
        if file and isinstance(version, int) and version <= draft.base:
            reason = f"version {version} is not above {draft.base}, which is published"
            faults.add(Fault(draft.file, file.line_of(("version",)), reason))
    return sorted(faults)


@lru_cache(maxsize=2)
def _known_faults(texts: tuple[tuple[str, str], ...]) -> frozenset[Fault]:
    """What is wrong in published texts: rules may have become stricter since. A person who writes asks every second."""
    return frozenset(lint_catalogue(read_texts(dict(texts))))
