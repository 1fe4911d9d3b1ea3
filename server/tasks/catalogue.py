"""The catalogue as files: check a folder, write the published texts into one, publish one."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from checklists.lint import lint_catalogue
from checklists.sources import Problem, Sources, read_sources, read_texts
from server.commands.catalogue import CatalogueFaults, import_entries
from server.domain import problems
from server.domain.actor import SYSTEM
from server.domain.clock import utc_now
from server.settings import read_settings
from server.store.catalogue_drafts import current_texts
from server.store.catalogue_seed import as_packaged
from server.store.gate import read_session
from server.tasks.opening import open_app

NOTE = "Imported from a folder."


def catalogue(arguments: argparse.Namespace) -> int:
    folder = None if arguments.folder is None else Path(arguments.folder)
    if arguments.action == "lint":
        return _lint(folder)
    if folder is None:
        print(f"onevisit: catalogue {arguments.action} needs a folder", file=sys.stderr)
        return 2
    return _export(folder) if arguments.action == "export" else _import(folder, arguments.note or NOTE)


def _lint(folder: Path | None) -> int:
    """A folder by itself; without one, what is published."""
    if folder is not None:
        return _say_faults(read_sources(folder), folder)
    with open_app(read_settings()).app_context():
        return _say_faults(read_texts(current_texts(read_session())), None)


def _say_faults(sources: Sources, folder: Path | None) -> int:
    faults = lint_catalogue(sources)
    _print_faults(faults, folder)
    count = len(sources.templates) + len(sources.symptoms) + len(sources.unreadable)
    print(f"{count} files, {len(faults)} faults")
    if not count:
        print(f"onevisit: there is no catalogue in {folder or 'the database'}", file=sys.stderr)
    return 1 if faults or not count else 0


def _export(folder: Path) -> int:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(f"onevisit: {folder} is not an empty folder; nothing was written", file=sys.stderr)
        return 1
    with open_app(read_settings()).app_context():
        texts = current_texts(read_session())
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    print(f"Wrote {len(texts)} files to {folder}.")
    return 0


def _import(folder: Path, note: str) -> int:
    sources = read_sources(folder)
    if not (sources.templates or sources.symptoms or sources.unreadable):
        print(f"onevisit: there is no catalogue in {folder}", file=sys.stderr)
        return 1
    with open_app(read_settings()).app_context():
        try:
            _refuse(_form_faults(sources))
            published = import_entries(entries=as_packaged(sources), note=note, by=SYSTEM, at=utc_now())
        except CatalogueFaults as refused:
            _print_faults(refused.listed, folder)
            print(f"onevisit: {len(refused.listed)} faults; nothing was published", file=sys.stderr)
            return 1
        except problems.Problem as problem:
            print(f"onevisit: {problem.detail}", file=sys.stderr)
            return 1
    for file, version in published.items():
        print(f"{file}: version {version}")
    print(f"Published {len(published)} files." if published else "Nothing differs from what is published.")
    return 0


def _form_faults(sources: Sources) -> list[Problem]:
    """Faults of single files: what cannot be read as an entry cannot be held against the others."""
    alone = [Sources(sources.home, templates=[file]) for file in sources.templates]
    alone += [Sources(sources.home, symptoms=[file]) for file in sources.symptoms]
    broken = [one for one in alone if not _has_name(one)]
    return [*sources.unreadable, *(fault for one in broken for fault in lint_catalogue(one))]


def _has_name(sources: Sources) -> bool:
    file = [*sources.templates, *sources.symptoms][0]
    return isinstance(file.data, dict) and isinstance(file.data.get("id"), str)


def _refuse(faults: list[Problem]) -> None:
    if faults:
        raise CatalogueFaults(faults)


def _print_faults(faults: Sequence[Problem], folder: Path | None) -> None:
    for fault in faults:
        where = Problem(str(folder / fault.file), fault.line, fault.reason) if folder else fault
        print(where)
