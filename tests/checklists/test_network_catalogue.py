"""Network, power, servers and workplace: what their checklists lead an engineer to, and what they keep from being done too early."""

from functools import cache
from typing import Any

import pytest

from tests.checklists.paper_visit import CATALOGUE, Visit, bad

FAULTS = (
    "no-network", "slow-network", "network-drops", "port-blocked", "wrong-network", "no-address", "no-poe", "wifi-bad",
    "switch-down", "uplink-down", "network-loop", "ups-alarm", "cabinet-check", "disk-failed", "server-unreachable",
    "printer-does-not-print",
)  # fmt: skip
PLANNED = ("new-outlet", "replace-switch", "ups-battery-swap", "new-workplace", "move-desk")

# What must be found first so that a step is asked at all.
LEADS_TO: dict[str, dict[str, dict[str, Any]]] = {
    "block.macs": {"block.reason": {"opt": "security"}},
    "block.cable": {"block.reason": {"opt": "flap"}},
    "switch.storm": {"switch.lamps": {"opt": "storm"}},
    "battery.changed": {"ups.battery": {"opt": "failed"}},
}


@cache
def composed(symptom: str) -> dict[str, Any]:
    return Visit(symptom).checklist


@pytest.mark.parametrize("symptom", FAULTS)
def test_each_cause_is_found_put_right_and_signed_off(symptom: str) -> None:
    asked = {*Visit(symptom).follow().done, *LEADS_TO}
    for cause in composed(symptom)["causes"]:
        visit = Visit(symptom)
        fact = next((fact for fact in cause["shown_by"] if fact in asked), None)
        if fact is None:
            # A shared template brings causes of other symptoms, whose steps are not asked here.
            continue
        broken = bad(visit.steps[fact])
        assert broken is not None, (symptom, cause["id"])

        visit.follow({**LEADS_TO.get(fact, {}), fact: broken})

        assert cause["id"] in visit.confirmed, (symptom, cause["id"])
        assert visit.state["may_sign_off"], (symptom, cause["id"])
        assert visit.done.count(fact) == 2, (symptom, cause["id"])


@pytest.mark.parametrize("symptom", PLANNED)
def test_planned_work_that_goes_well_ends_in_a_sign_off(symptom: str) -> None:
    visit = Visit(symptom).follow()

    assert visit.state["may_sign_off"]
    assert visit.confirmed == set()


@pytest.mark.parametrize("symptom", FAULTS + PLANNED)
def test_no_required_step_waits_for_one_that_may_be_left_out(symptom: str) -> None:
    steps = {step["id"]: step for step in composed(symptom)["steps"]}

    assert [
        (step["id"], fact)
        for step in steps.values()
        for fact in step["after"]
        if step["required"] and not steps[fact]["required"]
    ] == []


@pytest.mark.parametrize("symptom", FAULTS + PLANNED)
def test_what_may_fail_says_what_to_do(symptom: str) -> None:
    silent = [
        step["id"]
        for step in composed(symptom)["steps"]
        if bad(step) is not None and step["remedy"] is None and not step["verify"]
    ]

    assert silent == []


@pytest.mark.parametrize("symptom", [symptom for symptom in FAULTS if symptom != "disk-failed"])
def test_the_first_line_can_end_a_fault_without_a_trip(symptom: str) -> None:
    results = [result for check in CATALOGUE.symptom(symptom)["checks"] for result in check["results"]]

    assert any(result["solves"] for result in results)


@pytest.mark.parametrize("symptom", FAULTS + PLANNED)
def test_photos_of_rooms_say_what_must_not_be_in_them(symptom: str) -> None:
    for step in composed(symptom)["steps"]:
        if step["kind"] == "photo" and not step["id"].startswith("swap."):
            assert "faces" in step["help"]["en"], step["id"]
            assert "лиц" in step["help"]["ru"], step["id"]


def test_a_port_that_negotiates_100_mbit_leads_to_the_pairs_not_to_the_pc() -> None:
    visit = Visit("no-network")
    visit.answer("port.link", opt="up")
    visit.answer("port.speed", opt="fast-short")

    assert visit.confirmed == {"pair-broken"}
    assert visit.next_step == "port.speed"
    assert "4-5" in visit.steps["port.speed"]["remedy"]["en"]
    visit.follow()
    assert not {"pc.adapter", "pc.other"} & set(visit.done[:3])
    assert visit.state["may_sign_off"]


def test_a_device_that_can_do_no_more_than_100_mbit_is_no_fault() -> None:
    visit = Visit("slow-network")
    visit.answer("port.link", opt="up")
    visit.answer("port.speed", opt="fast")

    assert visit.confirmed == set()
    assert "outlet.throughput" in visit.state["visible"]
    assert "outlet.throughput-gigabit" not in visit.state["visible"]


