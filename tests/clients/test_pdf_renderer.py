"""The renderer makes PDF/A-3a with the records inside, the same each time, and reaches nothing but what it was given."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from server.clients.pdf import child
from server.clients.pdf.protocol import RenderFailed
from server.clients.pdf.weasy import WeasyRenderer, job_of
from tests.report import samples

SECRET = b"what only the server may read"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return WeasyRenderer().render(samples.sample("joint-remarks-ru", photo_count=3).document())


def _page(html: str, **assets: bytes) -> SimpleNamespace:
    sealed_at = datetime(2026, 11, 24, tzinfo=UTC)
    return SimpleNamespace(
        html=html, assets=assets, attachments=[], identifier=b"0" * 16, sealed_at=sealed_at
    )


def test_same_document_gives_the_same_bytes(pdf: bytes) -> None:
    again = WeasyRenderer().render(samples.sample("joint-remarks-ru", photo_count=3).document())

    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(pdf).hexdigest()


def test_file_declares_pdf_a_3a_and_is_tagged(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang == "ru"
        assert document.Root.StructTreeRoot.K
        assert document.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1


def test_file_holds_the_records_with_their_relationship(pdf: bytes) -> None:
    expected = {
        one.name: one for one in samples.sample("joint-remarks-ru", photo_count=3).document().attachments
    }

    with pikepdf.open(io.BytesIO(pdf)) as document:
        attached = {name: document.attachments[name] for name in document.attachments}
        content = {str(one.obj.UF): one.get_file().read_bytes() for one in attached.values()}
        relationship = {str(one.obj.UF): str(one.obj.AFRelationship) for one in attached.values()}
        assert len(document.Root.AF) == 3

    assert content == {name: one.content for name, one in expected.items()}
    assert relationship == {"act.json": "/Source", "statement.json": "/Data", "receipt.json": "/Data"}


def test_file_embeds_its_fonts_and_runs_nothing(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for name in ("OpenAction", "AA", "AcroForm"):
            assert pikepdf.Name("/" + name) not in document.Root
        descriptors = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert descriptors
        assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)
        assert b"/JavaScript" not in pdf


def test_times_in_the_file_are_those_of_the_receipt(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261124083125")


class _Counting(BaseHTTPRequestHandler):
    hits: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(SECRET)

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A server that counts requests, and a file that must not leave the machine."""
    _Counting.hits = []
    server = HTTPServer(("127.0.0.1", 0), _Counting)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    secret = tmp_path / "secret.txt"
    secret.write_bytes(SECRET)
    yield SimpleNamespace(
        url=f"http://127.0.0.1:{server.server_port}/x", file=secret.as_uri(), hits=_Counting.hits
    )
    server.shutdown()
    server.server_close()


TRICKS = {
    "attachment link to a file": '<link rel="attachment" href="{file}">',
    "attachment link on an anchor": '<a rel="attachment" href="{file}">x</a>',
    "attachment over http": '<link rel="attachment" href="{url}">',
    "stylesheet": '<link rel="stylesheet" href="{url}">',
    "import": "<style>@import url({url});</style>",
    "background": '<p style="background: url({url})">x</p>',
    "content": "<style>p::before {{ content: url({url}) }}</style><p>x</p>",
    "font": "<style>@font-face {{ font-family: f; src: url({url}) }} p {{ font-family: f }}</style><p>x</p>",
    "image": '<img src="{url}">',
    "image of a file": '<img src="{file}">',
    "image inside svg": '<svg><image href="{url}" width="9" height="9"/></svg>',
    "base": '<base href="{url}/"><img src="y.png">',
    "data address": "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}'/></svg>\">",
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{file}">',
    "asset that is not there": '<img src="asset:photo/none">',
    "path out of the assets": '<img src="asset:../../../etc/hostname">',
}


@pytest.mark.parametrize("name", TRICKS)
def test_page_cannot_reach_outside(outside: SimpleNamespace, name: str) -> None:
    html = TRICKS[name].format(url=outside.url, file=outside.file)

    try:
        pdf = child.render(job_of(_page(html)))
    except FatalURLFetchingError:
        pdf = b""

    assert outside.hits == []
    assert SECRET not in pdf
    if pdf:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert len(document.attachments) == 0


def test_page_that_asks_for_more_than_it_was_given_fails_with_the_reason() -> None:
    with pytest.raises(RenderFailed, match="not part of the act"):
        WeasyRenderer().render(_page('<img src="file:///etc/hostname">'))


def test_rendering_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(RenderFailed, match=r"longer than 0\.05 s"):
        WeasyRenderer(seconds=0.05).render(_page("<p>x</p>"))


def test_rendering_that_takes_too_much_memory_fails() -> None:
    with pytest.raises(RenderFailed):
        WeasyRenderer(memory_bytes=64 * 1024 * 1024).render(_page("<p>x</p>" * 20_000))


def test_spare_renders_what_comes_next_and_one_that_died_is_replaced() -> None:
    renderer = WeasyRenderer(keeps_spare=True)
    first = renderer.render(_page("<p>x</p>"))
    assert renderer.render(_page("<p>x</p>")) == first
    assert renderer._spare is not None
    renderer._spare.kill()
    renderer._spare.wait()
    assert renderer.render(_page("<p>x</p>")) == first


def test_renderer_says_whether_it_works_here() -> None:
    assert WeasyRenderer().is_available() == (True, "")
    works, reason = WeasyRenderer(seconds=0.01).is_available()
    assert not works
    assert "longer than" in reason
