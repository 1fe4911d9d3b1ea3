"""Backup and restore, with a real server and a real phone: what the backup lacks comes again from the phone."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from server.core import create_core
from server.day.phones import Phone, phone_fleet
from server.settings import read_settings
from server.store.events import Counter, Event, get_installation
from server.store.field import Op
from server.store.gate import db, write_tx
from server.tasks.archive import opened_archive, write_archive
from tests.cast import PASSWORD, make_cast
from tests.command_line import free_port, onevisit, serving
from tests.postgres import postgres_database
from tests.visits import publish_visit


class Office:
    """One installation: its folder, its settings, and one visit of Anna's that is published.

    Its database is a copy of a migrated one, `template` on SQLite.
    """

    def __init__(self, folder: Path, database_url: str, *, template: bytes | None = None) -> None:
        self.data = folder / "data"
        self.file = folder / "office.tar"
        port = str(free_port())
        self.base_url = f"http://127.0.0.1:{port}"
        self.settings = {"ONEVISIT_PORT": port, "ONEVISIT_DATABASE_URL": database_url}
        if template is not None:
            self.data.mkdir()
            file = Path(database_url.removeprefix("sqlite:///") or self.data / "onevisit.db")
            file.write_bytes(template)
        with self.opened():
            now = datetime.now(UTC)
            cast = make_cast(now)
            self.visit = publish_visit(cast, cast.anna, at=now)

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Inside an app context of the installation, beside its processes."""
        app = create_core(read_settings({"ONEVISIT_DATA_DIR": str(self.data), **self.settings}))
        with app.app_context():
            yield
            db.session.remove()
            db.engine.dispose()

    def serving(self) -> contextlib.AbstractContextManager[str]:
        return serving(self.data, **self.settings)

    def run(self, *words: str) -> str:
        said = onevisit(self.data, *words, **self.settings)
        assert said.returncode == 0, said.stderr
        return said.stdout

    def fail(self, *words: str) -> str:
        said = onevisit(self.data, *words, **self.settings)
        assert said.returncode != 0
        assert said.stderr.count("\n") == 1, said.stderr
        return said.stderr

    def notes(self) -> list[str]:
        """The texts of all notes in the order of the phone."""
        with self.opened():
            ops = db.session.scalars(sa.select(Op).where(Op.type == "note.add").order_by(Op.seq)).all()
            return [op.payload["value"]["text"] for op in ops]

    def line(self) -> "Line":
        with self.opened():
            row = get_installation(db.session)
            last = db.session.scalars(sa.select(Event.kind).order_by(Event.rev.desc()).limit(1)).one()
            return Line(row.epoch, row.rev, row.durable_rev, last)

    def give_act_number(self, number: int) -> None:
        with self.opened(), write_tx() as session:
            session.execute(sa.update(Counter).where(Counter.name == "act").values(value=number))


@dataclass(frozen=True)
class Line:
    epoch: str
    rev: int
    durable_rev: int
    last_event: str


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    if request.param == "sqlite":
        yield Office(tmp_path, "", template=request.getfixturevalue("sqlite_template"))
    else:
        with postgres_database(copy_of=lambda: request.getfixturevalue("pg_template")) as url:
            yield Office(tmp_path, url)


@pytest.fixture
def sqlite_office(tmp_path: Path, sqlite_template: bytes) -> Office:
    return Office(tmp_path, "", template=sqlite_template)


@pytest.mark.node
def test_what_a_phone_sent_after_the_backup_is_there_again_after_restore_and_sync(office: Office) -> None:
    with phone_fleet(office.base_url) as fleet:
        phone = fleet.phone("anna")
        with office.serving():
            phone.do("sign_in", login="anna", password=PASSWORD)
            note(phone, office.visit, "Loose cord")
            office.run("backup", str(office.file))
            note(phone, office.visit, "Cord replaced")
            assert office.notes() == ["Loose cord", "Cord replaced"]

        office.run("restore", str(office.file))
        assert office.notes() == ["Loose cord"]

        with office.serving():
            phone.do("sync")
            assert phone.unsent() == 0
    assert office.notes() == ["Loose cord", "Cord replaced"]


def test_a_restored_log_is_whole_and_names_the_line_it_came_from(sqlite_office: Office) -> None:
    sqlite_office.run("backup", str(sqlite_office.file))
    before = sqlite_office.line()
    sqlite_office.run("restore", str(sqlite_office.file))
    after = sqlite_office.line()

    assert after.epoch != before.epoch
    assert after.last_event == "installation.restored"
    assert sqlite_office.run("chain") == "The event log is whole.\n"


