"""Reads a YAML file of the catalogue and remembers on which line each value stands."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str | int, ...]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # ten times as fast where libyaml is built in
    """YAML 1.2 scalars: `yes`, `on` and dates stay texts, which YAML 1.1 would turn into other types."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_TYPES = frozenset({"str", "int", "float", "bool", "null", "map", "seq"})
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true$|false$"), ["t", "f"])


class UnreadableYaml(ValueError):
    """The file is not YAML, or a key stands twice in one mapping."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, eq=False)
class YamlFile:
    """A file as it was read once; whoever has it leaves its values as they are."""

    path: Path
    data: Any
    lines: dict[Place, int]

    def line_of(self, place: Place) -> int:
        """The line of a value, or of the nearest value around it that the file has."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml_file(path: Path) -> YamlFile:
    """Read one document. Raises UnreadableYaml."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableYaml(1, f"not UTF-8: {error.reason}") from error
    return read_yaml_text(path, text)


def read_yaml_text(path: Path, text: str) -> YamlFile:
    """Read one document from its text, under the path it has in a catalogue. Raises UnreadableYaml."""
    try:
        loader = _Loader(text)
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise UnreadableYaml(line, "not a text: half of a character") from error
    try:
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        if node is None:
            raise UnreadableYaml(1, "the file is empty")
        _refuse_what_is_not_json(node, set())
        _note_lines(node, (), lines)
        return YamlFile(path, loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableYaml(line, f"not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableYaml(line, f"not YAML: {error.reason}") from error
    except RecursionError as error:
        raise UnreadableYaml(1, "nested too deeply") from error
    finally:
        loader.dispose()


def _refuse_what_is_not_json(node: yaml.Node, seen: set[int]) -> None:
    """Aliases can hide a circle, or a text that grows a thousandfold; tags make values that JSON has no form for."""
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise UnreadableYaml(line, "a value is repeated by an alias; write it out")
    seen.add(id(node))
    if node.tag.removeprefix("tag:yaml.org,2002:") not in _TYPES:
        raise UnreadableYaml(line, f"tag {node.tag} is not allowed")
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_what_is_not_json(item, seen)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.tag != "tag:yaml.org,2002:str":
                raise UnreadableYaml(key.start_mark.line + 1, "a key is not a text")
            _refuse_what_is_not_json(value, seen)
    elif node.tag.endswith(":float") and node.value.lower().lstrip("+-") in (".inf", ".nan"):
        raise UnreadableYaml(line, f"{node.value} is not a number")


def _note_lines(node: yaml.Node, place: Place, lines: dict[Place, int]) -> None:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note_lines(item, (*place, index), lines)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            if inner in lines:
                raise UnreadableYaml(key.start_mark.line + 1, f"key {key.value!r} stands twice")
            lines[inner] = key.start_mark.line + 1
            _note_lines(value, inner, lines)
