"""The worker as a command."""

import argparse

from server.app import Services
from server.jobs.worker import work
from server.logs import configure_logs
from server.settings import read_settings
from server.tasks.opening import open_app


def run_jobs(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    configure_logs(settings.log_level)
    app = open_app(settings)
    found: Services = app.extensions["onevisit"]
    work(app, found.bell, found.clock, threads=settings.worker_threads)
    return 0
