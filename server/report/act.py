"""Builds act.json: what the customer was shown, as displayed strings. Twin: pwa/src/lib/act/build.ts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import rfc8785

from server.report.scene import Json, Scene
from server.report.shown import Fields
from server.report.work import write_work

FORMAT = "onevisit-act/1"

# These come from the visit record: the office may edit it after the signature without touching the work.
HEADER = ("visit", "tickets", "customer", "site", "contact", "assets", "crew")


def build_act(
    record: Mapping[str, Any],
    fields: Fields,
    *,
    assessment: Mapping[str, Any],
    act_id: str,
    at: str,
    language: str,
    kind: str = "act",
    word: Mapping[str, Any] | None = None,
    refusal: Mapping[str, Any] | None = None,
    omissions: Sequence[Mapping[str, str]] = (),
    previous: Mapping[str, str] | None = None,
) -> Json:
    """Freeze what is on the screen.

    `record` is the visit change of the feed (with its `id`), `fields` the shown values per field, `assessment` what
    the checklist engine says of them. `word` is `{"result", "remarks"?}`, `refusal` is `{"how", "reason", "by"?}`,
    an omission is `{"person", "after"}` with an instant, `at` the instant of freezing. Raises KeyError for a language
    or word that the product does not have.
    """
    scene = Scene(record, fields, assessment, language)
    act: Json = {
        "format": FORMAT,
        "act_id": act_id,
        "kind": kind,
        "language": language,
        "zone": scene.zone,
        "made": scene.moment(at),
        "template": [
            _named(scene, one, "id", "version", "title") for one in record["checklist"]["templates"]
        ],
        **_header(scene),
        **write_work(scene, omissions),
        "consent": _named(scene, record["consent"], "id", "version", "text"),
        "clause": _named(scene, record["clause"], "id", "version", "text"),
    }
    if word is not None:
        text = scene.word(word["result"])
        act["word"] = {
            "result": word["result"],
            "text": text,
            "remarks": scene.text(word.get("remarks")),
        }
    if refusal is not None:
        act["refusal"] = _refusal(scene, refusal)
    if previous is not None:
        act["previous"] = {
            "act_id": previous["act_id"],
            "content_hash": previous["content_hash"],
        }
    return act


def rebuild_act(
    signed: Mapping[str, Any],
    record: Mapping[str, Any],
    fields: Fields,
    *,
    assessment: Mapping[str, Any],
) -> Json:
    """The act as the server builds it from the ops that the statement covers, to be compared with the signed one.

    What only the device knew is taken over: the moment of freezing, the zone shown, the customer's word, the reason of
    a refusal, and whose answers had not come. Raises KeyError, TypeError or AttributeError for what is no act.
    """
    then = {**record, "site": {**record["site"], "zone": signed["zone"]}}
    rebuilt = build_act(
        then,
        fields,
        assessment=assessment,
        act_id=signed["act_id"],
        at=signed["made"],
        language=signed["language"],
        kind=signed["kind"],
        word=signed.get("word"),
        refusal=signed.get("refusal"),
        previous=signed.get("previous"),
    )
    omissions = [one for one in signed["open"] if one["kind"] == "omission"]
    return {**rebuilt, "open": [*rebuilt["open"], *omissions]}


def find_differences(signed: Mapping[str, Any], rebuilt: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """JSON pointers where two acts differ: first those of the work, which forbid a seal, then those of the header."""
    pointers = list(_differences(signed, rebuilt, ""))
    header = [one for one in pointers if one.split("/")[1] in HEADER]
    return [one for one in pointers if one not in header], header


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed, signed and embedded: RFC 8785. Raises rfc8785.CanonicalizationError."""
    return rfc8785.dumps(dict(value))


def content_hash(act: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical act, lower-case hex."""
    return hashlib.sha256(canonical(act)).hexdigest()


def short_code(content_hash_hex: str) -> str:
    """The eight characters that a customer can write down."""
    return base64.b32encode(bytes.fromhex(content_hash_hex)).decode()[:8]


def _header(scene: Scene) -> Json:
    record = scene.record
    return {
        "visit": {"id": record["id"], "number": record["number"]},
        "tickets": [_ticket(scene, one) for one in record["tickets"]],
        "customer": _named(scene, record["customer"], "id", "name"),
        "site": _named(scene, record["site"], "id", "name", "address"),
        "contact": _named(scene, record.get("contact") or {}, "name"),
        "assets": [_named(scene, one, "id", "name", "model", "serial") for one in record.get("assets") or ()],
    }


def _ticket(scene: Scene, ticket: Mapping[str, Any]) -> Json:
    said = ticket.get("triage") or ()
    return {
        "number": ticket["number"],
        "symptom": scene.text(ticket.get("symptom_title")),
        "text": scene.text(ticket["text"]),
        "opened": scene.moment(ticket["opened_at"]),
        "triage": [_named(scene, one, "title", "answer") for one in said],
    }


def _refusal(scene: Scene, refusal: Mapping[str, Any]) -> Json:
    text = scene.word(refusal["how"])
    return {
        "how": refusal["how"],
        "text": text,
        **_named(scene, refusal, "reason", "by"),
    }


def _named(scene: Scene, thing: Mapping[str, Any], *keys: str) -> Json:
    return {key: scene.text(thing.get(key)) for key in keys}


def _differences(left: Any, right: Any, pointer: str) -> Iterable[str]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in sorted(left.keys() | right.keys()):
            yield from _differences(left.get(key), right.get(key), f"{pointer}/{key}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for index, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from _differences(one, other, f"{pointer}/{index}")
    elif left != right:
        yield pointer or "/"
