"""`onevisit verify FILE... [--trust FILE] [--json]`: prints what is proved, what is only claimed, and why not."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from server.report.safe_text import visible
from server.verify.verdict import Check, Verdict
from server.verify.verifier import Beside, verify
from server.verify.words import REASONS, WORDS


def main(argv: Sequence[str], *, trusted_pem: bytes = b"") -> int:
    """0 if every file is whole, 1 if one is not, 2 if one cannot be read. `trusted_pem` stands in for `--trust`."""
    options = _parse(argv)
    try:
        trusted_pem = Path(options.trust).read_bytes() if options.trust else trusted_pem
        files = {name: Path(name).read_bytes() for name in options.files}
        beside = _read_beside(options)
    except OSError as failure:
        print(WORDS[options.language]["unreadable"].format(reason=failure), file=sys.stderr)
        return 2
    verdicts = {name: verify(pdf, trusted_pem=trusted_pem, beside=beside) for name, pdf in files.items()}
    if options.json:
        print(
            json.dumps({name: one.as_json() for name, one in verdicts.items()}, ensure_ascii=False, indent=2)
        )
    else:
        print("\n\n".join(describe(name, one, options.language) for name, one in verdicts.items()))
    return 0 if all(one.is_whole for one in verdicts.values()) else 1


def _read_beside(options: argparse.Namespace) -> Beside:
    return Beside(
        sha256=options.sha256,
        first_act=Path(options.first).read_bytes() if options.first else None,
        photos=[Path(name).read_bytes() for name in options.photo],
    )


def describe(name: str, verdict: Verdict, language: str) -> str:
    """The verdict as a page of text."""
    words = WORDS[language]
    lines = [
        f"{visible(name)}: {words['whole' if verdict.is_whole else 'not_whole']}",
        f"SHA-256 {verdict.sha256}",
        *(_check_line(one, language) for one in verdict.checks),
    ]
    if verdict.is_whole:
        lines += [f"{words['proved']}:", *(f"  {visible(one)}" for one in _proved(verdict.facts, words))]
        lines += [f"{words['claimed']}:", *(f"  {visible(one)}" for one in _claimed(verdict.facts, words))]
    return "\n".join(lines)


def _check_line(check: Check, language: str) -> str:
    words = WORDS[language]
    line = f"  {words['yes' if check.holds else 'no'] + ',':5} {words[check.name]}"
    return line if check.holds else f"{line}: {visible(reason_text(check, language))}"


def reason_text(check: Check, language: str) -> str:
    """Why a check does not hold, as a sentence."""
    return REASONS[language][check.reason].format_map(check.details)


def _proved(facts: Any, words: dict[str, str]) -> list[str]:
    devices = [words["proved_device"].format(device=one) for one in facts["devices"]]
    return [
        words["proved_content"].format_map(facts),
        *(devices or [words["proved_no_device"]]),
        *([words["proved_order"]] if devices else []),
        words["time_none"],
    ]


def _claimed(facts: Any, words: dict[str, str]) -> list[str]:
    places = [words["claimed_place"].format(signed_at=one) for one in facts["signed_at"]]
    signers = [words["claimed_signer"].format(signer=one) for one in facts["signers"]]
    return [*signers, *places, words["claimed_sealed"].format_map(facts)]


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="onevisit verify", description="Check sealed acts.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="an act as PDF")
    parser.add_argument("--trust", metavar="FILE", help="the installation's published certificates (PEM)")
    parser.add_argument("--sha256", metavar="HEX", help="the SHA-256 that the customer's message names")
    parser.add_argument("--first", metavar="FILE", help="the first act of an addendum")
    parser.add_argument("--photo", metavar="FILE", action="append", default=[], help="a photo of the act")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    russian = os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("ru")
    parser.add_argument("--language", choices=sorted(WORDS), default="ru" if russian else "en")
    return parser.parse_args(argv)
