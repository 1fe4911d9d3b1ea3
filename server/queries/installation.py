"""What a phone must know of the installation."""

import base64
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server.domain.sync.line import durable_rev
from server.store.events import get_installation
from server.store.gate import read_session


def get_enrolment(data_dir: Path) -> dict[str, Any]:
    """Epoch, name, and the public key to which a phone encrypts a rescue file (sync protocol, section 15)."""
    installation = get_installation(read_session())
    return {
        "epoch": installation.epoch,
        "installation": {"id": installation.id, "name": installation.name},
        "rescue_key": _public_jwk(_rescue_key(data_dir / "rescue_key.pem")),
    }


def get_line(*, at_commit: bool) -> dict[str, Any]:
    """What every sync answer tells: the database line, and the rev that it cannot lose any more."""
    line = get_installation(read_session())
    durable = durable_rev(rev=line.rev, backed_up=line.durable_rev, at_commit=at_commit)
    return {"epoch": line.epoch, "durable_rev": durable}


def _rescue_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The installation's private key, made on first use; it never leaves the data folder."""
    if not path.exists():
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pem)
        except FileExistsError:
            pass  # another process was first; its key counts
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _public_jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _base64url(numbers.x), "y": _base64url(numbers.y)}


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
