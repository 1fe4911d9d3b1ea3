"""The console script `onevisit`: what it understands. What a command does is loaded when it is asked for."""

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from server.settings import BadSetting

ROOT = Path(__file__).parent.parent
# A probe of health must not load the planner and the seal, so these are names and not imports.
COMMANDS = {
    "migrate": "server.tasks.installation:migrate_database",
    "serve": "server.tasks.web:run_server",
    "ready": "server.tasks.web:ask_server",
    "work": "server.tasks.work:run_jobs",
    "demo": "server.tasks.installation:demo",
    "admin": "server.tasks.installation:admin",
    "backup": "server.tasks.backup:backup",
    "restore": "server.tasks.backup:restore",
    "catalogue": "server.tasks.catalogue:catalogue",
    "chain": "server.tasks.installation:chain",
    "verify": "server.tasks.verify:verify_acts",
    "reading": "server.tasks.reading:read_file",
    "openapi": "server.tasks.openapi:write_description",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 the answer is no, 2 the call or a setting is wrong."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["verify"]:
        # It has its own options, and must work on a machine without an installation.
        return find_command("verify")(argparse.Namespace(rest=words[1:]))
    arguments = _parser().parse_args(words)
    try:
        return find_command(arguments.command)(arguments)
    except BadSetting as error:
        print(f"onevisit: {error}", file=sys.stderr)
        return 2


def find_command(name: str) -> Callable[[argparse.Namespace], int]:
    module, _, function = COMMANDS[name].partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(importlib.import_module(module), function)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onevisit", description="One on-site ticket, one visit.")
    commands = parser.add_subparsers(dest="command", required=True)
    migrate = commands.add_parser("migrate", help="bring the database to the newest schema")
    migrate.add_argument(
        "--demo", action="store_true", help="load the demo into an installation that nobody has used"
    )
    served = commands.add_parser("serve", help="run the web server")
    served.add_argument("--check", action="store_true", help="only say whether the address is free")
    asked = commands.add_parser("ready", help="ask the running server how it is; exit 0 when it answers")
    asked.add_argument("--wait", type=float, default=0, metavar="SECONDS", help="keep asking for that long")
    asked.add_argument("--quiet", action="store_true", help="print nothing")
    demo = commands.add_parser("demo", help="load or remove the demo data")
    demo.add_argument("action", choices=("load", "remove"))
    admin = commands.add_parser("admin", help="make an administrator; prints a password once")
    admin.add_argument("login")
    admin.add_argument("--name", default="", help="as people see it; the login if not given")
    commands.add_parser("work", help="run the jobs: seal acts, mail them, plan; SIGINT ends it gracefully")
    commands.add_parser("verify", help="check sealed acts (see onevisit verify --help)", add_help=False)
    reading = commands.add_parser("reading", help="read what a network device printed into rows and facts")
    reading.add_argument("--platform", help="cisco_ios, huawei_vrp or eltex; guessed if not given")
    reading.add_argument("--command", dest="command_line", help="the command as typed; guessed if not given")
    reading.add_argument("--interface", help="the port that the facts are about, such as Gi1/0/7")
    reading.add_argument("file", help="the output as pasted; - for standard input")
    backed_up = commands.add_parser("backup", help="write database, photos, acts and keys into one file")
    backed_up.add_argument("file")
    restored = commands.add_parser(
        "restore", help="put a backup in the place of what is there; phones send the rest again"
    )
    restored.add_argument("file")
    restored.add_argument(
        "--last-act",
        type=int,
        metavar="NUMBER",
        help="the last act number that was given, when the database from before the loss is gone",
    )
    catalogue = commands.add_parser(
        "catalogue", help="check templates and symptoms, write them into a folder, publish a folder"
    )
    catalogue.add_argument("action", choices=("lint", "export", "import"))
    catalogue.add_argument("folder", nargs="?", help="lint without one checks what is published")
    catalogue.add_argument(
        "--note", help="import: what is new in the symptoms, which have no note of their own"
    )
    commands.add_parser("chain", help="check that the event log is whole")
    openapi = commands.add_parser("openapi", help="write the description of the API")
    openapi.add_argument("file", nargs="?", default=str(ROOT / "docs" / "openapi.json"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
