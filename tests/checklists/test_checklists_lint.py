"""A fault in the catalogue is reported with its file, its line and what to do about it."""

from pathlib import Path

from checklists.__main__ import main
from checklists.lint import lint_catalogue
from checklists.sources import read_sources

HEAD = """\
id: {trade}.{name}
version: 1
trade: {trade}
title: {{en: "Phone", ru: "Телефон"}}
change: "First version."
owner: "lead of telephony"
reviewed: 2026-11-24
sources: []
steps:
"""
STEP = '  - {{fact: {fact}, kind: {kind}, title: {{en: "Q", ru: "В"}}, minutes: 1, level: 1{more}}}\n'


def write_template(home: Path, trade: str, name: str, *steps: str) -> None:
    (home / trade).mkdir(exist_ok=True)
    (home / trade / f"{name}.yaml").write_text(
        HEAD.format(trade=trade, name=name) + "".join(steps), encoding="utf-8"
    )


def step(fact: str, kind: str = "yes_no", more: str = "") -> str:
    return STEP.format(fact=fact, kind=kind, more=more)


def lint(home: Path) -> list[str]:
    return [str(problem) for problem in lint_catalogue(read_sources(home))]


def test_the_catalogue_has_no_faults() -> None:
    assert main(["lint"]) == 0


def test_a_good_template_has_no_faults(tmp_path: Path) -> None:
    write_template(tmp_path, "telephony", "phone", step("phone.dnd"))

    assert lint(tmp_path) == []


def test_an_unknown_fact_in_after_is_named_with_its_line(tmp_path: Path) -> None:
    write_template(
        tmp_path, "telephony", "phone", step("phone.dnd"), step("phone.call", more=", after: [port.vlan]")
    )

    assert lint(tmp_path) == ["telephony/phone.yaml:11: unknown fact port.vlan in after"]


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    write_template(tmp_path, "telephony", "phone", step("phone.dnd", more=', help: {en: "Look"}'))

    assert lint(tmp_path) == ["telephony/phone.yaml:10: steps/0/help: missing language ru"]


def test_an_unknown_operator_is_named(tmp_path: Path) -> None:
    write_template(tmp_path, "telephony", "phone", step("phone.dnd", more=", visible: {power: [1, 2]}"))

    assert lint(tmp_path) == ["telephony/phone.yaml:10: condition: unknown operator 'power'"]


def test_a_condition_on_an_unknown_fact_is_named(tmp_path: Path) -> None:
    more = ', visible: {"==": [{var: port.vlan.opt}, "x"]}'
    write_template(tmp_path, "telephony", "phone", step("phone.dnd", more=more))

    assert lint(tmp_path) == ["telephony/phone.yaml:10: condition: unknown fact port.vlan"]


def test_two_definitions_of_one_fact_are_named_with_both_files(tmp_path: Path) -> None:
    write_template(tmp_path, "network", "port", step("port.poe", "number", ", limits: {unit: W}"))
    write_template(tmp_path, "telephony", "phone", step("port.poe", "number", ", limits: {unit: mW}"))

    assert lint(tmp_path) == ["telephony/phone.yaml:10: port.poe: unit 'mW' here, 'W' in network/port.yaml"]


def test_two_definitions_are_found_where_a_third_template_says_nothing(tmp_path: Path) -> None:
    on, off = (
        f', options: [{{id: {name}, label: {{en: "O", ru: "О"}}, result: {result}}}]'
        for name, result in (("on", "pass"), ("off", "fail"))
    )
    other = off.replace("result: fail", "result: pass")
    write_template(tmp_path, "network", "port", step("port.led", "choice", on))
    write_template(tmp_path, "power", "feed", step("port.led", "choice", off))
    write_template(tmp_path, "telephony", "phone", step("port.led", "choice", other))

    assert lint(tmp_path) == [
        "telephony/phone.yaml:10: port.led: option off 'pass' here, 'fail' in power/feed.yaml"
    ]


def test_limits_of_two_templates_that_no_value_meets_are_named(tmp_path: Path) -> None:
    write_template(tmp_path, "network", "port", step("port.poe", "number", ", limits: {unit: W, min: 9}"))
    write_template(tmp_path, "telephony", "phone", step("port.poe", "number", ", unit: W, limits: {max: 4}"))

    (fault,) = lint(tmp_path)
    assert fault.startswith("telephony/phone.yaml:10: port.poe: limits {'max': 4} here")


def test_one_label_scanned_as_two_things_is_named(tmp_path: Path) -> None:
    write_template(tmp_path, "network", "port", step("phone.label", "scan", ", scan: mac"))
    write_template(tmp_path, "telephony", "phone", step("phone.label", "scan", ", scan: qr"))

    assert lint(tmp_path) == [
        "telephony/phone.yaml:10: phone.label: scan 'qr' here, 'mac' in network/port.yaml"
    ]


