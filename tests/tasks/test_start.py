"""What keeps the server from starting is said in one sentence that names what to change."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from server.cli import COMMANDS, find_command
from tests.command_line import ROOT, cold_onevisit, free_port


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        said = cold_onevisit(tmp_path, "serve", ONEVISIT_PORT=port)

    assert said.returncode == 2
    assert said.stderr.count("\n") == 1
    assert f"ONEVISIT_PORT={port}: Address already in use" in said.stderr


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    said = cold_onevisit(tmp_path / "file" / "data", "migrate")

    assert said.returncode == 2
    assert said.stderr == (
        f"onevisit: ONEVISIT_DATA_DIR={tmp_path / 'file' / 'data'} cannot be written: Not a directory\n"
    )


@pytest.mark.parametrize("command", ["migrate", "work"])
def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path, command: str) -> None:
    url = f"postgresql://zoya:secret-word@127.0.0.1:{free_port()}/onevisit"

    said = cold_onevisit(tmp_path, command, DATABASE_URL=url)

    assert said.returncode == 2
    assert said.stderr.count("\n") == 1
    assert "zoya:***@127.0.0.1" in said.stderr
    assert "secret-word" not in said.stderr


def test_several_web_processes_on_one_sqlite_file_are_refused(tmp_path: Path) -> None:
    said = cold_onevisit(tmp_path, "serve", ONEVISIT_WEB_PROCESSES="2")

    assert said.returncode == 2
    assert "ONEVISIT_WEB_PROCESSES above 1 needs PostgreSQL" in said.stderr


def test_a_probe_of_health_loads_no_part_of_the_app(tmp_path: Path) -> None:
    """It runs every few seconds, with a limit of seconds, on machines that are busy."""
    script = (
        "import sys; from server.cli import main; code = main(['ready', '--quiet']); "
        "print(code, sorted({'flask', 'sqlalchemy', 'numba', 'pyhanko'} & sys.modules.keys()))"
    )
    environ = {"ONEVISIT_DATA_DIR": str(tmp_path), "ONEVISIT_PORT": str(free_port()), "PATH": "/usr/bin"}

    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )

    assert said.stdout == "1 []\n"


def test_commands_and_the_worker_load_no_web_and_nothing_that_few_jobs_need() -> None:
    script = (
        "import sys, server.core, server.jobs.handlers; "
        "print(sorted({'server.web', 'dispatch', 'numba', 'pyhanko', 'geopy', 'huey', 'weasyprint'} & sys.modules.keys()))"
    )

    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert said.stdout == "[]\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_loaded(name: str) -> None:
    assert callable(find_command(name))
