"""Says whether a sealed act is whole. Needs the file and the installation's certificates, nothing else."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from server.report.receipt import NO_TRUSTED_TIME
from server.verify import attached
from server.verify.attached import Records
from server.verify.container import check_container
from server.verify.verdict import Check, NotWhole, Verdict


@dataclass(frozen=True)
class Beside:
    """What else is at hand and has to agree with the file."""

    sha256: str | None = None
    first_act: bytes | None = None
    photos: Sequence[bytes] = field(default=())


def verify(
    pdf: bytes, *, trusted_pem: bytes, now: datetime | None = None, beside: Beside | None = None
) -> Verdict:
    """Check one file against the published certificates. Never raises: whatever goes wrong is a "no" with its reason."""
    _quieten_libraries()
    examination = _Examination(pdf, trusted_pem, now or datetime.now(UTC), beside or Beside())
    checks = [_run(name, check) for name, check in examination.checks().items()]
    return Verdict(examination.sha256, checks, examination.facts())


def _run(name: str, check: Callable[[], object]) -> Check:
    try:
        check()
    except NotWhole as failure:
        return Check(name, failure.reason, failure.details)
    # A library that stumbles over a file has found that it is not as the sealer wrote it.
    except Exception as failure:  # noqa: BLE001
        return Check(name, "library", {"error": f"{type(failure).__name__}: {failure}"[:300]})
    return Check(name)


def _quieten_libraries() -> None:
    """pyHanko logs a stack trace for each broken file; the reason in the verdict is enough."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class _Examination:
    """One file under examination. What cannot be read fails every check that needs it, with the same reason."""

    def __init__(self, pdf: bytes, trusted_pem: bytes, now: datetime, beside: Beside) -> None:
        self.sha256 = hashlib.sha256(pdf).hexdigest()
        self._pdf = pdf
        self._trusted_pem = trusted_pem
        self._now = now
        self._beside = beside

    def checks(self) -> dict[str, Callable[[], object]]:
        beside = self._beside
        return {
            "one_seal": self._has_one_seal,
            "whole_file": self._covers_whole_file,
            "unchanged": self._is_unchanged,
            "container": lambda: self._sealing_certificate,
            "certificate": self._certificate_is_trusted,
            "attachments": lambda: self._records,
            "binding": self._records_agree,
            "device": lambda: attached.check_devices(self._records),
            "trusted_time": self._time_is_as_told,
            **({"file_hash": self._has_given_hash} if beside.sha256 is not None else {}),
            **({"first_act": self._belongs_to_first_act} if beside.first_act is not None else {}),
            **({"photos": self._lists_given_photos} if beside.photos else {}),
        }

    def facts(self) -> dict[str, object]:
        """Empty for a file whose records cannot be read."""
        if not _run("attachments", lambda: attached.facts(self._records)).holds:
            return {}
        return attached.facts(self._records)

    @cached_property
    def _reader(self) -> PdfFileReader:
        return PdfFileReader(io.BytesIO(self._pdf))

    @cached_property
    def _seal(self) -> EmbeddedPdfSignature:
        seals: list[EmbeddedPdfSignature] = self._reader.embedded_signatures
        if len(seals) != 1:
            raise NotWhole("seal_count", count=str(len(seals)))
        return seals[0]

    @cached_property
    def _trusted(self) -> list[x509.Certificate]:
        found = pem.unarmor(self._trusted_pem, multiple=True) if self._trusted_pem.strip() else ()
        certificates = [x509.Certificate.load(der) for kind, _, der in found if kind == "CERTIFICATE"]
        if not certificates:
            raise NotWhole("no_trust")
        return certificates

    @cached_property
    def _status(self) -> PdfSignatureStatus:
        context = ValidationContext(trust_roots=self._trusted, allow_fetching=False, moment=self._now)
        return validate_pdf_signature(self._seal, context)

    @cached_property
    def _sealing_certificate(self) -> x509.Certificate:
        _, first, second, _ = (int(one) for one in self._seal.byte_range)
        return check_container(self._pdf[first:second], self._trusted)

    @cached_property
    def _records(self) -> Records:
        return attached.read_records(self._reader)

    def _has_one_seal(self) -> None:
        kind = self._seal.sig_object["/SubFilter"]
        fields = self._reader.root["/AcroForm"]["/Fields"]
        if len(fields) != 1 or kind != "/ETSI.CAdES.detached":
            raise NotWhole("other_fields")

    def _covers_whole_file(self) -> None:
        if self._status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
            raise NotWhole("added_after")
        if self._status.modification_level != ModificationLevel.NONE:
            raise NotWhole("updated_after")

    def _is_unchanged(self) -> None:
        if not (self._status.intact and self._status.valid):
            raise NotWhole("other_content")
        if not self._status.docmdp_ok or self._seal.docmdp_level != MDPPerm.NO_CHANGES:
            raise NotWhole("changes_allowed")

    def _certificate_is_trusted(self) -> None:
        validity = self._sealing_certificate["tbs_certificate"]["validity"]
        if not validity["not_before"].native <= self._now <= validity["not_after"].native:
            raise NotWhole("expired")
        if not self._status.bottom_line:
            raise NotWhole("broken_chain")

    def _records_agree(self) -> None:
        attached.check_binding(self._records, seal_key=self._sealing_certificate.sha256.hex())

    def _time_is_as_told(self) -> None:
        told = self._records.receipt["trusted_time"]
        # Seals carry no timestamp yet, so a receipt that names an authority tells of a time that nobody can check.
        if told != NO_TRUSTED_TIME:
            raise NotWhole("untold_time", authority=told)

    def _has_given_hash(self) -> None:
        if self._beside.sha256 is None or self.sha256 != self._beside.sha256.lower():
            raise NotWhole("other_sha256", sha256=self.sha256)

    def _belongs_to_first_act(self) -> None:
        first = verify(self._beside.first_act or b"", trusted_pem=self._trusted_pem, now=self._now)
        if not first.is_whole:
            raise NotWhole("first_act_not_whole")
        previous = self._records.act.get("previous", {})
        if any(previous.get(key) != first.facts[key] for key in ("act_id", "content_hash")):
            raise NotWhole("other_first_act")

    def _lists_given_photos(self) -> None:
        listed = {one["sha256"] for one in self._records.act["photos"]}
        for photo in self._beside.photos:
            sha256 = hashlib.sha256(photo).hexdigest()
            if sha256 not in listed:
                raise NotWhole("other_photo", sha256=sha256)
