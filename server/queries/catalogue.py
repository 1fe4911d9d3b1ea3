"""The catalogue as the triage screen, the list of templates and its editor need it."""

import difflib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from checklists.catalogue import Catalogue
from checklists.sources import read_texts
from server.domain.clock import iso
from server.domain.local_day import local_day_of
from server.domain.problems import NotFound
from server.store.catalogue import (
    SYMPTOM,
    TEMPLATE,
    CatalogueVersion,
    current_versions,
    the_catalogue,
    versions_of,
)
from server.store.catalogue_drafts import Draft, current_texts, find_faults
from server.store.catalogue_seed import Packaged, read_packaged
from server.store.events import AnySession, get_installation
from server.store.gate import read_session
from server.store.people import Person
from server.store.visits import Visit, VisitTicket

# Devices and their makers' advice change; a year is what the sources themselves are usually revised in.
REVIEW_AFTER = timedelta(days=365)
CONTEXT_LINES = 3


def list_symptoms() -> list[dict[str, Any]]:
    """All symptoms with their questions, remote checks, parts and kit, by id."""
    return [the_catalogue().symptoms[name] for name in sorted(the_catalogue().symptoms)]


def list_templates() -> list[dict[str, Any]]:
    """All checklist templates, by id."""
    return [the_catalogue().templates[name] for name in sorted(the_catalogue().templates)]


def list_entries(*, at: datetime) -> list[dict[str, Any]]:
    """One line for each template and symptom, templates first, by name."""
    session, catalogue = read_session(), the_catalogue()
    rows = sorted(current_versions(session), key=lambda row: (row.kind != TEMPLATE, row.entry))
    names = _names(session, rows)
    today = _today(session, at)
    return [_line(row, catalogue, names, today) for row in rows]


def get_entry(kind: str, entry: str, *, at: datetime) -> dict[str, Any]:
    """One template or symptom with its text, all its versions and where it is used. Raises NotFound."""
    session, catalogue = read_session(), the_catalogue()
    rows = versions_of(session, kind, entry)
    if not rows:
        raise NotFound(f"There is no {kind} {entry} in the catalogue.")
    names = _names(session, rows)
    return {
        **_line(rows[0], catalogue, names, _today(session, at)),
        "text": rows[0].text,
        "content": _content(rows[0], catalogue),
        "versions": [_version(row, names) for row in rows],
        "used_by": _used_by(kind, entry, catalogue),
        "open_visits": _count_open_visits(session, entry) if kind == TEMPLATE else [],
        "packaged": _packaged(rows),
    }


def get_text(kind: str, entry: str, version: int) -> dict[str, Any]:
    """One version with its text. Raises NotFound."""
    session = read_session()
    row = _find_version(session, kind, entry, version)
    return {**_version(row, _names(session, [row])), "text": row.text}


def compare_versions(kind: str, entry: str, *, older: int, newer: int) -> list[dict[str, Any]]:
    """The lines that differ, with a few around them. Raises NotFound."""
    session = read_session()
    return compare_texts(
        _find_version(session, kind, entry, older).text, _find_version(session, kind, entry, newer).text
    )


def look_at_drafts(drafts: Sequence[Draft]) -> dict[str, Any]:
    """What is wrong with texts that are not published, what they say, and how they differ from what is published."""
    texts = current_texts(read_session())
    faults = find_faults(texts, drafts)
    faulty = {fault.file for fault in faults}
    return {
        "faults": [{"file": fault.file, "line": fault.line, "reason": fault.reason} for fault in faults],
        "drafts": [
            {
                "kind": draft.kind,
                "id": draft.entry,
                "content": None if draft.file in faulty else _read(draft),
                "lines": compare_texts(texts.get(draft.file, ""), draft.text),
            }
            for draft in drafts
        ],
    }


def compare_texts(older: str, newer: str) -> list[dict[str, Any]]:
    """`is` of a line is same, removed or added; `old` and `new` are its numbers. A jump in them is left out text."""
    before, after = older.splitlines(), newer.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    lines: list[dict[str, Any]] = []
    for group in matcher.get_grouped_opcodes(CONTEXT_LINES):
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += [
                    {"is": "same", "old": i + 1, "new": j + 1, "text": before[i]}
                    for i, j in zip(range(i1, i2), range(j1, j2), strict=True)
                ]
                continue
            lines += [{"is": "removed", "old": i + 1, "new": None, "text": before[i]} for i in range(i1, i2)]
            lines += [{"is": "added", "old": None, "new": j + 1, "text": after[j]} for j in range(j1, j2)]
    return lines


