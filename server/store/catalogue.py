"""The catalogue of symptoms and templates, read once a process: files that only change with the program."""

from functools import cache

from checklists.catalogue import Catalogue, load


@cache
def the_catalogue() -> Catalogue:
    """Raises InvalidCatalogue at first use if a file has a fault."""
    return load()


def symptom_title(symptom: str | None) -> dict[str, str]:
    """The title in both languages; a symptom that the catalogue no longer has shows its id."""
    if symptom is None:
        return {"en": "No symptom yet", "ru": "Симптом не указан"}
    entry = the_catalogue().symptoms.get(symptom)
    title: dict[str, str] = {"en": symptom, "ru": symptom} if entry is None else entry["title"]
    return title
