"""What an output says about one port, worked out by hand from the samples and from outputs typed after the makers' manuals."""

import pytest

from server.readings import read_output
from tests.readings.samples import sample

Told = dict[str, str]


def told(
    text: str, interface: str | None = None, platform: str | None = None, command: str | None = None
) -> Told:
    """Per fact what a person would have entered, with the result in front."""
    facts = read_output(text, platform, command, interface).facts
    return {
        fact: f"{value['k']} {value.get('opt') or value.get('num') or value.get('text')}"
        for fact, value in facts.items()
    }


@pytest.mark.parametrize(
    ("platform", "command", "port", "facts"),
    [
        (
            "cisco_ios",
            "show interfaces status",
            "GigabitEthernet1/0/2",
            {
                "port.link": "pass up",
                "port.speed": "pass gigabit",
                "port.vlan": "done 8",
            },
        ),
        ("cisco_ios", "show interfaces status", "gi1/0/1", {"port.link": "fail down", "port.vlan": "done 1"}),
        (
            "cisco_ios",
            "show interfaces status",
            "Gi 1/0/16",
            {"port.link": "fail err-disabled", "port.vlan": "done 16"},
        ),
        (
            "cisco_ios",
            "show interfaces status",
            "Gi1/0/17",
            {"port.link": "fail shutdown", "port.vlan": "done 16"},
        ),
        ("cisco_ios", "show interface link", "Gi1/0/1", {"port.link": "fail down"}),
        ("cisco_ios", "show interface link", "Te1/0/44", {"port.link": "pass up"}),
        (
            "cisco_ios",
            "show power inline",
            "Gi1/0/10",
            {"port.poe": "pass 23.2", "port.poe-class": "pass class-4"},
        ),
        ("cisco_ios", "show power inline", "Gi1/0/5", {"port.poe": "fail 0", "port.poe-class": "fail none"}),
        (
            "cisco_ios",
            "show mac-address-table",
            "Fa0/5",
            {"port.mac": "done 00:10:7b:00:15:40, 00:10:7b:00:15:45"},
        ),
        (
            "cisco_ios",
            "show lldp neighbors",
            "Gi1/0/2",
            {"port.neighbour": "done Polycom VVX 500, 0004.f2d1.2222"},
        ),
        (
            "cisco_ios",
            "show cdp neighbors detail",
            "Gi1/0/16",
            {"port.neighbour": "done desktop-switch, GigabitEthernet0/1"},
        ),
        ("cisco_ios", "show interfaces switchport", "Te1/1", {}),
        (
            "huawei_vrp",
            "display interface brief",
            "GigabitEthernet16/0/1",
            {"port.link": "pass up", "port.error-count": "done 4625"},
        ),
        ("huawei_vrp", "display vlan", "XGE0/0/8", {"port.vlan": "done 10"}),
        ("huawei_vrp", "display vlan", "40GE0/0/1", {}),
        (
            "huawei_vrp",
            "display mac-address",
            "XGigabitEthernet0/0/1",
            {"port.mac": "done b8:d6:f6:ff:73:90, b8:d6:f6:ff:73:9b"},
        ),
        (
            "huawei_vrp",
            "display lldp neighbor",
            "GigabitEthernet0/0/14",
            {"port.neighbour": "done AP_EUROPE, MultiGE0/0/0", "port.poe-class": "pass class-4"},
        ),
        (
            "huawei_vrp",
            "display interface",
            "GE0/0/1",
            {
                "port.link": "fail down",
                "port.vlan": "done 2",
                "port.error-count": "done 0",
                "port.errors": "pass 0",
            },
        ),
        ("eltex", "show interfaces status", "GigabitEthernet 1/0/1", {"port.link": "fail down"}),
        (
            "eltex",
            "show interface",
            "gi1/0/2",
            {
                "port.link": "pass up",
                "port.speed": "pass gigabit",
                "port.error-count": "done 0",
                "port.errors": "pass 0",
            },
        ),
        ("eltex", "show interfaces switchport", "gi1/0/1", {"port.vlan": "done 1"}),
    ],
)
def test_the_samples_tell_of_one_port(platform: str, command: str, port: str, facts: Told) -> None:
    one = sample(platform, command)

    assert told(one.text, port, platform, command) == facts


def test_a_port_that_the_output_does_not_have_gets_no_facts() -> None:
    one = sample("cisco_ios", "show interfaces status")

    assert told(one.text, "Gi1/0/48") == {}


