"""From rows to facts of a port: what each command tells, as a person would enter it. Judging it is the checklist's."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.readings.interfaces import normalise_interface
from server.readings.outputs import Output
from server.readings.templates import Row

Raw = dict[str, Any]
"""An answer as entered, without its result: {"opt": …}, {"num": …} or {"text": …}."""
Facts = dict[str, Raw]

PORT_COLUMNS = ("interface", "port", "local_interface", "destination_port", "interfaces")
# Counters that were cleared that short ago show what goes wrong now.
FRESH_MINUTES = 60
# Reasons of err-disabled as Cisco names them, and what they mean for the engineer.
_BLOCKERS = (
    ("bpduguard", "loop"),
    ("loop", "loop"),
    ("storm", "loop"),
    ("psecure", "security"),
    ("security", "security"),
    ("ilpower", "power"),
    ("inline-power", "power"),
    ("link-flap", "flaps"),
)
_CLOCK = re.compile(r"(\d{1,4}):(\d\d):(\d\d)", re.ASCII)
_PAIR = re.compile(r"0*(\d{1,9})(?:\.(\d{1,3}))?", re.ASCII)


def ports_of(row: Row) -> list[str]:
    """The ports that a row is about, in the short form."""
    for column in PORT_COLUMNS:
        if column in row:
            named = row[column] if isinstance(row[column], list) else [row[column]]
            found = (normalise_interface(str(name)) for name in named)
            return [port for port in found if port is not None]
    return []


def facts_of_port(output: Output, rows: Sequence[Row], beside: Sequence[Row]) -> Facts:
    """What rows of one port say about it. `beside` are the rows of the second template of this port."""
    tell = _TELLS.get((output.platform, output.command))
    return {} if tell is None else tell(rows, beside)


def facts_about(facts: Facts, group: str) -> Facts:
    """What they mean for the thing that was asked about: the step `switch.reading` takes the output of its uplink port."""
    if group == "port":
        return facts
    link = facts.get("port.link", {}).get("opt") if group == "switch" else None
    if link is None:
        return {}
    has_errors = facts.get("port.errors", {}).get("num", "0") != "0"
    return _option("switch.uplink", "down" if link != "up" else "errors" if has_errors else "up")


def facts_of_vlans(rows: Sequence[Row], port: str) -> Facts:
    """From a list of VLANs with their ports: the one VLAN that has this port untagged."""
    untagged = {
        str(row["vlan_id"]) for row in rows if port in ports_of(row) and row.get("mode", "UT") in ("UT", "")
    }
    return _number("port.vlan", untagged.pop()) if len(untagged) == 1 else {}


def _ios_status(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    links = {
        "connected": "up",
        "up": "up",
        "notconnect": "down",
        "down": "down",
        "disabled": "shutdown",
        "err-disabled": "err-disabled",
    }
    link = links.get(str(row["status"]))
    vlan = _number("port.vlan", row["vlan_id"]) if str(row["vlan_id"]).isdigit() else {}
    pace = _pace(row["duplex"], row["speed"]) if link == "up" else {}
    return _option("port.link", link) | pace | vlan


def _ios_err_disabled(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    reason = str(rows[0]["port_error"]).split("  ")[0].strip()
    told = _option("port.link", "err-disabled") | _text("port.closed-by", reason)
    return told | _option("port.blocked-by", next((what for word, what in _BLOCKERS if word in reason), None))


def _ios_link(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    return _option("port.link", "up" if rows[0].get("uptime") else "down")


def _ios_interface(rows: Sequence[Row], beside: Sequence[Row]) -> Facts:
    row = rows[0]
    status, protocol = str(row["link_status"]).lower(), str(row["protocol_status"]).lower()
    if "err-disabled" in status + protocol:
        link: str | None = "err-disabled"
    elif "administratively" in status:
        link = "shutdown"
    else:
        link = "up" if status.startswith("up") and protocol.startswith("up") else "down"
    pace = _pace(row["duplex"], row["speed"]) if link == "up" else {}
    cleared = str(beside[0]["cleared"]) if beside else ""
    return _option("port.link", link) | pace | _errors([row["input_errors"], row["crc"]], cleared)


def _ios_switchport(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    if "trunk" in str(row["mode"] or row["admin_mode"]):
        return {}
    facts = _number("port.vlan", row["access_vlan"])
    voice = str(row["voice_vlan"]).lower()
    if voice == "none":
        return facts | _option("port.voice-vlan", "none")
    return facts | (_number("port.voice-vlan-id", voice) if voice.isdigit() else {})


def _ios_counters(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    # Rcv-Err is the sum that the device makes itself, where it makes it.
    return _errors([row["rcv_errors"], row["fcs_errors"], row["align_errors"]], "")


def _ios_power(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    is_on = str(row["operational_status"]).lower() == "on"
    grade = str(row["class"])
    return _number("port.poe", row["power"]) | _grade(grade if grade.isdigit() else None, is_on)


def _addresses(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    macs = dict.fromkeys(_mac(str(row["destination_address"])) for row in rows)
    return _text(
        "port.mac", ", ".join(macs) if len(macs) <= 8 else f"{', '.join(list(macs)[:8])}, … ({len(macs)})"
    )


def _neighbour(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    names = dict.fromkeys(_neighbour_name(row) for row in rows)
    return _text("port.neighbour", "; ".join(name for name in names if name))


def _neighbour_name(row: Row) -> str:
    name = str(row.get("neighbor_name") or row.get("chassis_id") or "").strip()
    port = str(row.get("neighbor_port_id") or row.get("neighbor_interface") or "").strip()
    return f"{name}, {port}" if name and port else name or port


def _ios_neighbour_detail(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    granted = str(rows[0].get("power_class") or "")
    return _neighbour(rows, ()) | (_grade(granted, True) if granted.isdigit() else {})


def _lease(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    addresses = dict.fromkeys(str(row["ip_address"]) for row in rows)
    macs = dict.fromkeys(_mac(str(row.get("mac_address") or row.get("hardware_address"))) for row in rows)
    return _text("port.address", ", ".join(addresses)) | _text("port.mac", ", ".join(macs))


def _vrp_brief(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    states = {"up": "up", "down": "down", "*down": "shutdown"}
    link = states.get(str(row["phy"]).split("(")[0])
    return _option("port.link", link) | _errors([row["inerrors"]], "")


def _vrp_interface(rows: Sequence[Row], beside: Sequence[Row]) -> Facts:
    row = rows[0]
    status = str(row["link_status"]).lower()
    if "administratively" in status:
        link = "shutdown"
    elif "error" in status:
        link = "err-disabled"
    else:
        link = "up" if status.startswith("up") else "down"
    facts = _option("port.link", link) | (_pace(row["duplex"], row["speed"]) if link == "up" else {})
    if str(row["vlan_id"]).isdigit() and str(row["link_type"]).lower() in ("", "access"):
        facts |= _number("port.vlan", row["vlan_id"])
    if not beside:
        return facts
    return facts | _errors([beside[0]["input_errors"], beside[0]["crc"]], str(beside[0]["cleared"]))


def _vrp_port_vlan(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    return (
        _number("port.vlan", row["vlan_id"]) if str(row["link_type"]).lower() in ("access", "hybrid") else {}
    )


def _vrp_lldp(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    granted = re.match(r"class ?(\d)", str(rows[0].get("port_power_classification") or ""), re.IGNORECASE)
    facts = _neighbour(rows, ())
    if granted is not None and rows[0].get("power_port_class") == "PD":
        facts |= _grade(granted.group(1), True)
    return facts


def _vrp_poe(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    is_on = str(row["power"]).lower() == "on"
    if not str(row["current_mw"]).isdigit():
        return {} if is_on else _number("port.poe", "0")
    grade = str(row["class"])
    return _number("port.poe", _watts(row["current_mw"])) | _grade(
        grade if grade.isdigit() and is_on else None, is_on
    )


def _vrp_poe_power(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    grade, is_on = str(row["class"]), int(row["current_mw"]) > 0
    return _number("port.poe", _watts(row["current_mw"])) | _grade(grade if grade.isdigit() else None, is_on)


def _mes_status(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    state = str(row["link_state"]).lower()
    if "err" in state:
        link: str | None = "err-disabled"
    elif "adm" in state:
        link = "shutdown"
    else:
        link = {"up": "up", "down": "down"}.get(state.split(" ")[0])
    return _option("port.link", link) | (_pace(row["duplex"], row["speed"]) if link == "up" else {})


def _mes_interface(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    status = str(row["status"]).lower()
    if "err" in status or "suspend" in status:
        link = "err-disabled"
    elif "admin" in status:
        link = "shutdown"
    else:
        link = "up" if status.startswith("up") else "down"
    facts = _option("port.link", link) | (_pace(row["duplex_type"], row["speed"]) if link == "up" else {})
    return facts | _errors([row["input_err_num"], row["fcs_num"]], "")


def _mes_switchport(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    is_access = str(row["interface_mode"]).lower() in ("access", "general", "customer")
    return _number("port.vlan", row["native_vlan"]) if is_access and str(row["native_vlan"]).isdigit() else {}


def _mes_power(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    row = rows[0]
    is_on = str(row["operational_status"]).lower() == "on"
    grade = re.fullmatch(r"(?:class)?(\d)", str(row["class"]), re.IGNORECASE)
    facts = _grade(grade.group(1) if grade is not None and is_on else None, is_on)
    # This table tells no watts; a port that gives none gives 0 W.
    return facts if is_on else facts | _number("port.poe", "0")


def _mes_consumption(rows: Sequence[Row], _: Sequence[Row]) -> Facts:
    return _number("port.poe", rows[0]["power"])


def _pace(duplex: Any, speed: Any) -> Facts:
    """Speed and duplex of a port that has link. Of full duplex it knows its own end only, so that is not told."""
    manner, megabits = (
        str(duplex).lower().removeprefix("a-"),
        _megabits(str(speed).lower().removeprefix("a-")),
    )
    told = _option("port.duplex", "half") if manner.startswith("half") else {}
    if megabits is None:
        return told
    option = _grade_speed(megabits)
    return told | (_number("port.rate", megabits) if option is None else _option("port.speed", option))


def _grade_speed(megabits: int) -> str | None:
    """The option of the step. Whether 100 Mbit/s is all that the device can do, the switch does not know: not told."""
    if megabits < 1000:
        return "slow" if megabits <= 10 else None
    return "gigabit" if megabits < 2500 else "multi"


def _megabits(text: str) -> int | None:
    found = re.match(r"(\d{1,6})(?:\.(\d))? ?(g|m|k)?", text)
    if found is None:
        return None
    number, tenths, unit = int(found.group(1)), int(found.group(2) or 0), found.group(3)
    if unit == "k":
        return number // 1000
    return number * 1000 + tenths * 100 if unit == "g" else number


def _errors(counters: Sequence[Any], cleared: str) -> Facts:
    """The greatest of counters that contain one another. It shows growth only if it is 0 or counts since a short time."""
    known = [int(counter) for counter in counters if str(counter).isdigit()]
    if not known:
        return {}
    count = str(max(known))
    clock = _CLOCK.fullmatch(cleared)
    is_fresh = clock is not None and int(clock.group(1)) * 60 + int(clock.group(2)) < FRESH_MINUTES
    facts = _number("port.error-count", count)
    return facts | _number("port.errors", count) if is_fresh or count == "0" else facts


def _grade(grade: str | None, is_on: bool) -> Facts:
    if grade is None:
        return {} if is_on else _option("port.poe-class", "none")
    number = int(grade)
    return _option("port.poe-class", "class-3" if number in (0, 3) else f"class-{min(number, 4)}")


def _watts(milliwatts: Any) -> str:
    number = int(milliwatts)
    return f"{number // 1000}.{number % 1000:03d}".rstrip("0").rstrip(".")


def _mac(address: str) -> str:
    """Six pairs with colons; a client id of DHCP has a 01 in front, for Ethernet."""
    digits = re.sub(r"[^0-9a-f]", "", address.lower())
    if len(digits) == 14 and digits.startswith("01"):
        digits = digits[2:]
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2)) if len(digits) == 12 else address


def _option(fact: str, option: str | None) -> Facts:
    return {} if option is None else {fact: {"opt": option}}


def _number(fact: str, number: Any) -> Facts:
    found = _PAIR.fullmatch(str(number))
    if found is None:
        return {}
    whole, part = found.group(1), (found.group(2) or "").rstrip("0")
    return {fact: {"num": f"{whole}.{part}" if part else whole}}


def _text(fact: str, text: str) -> Facts:
    return {fact: {"text": text.strip()[:500]}} if text.strip() else {}


_TELLS: Mapping[tuple[str, str], Callable[[Sequence[Row], Sequence[Row]], Facts]] = {
    ("cisco_ios", "show interfaces status"): _ios_status,
    ("cisco_ios", "show interfaces status err-disabled"): _ios_err_disabled,
    ("cisco_ios", "show interfaces link"): _ios_link,
    ("cisco_ios", "show interfaces counters errors"): _ios_counters,
    ("cisco_ios", "show interfaces switchport"): _ios_switchport,
    ("cisco_ios", "show interfaces"): _ios_interface,
    ("cisco_ios", "show power inline"): _ios_power,
    ("cisco_ios", "show mac address-table"): _addresses,
    ("cisco_ios", "show cdp neighbors detail"): _neighbour,
    ("cisco_ios", "show cdp neighbors"): _neighbour,
    ("cisco_ios", "show lldp neighbors detail"): _ios_neighbour_detail,
    ("cisco_ios", "show lldp neighbors"): _neighbour,
    ("cisco_ios", "show ip dhcp snooping binding"): _lease,
    ("huawei_vrp", "display interface brief"): _vrp_brief,
    ("huawei_vrp", "display interface"): _vrp_interface,
    ("huawei_vrp", "display port vlan"): _vrp_port_vlan,
    ("huawei_vrp", "display mac-address"): _addresses,
    ("huawei_vrp", "display lldp neighbor brief"): _neighbour,
    ("huawei_vrp", "display lldp neighbor"): _vrp_lldp,
    ("huawei_vrp", "display poe power-state"): _vrp_poe,
    ("huawei_vrp", "display poe power"): _vrp_poe_power,
    ("eltex", "show interfaces status"): _mes_status,
    ("eltex", "show interfaces switchport"): _mes_switchport,
    ("eltex", "show interfaces"): _mes_interface,
    ("eltex", "show power inline"): _mes_power,
    ("eltex", "show power inline consumption"): _mes_consumption,
    ("eltex", "show mac address-table"): _addresses,
    ("eltex", "show lldp neighbors"): _neighbour,
    ("eltex", "show ip dhcp snooping binding"): _lease,
}
# Commands that list VLANs with their ports, and which rows have them.
VLAN_LISTS = frozenset({("cisco_ios", "show vlan"), ("huawei_vrp", "display vlan")})
# Leases without a port: the whole output is about one device only if it has one row.
LEASE_LISTS = frozenset({("cisco_ios", "show ip dhcp binding"), ("eltex", "show ip dhcp binding")})


def lease_of(rows: Sequence[Row]) -> Facts:
    """The address and hardware address of leases."""
    return _lease(rows, ())
