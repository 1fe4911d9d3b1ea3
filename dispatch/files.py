"""Problem and plan files: what cannot be read is said in one line, however broken the file is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dispatch.faults import one_line


class BadInput(Exception):
    """Something given on the command line cannot be used; the message is one line per fault."""


def read_json(path: str) -> object:
    """The document in this file. Raises BadInput; a key given twice is a fault, as the second would win in silence."""
    try:
        document: object = json.loads(
            Path(path).read_text(encoding="utf-8"), object_pairs_hook=_refuse_repeated_keys
        )
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from error
    except RecursionError as error:
        raise BadInput(f"{path}: is nested too deeply to be read") from error
    except ValueError as error:
        raise BadInput(f"{path}: is not JSON ({one_line(str(error))})") from error
    return document


def write_text(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from error


def _refuse_repeated_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        repeated = next(key for key, count in counts.items() if count > 1)
        raise ValueError(f"the key {repeated!r} is there twice in one object")
    return fields
