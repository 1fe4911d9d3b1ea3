"""What the server asks of a file store."""

from dataclasses import dataclass
from typing import Protocol


class UploadLost(Exception):
    """The bytes of an upload under way are gone; the phone starts anew."""


@dataclass(frozen=True)
class Received:
    """A whole file that arrived: its hash, and the name of its clean copy, or why there is none."""

    sha256: str
    clean_name: str | None
    error: str | None


class FileStore(Protocol):
    """Kept files are named by the hash of their bytes and never change. Every write is flushed before it returns."""

    def write_chunk(self, upload: str, offset: int, chunk: bytes) -> None:
        """Put a chunk at its place. Repeating it is harmless. Raises UploadLost when earlier bytes are gone."""

    def receive(self, upload: str) -> Received:
        """Keep the finished upload as it was sent, and a clean copy beside it. Its parts stay until `discard`."""

    def discard(self, upload: str) -> None:
        """Drop the parts of an upload; none there is fine."""

    def read(self, name: str) -> bytes:
        """The bytes kept under this name. Raises FileNotFoundError, or OSError when the disk gave other bytes."""