def test_without_a_port_only_what_all_ports_share_is_told() -> None:
    head = "Port      Name               Status       Vlan       Duplex  Speed Type\n"
    up = "Gi1/0/{0}   Desk {0}             connected    {1}         a-full a-1000 10/100/1000BaseTX\n"

    facts = told(head + up.format(1, 20) + up.format(2, 30))

    assert facts["port.link"] == "pass up"
    assert "port.vlan" not in facts


def test_a_command_names_the_port_that_its_output_is_about() -> None:
    pasted = "\n".join(
        [
            "<AR1>display poe power-state interface GigabitEthernet 0/0/2",
            " Port legacy detect           : Enable                                          ",
            " Port power enabled           : Enable",
            " Port power ON/OFF            : On",
            " Port power status            : Powered",
            " Port PD class                : 2",
            " Port reference power(mW)     : 7000",
            " Port max power(mW)           : 30000",
            " Port current power(mW)       : 3420",
            "<AR1>",
        ]
    )

    reading = read_output(pasted)

    assert (reading.platform, reading.interface) == ("huawei_vrp", "gi0/0/2")
    assert told(pasted) == {"port.poe": "fail 3.42", "port.poe-class": "pass class-2"}


def test_huawei_lists_power_of_all_ports() -> None:
    pasted = "\n".join(
        [
            "PortName               Class  REFPW(mW) USMPW(mW) CURPW(mW) PKPW(mW)  AVGPW(mW)",
            "--------------------------------------------------------------------------------",
            "GigabitEthernet0/0/0   -      -         30000     0         0         0",
            "GigabitEthernet0/0/1   3      15400     30000     7150      7300      7000",
        ]
    )

    assert told(pasted, "GE0/0/1") == {"port.poe": "pass 7.15", "port.poe-class": "pass class-3"}
    assert told(pasted, "GE0/0/0") == {"port.poe": "fail 0", "port.poe-class": "fail none"}


MES_POWER = """mes2124p#sh power inline

Class based power-limit mode

 Power  Nominal Power   Consumed Power   Usage Threshold   Traps
------- ------------- ------------------ --------------- ---------
  On      350 Watts      7 Watts (2%)          95         Disable


  Port      Powered Device         State          Status    Priority   Class
-------- -------------------- ---------------- ------------ -------- ---------
gi1/0/1                             Auto            On        low     class2
gi1/0/2   reception phone           Auto         Searching    low     class0

mes2124p#sh power inline consumption

   Port      Power[W]     Power Limit[W]  Current[mA]   Voltage[V]
---------- ------------- ---------------- ------------ ------------
 gi1/0/1       2.806          30.000           53         52.006
 gi1/0/2       0.000          30.000           0          52.100
mes2124p#
"""


def test_eltex_tells_class_and_power_in_two_commands() -> None:
    assert told(MES_POWER, "gi1/0/1") == {"port.poe-class": "pass class-2", "port.poe": "fail 2.806"}
    assert told(MES_POWER, "gi1/0/2") == {"port.poe-class": "fail none", "port.poe": "fail 0"}


def test_eltex_addresses_and_neighbours_are_read() -> None:
    macs = """  Vlan        Mac Address         Port       Type
-------- --------------------- ---------- ----------
  203      00:15:65:9e:44:21    gi1/0/2    dynamic
"""
    neighbours = """  Port        Device ID          Port ID       System Name    Capabilities  TTL
-------- ----------------- ------------- ----------------- ------------ -----
gi1/0/2  00:15:65:9e:44:21 WAN PORT      SIP-T46S              B, T       120
gi1/0/9  e8:28:c1:5c:02:41 gi1/0/24      sw-2f                 B, R       105
"""

    assert told(macs) == {"port.mac": "done 00:15:65:9e:44:21"}
    assert told(neighbours, "gi1/0/9") == {"port.neighbour": "done sw-2f, gi1/0/24"}


IOS_INTERFACE = """GigabitEthernet1/0/7 is {link}
  Hardware is Gigabit Ethernet, address is 0011.2233.4407 (bia 0011.2233.4407)
  Description: Desk 7
  MTU 1500 bytes, BW 100000 Kbit/sec, DLY 100 usec,
     reliability 255/255, txload 1/255, rxload 1/255
  Encapsulation ARPA, loopback not set
  Keepalive set (10 sec)
  Half-duplex, 100Mb/s, media type is 10/100/1000BaseTX
  Last clearing of "show interface" counters {cleared}
  5 minute input rate 2000 bits/sec, 3 packets/sec
     9120 packets input, 1203000 bytes, 0 no buffer
     0 runts, 0 giants, 0 throttles
     37 input errors, 31 CRC, 6 frame, 0 overrun, 0 ignored
     0 babbles, 12 late collision, 0 deferred
"""


