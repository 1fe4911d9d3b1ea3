"""The bytes of an op: what is hashed, what is kept, and what the database cannot hold as JSON."""

import base64
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import rfc8785

MAX_OP_BYTES = 66 * 1024  # 64 kB as made on the phone, and room for a longer seq after a re-enrolment


def canonical_bytes(raw: Mapping[str, Any]) -> bytes | None:
    """RFC 8785 text, or None where there is none (lone surrogates, numbers beyond 2^53) or the database refuses it (NUL)."""
    try:
        text = rfc8785.dumps(raw)
    except (rfc8785.CanonicalizationError, ValueError):
        return None
    return None if _has_nul(raw) else text


def chain_hash(raw: Mapping[str, Any], text: bytes | None) -> str | None:
    """The hash that the next op of the device names as `prev`; None where it cannot be known."""
    if raw.get("type") == "raw":
        inner = decode_base64(raw.get("bytes"))
        return None if inner is None else sha256(inner).hexdigest()
    return None if text is None else sha256(text).hexdigest()


def content_hash(raw: Mapping[str, Any], text: bytes | None) -> str:
    """What stays the same when an op is issued again under a new device: everything but its place in the chain.

    The rating is left out: a phone that lost it sends the op without.
    """
    if text is None:
        return sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
    same = {key: value for key, value in raw.items() if key not in ("seq", "prev")}
    if raw.get("type") == "csat.set":
        same["value"] = None
    return sha256(rfc8785.dumps(same)).hexdigest()


def keepable(raw: Mapping[str, Any], text: bytes | None) -> dict[str, Any]:
    """The op as it is stored: as it came, or byte for byte where the database cannot hold it as JSON."""
    if text is not None:
        return dict(raw)
    return {"bytes": base64.b64encode(json.dumps(raw).encode()).decode()}


def decode_base64(text: Any) -> bytes | None:
    if not isinstance(text, str):
        return None
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(part) for key, part in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
