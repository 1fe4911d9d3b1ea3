"""Checks statement.json: does it bind this act, by the registered key of the device that it names?"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from server.report.act import canonical, content_hash, short_code

FORMAT = "onevisit-statement/1"
# The last two are reserved: they need network and the customer's own phone.
IDENTIFICATIONS = ("known_on_site", "document_shown", "one_time_code", "own_phone")

_SVG_PATH = re.compile(r"[MmLlHhVvCcSsQqTtZz0-9eE+\-., ]*")


def check_statement(
    statement: Mapping[str, Any], act: Mapping[str, Any], jwk: Mapping[str, Any] | None
) -> list[str]:
    """The names of the checks that fail, none for a good statement. `jwk` is the registered key, None if unknown."""
    computed = content_hash(act)
    kind = "refusal" if act.get("kind") == "refusal" else "signature"
    passed = {
        "format": statement.get("format") == FORMAT,
        "shape": _has_shape(statement, kind),
        "kind": statement.get("kind") == kind,
        "act_id": statement.get("act_id") == act.get("act_id"),
        "content_hash": statement.get("content_hash") == computed,
        "short_code": statement.get("short_code") == short_code(computed),
        "nonce": _is_nonce(statement.get("nonce")),
        "signer": _has_signer(statement, kind),
        "drawing": _drawing_is_whole(statement, kind),
        "device_key": jwk is not None and _same_key(_device_key(statement), jwk),
        "sig": jwk is not None and is_signed_by(statement, jwk),
    }
    return [name for name, good in passed.items() if not good]


def is_signed_by(statement: Mapping[str, Any], jwk: Mapping[str, Any]) -> bool:
    """ECDSA P-256 with SHA-256 over the canonical statement without `sig`; `sig` is base64url of r||s."""
    unsigned = {key: value for key, value in statement.items() if key != "sig"}
    try:
        raw = _from_base64url(statement["sig"])
        if len(raw) != 64:
            return False
        signature = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public_key(jwk).verify(signature, canonical(unsigned), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return False
    return True


def public_key(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    """Raises ValueError or KeyError for anything but a P-256 key."""
    if jwk["kty"] != "EC" or jwk["crv"] != "P-256":
        raise ValueError("a device key is an EC key on P-256")
    x, y = (int.from_bytes(_from_base64url(jwk[axis]), "big") for axis in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def drawing_bytes(drawing: Mapping[str, Any]) -> bytes:
    """The bytes that the drawing's hash covers. Raises ValueError for broken base64."""
    if drawing["kind"] == "png":
        return base64.b64decode(drawing["data"], validate=True)
    return bytes(drawing["data"], "utf-8")


def _from_base64url(text: Any) -> bytes:
    if not isinstance(text, str):
        raise TypeError("base64url is text")
    # `validate` so that one signature has one spelling; Python's URL-safe decoder skips foreign characters.
    standard = text.replace("-", "+").replace("_", "/")
    raw = base64.b64decode(standard + "=" * (-len(text) % 4), validate=True)
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise ValueError("not the shortest base64url")
    return raw


def _is_nonce(nonce: Any) -> bool:
    return isinstance(nonce, str) and len(nonce) == 32 and all(one in "0123456789abcdef" for one in nonce)


def is_plain_path(path: str) -> bool:
    """Whether a drawing is nothing but SVG path commands and numbers."""
    return _SVG_PATH.fullmatch(path) is not None


def _has_shape(statement: Mapping[str, Any], kind: str) -> bool:
    """Whether the page can be written from it: every text it shows is there and is text."""
    shown = [_part(statement, "time").get("wall"), _part(statement, "device").get("id")]
    if kind == "signature":
        signer = _part(statement, "signer")
        shown += [signer.get(key) for key in ("name", "position", "organisation", "basis")]
        if signer.get("identified_by") not in IDENTIFICATIONS or not _can_be_drawn(
            _part(statement, "signature")
        ):
            return False
    return all(isinstance(one, str) for one in shown)


def _can_be_drawn(drawing: Mapping[str, Any]) -> bool:
    data, sides = drawing.get("data"), [drawing.get("width"), drawing.get("height")]
    if not isinstance(data, str) or not all(
        isinstance(one, int | float) and 0 < one < 10_000 for one in sides
    ):
        return False
    return drawing.get("kind") == "png" or (drawing.get("kind") == "svg_path" and is_plain_path(data))


def _part(statement: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = statement.get(key)
    return part if isinstance(part, Mapping) else {}


def _has_signer(statement: Mapping[str, Any], kind: str) -> bool:
    if kind == "refusal":
        return statement.get("signer") is None
    return bool(str(_part(statement, "signer").get("name") or "").strip())


def _drawing_is_whole(statement: Mapping[str, Any], kind: str) -> bool:
    drawing = statement.get("signature")
    if kind == "refusal" or not isinstance(drawing, Mapping):
        return kind == "refusal" and drawing is None
    try:
        return bool(hashlib.sha256(drawing_bytes(drawing)).hexdigest() == drawing["sha256"])
    except (KeyError, TypeError, ValueError):
        return False


def _device_key(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    return _part(_part(statement, "device"), "public_key")


def _same_key(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(part) == other.get(part) is not None for part in ("kty", "crv", "x", "y"))
