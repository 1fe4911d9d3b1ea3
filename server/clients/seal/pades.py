"""Seals by pyHanko: one certification signature in PAdES form that allows no change afterwards."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from server.clients.seal import key_folder
from server.clients.seal.key_folder import SealKey

FIELD = "Seal"
# Order of the group of P-256 (SEC 2, 2.4.2).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class PadesSealer:
    """Seals with the key in `folder`; the first use makes it, with `name` in its certificate."""

    def __init__(self, folder: Path, *, name: str, now: datetime) -> None:
        self._folder = folder
        self._key = key_folder.load_or_create(folder, name=name, now=now)

    def seal(self, pdf: bytes) -> bytes:
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        sealer = signers.PdfSigner(
            metadata, signer=LowSSigner(self._key), new_field_spec=SigFieldSpec(FIELD, box=None)
        )
        sealed = sealer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=io.BytesIO())
        return bytes(sealed.getbuffer())

    def certificate_pem(self) -> bytes:
        return self._key.certificate_pem

    def trusted_pem(self) -> bytes:
        return key_folder.trusted_pem(self._folder)

    def key_id(self) -> str:
        return self._key.key_id


class LowSSigner(signers.SimpleSigner):
    """Writes the smaller of the two values that make an ECDSA signature valid, so a seal has one spelling only."""

    def __init__(self, seal_key: SealKey) -> None:
        der = serialization.Encoding.DER
        certificate = x509.Certificate.load(seal_key.certificate.public_bytes(der))
        private = seal_key.key.private_bytes(
            der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        super().__init__(
            signing_cert=certificate,
            signing_key=keys.PrivateKeyInfo.load(private),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        )
        self._private = seal_key.key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(f"the seal signs SHA-256, not {digest_algorithm}")
        r, s = decode_dss_signature(self._private.sign(data, ec.ECDSA(hashes.SHA256())))
        return encode_dss_signature(r, min(s, _ORDER - s))
