"""Reads the catalogue from its files into one value that answers by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from checklists.lint import Problem, lint_catalogue
from checklists.sources import Sources, read_sources

HOME = Path(__file__).parent / "catalogue"


class InvalidCatalogue(ValueError):
    """The catalogue has faults; `problems` names each with file, line and reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Catalogue:
    """Symptoms and templates by id, as plain JSON values with every optional key of a symptom filled in."""

    symptoms: Mapping[str, dict[str, Any]]
    templates: Mapping[str, dict[str, Any]]

    def symptom(self, symptom: str) -> dict[str, Any]:
        """Raises KeyError."""
        return self.symptoms[symptom]

    def templates_for(self, symptom: str) -> list[dict[str, Any]]:
        """The templates of a symptom, in the order to compose them. Raises KeyError."""
        return [self.templates[template] for template in self.symptoms[symptom]["templates"]]

    def template(self, template: str, version: int | None = None) -> dict[str, Any]:
        """Raises KeyError if the catalogue holds no such template, or holds another version of it."""
        found = self.templates[template]
        if version is not None and found["version"] != version:
            raise KeyError(f"{template}@{version}")
        return found


def load(directory: Path = HOME) -> Catalogue:
    """Read and check the catalogue. Raises InvalidCatalogue."""
    sources = read_sources(directory)
    problems = lint_catalogue(sources)
    if problems:
        raise InvalidCatalogue(problems)
    return index(sources)


def index(sources: Sources) -> Catalogue:
    """The catalogue of sources that were found to have no faults."""
    return Catalogue(
        symptoms=MappingProxyType(
            {file.data["id"]: _complete_symptom(file.data) for file in sources.symptoms}
        ),
        templates=MappingProxyType({file.data["id"]: file.data for file in sources.templates}),
    )


def _complete_symptom(symptom: dict[str, Any]) -> dict[str, Any]:
    questions = [{"options": [], **question} for question in symptom["questions"]]
    checks = [
        {**check, "results": [{"remedy": None, **result} for result in check["results"]]}
        for check in symptom["checks"]
    ]
    return {**symptom, "questions": questions, "checks": checks}
