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
