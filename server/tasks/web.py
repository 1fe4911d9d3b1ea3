"""The web server as a command, and the question how it is. Loads no part of the app: gunicorn does."""

import argparse

from server import ready
from server.serve import refuse_taken_address, serve
from server.settings import read_settings


def run_server(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    refuse_taken_address(settings)
    if not arguments.check:
        serve(settings)
    return 0


def ask_server(arguments: argparse.Namespace) -> int:
    return ready.report(read_settings(), wait_seconds=arguments.wait, quiet=arguments.quiet)
