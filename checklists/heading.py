"""Puts another version and change note into the text of a template, and leaves every other character as it is."""

import json

import yaml

_KEYS = ("version", "change")


def with_heading(text: str, *, version: int, change: str) -> str:
    """The text with these two values at its top level; it must be readable. A key that is not there stays out."""
    values = {"version": str(version), "change": json.dumps(change, ensure_ascii=False)}
    for key, start, end in sorted(_find_scalars(text), key=lambda place: -place[1]):
        # A block ends behind its last line end, which stays.
        end = start + len(text[start:end].rstrip())
        text = text[:start] + values[key] + text[end:]
    return text


def _find_scalars(text: str) -> list[tuple[str, int, int]]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return [
        (key.value, value.start_mark.index, value.end_mark.index)
        for key, value in (root.value if isinstance(root, yaml.MappingNode) else [])
        if key.value in _KEYS and isinstance(value, yaml.ScalarNode)
    ]
