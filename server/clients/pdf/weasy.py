"""Renders by WeasyPrint in a child process with a limit on time and memory, so a hostile page takes nothing along."""

from __future__ import annotations

import base64
import functools
import json
import subprocess
import sys

from server.clients.pdf.protocol import Printable, RenderFailed

_SECONDS = 30
_MEMORY_BYTES = 512 * 1024 * 1024


class WeasyRenderer:
    def render(self, document: Printable) -> bytes:
        job = {
            "html": document.html,
            "assets": {name: _text(content) for name, content in document.assets.items()},
            "attachments": [
                {
                    "name": one.name,
                    "content": _text(one.content),
                    "relationship": one.relationship,
                    "description": one.description,
                }
                for one in document.attachments
            ],
            "identifier": document.identifier.hex(),
            "sealed_at": document.sealed_at.isoformat(),
        }
        pdf = _run_child(json.dumps(job).encode())
        if not pdf.startswith(b"%PDF-"):
            raise RenderFailed("the renderer answered with something that is no PDF")
        return pdf

    def is_available(self) -> tuple[bool, str]:
        return _probe()


@functools.cache
def _probe() -> tuple[bool, str]:
    try:
        _run_child(b"", "--probe")
    except RenderFailed as failure:
        return False, str(failure)
    return True, ""


def _run_child(stdin: bytes, *arguments: str) -> bytes:
    command = [sys.executable, "-m", "server.clients.pdf.child", str(_MEMORY_BYTES), *arguments]
    try:
        child = subprocess.run(command, input=stdin, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        raise RenderFailed(f"rendering took longer than {_SECONDS} s") from late
    if child.returncode != 0:
        raise RenderFailed(_last_line(child.stderr) or f"the renderer ended with code {child.returncode}")
    return child.stdout


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
