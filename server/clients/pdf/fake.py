"""A renderer for tests: one blank page with the records attached. Quick, and it can be sealed and verified."""

from __future__ import annotations

import io

from pyhanko.pdf_utils import embed, generic, writer
from pyhanko.pdf_utils.generic import pdf_name

from server.clients.pdf.protocol import Printable


class FakeRenderer:
    def render(self, document: Printable) -> bytes:
        pdf = writer.PdfFileWriter(stream_xrefs=False)  # type: ignore[no-untyped-call]
        content = pdf.add_object(generic.StreamObject(stream_data=b""))
        page = writer.PageObject(contents=content, media_box=(0, 0, 595, 842))  # type: ignore[no-untyped-call]
        pdf.insert_page(page)  # type: ignore[no-untyped-call]
        for one in document.attachments:
            file = embed.EmbeddedFileObject.from_file_data(
                pdf, data=one.content, mime_type="application/json"
            )
            spec = embed.FileSpec(
                file_spec_string=one.name,
                file_name=one.name,
                embedded_data=file,
                af_relationship=pdf_name("/" + one.relationship),
            )
            embed.embed_file(pdf, spec)
        output = io.BytesIO()
        pdf.write(output)  # type: ignore[no-untyped-call]
        return output.getvalue()

    def is_available(self) -> tuple[bool, str]:
        return True, ""
