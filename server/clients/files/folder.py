"""Files in a folder of the installation, each named by its hash."""

import os
from hashlib import sha256
from pathlib import Path

from server.clients.files.clean import NotAPicture, make_clean_copy
from server.clients.files.protocol import Received, UploadLost


class FolderFiles:
    """`folder/<sha256>` are kept files, `folder/uploads/<id>` the parts of uploads under way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write_chunk(self, upload: str, offset: int, chunk: bytes) -> None:
        path = self._parts(upload)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_size < offset:
                raise UploadLost(upload)
            os.pwrite(descriptor, chunk, offset)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def receive(self, upload: str) -> Received:
        try:
            content = self._parts(upload).read_bytes()
        except FileNotFoundError:
            raise UploadLost(upload) from None
        name = self._keep(content)
        try:
            return Received(name, self._keep(make_clean_copy(content)), None)
        except NotAPicture as error:
            return Received(name, None, str(error))

    def discard(self, upload: str) -> None:
        self._parts(upload).unlink(missing_ok=True)

    def read(self, name: str) -> bytes:
        content = self._path(name).read_bytes()
        if sha256(content).hexdigest() != name:
            raise OSError(f"The file {name} was changed on the disk")
        return content

    def _keep(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        path = self._path(name)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"{name}.{os.getpid()}.part")
            with fresh.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            _flush_folder(path.parent)
        return name

    def _path(self, name: str) -> Path:
        return self._folder / name

    def _parts(self, upload: str) -> Path:
        return self._folder / "uploads" / upload


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
