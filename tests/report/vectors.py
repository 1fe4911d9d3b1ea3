"""Reads the act vectors that Python and TypeScript share; run as a module it writes what Python builds into them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from server.report import act

FOLDER = Path(__file__).parents[1] / "vectors" / "act"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return loaded


def build(vector: dict[str, Any]) -> dict[str, Any]:
    return act.build_act(vector["record"], vector["fields"], **vector["sign_off"])


def short_code_of(built: dict[str, Any]) -> str:
    return act.short_code(act.content_hash(built))


def expect(vector: dict[str, Any]) -> dict[str, Any]:
    """The vector with what Python builds from it."""
    built = build(vector)
    return vector | {
        "act": built,
        "content_hash": act.content_hash(built),
        "short_code": short_code_of(built),
    }


def refresh() -> None:
    """Rewrite the expected acts. Read the difference before committing it: old acts hang on these bytes."""
    for name in NAMES:
        (FOLDER / f"{name}.json").write_text(json.dumps(expect(load(name)), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    refresh()
