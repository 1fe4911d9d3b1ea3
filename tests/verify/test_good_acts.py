"""Whole acts are accepted, by us and by tools that share no code with us."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from server.clients.pdf.fake import FakeRenderer
from server.clients.seal import key_folder
from server.clients.seal.pades import PadesSealer
from server.verify import cli
from server.verify.verifier import Beside, verify
from server.verify.words import REASONS, WORDS
from tests.report import samples
from tests.verify.acts import SealedAct, files_of, with_files, with_key


def test_act_as_sealed_is_whole(act: SealedAct) -> None:
    verdict = act.judge(act.pdf)

    assert verdict.is_whole, verdict.checks
    assert verdict.facts["number"] == "A-2026-0042"
    assert verdict.facts["signers"] == ["Ann Lee"]


@pytest.mark.parametrize(
    "name", ["refused-ru", "absent-en", "addendum-en", "hostile-text-en", "every-kind-ru"]
)
def test_every_kind_of_act_is_whole(act: SealedAct, name: str) -> None:
    sample = with_key(samples.sample(name), act.sealer.key_id())

    assert act.reasons(act.resealed(files_of(sample))) == {}


def test_act_signed_by_two_customers_is_whole(act: SealedAct) -> None:
    sample = with_key(samples.sample("solo-accepted-en", signers=2), act.sealer.key_id())

    assert act.reasons(act.resealed(files_of(sample))) == {}


def test_act_stays_whole_after_the_seal_key_was_changed(act: SealedAct, tmp_path: Path) -> None:
    before = PadesSealer(tmp_path, name="Clearline", now=act.now)
    sample = with_key(act.sample, before.key_id())
    pdf = before.seal(with_files(act.unsealed, files_of(sample)))

    key_folder.rotate(tmp_path, name="Clearline", now=act.now)

    after = PadesSealer(tmp_path, name="Clearline", now=act.now)
    assert after.key_id() != before.key_id()
    assert verify(pdf, trusted_pem=after.trusted_pem(), now=act.now).is_whole


def test_matching_file_hash_is_one_more_check(act: SealedAct) -> None:
    sha256 = act.judge(act.pdf).sha256

    named = verify(act.pdf, trusted_pem=act.sealer.trusted_pem(), now=act.now, beside=Beside(sha256=sha256))

    assert named.is_whole
    assert named.checks[-1].name == "file_hash"


def test_addendum_is_checked_against_its_first_act(act: SealedAct) -> None:
    addendum = samples.sample("addendum-en").act
    addendum["previous"] = {
        "act_id": act.sample.act["act_id"],
        "content_hash": act.sample.receipt["content_hash"],
    }
    right = act.resealed(files_of(with_key(samples.complete(addendum, {}), act.sealer.key_id())))
    wrong = act.resealed(files_of(with_key(samples.sample("addendum-en"), act.sealer.key_id())))

    def reason(pdf: bytes, first: bytes) -> str:
        beside = Beside(first_act=first)
        return verify(pdf, trusted_pem=act.sealer.trusted_pem(), now=act.now, beside=beside).checks[-1].reason

    assert reason(right, act.pdf) == ""
    assert reason(wrong, act.pdf) == "other_first_act"
    assert reason(right, act.pdf + b"\n") == "first_act_not_whole"


def test_photo_at_hand_is_checked_against_the_act(act: SealedAct) -> None:
    def is_whole(*photos: bytes) -> bool:
        beside = Beside(photos=photos)
        return verify(act.pdf, trusted_pem=act.sealer.trusted_pem(), now=act.now, beside=beside).is_whole

    assert is_whole(*act.sample.photos.values())
    assert not is_whole(samples.picture(7))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees(act: SealedAct, tmp_path: Path) -> None:
    start, end = act.container()
    (tmp_path / "seal.der").write_bytes(bytes.fromhex(act.pdf[start + 1 : end - 1].decode()))
    (tmp_path / "signed").write_bytes(act.pdf[:start] + act.pdf[end:])
    (tmp_path / "trust.pem").write_bytes(act.sealer.trusted_pem())
    command = [
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        "seal.der",
        "-content",
        "signed",
    ]
    command += ["-CAfile", "trust.pem", "-purpose", "any", "-partial_chain", "-out", "out"]

    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert "successful" in run.stderr


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is not installed")
def test_pdfsig_agrees(act: SealedAct, tmp_path: Path) -> None:
    (tmp_path / "act.pdf").write_bytes(act.pdf)

    run = subprocess.run(["pdfsig", "act.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "Signature is Valid" in run.stdout
    assert "Total document signed" in run.stdout


def test_command_exits_with_0_only_if_all_files_are_whole(
    act: SealedAct, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, trust = tmp_path / "good.pdf", tmp_path / "bad.pdf", tmp_path / "trust.pem"
    good.write_bytes(act.pdf)
    bad.write_bytes(act.pdf + b"\n")
    trust.write_bytes(act.sealer.trusted_pem())

    assert cli.main([str(good), "--trust", str(trust), "--language", "en"]) == 0
    assert cli.main([str(good), str(bad), "--trust", str(trust), "--json"]) == 1
    assert cli.main([str(good)]) == 1
    assert cli.main([str(tmp_path / "missing.pdf")]) == 2

    printed = capsys.readouterr().out
    assert "Proved:\n  Act A-2026-0042" in printed
    assert "Only claimed:\n  That Ann Lee typed the name" in printed


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["ru"].keys()
    assert REASONS["en"].keys() == REASONS["ru"].keys()


def test_page_of_the_fake_renderer_verifies_like_a_real_one(act: SealedAct) -> None:
    assert act.reasons(act.sealer.seal(FakeRenderer().render(act.sample.document()))) == {}
