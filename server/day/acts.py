"""Fetch every sealed act of the day as a customer would, and verify each from its file and the certificate alone."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.day.story import Story
from server.verify.verifier import verify

WAIT_SECONDS = 600


@dataclass(frozen=True)
class Collected:
    certificate: bytes
    acts: dict[str, bytes]
    verdicts: dict[str, bool]
    files: list[Path]
    trust: Path


def collect_acts(story: Story, folder: Path) -> Collected:
    """Waits until nothing waits to be sealed, then writes acts/*.pdf and trust.pem into the folder."""
    desk = story.desks["admin"]
    sealed = _wait_until_sealed(story)
    target = folder / "sealed"
    target.mkdir()
    certificate = desk.fetch("/api/certificate").content
    trust = target / "trust.pem"
    trust.write_bytes(certificate)
    acts: dict[str, bytes] = {}
    files: list[Path] = []
    for act in sealed:
        pdf = desk.fetch(f"/api/acts/{act['id']}/pdf").content
        path = target / f"act-{act['number']}.pdf"
        path.write_bytes(pdf)
        acts[act["id"]] = pdf
        files.append(path)
    verdicts = {
        act: verify(pdf, trusted_pem=certificate, now=story.clock()).is_whole for act, pdf in acts.items()
    }
    return Collected(certificate, acts, verdicts, files, trust)


def _wait_until_sealed(story: Story) -> list[dict[str, Any]]:
    desk = story.desks["admin"]
    until = time.monotonic() + WAIT_SECONDS
    while True:
        acts = desk.list_all("/api/acts")
        waiting = [act for act in acts if act["state"] == "waiting"]
        if not waiting or time.monotonic() > until:
            story.say(f"{len(acts) - len(waiting)} acts sealed, {len(waiting)} waiting")
            return [act for act in acts if act["state"] == "sealed"]
        time.sleep(0.5)