def test_a_port_that_protection_closed_is_not_called_down() -> None:
    text = IOS_INTERFACE.format(link="down, line protocol is down (err-disabled)", cleared="never")

    assert told(text)["port.link"] == "fail err-disabled"


def test_old_counters_prove_no_growth_and_fresh_ones_do() -> None:
    link = "up, line protocol is up (connected)"
    old, fresh = (told(IOS_INTERFACE.format(link=link, cleared=since)) for since in ("3w2d", "00:06:12"))

    assert (old["port.error-count"], fresh["port.error-count"]) == ("done 37", "done 37")
    assert "port.errors" not in old
    assert fresh["port.errors"] == "fail 37"
    assert (fresh["port.rate"], fresh["port.duplex"]) == ("done 100", "fail half")
    assert "port.speed" not in fresh, (
        "a broken pair and a device that can do no more look the same to the switch"
    )


def test_switchport_without_a_voice_vlan_says_so_and_with_one_names_it() -> None:
    port = """Name: Gi1/0/7
Switchport: Enabled
Administrative Mode: static access
Operational Mode: static access
Access Mode VLAN: 20 (DESKS)
Trunking Native Mode VLAN: 1 (default)
Voice VLAN: {}
"""

    assert told(port.format("none")) == {"port.vlan": "done 20", "port.voice-vlan": "fail none"}
    assert told(port.format("110 (VOICE)")) == {"port.vlan": "done 20", "port.voice-vlan-id": "done 110"}


def test_show_vlan_finds_the_vlan_of_a_port() -> None:
    text = """VLAN Name                             Status    Ports
---- -------------------------------- --------- -------------------------------
1    default                          active    Gi1/0/1, Gi1/0/2, Gi1/0/3
                                                Gi1/0/4
20   DESKS                            active    Gi1/0/7, Gi1/0/8
110  VOICE                            active    Gi1/0/8
"""

    assert told(text, "Gi1/0/7") == {"port.vlan": "done 20"}
    assert told(text, "Gi1/0/4") == {"port.vlan": "done 1"}
    assert told(text, "Gi1/0/8") == {}, (
        "an access port with voice is in two lists; which one is which is not told"
    )


def test_leases_tell_address_and_device() -> None:
    snooping = """MacAddress          IpAddress        Lease(sec)  Type           VLAN  Interface
------------------  ---------------  ----------  -------------  ----  --------------------
00:11:22:33:44:55   10.20.0.31       80211       dhcp-snooping   20    GigabitEthernet1/0/7
Total number of bindings: 1
"""
    binding = """Bindings from all pools not associated with VRF:
IP address          Client-ID/              Lease expiration        Type
                    Hardware address/
                    User name
10.20.0.31          0100.1122.3344.55       Infinite                Automatic
"""

    assert told(snooping, "gi1/0/7") == {
        "port.address": "done 10.20.0.31",
        "port.mac": "done 00:11:22:33:44:55",
    }
    assert told(binding) == {"port.address": "done 10.20.0.31", "port.mac": "done 00:11:22:33:44:55"}


def test_the_reason_of_protection_is_told() -> None:
    text = """Port      Name               Status       Reason               Err-disabled Vlans
Gi1/0/7   Desk 7             err-disabled bpduguard
"""

    facts = told(text)

    assert (facts["port.link"], facts["port.closed-by"]) == ("fail err-disabled", "done bpduguard")


def test_the_uplink_of_a_switch_is_told_from_the_output_of_its_port() -> None:
    steps = {
        "switch.uplink": {
            "id": "switch.uplink",
            "kind": "choice",
            "required": True,
            "options": [
                {"id": "up", "result": "pass"},
                {"id": "down", "result": "fail"},
                {"id": "errors", "result": "fail"},
            ],
        }
    }
    up = IOS_INTERFACE.format(link="up, line protocol is up (connected)", cleared="00:06:12")
    down = IOS_INTERFACE.format(link="down, line protocol is down (notconnect)", cleared="never")

    told_of = [read_output(text, steps=steps, group="switch").facts["switch.uplink"] for text in (up, down)]

    assert told_of == [{"k": "fail", "opt": "errors"}, {"k": "fail", "opt": "down"}]
