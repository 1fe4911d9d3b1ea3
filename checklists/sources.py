"""Finds and reads the files of a catalogue; what cannot be read is kept as a problem, not thrown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path

from checklists.yaml_file import UnreadableYaml, YamlFile, read_yaml_file, read_yaml_text


@dataclass(frozen=True, order=True)
class Problem:
    """A fault of the catalogue, for the person who edits it."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class Sources:
    home: Path
    templates: list[YamlFile] = field(default_factory=list)
    symptoms: list[YamlFile] = field(default_factory=list)
    unreadable: list[Problem] = field(default_factory=list)

    def name(self, file: YamlFile) -> str:
        return file.path.relative_to(self.home).as_posix()


def read_sources(home: Path) -> Sources:
    """Read all files under <home>/<trade>/ and <home>/symptoms/, sorted by path."""
    sources = Sources(home)
    for path in sorted(home.glob("*/*.yaml")):
        _add(sources, path, partial(read_yaml_file, path))
    return sources


def read_texts(texts: Mapping[str, str]) -> Sources:
    """Read a catalogue whose files are not on this disk: texts by the path that each has below the catalogue."""
    sources = Sources(Path())
    for name in sorted(texts):
        _add(sources, Path(name), partial(_read_text, name, texts[name]))
    return sources


@lru_cache(maxsize=1024)
def _read_text(name: str, text: str) -> YamlFile:
    return read_yaml_text(Path(name), text)


def _add(sources: Sources, path: Path, read: Callable[[], YamlFile]) -> None:
    try:
        file = read()
    except UnreadableYaml as error:
        sources.unreadable.append(Problem(path.relative_to(sources.home).as_posix(), error.line, str(error)))
        return
    (sources.symptoms if path.parent.name == "symptoms" else sources.templates).append(file)
