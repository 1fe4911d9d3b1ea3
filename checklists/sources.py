"""Finds and reads the files of a catalogue; what cannot be read is kept as a problem, not thrown."""

from dataclasses import dataclass, field
from pathlib import Path

from checklists.yaml_file import UnreadableYaml, YamlFile, read_yaml_file


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
        try:
            file = read_yaml_file(path)
        except UnreadableYaml as error:
            sources.unreadable.append(Problem(path.relative_to(home).as_posix(), error.line, str(error)))
            continue
        (sources.symptoms if path.parent.name == "symptoms" else sources.templates).append(file)
    return sources
