"""Push, feed, files and quarantine as a phone meets them over HTTP."""

import base64
import json
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from flask import Flask
from werkzeug.test import TestResponse

from server.commands.access import revoke_device
from server.store.field import Op
from server.store.gate import db
from server.store.ids import new_id
from tests.cast import Cast
from tests.conftest import MONDAY
from tests.visits import publish_visit
from tests.web.callers import sign_in

NONCE = {"Sync-Nonce": "n-1", "Sec-Fetch-Site": "same-origin"}
MEDIA = "application/vnd.onevisit.sync+json"


class HttpPhone:
    """Anna's phone: signed in and enrolled over HTTP, with its own key."""

    def __init__(self, app: Flask) -> None:
        self.caller = sign_in(app, "anna")
        self.key = ec.generate_private_key(ec.SECP256R1())
        numbers = self.key.public_key().public_numbers()
        jwk = {"kty": "EC", "crv": "P-256", "x": _b64url(numbers.x), "y": _b64url(numbers.y)}
        answer = self.post("/api/devices", {"name": "phone", "public_key": jwk}).get_json()
        self.device, self.epoch = answer["device"], answer["epoch"]

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.ask("POST", path, data=data, content_type="application/json", **headers)

    def ask(
        self, method: str, path: str, *, data: Any = None, content_type: str = "", **headers: str
    ) -> TestResponse:
        arguments = {"content_type": content_type} if content_type else {}
        return self.caller.ask(method, path, data=data, headers=NONCE | headers, **arguments)

    def push(self, *ops: dict[str, Any], **changes: Any) -> TestResponse:
        body = {"device": self.device, "epoch": self.epoch, "ops": list(ops)} | changes
        return self.post("/api/sync/push", body)

    def feed(self, rev: int = 0, epoch: str | None = None) -> TestResponse:
        query = f"epoch={epoch or self.epoch}&rev={rev}&limit=500"
        return self.ask("GET", f"/api/sync/feed?{query}")

    def sign(self, body: dict[str, Any]) -> str:
        der = self.key.sign(rfc8785.dumps(body), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(der)
        return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


@pytest.fixture
def phone(sqlite_app: Flask, sqlite_cast: Cast) -> HttpPhone:
    return HttpPhone(sqlite_app)


@pytest.fixture
def visit(sqlite_cast: Cast) -> str:
    return publish_visit(sqlite_cast, sqlite_cast.anna, at=MONDAY)


def _note(cast: Cast, visit: str, seq: int = 1) -> dict[str, Any]:
    at = {"wall": "2026-11-23T09:00:00+03:00", "mono": 1, "boot": "b", "off": 0, "off_age_s": 1, "hlc": "1"}
    return {
        "op_id": new_id(),
        "seq": seq,
        "v": 1,
        "type": "note.add",
        "visit": visit,
        "field": f"note/{new_id()}",
        "value": {"text": "loose cord"},
        "seen": {},
        "over": [],
        "at": at,
        "author": cast.anna.person,
        "prev": "",
    }


def test_push_and_feed_answer_with_our_media_type_and_the_nonce(
    phone: HttpPhone, sqlite_cast: Cast, visit: str
) -> None:
    pushed = phone.push(_note(sqlite_cast, visit))
    fed = phone.feed()

    for response in (pushed, fed):
        assert (response.status_code, response.mimetype, response.headers["Sync-Nonce"]) == (
            200,
            MEDIA,
            "n-1",
        )
        assert response.headers["Cache-Control"] == "private, no-store"
        assert {"epoch", "durable_rev", "server_time", "min_app"} <= response.get_json().keys()
    assert pushed.get_json()["results"][0]["status"] == "applied"


def test_another_epoch_is_409_with_the_line_to_follow(phone: HttpPhone) -> None:
    for response in (phone.push(epoch="old"), phone.feed(epoch="old")):
        assert response.status_code == 409
        assert (response.get_json()["epoch"], response.get_json()["last_seq"]) == (phone.epoch, 0)


def test_an_unknown_device_is_told_to_enrol(phone: HttpPhone) -> None:
    response = phone.push(device="d-unknown")

    assert (response.status_code, response.get_json()["code"]) == (403, "device_unknown")


def test_without_a_session_push_and_feed_are_401(phone: HttpPhone) -> None:
    phone.ask("DELETE", "/api/session")

    assert [phone.push().status_code, phone.feed().status_code] == [401, 401]


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        '{"device":"d","device":"d2","epoch":"e","ops":[]}',
        '{"device":"d","epoch":"e","ops":[{"n":NaN}]}',
        "[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_body_that_two_readers_could_read_differently_is_400(phone: HttpPhone, body: str | bytes) -> None:
    assert phone.post("/api/sync/push", body).status_code == 400


@pytest.mark.parametrize(
    "op", [{}, {"op_id": "x", "seq": 1}, {"op_id": "01930e02-0000-7000-8000-000000000001", "seq": 0}]
)
def test_an_op_without_a_place_is_422(phone: HttpPhone, op: dict[str, Any]) -> None:
    assert phone.push(op).status_code == 422


def test_a_batch_beyond_the_limits_is_413(phone: HttpPhone, sqlite_cast: Cast, visit: str) -> None:
    many = [_note(sqlite_cast, visit, seq) for seq in range(1, 202)]

    assert phone.push(*many).status_code == 413
    assert phone.post("/api/sync/push", " " * 700_000).status_code == 413


def test_a_withdrawn_phone_sends_its_last_work_to_the_quarantine(
    phone: HttpPhone, sqlite_cast: Cast, visit: str
) -> None:
    op = _note(sqlite_cast, visit)
    body = {"device": phone.device, "epoch": phone.epoch, "ops": [op], "at": "2026-11-23T09:00:00Z"}
    signed = body | {"sig": phone.sign(body)}
    assert phone.post("/api/sync/quarantine", signed).get_json()["code"] == "device_not_revoked"
    revoke_device(device=phone.device, by=sqlite_cast.admin, at=MONDAY)

    assert phone.push(op).get_json()["code"] == "device_revoked"
    assert phone.post("/api/sync/quarantine", signed).get_json() == {"kept": 1}
    assert phone.post("/api/sync/quarantine", signed).get_json() == {"kept": 0}
    assert phone.post("/api/sync/quarantine", signed | {"at": "2026-11-24T09:00:00Z"}).status_code == 403
    db.session.rollback()
    kept = db.session.get_one(Op, op["op_id"])
    assert (kept.status, kept.reason, kept.person_id) == (
        "quarantined",
        "device_revoked",
        sqlite_cast.anna.person,
    )


def test_an_upload_answers_as_tus_says(phone: HttpPhone, visit: str) -> None:
    content = b"not really a picture"
    told = {"visit": visit, "sha256": sha256(content).hexdigest(), "mime": "image/png"}
    metadata = ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in told.items())
    create = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    created = phone.ask("POST", "/api/sync/files", **create)
    where = created.headers["Location"]
    checksum = base64.b64encode(sha256(content).digest()).decode()
    chunk = {"Upload-Offset": "0", "Upload-Checksum": f"sha256 {checksum}"}

    damaged = phone.ask("PATCH", where, data=b"x" + content[1:], **chunk)
    asked = phone.ask("HEAD", where)
    sent = phone.ask("PATCH", where, data=content, **chunk)

    assert (created.status_code, created.headers["Upload-Offset"]) == (201, "0")
    assert damaged.status_code == 460
    assert (asked.status_code, asked.headers["Upload-Offset"], asked.headers["Sync-Nonce"]) == (
        200,
        "0",
        "n-1",
    )
    assert (sent.status_code, sent.headers["Upload-Offset"]) == (204, str(len(content)))


def _b64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
