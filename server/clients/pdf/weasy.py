"""Renders by WeasyPrint in a child process with a limit on time and memory, so a hostile page takes nothing along."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from functools import cached_property
from typing import Any

from server.clients.pdf.protocol import Printable, RenderFailed

Child = subprocess.Popen[bytes]


class WeasyRenderer:
    """Rendering is stopped, and failed, beyond `seconds` or `memory_bytes` of address space.

    Each document has a process of its own. Loading WeasyPrint takes longer than most acts, so with `keeps_spare` each
    rendering starts the process of the next one, which loads and waits; it ends with us. Safe to use from several threads.
    """

    def __init__(
        self, *, seconds: float = 30, memory_bytes: int = 512 * 1024 * 1024, keeps_spare: bool = False
    ) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._keeps_spare = keeps_spare
        self._lock = threading.Lock()
        self._spare: Child | None = None

    def render(self, document: Printable) -> bytes:
        pdf = self._finish(self._take_child(), json.dumps(job_of(document)).encode())
        if not pdf.startswith(b"%PDF-"):
            raise RenderFailed("the renderer answered with something that is no PDF")
        return pdf

    def is_available(self) -> tuple[bool, str]:
        """Asks the child process once: the libraries of the system do not come and go while the server runs."""
        return (not self._fault, self._fault)

    @cached_property
    def _fault(self) -> str:
        try:
            self._finish(self._start_child("--probe"), b"")
        except RenderFailed as failure:
            return str(failure)
        return ""

    def _take_child(self) -> Child:
        """The spare if it still runs, or a new child; another spare begins to load meanwhile."""
        with self._lock:
            spare, self._spare = self._spare, self._start_child() if self._keeps_spare else None
        return spare if spare is not None and spare.poll() is None else self._start_child()

    def _start_child(self, *arguments: str) -> Child:
        command = [sys.executable, "-m", "server.clients.pdf.child", str(self._memory_bytes), *arguments]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def _finish(self, child: Child, stdin: bytes) -> bytes:
        with child:
            try:
                stdout, stderr = child.communicate(stdin, timeout=self._seconds)
            except subprocess.TimeoutExpired as late:
                child.kill()
                raise RenderFailed(f"rendering took longer than {self._seconds:g} s") from late
        if child.returncode != 0:
            raise RenderFailed(_last_line(stderr) or f"the renderer ended with code {child.returncode}")
        return stdout


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
