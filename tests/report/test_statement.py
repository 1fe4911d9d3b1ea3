"""A statement binds one act to one device key; the phone signs it and the server checks it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.report import act as acts
from server.report.statement import check_statement
from tests.report import samples, vectors

ROOT = Path(__file__).parents[2]
TSX = ROOT / "pwa" / "node_modules" / ".bin" / "tsx"


def test_statement_of_the_registered_device_passes() -> None:
    act = vectors.load("solo-accepted-en")["act"]

    assert check_statement(samples.statement_of(act), act, samples.jwk(samples.device_key())) == []


def test_statement_of_an_unknown_device_fails() -> None:
    act = vectors.load("solo-accepted-en")["act"]

    assert check_statement(samples.statement_of(act), act, None) == ["device_key", "sig"]


def test_statement_under_another_registered_key_fails() -> None:
    act = vectors.load("solo-accepted-en")["act"]
    other = samples.jwk(ec.generate_private_key(ec.SECP256R1()))

    assert check_statement(samples.statement_of(act), act, other) == ["device_key", "sig"]


def test_statement_does_not_fit_another_act() -> None:
    act = vectors.load("solo-accepted-en")["act"]
    other = vectors.load("conflict-omission-not-accepted-en")["act"]

    failed = check_statement(samples.statement_of(act), other, samples.jwk(samples.device_key()))

    assert failed == ["act_id", "content_hash", "short_code"]


def test_each_changed_field_of_the_act_breaks_the_statement() -> None:
    act = vectors.load("joint-remarks-ru")["act"]
    statement = samples.statement_of(act)

    for key in act:
        changed = {**act, key: "changed"}
        assert check_statement(statement, changed, samples.jwk(samples.device_key())) != [], key


@pytest.mark.parametrize("broken", [{}, {"sig": 7}, {"signature": "x"}, {"device": None}, {"nonce": None}])
def test_malformed_statement_fails_without_an_exception(broken: dict[str, object]) -> None:
    act = vectors.load("solo-accepted-en")["act"]
    statement = {**samples.statement_of(act), **broken} if broken else {}

    assert check_statement(statement, act, samples.jwk(samples.device_key())) != []


@pytest.mark.parametrize(
    "broken",
    [
        {"signer": {"name": "Ann Lee"}},
        {"signer": {**samples.signer_of("en")["signer"], "identified_by": "guess"}},
        {"signature": {**samples.signer_of("en")["signature"], "width": "wide"}},
        {"signature": {**samples.signer_of("en")["signature"], "kind": "html"}},
        {"signature": {**samples.signer_of("en")["signature"], "data": 'M 0 0"/><script>'}},
        {"time": {}},
        {"device": {"id": 7}},
    ],
)
def test_statement_that_the_page_could_not_show_fails(broken: dict[str, object]) -> None:
    act = vectors.load("solo-accepted-en")["act"]
    statement = samples.statement_of(act, **broken)

    assert "shape" in check_statement(statement, act, samples.jwk(samples.device_key()))


def test_refusal_carries_no_signature_of_a_customer() -> None:
    act = vectors.load("refused-ru")["act"]
    key = samples.jwk(samples.device_key())
    drawn = samples.signed({**samples.statement_of(act), **samples.signer_of("ru")}, samples.device_key())

    assert check_statement(samples.statement_of(act), act, key) == []
    assert check_statement(drawn, act, key) == ["signer", "drawing"]


@pytest.mark.skipif(not TSX.exists(), reason="the packages of pwa/ are not installed")
def test_server_accepts_what_the_phone_signs() -> None:
    run = subprocess.run(
        [TSX, "scripts/sign-statement.ts"], cwd=ROOT / "pwa", capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip

    signed = json.loads(run.stdout)
    assert check_statement(signed["statement"], signed["act"], signed["public_key"]) == []
    assert "csat" not in signed["statement"]["covers"]["fields"]


def test_rebuilt_act_equals_the_signed_one() -> None:
    for name in vectors.NAMES:
        vector = vectors.load(name)
        signed, assessment = vector["act"], vector["sign_off"]["assessment"]

        rebuilt = acts.rebuild_act(signed, vector["record"], vector["fields"], assessment=assessment)

        assert acts.find_differences(signed, rebuilt) == ([], []), name


def test_answer_that_was_swapped_after_signing_is_found() -> None:
    vector = vectors.load("solo-accepted-en")
    vector["fields"]["step/port.poe"][0]["value"]["num"] = "2.0"

    rebuilt = acts.rebuild_act(
        vector["act"], vector["record"], vector["fields"], assessment=vector["sign_off"]["assessment"]
    )

    assert acts.find_differences(vector["act"], rebuilt) == (["/steps/1/answer"], [])


def test_edit_of_the_visit_header_is_told_apart_from_the_work() -> None:
    vector = vectors.load("solo-accepted-en")
    vector["record"]["site"] |= {"address": "15 Harbour Street, Reading", "zone": "Asia/Tokyo"}
    vector["record"]["contact"]["name"] = "Bob Ray"

    rebuilt = acts.rebuild_act(
        vector["act"], vector["record"], vector["fields"], assessment=vector["sign_off"]["assessment"]
    )

    assert acts.find_differences(vector["act"], rebuilt) == ([], ["/contact/name", "/site/address"])
