"""A dispatcher's console that is open all the time, as it is at work: what tests of single actions begin from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Playwright, expect

from server.settings import Settings
from tests.e2e.browser import Window, window
from tests.e2e.console_screens import ConsoleScreens
from tests.e2e.live import running


class OpenDesk:
    """One signed-in console. `press` and `see` speak of what stands on the screen."""

    def __init__(self, console: ConsoleScreens) -> None:
        self._console = console

    @property
    def language(self) -> str:
        return self._console.language

    @property
    def window(self) -> Window:
        return self._console.window

    @property
    def page(self) -> Any:
        return self._console.page

    @property
    def panel(self) -> Locator:
        found: Locator = self.page.get_by_role("complementary")
        return found

    def go(self, path: str) -> None:
        self.window.go(f"/console/{path}")

    def press(self, name: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def hear(self, text: str) -> None:
        """A short word about what just happened; the screen it leaves is checked by axe."""
        expect(self.page.get_by_role("status").get_by_text(text)).to_be_visible()
        self.window.check_access()


@contextmanager
def open_desk(
    playwright: Playwright,
    folder: Path,
    *,
    language: str,
    fill: Callable[[Settings], object],
    login: str = "dmitri",
) -> Iterator[OpenDesk]:
    with (
        running(folder / "data", language=language, fill=fill) as live,
        window(
            playwright,
            live.base_url,
            folder / "browser",
            language=language,
            viewport={"width": 1280, "height": 800},
        ) as shown,
    ):
        console = ConsoleScreens(shown, language)
        console.sign_in(login)
        yield OpenDesk(console)
