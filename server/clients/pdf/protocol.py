"""What the product needs from a PDF renderer, and what it hands over. No renderer lives here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol


class AttachedFile(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def relationship(self) -> str: ...
    @property
    def description(self) -> str: ...


class Printable(Protocol):
    """HTML that names only `asset:` URLs, and the bytes behind them."""

    @property
    def html(self) -> str: ...
    @property
    def assets(self) -> Mapping[str, bytes]: ...
    @property
    def attachments(self) -> Sequence[AttachedFile]: ...
    @property
    def identifier(self) -> bytes: ...
    @property
    def sealed_at(self) -> datetime: ...


class PdfRenderer(Protocol):
    def render(self, document: Printable) -> bytes:
        """The PDF/A-3a bytes, the same for the same document. Raises RenderFailed."""

    def is_available(self) -> tuple[bool, str]:
        """Whether rendering works on this machine, and if not, the reason in words."""


class RenderFailed(Exception):
    """The document could not be rendered; the message says why."""
