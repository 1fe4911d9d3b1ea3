"""Whole samples for tests: an act of a vector, signed by a device key, with a receipt of the server."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from PIL import Image, ImageDraw

from server.report import act as acts
from server.report.document import Document, write_document
from server.report.receipt import Sealing, build_receipt
from tests.report import vectors

DRAWING = (
    "M 20 90 C 35 20 60 15 58 70 C 56 110 40 118 44 90 C 50 55 92 40 100 62 C 106 82 78 96 84 74 "
    "C 92 48 118 52 122 66 C 126 84 140 78 146 60 L 152 84 C 158 62 174 52 184 66 C 190 84 204 80 216 58 "
    "C 236 30 262 46 236 72 C 214 92 250 92 300 52"
)
INSTALLATION = {"id": "0193409f-0000-7000-8000-000000000009", "name": "Clearline IT Services"}


@dataclass(frozen=True)
class Sample:
    act: dict[str, Any]
    statements: list[dict[str, Any]]
    receipt: dict[str, Any]
    photos: Mapping[str, bytes]

    def document(self) -> Document:
        return write_document(self.act, self.statements, self.receipt, photos=self.photos)


def device_key() -> ec.EllipticCurvePrivateKey:
    """Always the same key, so that a sample has always the same bytes but for its signature."""
    return ec.derive_private_key(0x0E71, ec.SECP256R1())


def jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _number(numbers.x), "y": _number(numbers.y)}


def signed(statement: dict[str, Any], key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    unsigned = {name: value for name, value in statement.items() if name != "sig"}
    der = key.sign(acts.canonical(unsigned), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(der)
    return {**unsigned, "sig": _base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))}


def statement_of(act: dict[str, Any], **changed: Any) -> dict[str, Any]:
    content_hash = acts.content_hash(act)
    is_refusal = act["kind"] == "refusal"
    wall = "2026-11-24T08:31:02.000Z"
    statement: dict[str, Any] = {
        "format": "onevisit-statement/1",
        "kind": "refusal" if is_refusal else "signature",
        "act_id": act["act_id"],
        "content_hash": content_hash,
        "short_code": acts.short_code(content_hash),
        "nonce": "00112233445566778899aabbccddeeff",
        "covers": {"fields": {"step/port.link": ["op-1"]}, "files": [one["sha256"] for one in act["photos"]]},
        "ceremony": [
            {"step": "opened", "wall": wall, "mono": 10},
            {"step": "signed", "wall": wall, "mono": 90},
        ],
        "time": {"wall": wall, "mono": 90, "boot": "b1", "off": -12, "off_age_s": 60, "confidence": "high"},
        "place": {"lat": 51.4543, "lon": -0.9781, "accuracy_m": 12, "age_s": 3, "to_site_m": 20},
        "crew": [{"person": "maria", "name": "Maria Petrova", "devices": ["device-of-maria"]}],
        "device": {"id": "device-of-maria", "public_key": jwk(device_key())},
        "app": "0.1.0",
        "chains": {"device-of-maria": {"seq": 12, "hash": "ab" * 32}},
    }
    if is_refusal:
        statement["refusal"] = {"how": act["refusal"]["how"], "reason": act["refusal"]["reason"]}
    else:
        statement |= signer_of(act["language"])
    return signed(statement | changed, device_key())


def signer_of(language: str) -> dict[str, Any]:
    person = {"en": ("Ann Lee", "Office manager"), "ru": ("Смирнова Ольга Викторовна", "Офис-менеджер")}[
        language
    ]
    basis = {"en": "order 14 of 3 Nov 2026", "ru": "доверенность № 14 от 03.11.2026"}[language]
    drawn = hashlib.sha256(DRAWING.encode()).hexdigest()
    return {
        "signer": {
            "name": person[0],
            "position": person[1],
            "organisation": {"en": "Northwind Dental Ltd", "ru": "ООО «Северный ветер»"}[language],
            "basis": basis,
            "identified_by": "known_on_site",
        },
        "signature": {"kind": "svg_path", "width": 320, "height": 130, "data": DRAWING, "sha256": drawn},
    }


def sample(name: str, *, photo_count: int | None = None, signers: int = 1) -> Sample:
    """The sample of one vector. `photo_count` replaces its photos by that many real pictures."""
    act = vectors.load(name)["act"]
    pictures = [
        picture(index) for index in range(photo_count if photo_count is not None else len(act["photos"]))
    ]
    template = (
        act["photos"][0]
        if act["photos"]
        else {"thumbnail": "", "step": "", "author": "Maria Petrova", "time": ""}
    )
    act["photos"] = [
        {
            **(
                act["photos"][index]
                if index < len(act["photos"])
                else {**template, "caption": f"Port {index + 1}"}
            )
        }
        | {"sha256": hashlib.sha256(one).hexdigest()}
        for index, one in enumerate(pictures)
    ]
    return complete(act, {hashlib.sha256(one).hexdigest(): one for one in pictures}, signers=signers)


def complete(act: dict[str, Any], photos: Mapping[str, bytes], *, signers: int = 1) -> Sample:
    count = 0 if act["kind"] == "addendum" else signers
    statements = [statement_of(act, nonce=f"{index:032x}") for index in range(count)]
    return Sample(act, statements, build_receipt(act, statements, sealing()), photos)


def sealing(**changed: Any) -> Sealing:
    known: dict[str, Any] = {
        "number": "A-2026-0042",
        "received_at": "2026-11-24T08:31:20Z",
        "sealed_at": "2026-11-24T08:31:25Z",
        "installation": INSTALLATION,
        "epoch": "e-1",
        "seal_key": "5f0c",
        "audit": {"position": 118, "hash": "cd" * 32},
        "device_keys": {"device-of-maria": jwk(device_key())},
        "checks": {"hashes": "ok", "device_key": "ok", "complete": "ok", "rebuilt": "ok"},
        "ip": "192.0.2.7",
        "user_agent": "Mozilla/5.0",
    }
    return Sealing(**(known | changed))


def picture(index: int, *, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A drawn switch panel that differs by number: a photo for tests, made here and copied from nowhere."""
    width, height = size if index % 3 else (size[1], size[0])
    image = Image.new("RGB", (width, height), (40 + 9 * index % 60, 60, 70))
    draw = ImageDraw.Draw(image)
    for port in range(24):
        left, top = 60 + port % 8 * (width - 120) // 8, 120 + port // 8 * (height - 240) // 3
        lit = (90, 220, 120) if port != index else (250, 190, 60)
        draw.rectangle((left, top, left + 90, top + 110), fill=(20, 24, 28), outline=(150, 160, 165), width=4)
        draw.ellipse((left + 34, top - 34, left + 56, top - 12), fill=lit)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _number(value: int) -> str:
    return _base64url(value.to_bytes(32, "big"))


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
