"""What a customer reads, as text files that are read in review. Set UPDATE_SNAPSHOTS=1 to write them anew."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.report import samples

SNAPSHOTS = Path(__file__).parent / "snapshots"
_BLOCKS = {"p", "h1", "h2", "h3", "td", "th", "br", "tr"}


class _Reader(HTMLParser):
    """The text of the page, one block a line."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._skipped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped = tag in ("head", "title")
        self.text += "\n" if tag in _BLOCKS else ""

    def handle_endtag(self, tag: str) -> None:
        self._skipped = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self._skipped else data


def _read(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in reader.text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize(
    "name", ["solo-accepted-en", "joint-remarks-ru", "refused-ru", "addendum-en", "hostile-text-en"]
)
def test_page_reads_as_reviewed(name: str) -> None:
    text = _read(samples.sample(name).document().html)

    snapshot = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.write_text(text, "utf-8")
    assert text == snapshot.read_text("utf-8")
