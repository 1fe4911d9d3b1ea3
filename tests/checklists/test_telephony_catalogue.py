"""Telephony: what its checklists lead an engineer to, and what they keep from being done too early or at all."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.checklists.paper_visit import CATALOGUE, Visit, bad

Found = dict[str, dict[str, Any]]

FAULTS = (
    "phone-dead", "phone-not-registered", "phone-does-not-ring", "phone-does-not-work", "no-audio", "bad-call-quality",
    "cannot-call-out", "wrong-number-shown", "headset-fault", "conference-phone-fault", "analog-line-fault", "fax-fault",
    "voicemail-fault", "intercom-fault",
)  # fmt: skip
CHANGES = ("new-extension", "move-phone", "replace-phone", "change-number")

# symptom, what is found there, the cause that this must confirm
CASES: tuple[tuple[str, Found, str], ...] = (
    ("phone-dead", {"phone.socket": {"opt": "computer"}}, "wrong-socket"),
    ("phone-dead", {"port.poe": {"num": "0"}}, "no-power"),
    ("phone-dead", {"phone.display": {"opt": "dark"}, "phone.supply": {"opt": "faulty"}}, "supply-faulty"),
    ("phone-dead", {"phone.spare": {"opt": "yes"}}, "phone-faulty"),
    ("phone-not-registered", {"reg.others": {"opt": "switch"}}, "outage"),
    ("phone-not-registered", {"reg.credentials": {"opt": "wrong"}}, "wrong-credentials"),
    ("phone-not-registered", {"reg.banned": {"opt": "yes"}}, "sip-banned"),
    ("phone-not-registered", {"reg.server": {"opt": "transport"}}, "wrong-server"),
    ("phone-not-registered", {"reg.time": {"opt": "wrong"}}, "wrong-time"),
    ("phone-not-registered", {"reg.licence": {"opt": "no"}}, "no-licence"),
    ("phone-not-registered", {"reg.elsewhere": {"opt": "yes"}}, "registered-elsewhere"),
    ("phone-not-registered", {"reg.path": {"opt": "blocked"}}, "signalling-blocked"),
    ("phone-not-registered", {"phone.settings": {"opt": "old"}}, "old-settings"),
    ("phone-does-not-ring", {"phone.forward": {"opt": "unwanted"}}, "forwarded"),
    ("phone-does-not-ring", {"phone.ringer": {"opt": "headset"}}, "ringer-off"),
    ("phone-does-not-ring", {"ring.queue": {"opt": "paused"}}, "queue-logged-out"),
    ("phone-does-not-ring", {"ring.schedule": {"opt": "night"}}, "night-mode"),
    ("phone-does-not-ring", {"ring.route": {"opt": "operator"}}, "inbound-route"),
    ("phone-does-not-ring", {"ring.arrives": {"opt": "elsewhere"}, "ring.line-key": {"opt": "missing"}}, "wrong-line-key"),
    ("phone-does-not-ring", {"ring.which": {"opt": "some"}, "ring.lists": {"opt": "anonymous"}}, "caller-rejected"),
    ("phone-does-not-ring", {"ring.arrives": {"opt": "elsewhere"}, "ring.duration": {"opt": "short"}}, "rings-too-short"),
    ("phone-does-not-ring", {"ring.arrives": {"opt": "nothing"}, "ring.rest": {"opt": "silent"}}, "nat-closed"),
    ("no-audio", {"audio.mute": {"opt": "mode"}}, "muted"),
    ("no-audio", {"audio.packets": {"opt": "sent-only"}, "audio.media-address": {"opt": "private"}}, "wrong-media-address"),
    ("no-audio", {"audio.packets": {"opt": "sent-only"}, "audio.rtp-ports": {"opt": "one-way"}}, "rtp-blocked"),
    ("no-audio", {"audio.which": {"opt": "outside"}, "audio.alg": {"opt": "on"}}, "sip-alg"),
    ("no-audio", {"audio.which": {"opt": "sites"}, "audio.route": {"opt": "none"}}, "no-voice-route"),
    ("no-audio", {"audio.which": {"opt": "later"}, "audio.timer": {"opt": "lost"}}, "session-timer"),
    ("no-audio", {"audio.codec": {"opt": "srtp"}}, "codec-mismatch"),
    ("no-audio", {"phone.handset": {"opt": "handset"}}, "handset-faulty"),
    ("bad-call-quality", {"call.jitter": {"num": "31"}}, "packet-loss"),
    ("bad-call-quality", {"call.delay": {"num": "220"}}, "long-delay"),
    ("bad-call-quality", {"call.qos": {"opt": "no"}}, "no-voice-priority"),
    ("bad-call-quality", {"call.complaint": {"opts": ["echo"]}, "call.echo": {"opt": "acoustic"}}, "echo"),
    ("bad-call-quality", {"call.complaint": {"opts": ["noise"]}, "call.noise": {"opt": "power"}}, "noise-source"),
    ("bad-call-quality", {"call.where": {"opt": "radio"}, "call.radio": {"num": "-75"}}, "weak-radio"),
    ("bad-call-quality", {"call.where": {"opt": "outside"}, "call.codec": {"opt": "changed"}}, "transcoding"),
    ("bad-call-quality", {"call.uplink": {"opt": "full"}}, "uplink-full"),
    ("cannot-call-out", {"out.prefix": {"opt": "prefix"}}, "wrong-dialling"),
    ("cannot-call-out", {"out.lock": {"opt": "on"}}, "phone-locked"),
    ("cannot-call-out", {"out.answer": {"opt": "forbidden"}, "out.class": {"opt": "barred"}}, "class-barred"),
    ("cannot-call-out", {"out.answer": {"opt": "unknown"}, "out.route": {"opt": "missing"}}, "no-route-out"),
    ("cannot-call-out", {"out.answer": {"opt": "unavailable"}, "out.trunk": {"opt": "full"}}, "trunk-down"),
    ("cannot-call-out", {"out.answer": {"opt": "forbidden"}, "out.account": {"opt": "balance"}}, "account-barred"),
    ("cannot-call-out", {"out.answer": {"opt": "forbidden"}, "out.caller": {"opt": "foreign"}}, "caller-refused"),
    ("cannot-call-out", {"out.answer": {"opt": "codec"}, "out.codec": {"opt": "none"}}, "codec-mismatch"),
    ("wrong-number-shown", {"clip.restriction": {"opt": "phone"}}, "number-hidden"),
    ("wrong-number-shown", {"clip.where": {"opt": "main"}, "clip.mask": {"opt": "missing"}}, "wrong-mask"),
    ("wrong-number-shown", {"clip.where": {"opt": "main"}, "clip.allowed": {"opt": "no"}}, "number-not-allowed"),
    ("wrong-number-shown", {"clip.where": {"opt": "foreign"}, "clip.line": {"opt": "other"}}, "wrong-line-used"),
    ("wrong-number-shown", {"clip.where": {"opt": "foreign"}, "clip.header": {"opt": "form"}}, "wrong-header"),
    ("wrong-number-shown", {"clip.where": {"opt": "forwarded"}, "clip.diversion": {"opt": "wrong"}}, "diversion-missing"),
    ("wrong-number-shown", {"clip.where": {"opt": "incoming"}, "clip.incoming": {"opt": "operator"}}, "caller-not-received"),
    ("headset-fault", {"headset.mute": {"opt": "muted"}}, "headset-muted"),
    ("headset-fault", {"headset.port": {"opt": "wrong"}}, "headset-socket"),
    ("headset-fault", {"headset.what": {"opt": "answer"}, "headset.hook": {"opt": "adapter"}}, "headset-hook"),
    ("headset-fault", {"headset.what": {"opt": "breaks"}, "headset.range": {"opt": "crowded"}}, "headset-range"),
    ("conference-phone-fault", {"conference.microphones": {"opt": "muted"}}, "microphone-silent"),
    ("conference-phone-fault", {"conference.what": {"opt": "echo"}, "conference.room": {"opt": "second"}}, "room-acoustics"),
    ("conference-phone-fault", {"conference.what": {"opt": "bridge"}, "conference.bridge": {"opt": "dtmf"}}, "bridge-refused"),
    ("analog-line-fault", {"line.adapter": {"opt": "power"}}, "adapter-down"),
    ("analog-line-fault", {"line.at-port": {"opt": "no"}}, "analog-port-faulty"),
    ("analog-line-fault", {"line.at-socket": {"opt": "no"}}, "pair-faulty"),
    ("analog-line-fault", {"line.voltage": {"num": "8"}}, "pair-faulty"),
    ("analog-line-fault", {"line.what": {"opt": "no-ring"}, "line.ring-load": {"opt": "weak"}}, "ring-overload"),
    ("analog-line-fault", {"line.what": {"opt": "hangs"}, "line.profile": {"opt": "release"}}, "wrong-profile"),
    ("analog-line-fault", {"line.device": {"opt": "fails"}}, "analog-device-faulty"),
    ("fax-fault", {"fax.machine": {"opt": "manual"}}, "fax-machine"),
    ("fax-fault", {"fax.mode": {"opt": "compressed"}}, "fax-mode"),
    ("fax-fault", {"fax.mode": {"opt": "passthrough"}, "fax.ecm": {"opt": "on"}}, "fax-ecm"),
    ("fax-fault", {"fax.mode": {"opt": "passthrough"}, "fax.passthrough": {"opt": "wrong"}}, "fax-passthrough"),
    ("fax-fault", {"fax.mode": {"opt": "passthrough"}, "fax.loss": {"num": "0.1"}}, "fax-loss"),
    ("voicemail-fault", {"voicemail.box": {"opt": "full"}}, "mailbox-full"),
    ("voicemail-fault", {"voicemail.what": {"opt": "not-reached"}, "voicemail.forward": {"opt": "late"}}, "voicemail-not-reached"),
    ("voicemail-fault", {"voicemail.what": {"opt": "lamp"}, "voicemail.lamp": {"opt": "unsubscribed"}}, "lamp-not-told"),
    ("voicemail-fault", {"voicemail.what": {"opt": "not-heard"}, "voicemail.access": {"opt": "code"}}, "voicemail-access"),
    ("intercom-fault", {"door.button": {"opt": "none"}}, "door-call"),
    ("intercom-fault", {"door.what": {"opt": "door"}, "door.digits": {"opt": "mode"}}, "door-digits"),
    ("intercom-fault", {"door.what": {"opt": "door"}, "door.lock": {"opt": "supply"}}, "door-lock"),
    ("move-phone", {"change.outlet-record": {"opt": "unpatched"}}, "outlet-not-ready"),
    ("new-extension", {"change.licence": {"opt": "no"}}, "no-licence"),
    ("replace-phone", {"change.old-entry": {"opt": "left"}}, "old-entry-left"),
    ("change-number", {"change.port-state": {"opt": "partly"}}, "port-incomplete"),
)  # fmt: skip


@cache
def steps_of(symptom: str) -> dict[str, dict[str, Any]]:
    return Visit(symptom).steps


@cache
def asked_when_all_is_well(symptom: str) -> list[str]:
    return Visit(symptom).follow().done


def texts(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if {"en", "ru"} == set(value):
            yield value
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


@pytest.mark.parametrize(
    ("symptom", "found", "cause"),
    CASES,
    ids=[f"{case[0]}-{case[2]}-{next(reversed(case[1]))}" for case in CASES],
)
def test_the_cause_is_found_put_right_and_signed_off(symptom: str, found: Found, cause: str) -> None:
    visit = Visit(symptom).follow(found)

    assert visit.confirmed == {cause}
    assert visit.state["may_sign_off"]


@pytest.mark.parametrize("symptom", CHANGES)
def test_a_change_that_goes_well_ends_in_a_sign_off_without_a_cause(symptom: str) -> None:
    visit = Visit(symptom).follow()

    assert visit.state["may_sign_off"]
    assert visit.confirmed == set()


@pytest.mark.parametrize("symptom", FAULTS + CHANGES)
def test_every_text_is_in_its_own_language(symptom: str) -> None:
    own_steps = [step for step in steps_of(symptom).values() if step["trades"] == ["telephony"]]
    everything = list(texts([own_steps, CATALOGUE.symptom(symptom)]))

    wrong = [text for text in everything if re.search("[а-яё]", text["en"], re.IGNORECASE)]
    untranslated = [text for text in everything if text["en"] == text["ru"] and " " in text["en"]]
    assert wrong == []
    assert untranslated == []


@pytest.mark.parametrize("symptom", FAULTS + CHANGES)
def test_no_required_step_waits_for_one_that_may_be_left_out(symptom: str) -> None:
    steps = steps_of(symptom)

    assert [
        (step["id"], fact)
        for step in steps.values()
        for fact in step["after"]
        if step["required"] and step["trades"] == ["telephony"] and not steps[fact]["required"]
    ] == []


@pytest.mark.parametrize("symptom", FAULTS + CHANGES)
def test_what_may_fail_says_what_to_do(symptom: str) -> None:
    silent = [
        step["id"]
        for step in steps_of(symptom).values()
        if "telephony" in step["trades"] and bad(step) and step["remedy"] is None and not step["verify"]
    ]

    assert silent == []


@pytest.mark.parametrize("symptom", FAULTS)
def test_the_first_line_can_end_a_fault_without_a_trip(symptom: str) -> None:
    results = [result for check in CATALOGUE.symptom(symptom)["checks"] for result in check["results"]]

    assert any(result["solves"] for result in results)


def test_do_not_disturb_is_asked_before_anybody_pulls_a_cable() -> None:
    asked = asked_when_all_is_well("phone-does-not-ring")

    hands_on = ("port.patch-cord", "port.wire-map", "phone.spare", "phone.handset")
    assert asked.index("phone.dnd") < min(asked.index(step) for step in hands_on)


def test_the_group_and_the_hours_are_asked_before_the_phone_is_swapped() -> None:
    asked = asked_when_all_is_well("phone-does-not-ring")

    assert max(asked.index("ring.queue"), asked.index("ring.schedule")) < asked.index("phone.spare")


def test_what_the_first_line_learnt_of_the_calls_hides_what_cannot_be() -> None:
    visit = Visit("phone-does-not-ring", {"which": "some"})

    assert "ring.lists" in visit.state["visible"]
    assert not {"ring.queue", "ring.schedule", "ring.route"} & set(visit.state["visible"])


def test_a_silent_phone_with_a_dark_display_is_first_brought_to_life() -> None:
    visit = Visit("phone-does-not-ring", {"display": "dark"})

    assert not {"phone.dnd", "ring.arrives", "ring.queue"} & set(visit.state["visible"])
    visit.answer("phone.display", opt="normal")
    assert {"phone.dnd", "ring.arrives", "ring.queue"} <= set(visit.state["visible"])


def test_the_plug_of_a_dead_phone_is_looked_at_before_it_is_replaced() -> None:
    asked = asked_when_all_is_well("phone-dead")

    assert asked[0] == "phone.socket"
    assert asked.index("port.poe") < asked.index("phone.spare")


def test_an_outage_is_found_before_one_phone_is_worked_on() -> None:
    visit = Visit("phone-not-registered").follow({"reg.others": {"opt": "all"}})

    assert visit.done[:2] == ["reg.others", "reg.others"]


def test_a_phone_is_not_reset_before_calls_may_be_interrupted() -> None:
    visit = Visit("phone-not-registered")

    assert visit.is_blocked("phone.settings")
    visit.answer("line.permission", opt="no")
    assert visit.is_blocked("phone.settings")
    visit.answer("line.permission", opt="yes")
    assert not visit.is_blocked("phone.settings")


def test_one_way_sound_asks_where_the_media_goes_before_the_handset_is_swapped() -> None:
    asked = Visit("no-audio").follow({"audio.packets": {"opt": "sent-only"}}).done

    assert asked.index("audio.mute") < asked.index("audio.media-address") < asked.index("phone.handset")


def test_packets_in_both_directions_lead_to_the_handset_and_not_to_the_firewall() -> None:
    visit = Visit("no-audio").follow({"audio.packets": {"opt": "both"}})

    assert visit.done[visit.done.index("audio.packets") + 1] == "phone.handset"
    assert not {"audio.media-address", "audio.rtp-ports"} & set(visit.done)


def test_measured_quality_has_limits_with_units() -> None:
    limits = {
        fact: steps_of("bad-call-quality")[fact]["limits"]
        for fact in ("call.delay", "call.loss", "call.jitter")
    }

    assert limits == {
        "call.delay": {"unit": "ms", "min": 0, "max": 150},
        "call.loss": {"unit": "%", "min": 0, "max": 1},
        "call.jitter": {"unit": "ms", "min": 0, "max": 30},
    }


def test_an_r_factor_is_a_number_and_makes_the_mos_needless() -> None:
    visit = Visit("bad-call-quality")

    assert "call.mos" in visit.state["visible"]
    visit.answer("call.r-factor", num="69.9")
    assert visit.state["findings"]["call.r-factor"]["result"] == "fail"
    assert "call.mos" not in visit.state["visible"]


def test_echo_is_sought_only_where_echo_is_heard() -> None:
    visit = Visit("bad-call-quality")

    visit.answer("call.complaint", opts=["gaps"])
    assert "call.echo" not in visit.state["visible"]
    visit.answer("call.complaint", opts=["gaps", "echo"])
    assert "call.echo" in visit.state["visible"]


def test_the_answer_in_the_log_decides_between_rights_route_and_trunk() -> None:
    visit = Visit("cannot-call-out")

    visit.answer("out.answer", opt="unavailable")

    assert "out.trunk" in visit.state["visible"]
    assert not {"out.class", "out.route", "out.codec"} & set(visit.state["visible"])


@pytest.mark.parametrize("symptom", ["cannot-call-out", *CHANGES])
def test_emergency_calls_are_proven_to_the_customer_and_never_dialled_for_a_test(symptom: str) -> None:
    step = steps_of(symptom)["line.emergency"]

    assert step["verify"]
    assert step["required"]
    assert "Never dial the real number" in step["help"]["en"]
    assert "не набирайте" in step["help"]["ru"]


def test_a_wrong_emergency_address_keeps_the_sign_off_back() -> None:
    visit = Visit("move-phone").follow()

    visit.answer("line.emergency", opt="wrong")

    assert not visit.state["may_sign_off"]


def test_nothing_is_unplugged_before_the_monitoring_station_knows() -> None:
    visit = Visit("analog-line-fault")

    assert visit.next_step == "line.critical"
    visit.answer("line.critical", opt="unannounced")
    assert visit.is_blocked("line.at-port")
    visit.leave_open("line.critical")
    assert not visit.state["may_sign_off"]


def test_an_alarm_line_is_signed_off_only_with_a_report_that_arrived() -> None:
    visit = Visit("analog-line-fault").follow({"line.critical": {"opt": "announced"}})

    assert "line.alarm-test" in visit.done
    assert "line.alarm-test" not in asked_when_all_is_well("analog-line-fault")


def test_fax_over_g711_names_error_correction_and_a_slower_speed() -> None:
    visit = Visit("fax-fault").follow({"fax.mode": {"opt": "passthrough"}, "fax.ecm": {"opt": "on"}})

    remedy = visit.steps["fax.ecm"]["remedy"]
    assert visit.done.index("fax.mode") < visit.done.index("fax.ecm")
    assert "ECM off" in remedy["en"]
    assert "ECM выключить" in remedy["ru"]
    assert "9600" in remedy["en"]
    assert "9600" in remedy["ru"]


def test_loss_is_measured_only_for_a_fax_that_travels_as_sound() -> None:
    visit = Visit("fax-fault")

    visit.answer("fax.mode", opt="t38")
    assert "fax.loss" not in visit.state["visible"]
    visit.answer("fax.mode", opt="passthrough")
    visit.answer("fax.loss", num="0.03")
    assert visit.state["findings"]["fax.loss"]["result"] == "fail"


@pytest.mark.parametrize("symptom", ["replace-phone", "change-number"])
def test_what_belongs_to_a_number_is_written_down_before_the_old_entry_goes(symptom: str) -> None:
    visit = Visit(symptom)

    assert visit.is_blocked("change.old-entry")
    visit.answer("line.permission", opt="yes")
    assert visit.is_blocked("change.old-entry")
    visit.answer("change.before", opts=["keys", "groups"])
    assert not visit.is_blocked("change.old-entry")


def test_a_replaced_phone_does_not_leave_with_its_contacts() -> None:
    visit = Visit("replace-phone").follow()

    visit.answer("change.reset", opt="not")

    assert not visit.state["may_sign_off"]


def test_a_door_is_signed_off_only_when_people_can_get_out() -> None:
    visit = Visit("intercom-fault").follow()

    visit.answer("door.way-out", opt="no")

    assert not visit.state["may_sign_off"]
    assert visit.steps["door.way-out"]["verify"]


@pytest.mark.parametrize("symptom", FAULTS + CHANGES)
def test_photos_say_what_must_not_be_in_them(symptom: str) -> None:
    for step in steps_of(symptom).values():
        if step["kind"] == "photo" and step["trades"] == ["telephony"]:
            assert "no screens, names or papers of others" in step["help"]["en"], step["id"]
            assert "без чужих экранов, имён и бумаг" in step["help"]["ru"], step["id"]


def test_telephony_names_its_sources() -> None:
    bare = [
        name
        for name, template in CATALOGUE.templates.items()
        if template["trade"] == "telephony" and not template["sources"]
    ]

    assert bare == []
