"""What the product needs from a seal: a PDF in, the same PDF sealed out."""

from __future__ import annotations

from typing import Protocol


class Sealer(Protocol):
    def seal(self, pdf: bytes) -> bytes:
        """The sealed bytes. Sealing again makes another file: the caller keeps the first."""

    def certificate_pem(self) -> bytes:
        """The certificate that verifies what is sealed now."""

    def trusted_pem(self) -> bytes:
        """All certificates of this installation, the earlier ones too: what it publishes for verifiers."""

    def key_id(self) -> str:
        """SHA-256 of the current certificate, as the receipt names it."""
