"""A letter, and what the product needs from whatever sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class AttachedFile:
    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True)
class Letter:
    """Plain text to one person. `key` names the letter: sent again, it keeps its Message-ID."""

    key: str
    to: str
    subject: str
    text: str
    language: str = "en"
    attachments: Sequence[AttachedFile] = field(default=())

    def __post_init__(self) -> None:
        if "@" not in self.to:
            raise ValueError(f"the address of a letter needs an @ ({self.to!r})")
        if "\n" in self.subject or "\r" in self.subject:
            raise ValueError("the subject of a letter is one line")


class MailClient(Protocol):
    def send(self, letter: Letter) -> str:
        """Hand the letter over and return its Message-ID. Raises MailNotSent."""


class MailNotSent(Exception):
    """The letter was not handed over. `is_final` tells that trying again will not help."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final
