"""The catalogue as files: what an administrator checks, writes out and publishes."""

from pathlib import Path

import pytest

from server.app import create_app
from server.cli import main
from server.settings import read_settings
from server.store.gate import db
from tests.catalogue import versions, with_seal_step


@pytest.fixture
def folder(sqlite_template: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What an installation exported."""
    (tmp_path / "onevisit.db").write_bytes(sqlite_template)
    monkeypatch.setenv("ONEVISIT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["catalogue", "export", str(tmp_path / "out")]) == 0
    return tmp_path / "out"


def test_what_is_published_has_no_faults(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "lint"]) == 0
    assert main(["catalogue", "lint", str(folder)]) == 0
    assert capsys.readouterr().out.count(" 0 faults") == 2


def test_an_exported_folder_changes_nothing_when_it_is_imported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalogue", "import", str(folder)]) == 0
    assert "Nothing differs" in capsys.readouterr().out


def test_an_import_publishes_what_differs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "network" / "access-port.yaml"
    file.write_text(with_seal_step(file.read_text(), _published() + 1))

    assert main(["catalogue", "import", str(folder)]) == 0

    assert f"network/access-port.yaml: version {_published()}" in capsys.readouterr().out
    assert "seal.whole" in _newest_text()


def test_a_bad_template_is_named_by_file_line_and_reason_and_nothing_is_published(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = folder / "network" / "access-port.yaml", folder / "telephony" / "ip-phone.yaml"
    good.write_text(with_seal_step(good.read_text(), _published() + 1))
    lines = bad.read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.strip().startswith("minutes:"))
    lines[line - 1] = "    minutes: never"
    bad.write_text("\n".join(lines))

    assert main(["catalogue", "lint", str(folder)]) == 1
    assert main(["catalogue", "import", str(folder)]) == 1

    said = capsys.readouterr()
    assert said.out.count(f"{bad}:{line}: steps/0/minutes: 'never' is not of type 'integer'") == 2
    assert "nothing was published" in said.err
    assert "seal.whole" not in _newest_text()


def test_a_file_that_is_no_entry_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "network" / "notes.yaml").write_text("- only a list\n")

    assert main(["catalogue", "import", str(folder)]) == 1
    assert f"{folder / 'network' / 'notes.yaml'}:1: " in capsys.readouterr().out


def test_an_export_overwrites_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "export", str(folder)]) == 1
    assert "nothing was written" in capsys.readouterr().err


def test_an_empty_folder_is_no_catalogue(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert main(["catalogue", "import", str(tmp_path / "empty")]) == 1
    assert main(["catalogue", "lint", str(tmp_path / "empty")]) == 1


def _published() -> int:
    with create_app(read_settings()).app_context():
        version = versions()[0].version
        db.session.remove()
        db.engine.dispose()
    return version


def _newest_text() -> str:
    with create_app(read_settings()).app_context():
        text = versions()[0].text
        db.session.remove()
        db.engine.dispose()
    return text
