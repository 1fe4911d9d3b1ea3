"""Whatever is changed in a sealed file, the verifier says no."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import algos, cms, core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

from server.clients.seal.pades import LowSSigner, PadesSealer
from server.verify.verifier import Beside, verify
from tests.verify.acts import SealedAct, files_of, with_files

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

Change = Callable[[bytes], bytes]


@pytest.mark.parametrize("part", range(4))
def test_no_single_flipped_bit_is_accepted(act: SealedAct, part: int) -> None:
    """A third of the flips falls into the signature container, which lies outside the signed range."""
    chance = random.Random(part)
    start, end = act.container()
    accepted = []
    for index in range(int(os.environ.get("ONEVISIT_FLIPS", "400")) // 4):
        place = chance.randrange(start, end) if index % 3 == 0 else chance.randrange(len(act.pdf))
        flipped = bytearray(act.pdf)
        flipped[place] ^= 1 << chance.randrange(8)
        if act.judge(bytes(flipped)).is_whole:
            accepted.append(place)

    assert accepted == []


def _updated(change: Callable[[IncrementalPdfFileWriter], None]) -> Change:
    def apply(pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        change(writer)
        output = io.BytesIO()
        writer.write(output)
        return output.getvalue()

    return apply


def _overlay(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    stream = generic.StreamObject(stream_data=b"1 0 0 rg 0 0 300 300 re f")
    page["/Contents"] = writer.add_object(stream)
    writer.update_container(page)


def _drop_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"] = generic.ArrayObject(list(pages["/Kids"])[:1])
    pages["/Count"] = generic.NumberObject(1)
    writer.update_container(pages)


def _repeat_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    pages["/Count"] = generic.NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def _annotate(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
        generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
        generic.pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 300, 300)]),
        generic.pdf_name("/Contents"): generic.pdf_string("accepted"),
    })  # fmt: skip
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def _swap_file(writer: IncrementalPdfFileWriter) -> None:
    spec = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
    spec["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=b"{}"))
    writer.update_container(spec)


def _drop_files(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/Names"]
    writer.update_root()


def _retitle(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(
        writer.add_object(generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("x")}))
    )


def _touch_root(writer: IncrementalPdfFileWriter) -> None:
    writer.update_root()


def _rewritten(pdf: bytes) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(output)
    return output.getvalue()


STRUCTURAL: dict[str, Change] = {
    "line break appended": lambda pdf: pdf + b"\n",
    "zero byte appended": lambda pdf: pdf + b"\0",
    "comment appended": lambda pdf: pdf + b"% checked\n",
    "a second PDF appended": lambda pdf: pdf + pdf,
    "text before the header": lambda pdf: b"\n" + pdf,
    "last byte cut off": lambda pdf: pdf[:-1],
    "last kilobyte cut off": lambda pdf: pdf[:-1024],
    "second half cut off": lambda pdf: pdf[: len(pdf) // 2],
    "empty": lambda pdf: b"",
    "no PDF": lambda pdf: b"<html>act</html>",
    "only a header": lambda pdf: b"%PDF-1.7\n%%EOF\n",
    "overlay by update": _updated(_overlay),
    "page removed by update": _updated(_drop_page),
    "page added by update": _updated(_repeat_page),
    "annotation by update": _updated(_annotate),
    "attachment swapped by update": _updated(_swap_file),
    "attachments removed by update": _updated(_drop_files),
    "title changed by update": _updated(_retitle),
    "update that changes nothing": _updated(_touch_root),
    "written anew by another tool": _rewritten,
    "certification taken away": lambda pdf: pdf.replace(b"/DocMDP", b"/DocXXX"),
    "byte range shortened": lambda pdf: pdf.replace(b"/ByteRange [0 ", b"/ByteRange [1 "),
}


@pytest.mark.parametrize("name", STRUCTURAL)
def test_changed_file_is_refused(act: SealedAct, name: str) -> None:
    changed = STRUCTURAL[name](act.pdf)

    verdict = act.judge(changed)

    assert changed != act.pdf
    assert not verdict.is_whole


def test_each_change_names_its_reason(act: SealedAct) -> None:
    assert act.reasons(act.pdf + b"\n") == {"whole_file": "added_after"}
    assert "library" in act.reasons(b"").values()
    assert act.reasons(act.pdf.replace(b"/Producer (W", b"/Producer (V"))["unchanged"] == "other_content"


def _spelled(change: Callable[[bytes], bytes]) -> Callable[[SealedAct], bytes]:
    """Change the text of the container, its length kept."""

    def apply(act: SealedAct) -> bytes:
        start, end = act.container()
        inside = change(act.pdf[start + 1 : end - 1])
        return act.pdf[: start + 1] + inside + act.pdf[end - 1 :]

    return apply


def _parsed(change: Callable[[cms.ContentInfo], bytes | None]) -> Callable[[bytes], bytes]:
    def apply(text: bytes) -> bytes:
        container = cms.ContentInfo.load(bytes.fromhex(text.decode()))
        encoded = change(container) or container.dump(force=True)
        return encoded.hex().upper().encode().ljust(len(text), b"0")

    return apply


def _other_s(container: cms.ContentInfo) -> None:
    signer = container["content"]["signer_infos"][0]
    pair = algos.DSASignature.load(signer["signature"].native)
    pair["s"] = _ORDER - pair["s"].native
    signer["signature"] = pair.dump(force=True)


def _certificate_twice(container: cms.ContentInfo) -> None:
    certificates = container["content"]["certificates"]
    certificates.append(certificates[0])


def _no_certificate(container: cms.ContentInfo) -> None:
    container["content"]["certificates"] = []


def _unsigned_attribute(container: cms.ContentInfo) -> None:
    attribute = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.OctetString(b"x")]})
    container["content"]["signer_infos"][0]["unsigned_attrs"] = [attribute]


def _other_version(container: cms.ContentInfo) -> None:
    container["content"]["version"] = "v3"


def _digest_without_null(container: cms.ContentInfo) -> None:
    container["content"]["digest_algorithms"] = [algos.DigestAlgorithm({"algorithm": "sha512"})]


CONTAINER: dict[str, Callable[[SealedAct], bytes]] = {
    "lower-case hex": _spelled(lambda text: text.lower()),
    "one digit in lower case": _spelled(lambda text: text.replace(b"A", b"a", 1)),
    "a one in the padding": _spelled(lambda text: text[:-1] + b"1"),
    "a space in the padding": _spelled(lambda text: text[:-1] + b" "),
    "the other s": _spelled(_parsed(_other_s)),
    "certificate twice": _spelled(_parsed(_certificate_twice)),
    "no certificate": _spelled(_parsed(_no_certificate)),
    "unsigned attribute": _spelled(_parsed(_unsigned_attribute)),
    "another version": _spelled(_parsed(_other_version)),
    "another digest named": _spelled(_parsed(_digest_without_null)),
    "all zeros": _spelled(lambda text: b"0" * len(text)),
}


@pytest.mark.parametrize("name", CONTAINER)
def test_changed_container_is_refused(act: SealedAct, name: str) -> None:
    changed = CONTAINER[name](act)

    assert len(changed) == len(act.pdf)
    assert changed != act.pdf
    assert "container" in act.reasons(changed)


def test_act_sealed_anew_by_another_key_is_refused(act: SealedAct, tmp_path: Path) -> None:
    """The other certificate carries the same name."""
    other = PadesSealer(tmp_path, name="Clearline IT Services", now=act.now)

    assert act.reasons(other.seal(act.unsealed))["certificate"] == "not_trusted"


def _sealed_loosely(act: SealedAct, pdf: bytes, field: str) -> bytes:
    """A plain signature by the right key that certifies nothing."""
    metadata = signers.PdfSignatureMetadata(
        field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    signer = signers.PdfSigner(metadata, signer=LowSSigner(act.seal_key), new_field_spec=SigFieldSpec(field))
    sealed: bytes = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=io.BytesIO()).getvalue()
    return sealed


def test_second_seal_is_refused(act: SealedAct) -> None:
    twice = _sealed_loosely(act, _sealed_loosely(act, act.unsealed, "Seal"), "Second")

    assert act.reasons(twice)["one_seal"] == "seal_count"


def test_seal_that_allows_changes_is_refused(act: SealedAct) -> None:
    loose = _sealed_loosely(act, act.unsealed, "Seal")

    assert act.reasons(loose) == {"unchanged": "changes_allowed"}


def test_unsealed_act_is_refused(act: SealedAct) -> None:
    assert act.reasons(act.unsealed)["one_seal"] in ("seal_count", "library")


@pytest.mark.parametrize("year", [2020, 2040])
def test_seal_outside_the_life_of_its_certificate_is_refused(act: SealedAct, year: int) -> None:
    then = act.now.replace(year=year)

    verdict = verify(act.pdf, trusted_pem=act.sealer.trusted_pem(), now=then)

    assert {one.name: one.reason for one in verdict.checks}["certificate"] == "expired"


@pytest.mark.parametrize(
    "pem", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_nothing_is_whole_without_a_trusted_certificate(act: SealedAct, pem: bytes) -> None:
    assert not verify(act.pdf, trusted_pem=pem, now=act.now).is_whole


def test_other_sha256_than_in_the_message_is_refused(act: SealedAct) -> None:
    verdict = verify(
        act.pdf, trusted_pem=act.sealer.trusted_pem(), now=act.now, beside=Beside(sha256="0" * 64)
    )

    assert [one.name for one in verdict.checks if not one.holds] == ["file_hash"]


def test_file_without_records_is_refused(act: SealedAct) -> None:
    sealed = act.sealer.seal(with_files(act.unsealed, {}))

    assert set(act.reasons(sealed)) == {"attachments", "binding", "device", "trusted_time"}


def test_helper_that_attaches_files_makes_a_whole_act(act: SealedAct) -> None:
    """Without this, the tests that attach wrong files would prove nothing."""
    assert act.reasons(act.resealed(files_of(act.sample))) == {}


def test_verdict_depends_on_the_given_time_only(act: SealedAct) -> None:
    inside: datetime = act.now.replace(year=2030)

    assert verify(act.pdf, trusted_pem=act.sealer.trusted_pem(), now=inside).is_whole
