"""Renders by WeasyPrint in a child process with a limit on time and memory, so a hostile page takes nothing along."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from functools import cached_property
from typing import Any

from server.clients.pdf.protocol import Printable, RenderFailed


class WeasyRenderer:
    """Rendering is stopped, and failed, beyond `seconds` or `memory_bytes` of address space."""

    def __init__(self, *, seconds: float = 30, memory_bytes: int = 512 * 1024 * 1024) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes

    def render(self, document: Printable) -> bytes:
        pdf = self._run_child(json.dumps(job_of(document)).encode())
        if not pdf.startswith(b"%PDF-"):
            raise RenderFailed("the renderer answered with something that is no PDF")
        return pdf

    def is_available(self) -> tuple[bool, str]:
        """Asks the child process once: the libraries of the system do not come and go while the server runs."""
        return (not self._fault, self._fault)

    @cached_property
    def _fault(self) -> str:
        try:
            self._run_child(b"", "--probe")
        except RenderFailed as failure:
            return str(failure)
        return ""

    def _run_child(self, stdin: bytes, *arguments: str) -> bytes:
        command = [sys.executable, "-m", "server.clients.pdf.child", str(self._memory_bytes), *arguments]
        try:
            child = subprocess.run(
                command, input=stdin, capture_output=True, timeout=self._seconds, check=False
            )
        except subprocess.TimeoutExpired as late:
            raise RenderFailed(f"rendering took longer than {self._seconds:g} s") from late
        if child.returncode != 0:
            raise RenderFailed(_last_line(child.stderr) or f"the renderer ended with code {child.returncode}")
        return child.stdout


def job_of(document: Printable) -> dict[str, Any]:
    """What the child reads: plain JSON, never a pickle."""
    return {
        "html": document.html,
        "assets": {name: _base64(content) for name, content in document.assets.items()},
        "attachments": [
            {
                "name": one.name,
                "content": _base64(one.content),
                "relationship": one.relationship,
                "description": one.description,
            }
            for one in document.attachments
        ],
        "identifier": document.identifier.hex(),
        "sealed_at": document.sealed_at.isoformat(),
    }


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