def test_half_duplex_is_the_duplex_and_not_a_pair() -> None:
    visit = Visit("slow-network")
    visit.answer("port.link", opt="up")
    visit.answer("port.duplex", opt="half")

    assert visit.confirmed == {"duplex-mismatch"}


def test_90_mbit_are_enough_for_fast_ethernet_and_not_for_gigabit() -> None:
    visit = Visit("slow-network")
    visit.answer("port.link", opt="up")
    visit.answer("port.speed", opt="gigabit")
    visit.answer("outlet.throughput-gigabit", num="90")

    assert visit.state["findings"]["outlet.throughput-gigabit"]["result"] == "fail"


def test_speed_is_looked_at_before_a_tester_is_unpacked() -> None:
    done = Visit("slow-network").follow().done

    assert done.index("port.speed") < done.index("port.pairs") < done.index("port.wire-map")
    assert done.index("port.patch-cord") < done.index("port.wire-map") < done.index("port.errors")


def test_a_full_scope_is_found_before_a_cord_is_changed() -> None:
    visit = Visit("no-address").follow({"dhcp.free": {"num": "0"}})

    assert visit.confirmed == {"scope-full"}
    assert "port.patch-cord" not in visit.done


def test_a_shut_port_is_not_opened_before_its_reason_is_found() -> None:
    visit = Visit("port-blocked")
    visit.answer("block.reason", opt="loop")
    visit.answer("block.behind", opt="both-ends")

    assert visit.is_blocked("block.opened")
    assert visit.next_step == "block.behind"
    visit.answer("block.behind", opt="one")
    visit.answer("port.permission", opt="yes")
    assert not visit.is_blocked("block.opened")


def test_a_port_that_shuts_again_is_not_signed_off() -> None:
    visit = Visit("port-blocked")
    for fact, opt in (("block.reason", "loop"), ("block.behind", "one"), ("port.permission", "yes")):
        visit.answer(fact, opt=opt)
    visit.answer("block.opened")
    visit.answer("port.link", opt="err-disabled")

    assert {"code": "open_failure", "steps": ["port.link"]} in visit.state["why_not"]


@pytest.mark.parametrize(
    ("fact", "within", "beyond"),
    [
        ("certify.return-loss", "0", "-0.4"),
        ("certify.next", "0", "-0,1"),
        ("certify.insertion-loss", "2.6", "-1"),
        ("certify.length", "90", "90.5"),
        ("certify.skew", "44", "45"),
        ("certify.resistance", "21", "21.3"),
    ],
)
def test_a_value_beyond_the_limit_of_the_permanent_link_fails_the_outlet(
    fact: str, within: str, beyond: str
) -> None:
    visit = Visit("new-outlet")

    visit.answer(fact, num=beyond)
    assert {"code": "open_failure", "steps": [fact]} in visit.state["why_not"]
    visit.answer(fact, num=within)
    assert visit.state["findings"][fact]["result"] == "pass"


def test_nothing_is_drilled_before_the_customer_has_agreed_to_the_place() -> None:
    visit = Visit("new-outlet")

    assert visit.is_blocked("install.drill")
    assert visit.is_blocked("install.route")
    visit.answer("install.place", opt="yes")
    visit.answer("install.drill")
    assert not visit.is_blocked("install.route")


def test_light_below_the_limit_of_the_module_leads_to_the_fibre_after_the_laser_rule() -> None:
    visit = Visit("uplink-down")
    visit.answer("uplink.state", opt="down")
    assert visit.is_blocked("uplink.clean")
    visit.answer("uplink.rx-power", num="-19.8")
    visit.answer("uplink.rx-margin", num="−5,4")

    assert visit.confirmed == {"fibre-dirty"}
    assert visit.is_blocked("uplink.clean")
    visit.answer("uplink.laser")
    assert not visit.is_blocked("uplink.clean")


def test_too_much_light_is_a_fault_too() -> None:
    visit = Visit("uplink-down")
    visit.answer("uplink.state", opt="flaps")
    visit.answer("uplink.rx-margin", num="21")

    assert visit.state["findings"]["uplink.rx-margin"]["result"] == "fail"


def test_a_ups_battery_is_not_touched_before_the_bypass_is_confirmed() -> None:
    visit = Visit("ups-battery-swap")
    for fact, opt in (("cabinet.safety", "yes"), ("battery.consent", "yes"), ("battery.set", "match")):
        visit.answer(fact, opt=opt)
    assert visit.next_step == "battery.bypass"

    visit.answer("battery.bypass", opt="no")

    assert visit.is_blocked("battery.hands")
    assert visit.is_blocked("battery.changed")
    visit.leave_open("battery.bypass")
    assert not {"battery.hands", "battery.changed", "battery.test"} & set(visit.state["required"])


def test_a_battery_test_waits_for_the_customers_consent() -> None:
    visit = Visit("ups-alarm")
    for fact, raw in (("cabinet.safety", "yes"), ("ups.message", "battery")):
        visit.answer(fact, opt=raw)
    visit.answer("ups.load", num="40")
    visit.answer("ups.consent", opt="no")

    assert visit.is_blocked("ups.battery")


