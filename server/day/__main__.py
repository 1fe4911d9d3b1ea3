"""`./run day`: play the day, print what came of it, and exit 1 if something that must always hold did not."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from server.day.acts import collect_acts
from server.day.checks import Evidence, check_all
from server.day.phones import is_available
from server.day.report import build_report, table
from server.day.stage import set_stage
from server.demo.places import read
from server.logs import configure_logs


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run day", description="Play a whole working day and check it.")
    parser.add_argument("--seed", type=int, default=1, help="who loses signal, whose answers get lost")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep acts, certificate and database there")
    parser.add_argument("--language", choices=("en", "ru"), default="en", help="of names in the demo")
    arguments = parser.parse_args()
    if not is_available():
        print("The phones of the day need Node.js 20.19 or newer and the app's packages.", file=sys.stderr)
        return 2
    configure_logs("error")
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="onevisit-day-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        print(f"--keep {folder}: the folder must be empty.", file=sys.stderr)
        return 2
    tickets = read("tickets")["tickets"]
    report, breaches = play(folder, seed=arguments.seed, language=arguments.language, tickets=tickets)
    print(table(report, breaches))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    return 0 if all(report["invariants"].values()) and not report["ops"]["lost"] else 1


def play(
    folder: Path, *, seed: int, language: str, tickets: list[dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The day from the first phone's sign-in to the last act: the report, and what broke each invariant."""
    began = time.monotonic()
    with set_stage(folder, seed=seed, language=language, tickets=tickets) as stage:
        stage.story.play()
        collected = collect_acts(stage.story, folder)
        evidence = Evidence(stage.story, collected.certificate, collected.acts, collected.verdicts)
        breaches = check_all(evidence) | {"no_background_work_failed": stage.host.worker_errors}
        report = build_report(
            evidence,
            seed=seed,
            seconds=time.monotonic() - began,
            breaches=breaches,
            files=collected.files,
            trust=collected.trust,
        )
        return report, breaches


if __name__ == "__main__":
    sys.exit(main())
