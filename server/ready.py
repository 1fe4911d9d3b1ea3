"""Ask a running server how it is, and tell a newcomer where to look and how to sign in."""

import time
from typing import Any

import requests

from server.demo.words import SIGN_IN_HINT
from server.settings import Settings
from server.web.health import NOT_KNOWN_YET


def report(settings: Settings, *, wait_seconds: float, quiet: bool) -> int:
    """0 when the server answers within the time, 1 otherwise. Prints addresses and what does not work."""
    health = _ask(settings, wait_seconds, is_whole=not quiet)
    if health is None:
        return 1
    if not quiet:
        print(_welcome(settings, health), flush=True)
    return 0


def _ask(settings: Settings, wait_seconds: float, *, is_whole: bool) -> dict[str, Any] | None:
    """The last answer. `is_whole` asks on, while there is time, until the answer says of each part how it is."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    until = time.monotonic() + wait_seconds
    health: dict[str, Any] | None = None
    while True:
        try:
            answer = requests.get(f"http://{host}:{settings.port}/health", timeout=15)
            if answer.ok:
                health = answer.json()
                if not is_whole or NOT_KNOWN_YET not in health.values():
                    return health
        except (requests.ConnectionError, requests.Timeout):
            pass  # not up yet, or gone: the caller sees the exit code
        if time.monotonic() >= until:
            return health
        time.sleep(0.2)


def _welcome(settings: Settings, health: dict[str, Any]) -> str:
    base = settings.base_url
    lines = [
        "",
        f"  Console (operators, dispatchers, leads):  {base}/console/",
        f"  Field app (engineers; use a phone-size window):  {base}/",
        f"  Health:  {base}/health",
    ]
    lines += [
        f"  Note: {health[part]}" for part in ("app", "acts") if health.get(part) not in (None, "built", "ok")
    ]
    if health.get("demo"):
        lines += ["", *(f"  {line}" for line in SIGN_IN_HINT.splitlines())]
    return "\n".join([*lines, "", "  Stop with Ctrl+C.", ""])
