"""The web server's command line: gunicorn with the flags that live updates and slow phones need."""

import os
import socket
import sys
from typing import NoReturn

from server.settings import BadSetting, Settings


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
        str(settings.web_processes),
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


def refuse_taken_address(settings: Settings) -> None:
    """Raises BadSetting when nobody could listen there: gunicorn would try for five seconds and print twenty lines."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise BadSetting(
                f"nothing can listen on ONEVISIT_HOST={settings.host} ONEVISIT_PORT={settings.port}: {error.strerror}; "
                "stop what uses it or choose another"
            ) from None


def serve(settings: Settings) -> NoReturn:
    """Become the web server; does not return."""
    arguments = gunicorn_arguments(settings)
    os.execv(arguments[0], arguments)
