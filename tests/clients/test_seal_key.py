"""The seal key is made once, kept from others, and its earlier certificates stay published."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from server.clients.seal import key_folder
from server.clients.seal.pades import PadesSealer

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    first = key_folder.load_or_create(tmp_path / "seal", name="Clearline", now=NOW)
    second = key_folder.load_or_create(tmp_path / "seal", name="Other", now=NOW)

    assert first.key_id == second.key_id


def test_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    key_folder.load_or_create(tmp_path / "seal", name="Clearline", now=NOW)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "seal").iterdir()}
    assert modes == {"seal-key.pem": 0o600}
    assert stat.S_IMODE((tmp_path / "seal").stat().st_mode) == 0o700


def test_published_certificates_hold_no_key(tmp_path: Path) -> None:
    sealer = PadesSealer(tmp_path, name="Clearline", now=NOW)

    assert b"PRIVATE" not in sealer.certificate_pem()
    assert sealer.trusted_pem() == sealer.certificate_pem()


def test_rotation_keeps_the_earlier_certificate_published(tmp_path: Path) -> None:
    old = key_folder.load_or_create(tmp_path, name="Clearline", now=NOW)

    new = key_folder.rotate(tmp_path, name="Clearline", now=NOW)

    published = x509.load_pem_x509_certificates(key_folder.trusted_pem(tmp_path))
    assert published == [new.certificate, old.certificate]


def test_certificate_names_the_installation_within_the_limit_of_the_standard(tmp_path: Path) -> None:
    key = key_folder.load_or_create(tmp_path, name="Северный ветер " * 9, now=NOW)

    name = str(key.certificate.subject.rfc4514_string())
    assert name.startswith("CN=Северный ветер")
    assert name.endswith("act seal")


def test_key_with_the_certificate_of_another_is_refused(tmp_path: Path) -> None:
    key_folder.load_or_create(tmp_path / "a", name="A", now=NOW)
    other = key_folder.load_or_create(tmp_path / "b", name="B", now=NOW)
    file = tmp_path / "a" / "seal-key.pem"
    file.write_bytes(file.read_bytes().partition(b"-----BEGIN CERT")[0] + other.certificate_pem)

    with pytest.raises(ValueError, match="do not belong together"):
        key_folder.load_or_create(tmp_path / "a", name="A", now=NOW)
