"""Fixtures of the browser tests; without Chromium or the built app they are skipped, and fail where CI is set."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from server.web.pages import is_app_built
from tests.e2e.browser import AXE, CHROMIUM

expect.set_options(timeout=45_000)


def _what_is_missing() -> str | None:
    if not CHROMIUM.exists():
        return f"Chromium is not at {CHROMIUM}"
    if not is_app_built():
        return "the app is not built (npm --prefix pwa run build)"
    if not AXE.exists():
        return "axe-core is not installed (npm --prefix pwa ci)"
    return None


@pytest.fixture(scope="session")
def built_app() -> None:
    """The app as phones get it."""
    missing = _what_is_missing()
    if missing and os.environ.get("CI"):
        pytest.fail(f"Browser tests must run in CI: {missing}")
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="module")
def playwright(built_app: None) -> Iterator[Playwright]:
    """Ends with its module: its event loop runs in our thread, and seals and verdicts need one of their own there."""
    with sync_playwright() as started:
        yield started
