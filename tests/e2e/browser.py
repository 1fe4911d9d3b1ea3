"""Chromium for the tests: a profile that survives a kill, a guard that nothing leaves the origin, and axe on every screen."""

import json
import os
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Playwright, Request

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTLE_MS = 1_000
LOCAL_SCHEMES = ("data", "blob", "about")
LOCALES = {"en": "en-GB", "ru": "ru-RU"}
FIND_FAULTS = """() => axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations.map((rule) =>
    ({rule: rule.id, nodes: rule.nodes.map((node) => node.target.join(' ') + ': ' + node.failureSummary)})))"""


@dataclass
class Window:
    """One browser with one page. `killed` and `reopen` are what a dead battery does to it."""

    playwright: Playwright
    base_url: str
    profile: Path
    options: dict[str, Any]
    # Off where only pictures are wanted.
    judges: bool = True
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self._open(offline=False)

    def go(self, path: str) -> None:
        self.page.goto(self.base_url + path)

    def go_offline(self) -> None:
        self.context.set_offline(True)

    def come_back(self) -> None:
        self.context.set_offline(False)

    def kill_and_reopen(self, *, offline: bool) -> None:
        """The browser process dies without a word, as with a battery that is empty, and is opened again, its session lost."""
        with self.context.expect_event("close"):
            os.kill(_find_process(self.profile), signal.SIGKILL)
        self._open(offline=offline)
        # Chromium writes cookies to disk twice a minute, so a kill may lose the session or not: take the worse case.
        self.context.clear_cookies()

    def check_access(self) -> None:
        """No fault that axe can see on the screen as it is now."""
        if not self.judges:
            return
        # Run by the debugger, so that the page's own content policy stays as it is in production.
        self.page.evaluate(AXE.read_text())
        faults = self.page.evaluate(FIND_FAULTS)
        if faults:
            # A screen that was still being drawn is looked at once more; a fault that stays is one, and one that
            # went by is named in the summary of the run.
            warnings.warn(f"{self.page.url}: axe saw for a moment {json.dumps(faults)[:1000]}", stacklevel=2)
            self.page.wait_for_timeout(SETTLE_MS)
            faults = self.page.evaluate(FIND_FAULTS)
        assert faults == [], f"{self.page.url}: {json.dumps(faults, indent=1, ensure_ascii=False)}"

    def close(self) -> None:
        self.context.close()
        assert self.foreign == [], f"Requests left the origin: {self.foreign}"
        assert self.errors == [], f"Errors on the page: {self.errors}"

    def _open(self, *, offline: bool) -> None:
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=CHROMIUM,
            args=FLAGS,
            headless=True,
            offline=offline,
            reduced_motion="reduce",
            **self.options,
        )
        self.context.on("request", self._note_request)
        self.context.on("weberror", lambda found: self.errors.append(found.error.stack or str(found.error)))
        self.context.on("console", self._note_complaint)
        self.context.set_default_timeout(45_000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def _note_complaint(self, message: ConsoleMessage) -> None:
        # A refusal by the server and a lost network are said by the browser itself; the page answers them on the screen.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.errors.append(message.text)

    def _note_request(self, request: Request) -> None:
        own = urlsplit(self.base_url)
        asked = urlsplit(request.url)
        if asked.scheme not in LOCAL_SCHEMES and asked.netloc != own.netloc:
            self.foreign.append(request.url)


@contextmanager
def window(
    playwright: Playwright,
    base_url: str,
    profile: Path,
    *,
    language: str,
    phone: bool = False,
    judges: bool = True,
    **options: Any,
) -> Iterator[Window]:
    """A desk screen, or a Pixel 7 with `phone`. Closed at the end; what it asked for and its errors are judged then."""
    opened = Window(playwright, base_url, profile, _options(playwright, language, phone) | options, judges)
    try:
        yield opened
    except BaseException:
        try:
            opened.page.screenshot(path=profile.with_suffix(".png"))
            opened.context.close()
        except Error:
            pass  # the page is gone already; the first error says more
        raise
    opened.close()


def _options(playwright: Playwright, language: str, phone: bool) -> dict[str, Any]:
    options: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
    if phone:
        options = dict(playwright.devices["Pixel 7"])
        options.pop("default_browser_type")
    return options | {"locale": LOCALES[language]}


def _find_process(profile: Path) -> int:
    """The browser that we started on this profile: its own process, not one of its helpers."""
    wanted = f"--user-data-dir={profile}".encode()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended meanwhile
        if wanted in arguments and not any(one.startswith(b"--type=") for one in arguments):
            return int(folder.name)
    raise AssertionError(f"No browser runs on {profile} at {time.ctime()}")
