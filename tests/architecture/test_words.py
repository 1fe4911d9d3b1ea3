"""One Russian word per thing: what the glossary rejects is in no text that people read."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, files

# Checklists are left out: in them «клиент» is also a program or a device on a network.
READ_BY_PEOPLE = ("pwa/src", "server", "dispatch", "docs")
SUFFIXES = (".ts", ".svelte", ".py", ".j2", ".md")
NOT_OURS = ("server/demo/data/", "docs/glossary.md")
ENDINGS = "|".join(
    (
        "а",
        "я",
        "о",
        "у",
        "ю",
        "е",
        "ы",
        "и",
        "ь",
        "ом",
        "ем",
        "ой",
        "ей",
        "ью",
        "ов",
        "ам",
        "ям",
        "ами",
        "ями",
        "ах",
        "ях",
    )
)


def rejected_words() -> list[str]:
    """The third column of the glossary's table."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "glossary.md").read_text().splitlines()
        if line.startswith("|")
    ]
    return [word.strip() for row in rows[2:] for word in row[2].split(",") if word.strip()]


@pytest.mark.parametrize("word", rejected_words())
def test_a_word_that_the_glossary_rejects_is_used_nowhere(word: str) -> None:
    stem = word.rstrip("аеийоуыьюя")
    said = re.compile(rf"\b{stem}({ENDINGS})?\b", re.IGNORECASE)

    places = [
        f"{name}:{number}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if said.search(line)
    ]

    assert places == []


def texts() -> Iterator[tuple[str, str]]:
    for file in files(*READ_BY_PEOPLE, suffixes=SUFFIXES):
        name = str(file.relative_to(ROOT))
        if not name.startswith(NOT_OURS):
            yield name, file.read_text()
