"""Files come in chunks, are kept as they were sent, and are shown only as clean copies."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from server.clients.files.folder import FolderFiles
from server.commands.sync.uploads import Announced, HashDiffers, get_progress, start_upload, take_chunk
from server.domain.problems import Conflict, Invalid, NotFound
from server.queries.files import get_clean_name
from server.store.events import Event
from server.store.field import StoredFile
from server.store.gate import db
from tests.cast import Cast
from tests.conftest import MONDAY
from tests.visits import publish_visit, take_away


def _photo() -> bytes:
    content = BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (55.0, 45.0, 0.0)}
    Image.new("RGB", (60, 40), "teal").save(content, "JPEG", exif=exif)
    return content.getvalue()


PHOTO = _photo()
DIGEST = sha256(PHOTO).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> FolderFiles:
    return FolderFiles(tmp_path / "files")


@pytest.fixture
def visit(cast: Cast) -> str:
    return publish_visit(cast, cast.anna, at=MONDAY)


def _start(
    cast: Cast, files: FolderFiles, visit: str, content: bytes = PHOTO, mime: str = "image/jpeg"
) -> str:
    file = Announced(visit, sha256(content).hexdigest(), len(content), mime)
    return start_upload(file=file, files=files, by=cast.anna, at=MONDAY).upload


def _send(
    cast: Cast, files: FolderFiles, upload: str, content: bytes, start: int = 0, end: int | None = None
) -> int:
    chunk = content[start:end]
    return take_chunk(upload=upload, offset=start, chunk=chunk, files=files, by=cast.anna, at=MONDAY).offset


def test_a_file_in_two_chunks_is_stored_with_a_clean_copy(
    app: Flask, cast: Cast, visit: str, files: FolderFiles
) -> None:
    upload = _start(cast, files, visit)
    assert _send(cast, files, upload, PHOTO, 0, 100) == 100
    assert get_progress(upload=upload, by=cast.anna).offset == 100

    assert _send(cast, files, upload, PHOTO, 100) == len(PHOTO)

    clean = files.read(get_clean_name(visit=visit, sha256=DIGEST, by=cast.dispatcher))
    assert files.read(DIGEST) == PHOTO
    assert not Image.open(BytesIO(clean)).getexif()
    assert db.session.query(Event).filter_by(kind="file.stored", visit_id=visit).count() == 1


def test_the_same_file_again_needs_no_bytes_and_makes_no_second_row(
    app: Flask, cast: Cast, visit: str, files: FolderFiles
) -> None:
    upload = _start(cast, files, visit)
    assert _start(cast, files, visit) == upload
    _send(cast, files, upload, PHOTO)

    again = start_upload(
        file=Announced(visit, DIGEST, len(PHOTO), "image/jpeg"), files=files, by=cast.anna, at=MONDAY
    )

    assert again.offset == len(PHOTO)
    assert db.session.query(StoredFile).count() == 1


def test_a_chunk_at_another_place_is_refused(app: Flask, cast: Cast, visit: str, files: FolderFiles) -> None:
    upload = _start(cast, files, visit)
    _send(cast, files, upload, PHOTO, 0, 100)

    with pytest.raises(Conflict):
        _send(cast, files, upload, PHOTO, 0, 100)


def test_an_upload_whose_bytes_were_lost_starts_anew(
    app: Flask, cast: Cast, visit: str, files: FolderFiles
) -> None:
    upload = _start(cast, files, visit)
    _send(cast, files, upload, PHOTO, 0, 100)
    files.discard(upload)

    with pytest.raises(NotFound):
        _send(cast, files, upload, PHOTO, 100)

    assert _start(cast, files, visit) != upload


def test_other_bytes_than_announced_are_not_stored(
    app: Flask, cast: Cast, visit: str, files: FolderFiles
) -> None:
    upload = _start(cast, files, visit)

    with pytest.raises(HashDiffers):
        _send(cast, files, upload, b"x" * len(PHOTO))

    assert db.session.query(StoredFile).count() == 0


def test_bytes_that_are_no_picture_are_kept_but_never_shown(
    app: Flask, cast: Cast, visit: str, files: FolderFiles
) -> None:
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
    _send(cast, files, _start(cast, files, visit, script, "image/png"), script)

    assert files.read(sha256(script).hexdigest()) == script
    with pytest.raises(NotFound):
        get_clean_name(visit=visit, sha256=sha256(script).hexdigest(), by=cast.dispatcher)


def test_a_stranger_learns_nothing_and_a_former_member_may_still_send(
    app: Flask, cast: Cast, visit: str, files: FolderFiles
) -> None:
    file = Announced(visit, DIGEST, len(PHOTO), "image/jpeg")
    with pytest.raises(NotFound):
        start_upload(file=file, files=files, by=cast.outsider, at=MONDAY)
    take_away(visit, cast.anna, at=MONDAY)

    _send(cast, files, _start(cast, files, visit), PHOTO)

    assert get_clean_name(visit=visit, sha256=DIGEST, by=cast.anna)
    with pytest.raises(NotFound):
        get_clean_name(visit=visit, sha256=DIGEST, by=cast.outsider)


@pytest.mark.parametrize(("digest", "mime"), [("ABC", "image/jpeg"), (DIGEST, "image/svg+xml")])
def test_only_pictures_with_a_hash_are_announced(
    app: Flask, cast: Cast, visit: str, files: FolderFiles, digest: str, mime: str
) -> None:
    with pytest.raises(Invalid):
        start_upload(file=Announced(visit, digest, 10, mime), files=files, by=cast.anna, at=MONDAY)
