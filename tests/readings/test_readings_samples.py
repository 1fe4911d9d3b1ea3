"""Real outputs of three makers: the rows are those that the samples name, however the output was pasted."""

import pytest

from server.readings import read_output
from server.readings.outputs import find_outputs
from tests.readings.samples import SAMPLES, Sample

PROMPTS = {"cisco_ios": "SW-2F#{}", "huawei_vrp": "<SW-2F>{}", "eltex": "console#{}"}
MORE = {
    "cisco_ios": " --More-- ",
    "huawei_vrp": "  ---- More ----\x1b[16D                \x1b[16D",
    "eltex": "More: <space>,  Quit: q or CTRL+Z, One line: <return> ",
}
every_sample = pytest.mark.parametrize("one", SAMPLES, ids=str)


@every_sample
def test_rows_are_those_of_the_sample(one: Sample) -> None:
    reading = read_output(one.text, one.platform, one.command)

    assert list(reading.rows) == one.rows


@every_sample
def test_platform_and_command_are_found_without_a_word_about_them(one: Sample) -> None:
    reading = read_output(one.text)

    assert (reading.platform, list(reading.rows)) == (one.platform, one.rows)


@every_sample
def test_what_a_terminal_adds_changes_no_row(one: Sample) -> None:
    """Prompt and echo, a pager in the middle that wrote over itself, the line ends of Windows, blanks at the ends."""
    lines = one.text.split("\n")
    middle = len(lines) // 2
    pager = f"{MORE[one.platform]}\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b"
    pasted = [
        PROMPTS[one.platform].format(one.command),
        *(f"{line}  " for line in lines[:middle]),
        *([pager] if one.platform == "cisco_ios" else [MORE[one.platform]]),
        *lines[middle:],
        PROMPTS[one.platform].format(""),
    ]

    reading = read_output("\r\n".join(pasted))

    assert (reading.platform, list(reading.rows)) == (one.platform, one.rows)


@every_sample
def test_words_around_the_output_change_no_row(one: Sample) -> None:
    text = f"Вот что выдал коммутатор на 2 этаже:\n\n{one.text}\nСпасибо, жду ответа!\n"

    reading = read_output(text, one.platform, one.command)

    assert list(reading.rows) == one.rows


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("sh int status", "show interfaces status"),
        ("show interface Gi1/0/7 status", "show interfaces status"),
        ("show interfaces status | include Gi1/0/7", "show interfaces status"),
        ("sh int sta err", "show interfaces status err-disabled"),
        ("sho int gi 1/0/7 switchport", "show interfaces switchport"),
        ("sh mac add int gi1/0/7", "show mac address-table"),
        ("show mac-address-table", "show mac address-table"),
        ("show vlan brief", "show vlan"),
        ("sh cdp nei det", "show cdp neighbors detail"),
        ("show lldp neighbors Gi1/0/7 detail", "show lldp neighbors detail"),
    ],
)
def test_a_command_may_be_abbreviated_and_name_a_port(typed: str, command: str) -> None:
    assert [output.command for output in find_outputs(typed, "cisco_ios")] == [command]


def test_the_body_of_a_table_is_read_without_its_head() -> None:
    body = "Gi1/0/7   Phone 214          connected    10         a-full a-1000 10/100/1000BaseTX"

    reading = read_output(body, "cisco_ios", "show interfaces status")

    assert [row["port"] for row in reading.rows] == ["Gi1/0/7"]


def test_two_commands_in_one_paste_tell_of_one_port() -> None:
    pasted = "\n".join(
        [
            "SW1#sh int gi1/0/10 status",
            "Port      Name               Status       Vlan       Duplex  Speed Type",
            "Gi1/0/10                     connected    30         a-full  a-100 10/100/1000BaseTX",
            "SW1#sh power inline gi1/0/10",
            "Interface Admin  Oper       Power   Device              Class Max",
            "                            (Watts)",
            "--------- ------ ---------- ------- ------------------- ----- ----",
            "Gi1/0/10  auto   on         6.3     IP Phone 7841       1     30.0",
            "SW1#",
        ]
    )

    reading = read_output(pasted)

    assert reading.interface == "gi1/0/10"
    assert {fact: value.get("opt") or value.get("num") for fact, value in reading.facts.items()} == {
        "port.link": "up",
        "port.rate": "100",
        "port.vlan": "30",
        "port.poe": "6.3",
        "port.poe-class": "class-1",
    }
