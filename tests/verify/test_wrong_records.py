"""A right seal over records that do not belong together is refused: nobody may attach another person's signature."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.report.act import canonical
from tests.report import samples
from tests.report.samples import Sample
from tests.verify.acts import SealedAct, files_of, with_key

Files = dict[str, bytes]


def _with_statement(
    act: SealedAct, *, signed_by: ec.EllipticCurvePrivateKey | None = None, **changed: Any
) -> Files:
    """The receipt goes along with the changed statement, so only the statement itself can give it away."""
    statement = samples.signed({**act.sample.statements[0], **changed}, signed_by or samples.device_key())
    sample = Sample(act.sample.act, [statement], act.sample.receipt, act.sample.photos)
    return files_of(with_key(sample, act.sealer.key_id()))


def _unsigned(act: SealedAct, sig: str) -> Files:
    sample = Sample(act.sample.act, [{**act.sample.statements[0], "sig": sig}], act.sample.receipt, {})
    return files_of(with_key(sample, act.sealer.key_id()))


STATEMENTS: dict[str, tuple[str, Callable[[SealedAct], Files]]] = {
    "of another act": (
        "act_id",
        lambda act: _with_statement(act, act_id="0193409f-bbbb-7000-8000-00000000ffff"),
    ),
    "of another content": ("content_hash", lambda act: _with_statement(act, content_hash="0" * 64)),
    "with another short code": ("short_code", lambda act: _with_statement(act, short_code="AAAAAAAA")),
    "with a weak nonce": ("nonce", lambda act: _with_statement(act, nonce="1")),
    "without a name": ("signer", lambda act: _with_statement(act, signer={"name": "  "})),
    "with a swapped drawing": (
        "drawing",
        lambda act: _with_statement(
            act, signature={**act.sample.statements[0]["signature"], "data": "M 0 0"}
        ),
    ),
    "as a refusal": ("kind", lambda act: _with_statement(act, kind="refusal")),
    "by an unknown key": (
        "sig",
        lambda act: _with_statement(act, signed_by=ec.generate_private_key(ec.SECP256R1())),
    ),
    "by an unknown device": (
        "device_key",
        lambda act: _with_statement(act, device={"id": "x", "public_key": {}}),
    ),
    "with an empty signature": ("sig", lambda act: _unsigned(act, "")),
    "with a broken signature": ("sig", lambda act: _unsigned(act, "A" * 86)),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement_is_refused(act: SealedAct, name: str) -> None:
    check, build = STATEMENTS[name]

    verdict = act.judge(act.resealed(build(act)))

    device = next(one for one in verdict.checks if one.name == "device")
    assert device.reason == "statement_fails"
    assert check in device.details["checks"].split(", ")


def _edited(files: Mapping[str, bytes], name: str, **changed: Any) -> Files:
    return {**files, name: canonical({**json.loads(files[name]), **changed})}


RECORDS: dict[str, tuple[str, Callable[[Files], Files]]] = {
    "act edited": ("receipt_of_other_content", lambda files: _edited(files, "act.json", made="yesterday")),
    "receipt of another act": (
        "receipt_of_other_act",
        lambda files: _edited(files, "receipt.json", act_id="x"),
    ),
    "receipt without number": (
        "receipt_without_number",
        lambda files: _edited(files, "receipt.json", number=""),
    ),
    "receipt of another key": (
        "receipt_of_other_key",
        lambda files: _edited(files, "receipt.json", seal_key="0"),
    ),
    "receipt of other statements": (
        "receipt_of_other_statements",
        lambda files: _edited(files, "receipt.json", statements=["0"]),
    ),
    "another format of act": (
        "act_format",
        lambda files: _edited(files, "act.json", format="onevisit-act/9"),
    ),
    "another format of receipt": ("receipt_format", lambda files: _edited(files, "receipt.json", format="x")),
    "a time authority only named": (
        "untold_time",
        lambda files: _edited(files, "receipt.json", trusted_time="TSA"),
    ),
    "spaces in the act": ("not_canonical", lambda files: {**files, "act.json": files["act.json"] + b" "}),
    "a key twice": (
        "not_canonical",
        lambda files: {
            **files,
            "act.json": files["act.json"].replace(b'{"act_id"', b'{"act_id":"x","act_id"'),
        },
    ),
    "no act": (
        "attached_files",
        lambda files: {name: one for name, one in files.items() if name != "act.json"},
    ),
    "no statement": (
        "receipt_of_other_statements",
        lambda files: {name: one for name, one in files.items() if name != "statement.json"},
    ),
    "one more file": ("attached_files", lambda files: {**files, "note.txt": b"accepted"}),
    "the act is a list": ("not_canonical", lambda files: {**files, "act.json": b"[]"}),
    "the act is no JSON": ("library", lambda files: {**files, "act.json": b"\xff"}),
}


@pytest.mark.parametrize("name", RECORDS)
def test_records_are_refused(act: SealedAct, name: str) -> None:
    reason, change = RECORDS[name]

    reasons = act.reasons(act.resealed(change(files_of(act.sample))))

    assert reason in reasons.values()


def test_same_statement_twice_is_refused(act: SealedAct) -> None:
    sample = Sample(act.sample.act, [act.sample.statements[0]] * 2, act.sample.receipt, {})

    reasons = act.reasons(act.resealed(files_of(with_key(sample, act.sealer.key_id()))))

    assert reasons == {"device": "statement_twice"}


def test_act_that_nobody_signed_is_refused(act: SealedAct) -> None:
    sample = Sample(act.sample.act, [], act.sample.receipt, {})

    reasons = act.reasons(act.resealed(files_of(with_key(sample, act.sealer.key_id()))))

    assert reasons == {"binding": "nobody_signed"}