def test_a_battery_that_failed_is_changed_only_behind_a_confirmed_bypass() -> None:
    visit = Visit("ups-alarm").follow({"ups.battery": {"opt": "swollen"}, "battery.changed": {"opt": "worn"}})

    assert visit.confirmed == {"battery-worn"}
    assert (
        visit.done.index("battery.bypass")
        < visit.done.index("battery.hands")
        < visit.done.index("battery.changed")
    )


def test_a_good_battery_asks_for_no_bypass() -> None:
    assert "battery.bypass" not in Visit("ups-alarm").follow().state["visible"]


def test_no_disk_is_pulled_while_its_slot_is_in_doubt() -> None:
    visit = Visit("disk-failed")
    visit.answer("array.backup", opt="yes")
    visit.answer("array.state", opt="degraded")
    visit.answer("array.slot", text="slot 3")
    visit.answer("array.same-slot", opt="no")

    assert visit.is_blocked("array.strap")
    assert visit.is_blocked("array.disk")


def test_no_disk_is_pulled_without_a_backup_or_while_the_array_rebuilds() -> None:
    for backup, state in (("no", "degraded"), ("yes", "rebuilding")):
        visit = Visit("disk-failed")
        visit.answer("array.backup", opt=backup)
        visit.answer("array.state", opt=state)

        assert visit.is_blocked("array.slot")


def test_the_failed_disk_is_the_cause_once_the_new_one_is_accepted() -> None:
    visit = Visit("disk-failed").follow({"array.disk": {"opt": "failed"}})

    assert visit.confirmed == {"disk-failed"}
    before = visit.done[: visit.done.index("array.disk")]
    assert {"array.backup", "array.state", "array.same-slot", "array.strap"} <= set(before)


def test_a_switch_is_not_unplugged_without_consent_photo_and_a_ready_successor() -> None:
    visit = Visit("replace-switch")
    for fact in ("swap.window", "swap.backup", "cabinet.safety"):
        visit.answer(fact, opt="yes")
    visit.answer("swap.photo", files=["ab12"])
    visit.answer("swap.ready", opt="version")

    assert visit.is_blocked("swap.off")
    visit.answer("swap.ready", opt="ready")
    assert not visit.is_blocked("swap.off")


def test_the_lamps_are_seen_before_anything_at_the_switch_is_touched() -> None:
    done = Visit("switch-down").follow().done

    assert done[:3] == ["cabinet.safety", "switch.lamps", "switch.power"]


def test_a_desk_is_not_carried_before_the_new_place_has_a_port() -> None:
    visit = Visit("move-desk")
    visit.answer("move.consent", opt="yes")
    visit.answer("move.before", files=["ab12"])
    visit.answer("move.new-place", opt="no-outlet")

    assert visit.is_blocked("move.carry")
    assert visit.confirmed == {"outlet-missing"}


def test_a_desk_that_moves_well_is_not_put_on_a_cable_tester() -> None:
    done = Visit("move-desk").follow().done

    assert not {"port.wire-map", "port.errors", "port.patch-cord"} & set(done)


def test_work_at_a_height_is_spoken_of_only_where_it_hangs_high() -> None:
    high, low = (Visit("no-poe", {"height": said}).state["required"] for said in ("yes", "no"))

    assert "poe.height" in high
    assert "poe.height" not in low


def test_a_camera_that_needs_more_than_the_port_gives_is_told_from_a_used_up_budget() -> None:
    short = Visit("no-poe").follow({"poe.standard": {"opt": "no"}})
    used_up = Visit("no-poe").follow({"poe.budget": {"num": "4.2"}})

    assert short.confirmed == {"poe-standard"}
    assert used_up.confirmed == {"poe-budget"}


def test_radar_is_told_from_weak_signal() -> None:
    visit = Visit("wifi-bad").follow({"wifi.radar": {"num": "3"}})

    assert visit.confirmed == {"dfs-channel"}
    assert visit.state["findings"]["wifi.signal"]["result"] == "pass"


@pytest.mark.parametrize(("signal", "result"), [("-67", "pass"), ("−68", "fail")])
def test_a_signal_of_67_dbm_below_a_milliwatt_still_passes(signal: str, result: str) -> None:
    visit = Visit("wifi-bad")
    visit.answer("wifi.signal", num=signal)

    assert visit.state["findings"]["wifi.signal"]["result"] == result


def test_a_server_that_answers_is_looked_at_for_a_full_disk() -> None:
    visit = Visit("server-unreachable").follow(
        {"server.scope": {"opt": "service"}, "server.space": {"num": "0,4"}}
    )

    assert visit.confirmed == {"disk-full"}


def test_no_server_is_restarted_before_its_screen_is_kept() -> None:
    visit = Visit("server-unreachable")

    assert visit.is_blocked("server.restart")
