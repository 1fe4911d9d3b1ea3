"""Ask a running server how it is, and tell a newcomer where to look and how to sign in."""

import http.client
import json
import time
from typing import Any

from server import NOT_KNOWN_YET
from server.demo.words import SIGN_IN_HINT
from server.settings import Settings


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
    until = time.monotonic() + wait_seconds
    while True:
        health = _health(settings)
        if health is not None and not (is_whole and NOT_KNOWN_YET in health.values()):
            return health
        if time.monotonic() >= until:
            return health
        time.sleep(0.2)


def _health(settings: Settings) -> dict[str, Any] | None:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    connection = http.client.HTTPConnection(host, settings.port, timeout=15)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        health: dict[str, Any] = json.load(answer) if answer.status == 200 else {}
    except (OSError, http.client.HTTPException):
        # Not up yet, or gone: the caller sees the exit code.
        return None
    finally:
        connection.close()
    return health or None


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
