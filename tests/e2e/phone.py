"""An installation with one visit that begins now, and phones for it: what tests of single moments in the field begin from."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

from server.settings import Settings
from tests.e2e.browser import window
from tests.e2e.field_screens import FieldScreens
from tests.e2e.live import Live, running
from tests.e2e.people import make_world
from tests.visits import phone_checklist, publish_visit


@contextmanager
def one_visit(folder: Path, *, language: str) -> Iterator[tuple[Live, str]]:
    """The installation, and the id of Viktor's visit."""
    visits: list[str] = []

    def fill(settings: Settings) -> None:
        cast = make_world(settings, texts=()).cast
        visits.append(publish_visit(cast, cast.viktor, at=datetime.now(UTC)))

    with running(folder, language=language, fill=fill) as live:
        yield live, visits[0]


@contextmanager
def open_phone(
    playwright: Playwright, live: Live, profile: Path, *, language: str, **options: Any
) -> Iterator[FieldScreens]:
    """A phone that has never been here; nobody is signed in."""
    steps = {step["id"]: step for step in phone_checklist()["steps"]}
    with window(playwright, live.base_url, profile, language=language, phone=True, **options) as pixel:
        yield FieldScreens(pixel, language, steps)
