"""The worker as a command."""

import argparse

from server.core import Services
from server.jobs.worker import work
from server.locks import WORKER_LOCK, held_lock
from server.logs import configure_logs
from server.settings import BadSetting, read_settings
from server.tasks.opening import open_app


def run_jobs(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    configure_logs(settings.log_level)
    app = open_app(settings)
    found: Services = app.extensions["onevisit"]
    # Several workers may share it; a restore wants it alone.
    with held_lock(settings.data_dir / WORKER_LOCK, exclusive=False) as is_held:
        if not is_held:
            raise BadSetting(
                f"a backup is being restored into {settings.data_dir}; start the worker after it"
            )
        work(app, found.bell, found.clock, threads=settings.worker_threads)
    return 0