def _line(row: CatalogueVersion, catalogue: Catalogue, names: dict[str, str], today: date) -> dict[str, Any]:
    content = _content(row, catalogue)
    review_due = _review_due(content)
    parts = [content["trade"]] if row.kind == TEMPLATE else [part["trade"] for part in content["parts"]]
    return {
        "kind": row.kind,
        "id": row.entry,
        "title": content["title"],
        "trades": list(dict.fromkeys(parts)),
        "steps": len(content["steps"] if row.kind == TEMPLATE else content["checks"]),
        "owner": content.get("owner"),
        "reviewed": content.get("reviewed"),
        "review_due": review_due.isoformat() if review_due else None,
        "is_overdue": review_due is not None and review_due < today,
        "unverified": sum(not source.get("verified", True) for source in content.get("sources", [])),
        "version": row.version,
        "origin": row.origin,
        "published_at": iso(row.published_at),
        "author": names.get(row.author_id or ""),
    }


def _review_due(content: dict[str, Any]) -> date | None:
    """A day that no calendar has was never a review: it is due since always."""
    if content.get("reviewed") is None:
        return None
    try:
        return date.fromisoformat(content["reviewed"]) + REVIEW_AFTER
    except (ValueError, OverflowError):
        return date.min


def _content(row: CatalogueVersion, catalogue: Catalogue) -> dict[str, Any]:
    return (catalogue.templates if row.kind == TEMPLATE else catalogue.symptoms)[row.entry]


def _version(row: CatalogueVersion, names: dict[str, str]) -> dict[str, Any]:
    return {
        "version": row.version,
        "change": row.change,
        "origin": row.origin,
        "restores": row.restores,
        "published_at": iso(row.published_at),
        "author": names.get(row.author_id or ""),
    }


def _used_by(kind: str, entry: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The symptoms of a template, or the templates of a symptom."""
    if kind == SYMPTOM:
        return [
            {"kind": TEMPLATE, "id": name, "title": catalogue.templates[name]["title"]}
            for name in catalogue.symptoms[entry]["templates"]
        ]
    return [
        {"kind": SYMPTOM, "id": name, "title": symptom["title"]}
        for name, symptom in sorted(catalogue.symptoms.items())
        if entry in symptom["templates"]
    ]


def _count_open_visits(session: AnySession, template: str) -> list[dict[str, Any]]:
    """How many visits that have not ended were given which version."""
    open_ones = sa.select(VisitTicket.visit_id).where(VisitTicket.is_open)
    given = session.scalars(sa.select(Visit.checklist["templates"]).where(Visit.id.in_(open_ones)))
    counts = Counter(
        one["version"] for templates in given for one in templates or [] if one["id"] == template
    )
    return [{"version": version, "visits": count} for version, count in sorted(counts.items())]


def _packaged(rows: Sequence[CatalogueVersion]) -> dict[str, Any] | None:
    """The program's own text, if it is none of the stored ones: somebody wrote their own, or it would contradict another."""
    ours: Packaged | None = next(
        (one for one in read_packaged() if (one.kind, one.entry) == (rows[0].kind, rows[0].entry)), None
    )
    if ours is None or any(row.text == ours.text for row in rows):
        return None
    return {"version": ours.version, "text": ours.text, "lines": compare_texts(rows[0].text, ours.text)}


def _find_version(session: AnySession, kind: str, entry: str, version: int) -> CatalogueVersion:
    found = next((row for row in versions_of(session, kind, entry) if row.version == version), None)
    if found is None:
        raise NotFound(f"There is no version {version} of {entry}.")
    return found


def _read(draft: Draft) -> Any:
    sources = read_texts({draft.file: draft.text})
    return next((file.data for file in [*sources.templates, *sources.symptoms]), None)


def _names(session: AnySession, rows: Sequence[CatalogueVersion]) -> dict[str, str]:
    ids = {row.author_id for row in rows if row.author_id}
    return {
        row.id: row.name
        for row in session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    }


def _today(session: AnySession, at: datetime) -> date:
    return local_day_of(at, get_installation(session).zone).day
