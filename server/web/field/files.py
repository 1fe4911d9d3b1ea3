"""Files from phones: create, ask for the offset, send a chunk (tus 1.0 subset, sync protocol, section 11)."""

import base64
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from flask import Blueprint, Response, request
from pydantic import BaseModel, Field, StringConstraints

from server.commands.sync.uploads import Announced, Progress, get_progress, start_upload, take_chunk
from server.domain.actor import Actor
from server.domain.ids import is_id
from server.domain.problems import Invalid, Problem
from server.web.api import route
from server.web.auth import SIGNED_IN, services
from server.web.field.answers import echo_nonce

files = Blueprint("files", __name__, url_prefix="/api/sync/files")
echo_nonce(files)

MAX_CHUNK = 1024 * 1024
TUS_VERSION = "1.0.0"


class ChecksumDiffers(Problem):
    """tus checksum extension: the chunk was damaged on the way, send it again."""

    status = 460
    code = "checksum_differs"


class ChunkTooLarge(Problem):
    status = 413
    code = "chunk_too_large"


class UploadHeaders(BaseModel):
    """Numbers come as text in headers, so they are read leniently."""

    length: Annotated[int, Field(ge=0)] = 0
    offset: Annotated[int, Field(ge=0)] = 0
    metadata: Annotated[str, StringConstraints(max_length=2000)] = ""


@files.before_request
def _limit_chunk() -> None:
    if (request.content_length or 0) > MAX_CHUNK:
        raise ChunkTooLarge(f"A chunk may have {MAX_CHUNK // 1024} kB.")


@route(files, "POST", "", callers=SIGNED_IN, status=201, repeatable=True)
def create(actor: Actor) -> Response:
    """Announce a file of a visit by length, hash and type; the same file again finds the upload under way."""
    headers = _read_headers()
    told = _read_metadata(headers.metadata)
    visit = told.get("visit")
    if not is_id(visit):
        raise Invalid("/visit", "Upload-Metadata must name the visit.")
    file = Announced(str(visit), told.get("sha256", ""), headers.length, told.get("mime", ""))
    progress = start_upload(file=file, files=services().files, by=actor, at=services().clock())
    response = _answer(progress, 201)
    response.headers["Location"] = f"/api/sync/files/{progress.upload}"
    return response


@route(files, "HEAD", "/<uuid:upload>", callers=SIGNED_IN)
def ask(actor: Actor, upload: UUID) -> Response:
    """Where an upload stands."""
    return _answer(get_progress(upload=str(upload), by=actor), 200)


@route(files, "PATCH", "/<uuid:upload>", callers=SIGNED_IN, status=204, repeatable=True, takes_bytes=True)
def send(actor: Actor, upload: UUID, data: bytes) -> Response:
    """Send the chunk at Upload-Offset; Upload-Checksum is its SHA-256."""
    headers = _read_headers()
    digest = base64.b64encode(sha256(data).digest()).decode()
    if request.headers.get("Upload-Checksum") != f"sha256 {digest}":
        raise ChecksumDiffers("The chunk does not have the SHA-256 that Upload-Checksum names.")
    progress = take_chunk(
        upload=str(upload),
        offset=headers.offset,
        chunk=data,
        files=services().files,
        by=actor,
        at=services().clock(),
    )
    return _answer(progress, 204)


def _read_headers() -> UploadHeaders:
    given = {
        "length": request.headers.get("Upload-Length"),
        "offset": request.headers.get("Upload-Offset"),
        "metadata": request.headers.get("Upload-Metadata"),
    }
    return UploadHeaders.model_validate({name: text for name, text in given.items() if text is not None})


def _read_metadata(text: str) -> dict[str, str]:
    told = {}
    for pair in text.split(","):
        key, _, encoded = pair.strip().partition(" ")
        try:
            told[key] = base64.b64decode(encoded, validate=True).decode()
        except ValueError:
            raise Invalid(f"/{key[:20]}", "Upload-Metadata must be base64 of UTF-8.") from None
    return told


def _answer(progress: Progress, status: int) -> Response:
    headers = {"Upload-Offset": str(progress.offset), "Tus-Resumable": TUS_VERSION}
    return Response(status=status, headers=headers)
