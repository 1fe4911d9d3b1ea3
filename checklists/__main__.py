"""`python -m checklists lint|conformance|logic`: check the catalogue, or this engine against the shared cases."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from checklists.lint import lint_catalogue
from checklists.loading import HOME as CATALOGUE
from checklists.runner import HOME as CONFORMANCE
from checklists.runner import run_conformance, run_logic
from checklists.sources import read_sources


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m checklists", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("lint").add_argument("directory", nargs="?", type=Path, default=CATALOGUE)
    commands.add_parser("conformance").add_argument("directory", nargs="?", type=Path, default=CONFORMANCE)
    commands.add_parser("logic").add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "lint":
        return _lint(options.directory)
    if options.command == "conformance":
        return _report(*run_conformance(options.directory))
    return _report(*run_logic(options.file))


def _lint(directory: Path) -> int:
    sources = read_sources(directory)
    problems = lint_catalogue(sources)
    for problem in problems:
        print(problem)
    count = len(sources.templates) + len(sources.symptoms) + len(sources.unreadable)
    print(f"{count} files, {len(problems)} problems")
    return 1 if problems or not count else 0


def _report(passed: int, failures: list[str]) -> int:
    for failure in failures:
        print(failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
