"""A backup as one tar file: a manifest, the copy of the database, and the data folder without what is made again."""

import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

FORMAT = "onevisit-backup/1"
MANIFEST, DATABASE, FOLDER = "manifest.json", "database", "data"
END = b"\0" * 2 * tarfile.BLOCKSIZE
# Everything else in the folder is the database itself, locks, or made again.
KEPT = ("acts", "files", "seal", "secret_key", "rescue_key.pem")


class BadArchive(Exception):
    """The file is no backup that this version can read; the message says why."""


def write_archive(file: Path, manifest: dict[str, Any], database: Path, data_dir: Path) -> None:
    """Appears under its name when it is whole and on the disk. Readable by its owner only: it holds the keys."""
    part = file.with_name(f"{file.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
            with tarfile.open(fileobj=output, mode="w") as tar:
                _add_bytes(tar, MANIFEST, json.dumps(manifest | {"format": FORMAT}, indent=1).encode())
                tar.add(database, DATABASE)
                for name in KEPT:
                    if (data_dir / name).exists():
                        tar.add(data_dir / name, f"{FOLDER}/{name}", filter=_without_parts)
            output.flush()
            os.fsync(output.fileno())
        part.replace(file)
        # The name too must outlast a power cut: phones forget what a finished backup holds.
        _sync_folder(file.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened_archive(file: Path) -> Iterator[tuple[dict[str, Any], tarfile.TarFile]]:
    """The manifest and the rest. Raises BadArchive, also for a file that was cut off."""
    if not _has_end(file):
        raise BadArchive(f"{file} is not a whole backup of Onevisit: its end is missing")
    try:
        tar = tarfile.open(file, "r:")  # noqa: SIM115 (closed below; what goes wrong in the caller's hands is not ours to name)
        manifest = _read_manifest(tar)
        members = [member.name for member in tar.getmembers()]
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise BadArchive(f"{file} is not a whole backup of Onevisit: {error}") from None
    with tar:
        if manifest.get("format") != FORMAT or DATABASE not in members:
            raise BadArchive(f"{file} is not a backup that this version can read: {manifest.get('format')}")
        yield manifest, tar


def extract_database(tar: tarfile.TarFile, folder: Path) -> Path:
    _extract(tar, tar.getmember(DATABASE), folder / DATABASE)
    return folder / DATABASE


def extract_folder(tar: tarfile.TarFile, folder: Path) -> None:
    """The keys, acts and photos, into a folder from which `put_in_place` takes them."""
    for member in tar.getmembers():
        if member.isfile() and member.name.startswith(f"{FOLDER}/"):
            target = (folder / member.name.removeprefix(f"{FOLDER}/")).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise BadArchive(f"the backup would write outside the data folder: {member.name}")
            _extract(tar, member, target)


def put_in_place(folder: Path, data_dir: Path) -> None:
    """Move each file there, whole. What the data folder has beyond these stays: acts and photos are named by their content."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        target = data_dir / file.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)


def _has_end(file: Path) -> bool:
    """A tar ends with two blocks of zeros, filled up to a whole record; tarfile itself does not miss them."""
    with file.open("rb") as opened:
        size = opened.seek(0, os.SEEK_END)
        opened.seek(max(0, size - len(END)))
        return size > 0 and size % tarfile.RECORDSIZE == 0 and opened.read() == END


def _read_manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    opened = tar.extractfile(MANIFEST)
    manifest: dict[str, Any] = {} if opened is None else json.load(opened)
    return manifest


# Python 3.11 of Debian 12 has no safe `filter` for tarfile yet, so only content is taken over, and the name is checked.
def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(member)
    if source is None:
        raise BadArchive(f"the backup has no content for {member.name}")
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        shutil.copyfileobj(source, output)
        output.flush()
        os.fsync(output.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _without_parts(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Uploads under way and drafts come again from phones and jobs."""
    is_part = member.name.endswith(".part") or f"{member.name}/".startswith(
        (f"{FOLDER}/files/uploads/", f"{FOLDER}/acts/drafts/")
    )
    return None if is_part else member


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, BytesIO(content))
