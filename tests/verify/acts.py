"""A sealed act and the ways in which tests change it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pikepdf

from server.clients.seal.key_folder import SealKey
from server.clients.seal.pades import PadesSealer
from server.report.act import canonical
from server.report.document import statement_names
from server.report.receipt import build_receipt
from server.verify.verdict import Verdict
from server.verify.verifier import verify
from tests.report import samples
from tests.report.samples import Sample


@dataclass(frozen=True)
class SealedAct:
    sample: Sample
    unsealed: bytes
    pdf: bytes
    sealer: PadesSealer
    seal_key: SealKey
    now: datetime

    def judge(self, pdf: bytes) -> Verdict:
        return verify(pdf, trusted_pem=self.sealer.trusted_pem(), now=self.now)

    def reasons(self, pdf: bytes) -> dict[str, str]:
        return {one.name: one.reason for one in self.judge(pdf).checks if not one.holds}

    def resealed(self, records: Mapping[str, bytes]) -> bytes:
        """Sealed by the right key, but with these files attached in place of the right ones."""
        return self.sealer.seal(with_files(self.unsealed, records))

    def container(self) -> tuple[int, int]:
        """Where the text of the signature container begins and ends, angle brackets included."""
        start = self.pdf.rindex(b"/Contents <") + len(b"/Contents ")
        return start, self.pdf.index(b">", start) + 1


def with_key(sample: Sample, key_id: str, **changed: Any) -> Sample:
    receipt = build_receipt(sample.act, sample.statements, samples.sealing(seal_key=key_id, **changed))
    return replace(sample, receipt=receipt)


def files_of(sample: Sample) -> dict[str, bytes]:
    statements = zip(statement_names(len(sample.statements)), sample.statements, strict=True)
    return {
        "act.json": canonical(sample.act),
        **{name: canonical(one) for name, one in statements},
        "receipt.json": canonical(sample.receipt),
    }


def with_files(pdf: bytes, files: Mapping[str, bytes]) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for name in list(document.attachments):
            del document.attachments[name]
        for name, content in files.items():
            relationship = pikepdf.Name.Source if name == "act.json" else pikepdf.Name.Data
            spec = pikepdf.AttachedFileSpec(document, content, filename=name, relationship=relationship)
            document.attachments[name] = spec
        document.save(output)
    return output.getvalue()
