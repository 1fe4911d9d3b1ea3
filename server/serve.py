"""The web server's command line: gunicorn with the flags that live updates and slow phones need."""

import os
import sys
from typing import NoReturn

from server.settings import Settings


def gunicorn_arguments(settings: Settings) -> list[str]:
    """Threads stay well above the cap on live streams, so that streams can never take the API's threads."""
    threads = settings.stream_cap + 70
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"{settings.host}:{settings.port}",
        "--worker-class",
        "gthread",
        "--workers",
        "1",
        "--threads",
        str(threads),
        "--worker-connections",
        str(max(1000, 2 * threads)),
        "--no-control-socket",
        "--graceful-timeout",
        "5",
        "--keep-alive",
        "65",
        "--limit-request-line",
        "8190",
        "--log-level",
        settings.log_level,
        "server.wsgi:app",
    ]


def serve(settings: Settings) -> NoReturn:
    """Become the web server; does not return."""
    arguments = gunicorn_arguments(settings)
    os.execv(arguments[0], arguments)
