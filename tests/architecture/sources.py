"""The project's own files as the tests of this folder read them; nothing here judges."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PURE_AND_SERVER = ("server", "dispatch", "checklists")
NOT_OURS = frozenset({"node_modules", "__pycache__", "static", "versions"})


@functools.cache
def files(*folders: str, suffixes: tuple[str, ...]) -> tuple[Path, ...]:
    """Our files below the folders, without packages, built files and migrations; in a stable order."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return tuple(sorted(path for path in found if path.suffix in suffixes and not NOT_OURS & set(path.parts)))


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every Python module of the product with its syntax tree."""
    for path in files(*PURE_AND_SERVER, suffixes=(".py",)):
        yield path, tree(path)


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name(path: Path, line: int | None = None) -> str:
    """How a failure names a place, so that an editor can jump to it."""
    return f"{path.relative_to(ROOT)}" + ("" if line is None else f":{line}")
