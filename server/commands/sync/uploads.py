"""Taking in files: resumable uploads (tus 1.0 subset, sync protocol, section 11), one a visit and hash."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from server.clients.files.protocol import FileStore, UploadLost
from server.domain.actor import Actor
from server.domain.problems import Conflict, Invalid, NotFound, Problem
from server.domain.sync.values import IMAGE_TYPES, MAX_FILE_BYTES, is_sha256
from server.store.crews import is_or_was_assigned
from server.store.events import AnySession, record
from server.store.field import StoredFile, Upload
from server.store.gate import read_session, write_tx
from server.store.ids import new_id

UPLOAD_LIFE = timedelta(days=14)


class FileTooLarge(Problem):
    status = 413
    code = "file_too_large"


class HashDiffers(Problem):
    """All bytes came, but they are not those whose hash was announced."""

    status = 422
    code = "hash_differs"


@dataclass(frozen=True)
class Announced:
    """What a phone says about a file before its bytes."""

    visit: str
    sha256: str
    size: int
    mime: str


@dataclass(frozen=True)
class Progress:
    upload: str
    offset: int


def start_upload(*, file: Announced, files: FileStore, by: Actor, at: datetime) -> Progress:
    """Begin an upload, or find the one under way: the same visit and hash are one file.

    Raises NotFound for a visit that was never the engineer's, Invalid, or FileTooLarge.
    """
    _check(file)
    with write_tx() as session:
        _check_assigned(session, file.visit, by)
        expired = _drop_expired(session, at)
        if session.get(StoredFile, (file.visit, file.sha256)) is not None:
            progress = Progress(new_id(), file.size)
        else:
            upload = _find_or_add(session, file, by, at)
            progress = Progress(upload.id, upload.offset)
    _discard(files, expired)
    return progress


def get_progress(*, upload: str, by: Actor) -> Progress:
    """Raises NotFound: the phone starts anew from its own bytes."""
    row = _get_own(read_session(), upload, by)
    return Progress(row.id, row.offset)


def take_chunk(
    *, upload: str, offset: int, chunk: bytes, files: FileStore, by: Actor, at: datetime
) -> Progress:
    """Put a chunk where it belongs; the last one makes the file stored. The bytes are on disk before the row says so.

    Raises NotFound, Conflict when the offset is not where the upload stands, FileTooLarge or HashDiffers.
    """
    row = _get_own(read_session(), upload, by)
    if row.offset != offset:
        raise Conflict(
            "wrong_offset", f"The upload stands at {row.offset}, not at {offset}.", offset=row.offset
        )
    end = offset + len(chunk)
    if end > row.size:
        raise FileTooLarge(f"The file was announced with {row.size} bytes; this would be {end}.")
    try:
        files.write_chunk(upload, offset, chunk)
        if end == row.size:
            return _finish(row, files, by=by, at=at)
    except UploadLost:
        _forget(upload, files)
        raise NotFound("The bytes of this upload were lost; start anew.") from None
    with write_tx() as session:
        _move_offset(session, upload, offset, end)
    return Progress(upload, end)


def _finish(row: Upload, files: FileStore, *, by: Actor, at: datetime) -> Progress:
    """Keep the whole file, then say so. A crash in between costs one more upload, never a file that is said to be here."""
    upload, announced = row.id, Announced(row.visit_id, row.sha256, row.size, row.mime)
    sender, offset = replace(by, device=row.device_id), row.offset
    received = files.receive(upload)
    if received.sha256 != announced.sha256:
        _forget(upload, files)
        raise HashDiffers(
            "The bytes are not those that were announced; the file on the phone may be damaged."
        )
    with write_tx() as session:
        _move_offset(session, upload, offset, announced.size)
        session.execute(sa.delete(Upload).where(Upload.id == upload))
        session.add(
            StoredFile(
                visit_id=announced.visit,
                sha256=announced.sha256,
                size=announced.size,
                mime=announced.mime,
                stored_at=at,
                clean_name=received.clean_name,
                error=received.error,
            )
        )
        data = {"sha256": announced.sha256}
        record(session, "file.stored", by=sender, at=at, visit=announced.visit, data=data)
    files.discard(upload)
    return Progress(upload, announced.size)


def _check(file: Announced) -> None:
    if not is_sha256(file.sha256):
        raise Invalid("/sha256", "The hash of a file is 64 lower-case hex digits.")
    if file.mime not in IMAGE_TYPES:
        raise Invalid("/mime", f"Pictures are {', '.join(sorted(IMAGE_TYPES))}, not {file.mime[:60]}.")
    if file.size < 1:
        raise Invalid("/size", "A file has at least one byte.")
    if file.size > MAX_FILE_BYTES:
        raise FileTooLarge(f"A file may have {MAX_FILE_BYTES // 1024**2} MB, this one has {file.size} bytes.")


def _check_assigned(session: AnySession, visit: str, by: Actor) -> None:
    if not is_or_was_assigned(session, visit, by.person):
        raise NotFound("There is no such visit.")


def _find_or_add(session: AnySession, file: Announced, by: Actor, at: datetime) -> Upload:
    known = sa.select(Upload).where(Upload.visit_id == file.visit, Upload.sha256 == file.sha256)
    upload = session.scalars(known.with_for_update()).one_or_none()
    if upload is None:
        upload = Upload(
            id=new_id(),
            visit_id=file.visit,
            device_id=by.device or "",
            sha256=file.sha256,
            size=file.size,
            mime=file.mime,
            created_at=at,
        )
        session.add(upload)
        session.flush()
    elif upload.size != file.size:
        raise Invalid("/size", f"This file was announced with {upload.size} bytes before.")
    return upload


def _get_own(session: AnySession, upload: str, by: Actor) -> Upload:
    row = session.get(Upload, upload)
    if row is None:
        raise NotFound("There is no such upload.")
    _check_assigned(session, row.visit_id, by)
    return row


def _move_offset(session: AnySession, upload: str, offset: int, end: int) -> None:
    """Two requests with the same chunk may come at once: one of them moves the offset."""
    moved = session.execute(
        sa.update(Upload)
        .where(Upload.id == upload, Upload.offset == offset)
        .values(offset=end)
        .returning(Upload.id)
    ).scalar_one_or_none()
    if moved is None:
        raise Conflict("wrong_offset", "Another request moved this upload on; ask where it stands.")


def _drop_expired(session: AnySession, at: datetime) -> list[str]:
    old = sa.delete(Upload).where(Upload.created_at < at - UPLOAD_LIFE).returning(Upload.id)
    return list(session.scalars(old))


def _forget(upload: str, files: FileStore) -> None:
    with write_tx() as session:
        session.execute(sa.delete(Upload).where(Upload.id == upload))
    files.discard(upload)


def _discard(files: FileStore, uploads: Iterable[str]) -> None:
    for upload in uploads:
        files.discard(upload)
