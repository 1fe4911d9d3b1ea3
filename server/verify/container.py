"""The strict profile of the signature container: it must be, bit for bit, what the sealer writes.

The container lies outside the signed range, so a signature check alone accepts many changes in it. Here it is written
anew from the parts that the signature protects, and compared.
"""

from __future__ import annotations

from collections.abc import Sequence

from asn1crypto import algos, cms, core, x509

from server.verify.verdict import NotWhole

# Order of the group of P-256 (SEC 2, 2.4.2).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ATTRIBUTES = ["content_type", "message_digest", "signing_certificate_v2"]


def check_container(gap: bytes, trusted: Sequence[x509.Certificate]) -> x509.Certificate:
    """The trusted certificate that the container names. `gap` is the file's text between the signed ranges."""
    if gap[:1] != b"<" or gap[-1:] != b">":
        raise NotWhole("gap_not_container")
    raw = bytes.fromhex(gap[1:-1].decode("ascii"))
    signed_data = cms.ContentInfo.load(raw)["content"]
    certificate = _trusted_one(signed_data, trusted)
    written = _write(signed_data["signer_infos"][0], certificate)
    if gap[1:-1] != written.hex().upper().encode().ljust(len(gap) - 2, b"0"):
        raise NotWhole("other_container")
    return certificate


def _trusted_one(signed_data: cms.SignedData, trusted: Sequence[x509.Certificate]) -> x509.Certificate:
    embedded = [one.chosen.dump() for one in signed_data["certificates"]]
    matching = [one for one in trusted if [one.dump()] == embedded]
    if not matching:
        raise NotWhole("not_trusted")
    return matching[0]


def _write(signer: cms.SignerInfo, certificate: x509.Certificate) -> bytes:
    # `force` encodes anew what was read, so that a second spelling of the same attributes is seen.
    attributes = cms.CMSAttributes.load(signer["signed_attrs"].untag().dump(force=True))
    if [one["type"].native for one in attributes] != _ATTRIBUTES:
        raise NotWhole("other_attributes")
    digest = algos.DigestAlgorithm({"algorithm": "sha256", "parameters": core.Null()})
    identifier = cms.IssuerAndSerialNumber(
        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    )
    again = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": identifier}),
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": _single_spelling(signer["signature"].native),
        }
    )
    signed_data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [again],
        }
    )
    written: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed_data}).dump()
    return written


def _single_spelling(signature: bytes) -> bytes:
    """An ECDSA signature stays valid with s replaced by n - s; the sealer writes the smaller one."""
    pair = algos.DSASignature.load(signature)
    if not 0 < pair["s"].native <= _ORDER // 2:
        raise NotWhole("other_spelling")
    spelled: bytes = pair.dump(force=True)
    return spelled
