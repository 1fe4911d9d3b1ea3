"""The catalogue serves every symptom with one checklist that can be walked to a sign-off."""

from typing import Any

import pytest

from checklists import assess, compose, judge
from checklists.catalogue import load

CATALOGUE = load()


def compose_for(symptom: str) -> dict[str, Any]:
    return compose(CATALOGUE.templates_for(symptom), {"symptom": symptom})


def good_answer(step: dict[str, Any]) -> dict[str, Any]:
    if step["options"]:
        good = next(option["id"] for option in step["options"] if option["result"] != "fail")
        return {"opts": [good]} if step["kind"] == "several" else {"opt": good}
    limits = step["limits"] or {"min": 1, "max": None}
    number = next((limit for limit in (limits["min"], limits["max"]) if limit is not None), 0)
    text = "00:15:65:AB:CD:EF" if step.get("scan") == "mac" else "2.14"
    return {"num": str(number), "text": text, "files": ["ab12"], "at": "2026-11-24T10:00:00Z"}


def walk(checklist: dict[str, Any], bad: dict[str, dict[str, Any]]) -> tuple[list[str], dict[str, Any]]:
    """Do what `next` says until nothing is left; the first answers of some steps are given."""
    steps = {step["id"]: step for step in checklist["steps"]}
    answers: dict[str, Any] = {}
    done: list[str] = []
    while (following := assess(checklist, answers)["next"]) and len(done) < 100:
        step = steps[following["step"]]
        field = f"step/{step['id']}"
        before = [shown["value"] for shown in answers.get(field, [])]
        raw = bad.get(step["id"], good_answer(step)) if not before else good_answer(step)
        answers[field] = [{"value": judge(step, raw, before), "op_id": f"op-{len(done)}", "author": "anna"}]
        done.append(step["id"])
    return done, assess(checklist, answers)


@pytest.mark.parametrize("symptom", sorted(CATALOGUE.symptoms))
def test_following_the_next_step_leads_to_sign_off(symptom: str) -> None:
    _, assessment = walk(compose_for(symptom), {})

    assert assessment["may_sign_off"]
    assert assessment["missing"] == []


@pytest.mark.parametrize("symptom", sorted(CATALOGUE.symptoms))
def test_every_symptom_has_a_proof_the_customer_sees(symptom: str) -> None:
    assert any(step["verify"] and step["required"] for step in compose_for(symptom)["steps"])


def test_shared_questions_of_phone_and_port_are_asked_once() -> None:
    checklist = compose_for("phone-does-not-ring")

    assert {merged["fact"] for merged in checklist["merged"]} == {"port.poe", "port.voice-vlan", "port.dhcp"}
    poe = next(step for step in checklist["steps"] if step["fact"] == "port.poe")
    assert poe["trades"] == ["telephony", "network"]
    assert poe["limits"] == {"unit": "W", "min": 6.5, "max": None}


def test_a_silent_phone_is_looked_at_for_do_not_disturb_first() -> None:
    done, assessment = walk(compose_for("phone-does-not-ring"), {"phone.dnd": {"opt": "on"}})

    assert done[:2] == ["phone.dnd", "phone.dnd"]
    assert {cause["id"]: cause["state"] for cause in assessment["causes"]}["dnd-on"] == "confirmed"


def test_a_dead_phone_is_not_asked_for_do_not_disturb_before_it_lives() -> None:
    checklist = compose_for("phone-dead")

    assert "phone.dnd" not in assess(checklist, {})["visible"]
    lit = {
        "step/phone.display": [{"value": {"k": "pass", "opt": "normal"}, "op_id": "op-1", "author": "anna"}]
    }
    assert "phone.dnd" in assess(checklist, lit)["visible"]


def test_a_version_that_is_not_there_is_not_invented() -> None:
    newest = CATALOGUE.template("telephony.ip-phone")["version"]

    assert CATALOGUE.template("telephony.ip-phone", newest)["version"] == newest
    with pytest.raises(KeyError):
        CATALOGUE.template("telephony.ip-phone", newest + 1)


def test_people_find_every_symptom_by_words_of_both_languages() -> None:
    for symptom in CATALOGUE.symptoms.values():
        words = " ".join(symptom["words"])
        assert any("a" <= letter <= "z" for letter in words), symptom["id"]
        assert any("а" <= letter <= "я" for letter in words), symptom["id"]
