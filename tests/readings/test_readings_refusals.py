"""Whatever is pasted, reading it ends with rows or with one clear refusal."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.cli import main
from server.readings import Unreadable, read_output
from server.readings.clean import MAX_CHARS
from server.readings.outputs import OUTPUTS
from tests.readings.samples import HOME, SAMPLES

STATUS = HOME / "cisco_ios" / "show_interfaces_status" / "cisco_ios_show_interfaces_status.raw"
# What rules look for, so that junk gets far into them.
PIECES = st.sampled_from(
    [
        *(head for output in OUTPUTS for head in output.head),
        *(f"SW#{output.command}" for output in OUTPUTS),
        "Gi1/0/7 ", "gi1/0/7", "--More--", "\x08", "\x1b[42D", "\r", "\r\n", "\n", "  ", "-" * 40, "1,", "1-2,",
        "connected", "a-full", " line protocol is ", "current state :", "<HUAWEI>", "[~SW]", "\x00", "коммутатор", "\ud800",
    ]
)  # fmt: skip
JUNK = st.lists(PIECES | st.text(max_size=30), max_size=60).map("".join)


def is_read_or_refused(text: str, **asked: str) -> bool:
    try:
        return bool(read_output(text, **asked).rows)
    except Unreadable as refusal:
        return bool(str(refusal)) and "\n" not in str(refusal)


@settings(max_examples=150, deadline=None)
@given(JUNK)
def test_junk_is_read_or_refused(text: str) -> None:
    assert is_read_or_refused(text)


@settings(max_examples=60, deadline=None)
@given(JUNK, st.sampled_from(OUTPUTS), st.sampled_from(["Gi1/0/7", "GE0/0/1", "gi1/0/1"]))
def test_junk_that_is_called_an_output_is_read_or_refused(text: str, output: object, port: str) -> None:
    platform, command = getattr(output, "platform", ""), getattr(output, "command", "")

    assert is_read_or_refused(text, platform=platform, command=command, interface=port)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 4000), st.integers(0, 4000), st.text(max_size=20))
def test_a_torn_output_is_read_or_refused(one: object, start: int, length: int, inside: str) -> None:
    text = str(getattr(one, "text", ""))
    middle = start + length // 2

    assert is_read_or_refused(text[start:middle] + inside + text[middle : start + length])


@pytest.mark.parametrize(
    "text",
    [
        "- " * 150 + "x\n" + "-" * 300 + "x",
        "Port      Name               Status       Vlan       Duplex  Speed Type\n"
        + ("1 " * 200 + "\n") * 20,
        "display vlan\n" * 5000,
        "a" * 60_000 + "\x08" * 60_000,
        "show " + "a" * 200_000,
    ],
    ids=["dashes", "columns", "commands", "backspaces", "one word"],
)
def test_text_made_to_be_slow_is_read_or_refused(text: str) -> None:
    assert is_read_or_refused(text)
    assert is_read_or_refused(text, platform="eltex", command="show interfaces status")


def test_more_than_any_device_prints_is_refused_by_its_size() -> None:
    with pytest.raises(Unreadable, match=f"at most {MAX_CHARS}"):
        read_output("x" * 10_000_000)


def test_the_command_prints_rows_and_facts(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--platform", "cisco_ios", "--command", "show interfaces status", "--interface", "Gi1/0/2"]

    assert main(["reading", *asked, str(STATUS)]) == 0

    shown = json.loads(capsys.readouterr().out)
    assert len(shown["rows"]) == 25
    assert shown["facts"]["port.link"] == {"k": "pass", "opt": "up"}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--platform", "juniper_junos"], "cisco_ios, huawei_vrp, eltex"),
        (["--platform", "eltex", "--command", "show fans"], "show interfaces status"),
        (["--interface", "the left one"], "Gi1/0/7"),
        (["--platform", "huawei_vrp", "--command", "display vlan"], "No output of display vlan"),
    ],
    ids=["platform", "command", "interface", "text"],
)
def test_what_cannot_be_read_ends_with_one_line_that_says_what_can(
    words: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reading", *words, str(STATUS)]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert named in said.err


def test_a_large_file_and_a_missing_one_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large = tmp_path / "junk.txt"
    large.write_bytes(bytes(range(256)) * 40_000)

    assert main(["reading", str(large)]) == 2
    assert main(["reading", str(tmp_path / "none.txt")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
