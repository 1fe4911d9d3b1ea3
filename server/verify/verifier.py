"""Says whether a sealed act is whole. Needs the file and the installation's certificates, nothing else."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable
from datetime import UTC, datetime

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


def verify(
    pdf: bytes, *, trusted_pem: bytes, now: datetime | None = None, expected_sha256: str | None = None
) -> Verdict:
    """Check one file against the published certificates. Never raises: whatever goes wrong is a "no" with its reason."""
    _quieten_libraries()
    sha256 = hashlib.sha256(pdf).hexdigest()
    examination = _Examination(pdf, trusted_pem, now or datetime.now(UTC))
    checks = [_run(name, check) for name, check in examination.checks().items()]
    if expected_sha256 is not None:
        checks.append(
            Check("file_hash", sha256 == expected_sha256.lower(), f"the file's SHA-256 is {sha256}")
        )
    return Verdict(sha256, [_without_idle_reason(one) for one in checks], examination.facts())


def _run(name: str, check: Callable[[], None]) -> Check:
    try:
        check()
    except NotWhole as failure:
        return Check(name, False, str(failure))
    # A parser that stumbles over a file has found that it is not as the sealer wrote it.
    except Exception as failure:  # noqa: BLE001
        return Check(name, False, f"{type(failure).__name__}: {failure}"[:300])
    return Check(name, True)


def _without_idle_reason(check: Check) -> Check:
    return Check(check.name, True) if check.holds else check


def _quieten_libraries() -> None:
    """pyHanko logs a stack trace for each broken file; the reason in the verdict is enough."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class _Examination:
    """One file under examination. What an earlier check could not read fails the later ones with the same reason."""

    def __init__(self, pdf: bytes, trusted_pem: bytes, now: datetime) -> None:
        self._pdf = pdf
        self._trusted_pem = trusted_pem
        self._now = now
        self._records: Records | None = None

    def checks(self) -> dict[str, Callable[[], None]]:
        return {
            "one_seal": self._has_one_seal,
            "whole_file": self._covers_whole_file,
            "unchanged": self._is_unchanged,
            "container": self._container_is_strict,
            "certificate": self._certificate_is_trusted,
            "attachments": self._has_records,
            "binding": self._records_agree,
            "device": self._devices_signed,
            "trusted_time": self._time_is_as_told,
        }

    def facts(self) -> dict[str, object]:
        if self._records is None:
            return {}
        try:
            return attached.facts(self._records)
        except (KeyError, TypeError, AttributeError):
            return {}

    def _reader(self) -> PdfFileReader:
        return PdfFileReader(io.BytesIO(self._pdf))

    def _seal(self) -> EmbeddedPdfSignature:
        seals: list[EmbeddedPdfSignature] = self._reader().embedded_signatures
        if len(seals) != 1:
            raise NotWhole(f"the file has {len(seals)} seals")
        return seals[0]

    def _trusted(self) -> list[x509.Certificate]:
        found = pem.unarmor(self._trusted_pem, multiple=True) if self._trusted_pem.strip() else ()
        certificates = [x509.Certificate.load(der) for kind, _, der in found if kind == "CERTIFICATE"]
        if not certificates:
            raise NotWhole("no trusted certificate was given")
        return certificates

    def _status(self) -> PdfSignatureStatus:
        context = ValidationContext(trust_roots=self._trusted(), allow_fetching=False, moment=self._now)
        return validate_pdf_signature(self._seal(), context)

    def _has_one_seal(self) -> None:
        seal = self._seal()
        fields = self._reader().root["/AcroForm"]["/Fields"]
        if len(fields) != 1 or seal.sig_object["/SubFilter"] != "/ETSI.CAdES.detached":
            raise NotWhole("the file has other form fields or another kind of seal")

    def _covers_whole_file(self) -> None:
        status = self._status()
        if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
            raise NotWhole("something was added after sealing")
        if status.modification_level != ModificationLevel.NONE:
            raise NotWhole("the file was changed by an update after sealing")

    def _is_unchanged(self) -> None:
        status = self._status()
        if not (status.intact and status.valid):
            raise NotWhole("the content is not the one that was sealed")
        if not status.docmdp_ok or self._seal().docmdp_level != MDPPerm.NO_CHANGES:
            raise NotWhole("the seal does not forbid changes")

    def _container_is_strict(self) -> None:
        self._sealing_certificate()

    def _sealing_certificate(self) -> x509.Certificate:
        _, first, second, _ = (int(one) for one in self._seal().byte_range)
        return check_container(self._pdf[first:second], self._trusted())

    def _certificate_is_trusted(self) -> None:
        validity = self._sealing_certificate()["tbs_certificate"]["validity"]
        if not validity["not_before"].native <= self._now <= validity["not_after"].native:
            raise NotWhole(
                "the certificate is not valid now, and no trusted time says that it was when it sealed"
            )
        if not self._status().bottom_line:
            raise NotWhole("the chain of the certificate does not hold")

    def _has_records(self) -> None:
        self._records = attached.read_records(self._reader())

    def _found(self) -> Records:
        if self._records is None:
            raise NotWhole("the attached records could not be read")
        return self._records

    def _records_agree(self) -> None:
        fingerprint = self._sealing_certificate().sha256.hex()
        attached.check_binding(self._found(), fingerprint)

    def _devices_signed(self) -> None:
        attached.check_devices(self._found())

    def _time_is_as_told(self) -> None:
        told = self._found().receipt["trusted_time"]
        # Seals carry no timestamp yet, so a receipt that names an authority tells of a time that nobody can check.
        if told != NO_TRUSTED_TIME:
            raise NotWhole(f"the receipt names {told} for the time, but the seal carries no timestamp")
