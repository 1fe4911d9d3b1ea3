"""A backup as one tar file: a manifest, the copy of the database, and the data folder without what is made again."""

import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

FORMAT = "onevisit-backup/1"
MANIFEST, DATABASE, FOLDER = "manifest.json", "database", "data"
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
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened_archive(file: Path) -> Iterator[tuple[dict[str, Any], tarfile.TarFile]]:
    """The manifest and the rest. Raises BadArchive."""
    try:
        with tarfile.open(file, "r:") as tar:
            member = tar.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.load(member) if member is not None else {}
            if manifest.get("format") != FORMAT:
                raise BadArchive(f"{file} is a backup of another version: {manifest.get('format')}")
            yield manifest, tar
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise BadArchive(f"{file} is not a whole backup of Onevisit: {error}") from None


def extract_database(tar: tarfile.TarFile, folder: Path) -> Path:
    tar.extract(DATABASE, folder, filter="data")
    return folder / DATABASE


def extract_folder(tar: tarfile.TarFile, data_dir: Path) -> None:
    """What the folder has beyond the backup stays: acts and photos are named by their content."""
    for member in tar.getmembers():
        if member.name.startswith(f"{FOLDER}/"):
            inside = member.replace(name=member.name.removeprefix(f"{FOLDER}/"))
            tar.extract(inside, data_dir, filter="data")


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
