"""Keeps sealed PDFs in a folder, each named by its own SHA-256; what is kept never changes."""

import os
from hashlib import sha256
from pathlib import Path


class ActShelf:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find_draft(self, act_id: str) -> bytes | None:
        """The sealed bytes of an act that were written before a crash kept them from being registered."""
        path = self._draft(act_id)
        return path.read_bytes() if path.exists() else None

    def keep_draft(self, act_id: str, pdf: bytes) -> None:
        """Keep sealed bytes under the act's id until they are registered: a repeat after a crash finds the same file."""
        self._write(self._draft(act_id), pdf)

    def drop_draft(self, act_id: str) -> None:
        self._draft(act_id).unlink(missing_ok=True)

    def keep(self, pdf: bytes) -> str:
        """Write the bytes once, flushed to the disk, and return their SHA-256."""
        name = sha256(pdf).hexdigest()
        path = self._path(name)
        if not path.exists():
            self._write(path, pdf)
        return name

    def read(self, name: str) -> bytes:
        """The bytes with this SHA-256. Raises FileNotFoundError, or OSError when the disk gave other bytes."""
        pdf = self._path(name).read_bytes()
        if sha256(pdf).hexdigest() != name:
            raise OSError(f"The file of the act {name} was changed on the disk")
        return pdf

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.pdf"

    def _draft(self, act_id: str) -> Path:
        return self._folder / "drafts" / f"{act_id}.pdf"

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.part")
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
