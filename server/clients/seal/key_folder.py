"""The seal key of the installation in a folder: made on first use, never handed out, earlier certificates kept."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# Key and certificate stand in one file, so that a crash can never leave a key with the certificate of another.
_KEY_FILE = "seal-key.pem"
_EARLIER = "earlier-*.pem"
_VALID_FOR = timedelta(days=3653)
# A clock that was set back a little between two starts must not make a fresh certificate "not yet valid".
_VALID_BEFORE = timedelta(days=1)


@dataclass(frozen=True)
class SealKey:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_id(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def load_or_create(folder: Path, *, name: str, now: datetime) -> SealKey:
    """The key in `folder`, made if there is none yet. Raises ValueError if key and certificate do not belong together."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / _KEY_FILE).exists():
        # Server and worker may start together: the first key stands, and both read it.
        fresh = folder / f"{_KEY_FILE}.{os.getpid()}"
        _write_key(fresh, name=name, now=now)
        with contextlib.suppress(FileExistsError):
            os.link(fresh, folder / _KEY_FILE)
        fresh.unlink()
    return _load(folder)


def rotate(folder: Path, *, name: str, now: datetime) -> SealKey:
    """Put a new key in place. The old certificate stays published, so that earlier acts still verify."""
    old = _load(folder)
    _replace(folder / f"earlier-{old.key_id[:16]}.pem", old.certificate_pem, mode=0o644)
    _write_key(folder / _KEY_FILE, name=name, now=now)
    return _load(folder)


def trusted_pem(folder: Path) -> bytes:
    """The current certificate and all earlier ones."""
    earlier = [path.read_bytes() for path in sorted(folder.glob(_EARLIER))]
    return b"".join([_load(folder).certificate_pem, *earlier])


def _load(folder: Path) -> SealKey:
    pem = (folder / _KEY_FILE).read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    certificate = x509.load_pem_x509_certificate(pem)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError(f"the seal key and the certificate in {folder} do not belong together")
    return SealKey(key, certificate)


def _write_key(path: Path, *, name: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = _certificate(key, name, now).public_bytes(serialization.Encoding.PEM)
    _replace(path, pem + certificate, mode=0o600)


def _certificate(key: ec.EllipticCurvePrivateKey, name: str, now: datetime) -> x509.Certificate:
    # A common name holds 64 characters (RFC 5280, ub-common-name); the library counts bytes of UTF-8.
    short_name = name.encode()[:55].decode(errors="ignore").strip()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{short_name} act seal")])
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    start = now.astimezone(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - _VALID_BEFORE)
        .not_valid_after(start + _VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _replace(path: Path, content: bytes, *, mode: int) -> None:
    """Whole or not at all, and never readable by others in between."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
