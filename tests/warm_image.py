"""What a warm process has loaded (tests/warm.py): everything that commands, the web server and the worker load sooner or later."""

import importlib

from gunicorn.app import wsgiapp
from gunicorn.workers import gthread
from huey import consumer

import dispatch
from server import app
from server.cli import COMMANDS, find_command
from server.clients.seal import pades
from server.jobs import handlers, queue, worker
from server.store.catalogue import read_catalogue
from server.store.catalogue_seed import read_packaged

__all__ = ["app", "consumer", "gthread", "handlers", "pades", "queue", "worker", "wsgiapp"]

for command in COMMANDS:
    find_command(command)
for kind in (
    "seal_act",
    "mail_act",
    "plan_day",
    "plan_region",
    "join_regions",
    "run_scenario",
    "replan",
    "find_address",
):
    importlib.import_module(f"server.jobs.{kind}")
# The planner's machine code, from its cache; the program's own catalogue, as every fresh database holds it.
dispatch.warm_up()
in_order = sorted(read_packaged(), key=lambda one: (one.kind, one.entry))
read_catalogue(tuple((one.file, one.text) for one in in_order))
