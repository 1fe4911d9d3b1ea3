"""A backup file is taken over whole or not at all, and writes nowhere but into the data folder."""

import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from server.tasks.archive import BadArchive, extract_folder, opened_archive, write_archive


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    (data / "acts").mkdir(parents=True)
    (data / "acts" / "act.pdf").write_bytes(b"an act " * 2000)
    (data / "onevisit.db-wal").write_bytes(b"not this one")
    (tmp_path / "copy").write_bytes(b"the database")
    write_archive(tmp_path / "office.tar", {"rev": 7}, tmp_path / "copy", data)
    return tmp_path / "office.tar"


def test_acts_come_back_and_what_is_made_again_stays_out(backup: Path, tmp_path: Path) -> None:
    with opened_archive(backup) as (manifest, tar):
        extract_folder(tar, tmp_path / "new")

    assert manifest["rev"] == 7
    assert [path.name for path in (tmp_path / "new").rglob("*") if path.is_file()] == ["act.pdf"]


@pytest.mark.parametrize("kept", [0, 100, 1000, 5000, 10240, 12000])
def test_a_cut_off_backup_is_refused(backup: Path, kept: int) -> None:
    backup.write_bytes(backup.read_bytes()[:kept])

    with pytest.raises(BadArchive, match="not a whole backup"), opened_archive(backup):
        pass


def test_a_backup_that_names_a_file_outside_is_refused(backup: Path, tmp_path: Path) -> None:
    with tarfile.open(backup, "a") as tar:
        tar.addfile(tarfile.TarInfo("data/../../outside"), BytesIO())

    with pytest.raises(BadArchive, match="outside the data folder"), opened_archive(backup) as (_, tar):
        extract_folder(tar, tmp_path / "new")

    assert not (tmp_path / "outside").exists()