def test_two_templates_that_wait_for_each_other_are_named_with_both_files(tmp_path: Path) -> None:
    write_template(tmp_path, "network", "port", step("port.a"), step("port.b", more=", after: [port.a]"))
    write_template(tmp_path, "telephony", "phone", step("port.a", more=", after: [port.b]"))

    assert lint(tmp_path) == [
        "telephony/phone.yaml:10: port.a: waits for itself in a circle with network/port.yaml"
    ]


def test_one_cause_with_two_titles_is_named_with_both_files(tmp_path: Path) -> None:
    cause = 'causes:\n  - {{id: dark, title: {{en: "{0}", ru: "Т"}}, prior: 1, shown_by: [{1}], remedy: {{en: "R", ru: "Р"}}}}\n'
    write_template(tmp_path, "network", "port", step("port.a"), cause.format("Dark", "port.a"))
    write_template(tmp_path, "telephony", "phone", step("phone.a"), cause.format("No light", "phone.a"))

    (fault,) = lint(tmp_path)
    assert fault.startswith("telephony/phone.yaml:12: cause dark: title")
    assert fault.endswith("in network/port.yaml")


def test_limits_on_a_reading_are_refused_and_say_what_to_use(tmp_path: Path) -> None:
    write_template(tmp_path, "network", "port", step("port.log", "reading", ", limits: {unit: W, min: 9}"))

    assert lint(tmp_path) == [
        "network/port.yaml:10: port.log: a reading is text as pasted and takes no limits; "
        "use kind number for a value that is measured"
    ]


def test_keys_of_a_step_that_do_not_go_together_are_named(tmp_path: Path) -> None:
    write_template(
        tmp_path,
        "network",
        "port",
        step("port.a", more=", decimals: 1"),
        step("port.b", "number", ", limits: {min: 9}"),
        step("port.c", "number", ", unit: W, limits: {unit: V}"),
        step("port.d", more=", recheck: true"),
        step("port.e", "text", ", scan: mac"),
    )

    assert lint(tmp_path) == [
        "network/port.yaml:10: port.a: decimals is for kind number, not for yes_no",
        "network/port.yaml:11: port.b: limits need a unit",
        "network/port.yaml:12: port.c: unit 'W' here, 'V' in limits",
        "network/port.yaml:13: port.d: recheck demands a remedy that says how to put it right",
        "network/port.yaml:14: port.e: scan is for kind scan, not for text",
    ]


def test_a_picture_must_lie_beside_its_template(tmp_path: Path) -> None:
    more = ', picture: socket.png, help: {en: "Look", ru: "Смотрите"}'
    write_template(tmp_path, "network", "port", step("port.a", more=more))

    assert lint(tmp_path) == ["network/port.yaml:10: port.a: there is no file socket.png beside the template"]
    (tmp_path / "network" / "socket.png").write_bytes(b"png")
    assert lint(tmp_path) == []


def test_a_fact_asked_twice_in_one_template_is_named(tmp_path: Path) -> None:
    write_template(tmp_path, "telephony", "phone", step("phone.dnd"), step("phone.dnd"))

    assert lint(tmp_path) == ["telephony/phone.yaml:11: fact phone.dnd is asked twice in this template"]


def test_a_key_written_twice_is_named(tmp_path: Path) -> None:
    write_template(tmp_path, "telephony", "phone", step("phone.dnd", more=", minutes: 2"))

    assert lint(tmp_path) == ["telephony/phone.yaml:10: key 'minutes' stands twice"]


def test_limits_that_no_value_meets_are_named(tmp_path: Path) -> None:
    write_template(
        tmp_path, "telephony", "phone", step("port.poe", "number", ", limits: {unit: W, min: 9, max: 2}")
    )

    assert lint(tmp_path) == ["telephony/phone.yaml:10: port.poe: min is above max"]


def test_a_choice_without_results_is_refused(tmp_path: Path) -> None:
    more = ', options: [{id: a, label: {en: "A", ru: "А"}}]'
    write_template(tmp_path, "telephony", "phone", step("phone.dnd", "choice", more))

    assert lint(tmp_path) == ["telephony/phone.yaml:10: steps/0/options/0: 'result' is a required property"]


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    write_template(tmp_path, "telephony", "phone", "  - {fact: [\n")

    assert lint(tmp_path)[0].startswith("telephony/phone.yaml:11: not YAML")
    assert main(["lint", str(tmp_path)]) == 1


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    assert main(["lint", str(tmp_path)]) == 1
