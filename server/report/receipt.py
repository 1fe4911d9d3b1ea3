"""Builds receipt.json: what the server saw and checked when it sealed an act. Evidence, section 3.3."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.report.act import canonical, content_hash

FORMAT = "onevisit-receipt/1"
RENDERER = "onevisit-act-page/1"
NO_TRUSTED_TIME = "none"


@dataclass(frozen=True)
class Sealing:
    """What only the server knows about one sealing. Instants are RFC 3339 UTC."""

    number: str
    received_at: str
    sealed_at: str
    installation: Mapping[str, str]
    epoch: str
    seal_key: str
    audit: Mapping[str, Any]
    # The registered public key (JWK) of each device that signed, by device id.
    device_keys: Mapping[str, Mapping[str, str]]
    checks: Mapping[str, str]
    ip: str = ""
    user_agent: str = ""
    trusted_time: str = NO_TRUSTED_TIME
    # Header values that the office changed between signature and seal, as JSON pointers into act.json.
    header_changes: Sequence[str] = field(default=())
    note: str = ""


def build_receipt(
    act: Mapping[str, Any], statements: Sequence[Mapping[str, Any]], sealing: Sealing
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "act_id": act["act_id"],
        "content_hash": content_hash(act),
        "statements": [statement_hash(one) for one in statements],
        "number": sealing.number,
        "received_at": sealing.received_at,
        "sealed_at": sealing.sealed_at,
        "installation": dict(sealing.installation),
        "epoch": sealing.epoch,
        "seal_key": sealing.seal_key,
        "audit": dict(sealing.audit),
        "device_keys": {device: dict(key) for device, key in sealing.device_keys.items()},
        "checks": dict(sealing.checks),
        "ip": sealing.ip,
        "user_agent": sealing.user_agent,
        "trusted_time": sealing.trusted_time,
        "header_changes": list(sealing.header_changes),
        "note": sealing.note,
        "renderer": RENDERER,
    }


def statement_hash(statement: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical statement, `sig` included."""
    return hashlib.sha256(canonical(statement)).hexdigest()
