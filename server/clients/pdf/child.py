"""The child process that runs WeasyPrint: one document from standard input, one PDF to standard output.

Run by `weasy.py` as `python -m server.clients.pdf.child`. It reaches nothing but the bytes it was given.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from datetime import datetime
from typing import Any

from weasyprint import HTML, Attachment
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

_SCHEME = "asset:"
_MEDIA_TYPES = {"css": "text/css", "html": "text/html", "ttf": "font/ttf", "json": "application/json"}


class GivenAssets(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Answers for the assets of this document and stops the rendering at anything else."""

    def __init__(self, assets: dict[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._assets = assets

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix(_SCHEME)
        if not url.startswith(_SCHEME) or name not in self._assets:
            raise FatalURLFetchingError(f"the page asks for {url[:80]!r}, which is not part of the act")
        media_type = _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        return URLFetcherResponse(url, self._assets[name], {"Content-Type": media_type})


def render(job: dict[str, Any]) -> bytes:
    fetcher = GivenAssets({name: base64.b64decode(content) for name, content in job["assets"].items()})
    at = datetime.fromisoformat(job["sealed_at"])
    attachments = [
        Attachment(
            string=base64.b64decode(one["content"]),
            name=one["name"],
            description=one["description"],
            created=at,
            modified=at,
            relationship=one["relationship"],
            url_fetcher=fetcher,
        )
        for one in job["attachments"]
    ]
    page = HTML(string=job["html"], url_fetcher=fetcher, base_url=_SCHEME)
    # The image options take effect here; given to write_pdf they do nothing.
    document = page.render(optimize_images=True, jpeg_quality=70, dpi=150, pdf_variant="pdf/a-3a")
    document.metadata.attachments = attachments
    pdf: bytes = document.write_pdf(
        pdf_variant="pdf/a-3a", pdf_identifier=bytes.fromhex(job["identifier"]), finisher=name_each_file_once
    )
    return pdf


def name_each_file_once(_document: Any, pdf: Any) -> None:
    """WeasyPrint 70 lists each attachment twice among the associated files of the catalog."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))


def main() -> None:
    memory_bytes = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    job = b"" if "--probe" in sys.argv else sys.stdin.buffer.read()
    # A spare whose parent ended reads nothing and has nothing to do.
    if job:
        sys.stdout.buffer.write(render(json.loads(job)))


if __name__ == "__main__":
    main()