def test_a_backup_moves_the_mark_up_to_which_phones_may_forget(office: Office) -> None:
    rev = office.line().rev

    office.run("backup", str(office.file))

    assert office.line().durable_rev == rev


def test_no_act_number_is_given_twice_after_a_restore(sqlite_office: Office) -> None:
    sqlite_office.run("backup", str(sqlite_office.file))
    sqlite_office.give_act_number(7)

    said = sqlite_office.run("restore", str(sqlite_office.file))

    assert "the next act has the number 8" in said


def test_on_a_new_machine_the_last_act_number_must_be_named(sqlite_office: Office, tmp_path: Path) -> None:
    sqlite_office.run("backup", str(sqlite_office.file))
    refused = onevisit(tmp_path / "new", "restore", str(sqlite_office.file))
    restored = onevisit(tmp_path / "new", "restore", str(sqlite_office.file), "--last-act", "41")

    assert "--last-act NUMBER" in refused.stderr
    assert "the next act has the number 42" in restored.stdout, restored.stderr


def test_the_keys_and_the_files_come_back(sqlite_office: Office) -> None:
    (sqlite_office.data / "seal").mkdir()
    (sqlite_office.data / "seal" / "seal-key.pem").write_text("the key")
    sqlite_office.run("backup", str(sqlite_office.file))
    (sqlite_office.data / "seal" / "seal-key.pem").unlink()

    sqlite_office.run("restore", str(sqlite_office.file))

    assert (sqlite_office.data / "seal" / "seal-key.pem").read_text() == "the key"
    assert sqlite_office.file.stat().st_mode & 0o077 == 0


def test_a_restore_beside_a_running_server_is_refused(office: Office) -> None:
    office.run("backup", str(office.file))

    with office.serving():
        requests.get(f"{office.base_url}/health", timeout=30)
        said = office.fail("restore", str(office.file))

    assert "first" in said


def test_a_cut_off_backup_is_refused_and_changes_nothing(sqlite_office: Office) -> None:
    sqlite_office.run("backup", str(sqlite_office.file))
    sqlite_office.file.write_bytes(sqlite_office.file.read_bytes()[:5000])
    before = sqlite_office.line()

    said = sqlite_office.fail("restore", str(sqlite_office.file))

    assert "is not a whole backup of Onevisit" in said
    assert sqlite_office.line() == before


def test_a_damaged_sqlite_file_is_replaced_by_the_backup(sqlite_office: Office) -> None:
    sqlite_office.run("backup", str(sqlite_office.file))
    (sqlite_office.data / "onevisit.db").write_bytes(b"what the disk left of it" * 1000)

    sqlite_office.run("restore", str(sqlite_office.file), "--last-act", "0")

    assert sqlite_office.run("chain") == "The event log is whole.\n"


def test_a_restore_that_the_database_refuses_leaves_the_keys_as_they_were(
    office: Office, tmp_path: Path
) -> None:
    """The file names the same installation, but what it holds of the database cannot be loaded."""
    office.run("backup", str(office.file))
    with opened_archive(office.file) as (manifest, _):
        foreign = tmp_path / "foreign"
        (foreign / "seal").mkdir(parents=True)
        (foreign / "seal" / "seal-key.pem").write_text("another key")
        (tmp_path / "copy").write_bytes(b"PGDMP and then nothing")
        write_archive(tmp_path / "foreign.tar", manifest, tmp_path / "copy", foreign)
    (office.data / "seal").mkdir(exist_ok=True)
    (office.data / "seal" / "seal-key.pem").write_text("our key")
    before = office.line()

    office.fail("restore", str(tmp_path / "foreign.tar"))

    assert (office.data / "seal" / "seal-key.pem").read_text() == "our key"
    assert office.line() == before


def test_a_database_on_another_disk_than_the_data_folder_is_restored(
    tmp_path: Path, sqlite_template: bytes
) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other_disk:
        office = Office(tmp_path, f"sqlite:///{other_disk}/onevisit.db", template=sqlite_template)
        office.run("backup", str(office.file))
        office.give_act_number(7)

        said = office.run("restore", str(office.file))

    assert "the next act has the number 8" in said


def note(phone: Phone, visit: str, text: str) -> None:
    phone.do("add_note", visit=visit, text=text)
    phone.do("sync")
    assert phone.unsent() == 0
