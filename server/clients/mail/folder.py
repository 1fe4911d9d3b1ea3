"""Drops letters as .eml files into a folder: for an installation without a mail server, and for tests."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from server.clients.mail.message import build_message
from server.clients.mail.protocol import Letter, MailNotSent


class FolderMail:
    def __init__(self, folder: Path, *, sender: str, sender_name: str, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._sender = sender
        self._sender_name = sender_name
        self._now = now

    def send(self, letter: Letter) -> str:
        """Write the letter whole or not at all. The same letter replaces itself."""
        message = build_message(letter, sender=self._sender, sender_name=self._sender_name, at=self._now())
        identifier: str = message["Message-ID"]
        path = self._folder / f"{hashlib.sha256(identifier.encode()).hexdigest()[:32]}.eml"
        fresh = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as failure:
            raise MailNotSent(f"the letter could not be written: {failure}") from failure
        return identifier
