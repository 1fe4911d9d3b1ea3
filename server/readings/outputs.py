"""Which outputs are understood: per platform the command, how to know it, and the templates that read it. The facts are in `facts`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from server.readings.interfaces import normalise_interface

OURS = "ours/"
# Words that only narrow a command down: show mac address-table *interface* Gi1/0/7.
QUALIFIERS = frozenset(
    [
        "interface",
        "interfaces",
        "int",
        "vlan",
        "dynamic",
        "static",
        "address",
        "module",
        "unit",
        "slot",
        "id",
        "name",
        "main",
        "all",
    ]
)
PLATFORMS = {
    "cisco_ios": "cisco_ios",
    "cisco_xe": "cisco_ios",
    "cisco": "cisco_ios",
    "ios": "cisco_ios",
    "huawei_vrp": "huawei_vrp",
    "huawei": "huawei_vrp",
    "vrp": "huawei_vrp",
    "eltex": "eltex",
    "eltex_mes": "eltex",
    "mes": "eltex",
}


@dataclass(frozen=True, eq=False)
class Output:
    """One command of one platform.

    `marks`: one of these groups of words, all in one line, shows the output where no command was pasted. `also` is a
    second template whose columns belong to the same rows (by `key`); `beside` is one that is read for facts only.
    `head` is put in front where only the body of a table was pasted.
    """

    platform: str
    command: str
    template: str
    marks: Sequence[Sequence[str]]
    names: Sequence[str] = ()
    also: str | None = None
    key: str = ""
    beside: str | None = None
    head: Sequence[str] = field(default=())

    @property
    def commands(self) -> tuple[str, ...]:
        return (self.command, *self.names)


def _ios(command: str, template: str, *marks: str, **rest: object) -> Output:
    return _output("cisco_ios", command, template, marks, rest)


def _vrp(command: str, template: str, *marks: str, **rest: object) -> Output:
    return _output("huawei_vrp", command, template, marks, rest)


def _mes(command: str, template: str, *marks: str, **rest: object) -> Output:
    return _output("eltex", command, template, marks, rest)


def _output(
    platform: str, command: str, template: str, marks: Sequence[str], rest: dict[str, object]
) -> Output:
    name = template if template.startswith(OURS) else f"{platform}_{template}"
    return Output(platform, command, name, [mark.split("|") for mark in marks], **rest)  # type: ignore[arg-type] # the keywords of Output, named where it is called


# What tells more comes first: an output is the first one whose marks it has.
OUTPUTS: tuple[Output, ...] = (
    _ios(
        "show interfaces status err-disabled",
        "show_interfaces_status_err-disabled",
        "Port|Name|Status|Reason",
        head=("Port      Name               Status       Reason",),
    ),
    _ios(
        "show interfaces status",
        "show_interfaces_status",
        "Port|Name|Status|Vlan|Duplex|Speed",
        head=("Port      Name               Status       Vlan       Duplex  Speed Type",),
    ),
    _ios(
        "show interfaces link",
        "show_interface_link",
        "Port|Name|Down Time",
        names=("show interface link",),
        head=("Port           Name               Down Time      Up Time",),
    ),
    _ios(
        "show interfaces counters errors",
        OURS + "cisco_ios_show_interfaces_counters_errors",
        "Port|Align-Err|FCS-Err",
        head=("Port        Align-Err     FCS-Err    Xmit-Err     Rcv-Err  UnderSize  OutDiscards",),
    ),
    _ios(
        "show interfaces switchport",
        "show_interfaces_switchport",
        "Administrative Mode:",
        "Access Mode VLAN:",
    ),
    _ios(
        "show interfaces",
        "show_interfaces",
        "line protocol is",
        names=("show interface",),
        beside=OURS + "cisco_ios_show_interfaces_cleared",
    ),
    _ios(
        "show power inline",
        "show_power_inline",
        "Interface|Admin|Oper|Power",
        head=("Interface Admin  Oper       Power   Device              Class Max",),
    ),
    _ios("show vlans", "show_vlans", "Virtual LAN ID:", "VLAN trunk interface"),
    _ios(
        "show vlan",
        "show_vlan",
        "VLAN|Name|Status|Ports",
        names=("show vlan brief",),
        head=("VLAN Name                             Status    Ports",),
    ),
    _ios(
        "show mac address-table",
        "show_mac-address-table",
        "Mac Address Table",
        "Vlan|Mac Address|Type|Ports",
        "vlan|mac address|type|learn|ports",
        "vlan|mac address|type|protocols",
        "Destination Address|Address Type|VLAN|Destination Port",
        names=("show mac-address-table",),
        head=("Vlan    Mac Address       Type        Ports",),
    ),
    _ios(
        "show cdp neighbors detail",
        "show_cdp_neighbors_detail",
        "Entry address(es)",
        "Port ID (outgoing port)",
    ),
    _ios(
        "show cdp neighbors",
        "show_cdp_neighbors",
        "Device ID|Local Intrfce",
        "Device-ID|Local Intrfce",
        head=("Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID",),
    ),
    _ios("show lldp neighbors detail", "show_lldp_neighbors_detail", "Local Intf:"),
    _ios(
        "show lldp neighbors",
        "show_lldp_neighbors",
        "Device ID|Local Intf|Hold-time",
        head=("Device ID           Local Intf     Hold-time  Capability      Port ID",),
    ),
    _ios(
        "show ip dhcp snooping binding",
        "show_ip_dhcp_snooping_binding",
        "MacAddress|IpAddress|Lease(sec)|Interface",
    ),
    _ios(
        "show ip dhcp binding",
        "show_ip_dhcp_binding",
        "Bindings from all pools",
        "IP address|Client-ID|Lease expiration",
        head=("IP address          Client-ID/              Lease expiration        Type",),
    ),
    _vrp("display interface brief", "display_interface_brief", "Interface|PHY|Protocol|InUti"),
    _vrp(
        "display interface",
        "display_interface",
        "current state :",
        beside=OURS + "huawei_vrp_display_interface_errors",
    ),
    _vrp(
        "display vlan",
        "display_vlan",
        "The total number of vlans is",
        "VID|Type|Ports",
        "VID|Status|Property",
        also="huawei_vrp_display_vlan_brief",
        key="vlan_id",
        beside="huawei_vrp_display_vlan_brief",
    ),
    _vrp(
        "display port vlan",
        "display_port_vlan",
        "Port|Link Type|PVID|Trunk VLAN List",
        head=("Port                    Link Type    PVID  Trunk VLAN List",),
    ),
    _vrp("display mac-address", "display_mac-address", "MAC Address|VLAN/VSI|Learned-From"),
    _vrp(
        "display lldp neighbor brief",
        OURS + "huawei_vrp_display_lldp_neighbor_brief",
        "Local Intf|Neighbor Dev|Neighbor Intf",
        "Local Interface|Exptime|Neighbor Interface",
        head=("Local Intf   Neighbor Dev             Neighbor Intf             Exptime(s)",),
    ),
    _vrp("display lldp neighbor", "display_lldp_neighbor", "neighbor(s):", "Neighbor index"),
    _vrp(
        "display poe power-state",
        OURS + "huawei_vrp_display_poe_power-state",
        "PortName|PowerOn/Off",
        "Power ON/OFF",
    ),
    _vrp(
        "display poe power",
        OURS + "huawei_vrp_display_poe_power",
        "PortName|Class|REFPW(mW)",
        head=("PortName               Class  REFPW(mW) USMPW(mW) CURPW(mW) PKPW(mW)  AVGPW(mW)",),
    ),
    _mes(
        "show interfaces status",
        "show_interfaces_status",
        "Port|Type|Duplex|Speed|Neg",
        "Port|Type|Speed|control|State|Port Mode",
        head=(
            "                                             Flow Link          Back   Mdix",
            "Port     Type         Duplex  Speed Neg      ctrl State       Pressure Mode    Port Mode",
        ),
    ),
    _mes("show interfaces switchport", "show_interfaces_switchport", "Ingress UnTagged VLAN", "Gvrp Status:"),
    _mes(
        "show interfaces",
        "show_interface",
        "is up (connected)",
        "is down (notconnect)",
        "Interface index is",
        names=("show interface",),
    ),
    _mes(
        "show vlan",
        "show_vlan",
        "Vlan|Name|Tagged|Authorization",
        "Vlan|Name|Ports|Type|Authorization",
        "Vlan|Name|Tagged|UnTagged|Created by",
    ),
    _mes(
        "show power inline consumption",
        OURS + "eltex_show_power_inline_consumption",
        "Port|Power[W]|Voltage[V]",
        "Port|Power[W]|Current[mA]",
        head=("   Port      Power[W]     Power Limit[W]  Current[mA]   Voltage[V]",),
    ),
    _mes(
        "show power inline",
        OURS + "eltex_show_power_inline",
        "Port|Powered Device|State|Status|Priority|Class",
        head=("  Port      Powered Device         State          Status    Priority   Class",),
    ),
    _mes(
        "show mac address-table",
        OURS + "eltex_show_mac_address-table",
        "Vlan|Mac Address|Port|Type",
        head=("  Vlan        Mac Address         Port       Type",),
    ),
    _mes(
        "show lldp neighbors",
        OURS + "eltex_show_lldp_neighbors",
        "Port|Device ID|Port ID|System Name",
        head=("  Port        Device ID          Port ID       System Name    Capabilities  TTL",),
    ),
    _mes(
        "show ip dhcp snooping binding",
        OURS + "eltex_show_ip_dhcp_snooping_binding",
        "MAC Address|IP Address|Lease|Type|VLAN|Interface",
    ),
    _mes(
        "show ip dhcp binding",
        OURS + "eltex_show_ip_dhcp_binding",
        "IP address|Hardware Address|Lease Expiration|Type",
        head=("IP address       Hardware Address     Lease Expiration        Type       State",),
    ),
)


def find_platform(name: str) -> str | None:
    return PLATFORMS.get(name.strip().lower().replace("-", "_").replace(" ", "_"))


def find_outputs(command: str, platform: str | None) -> list[Output]:
    """The outputs that a command as typed may mean, abbreviated and with a port in it; those that fit best."""
    words, _ = read_command(command)
    fitting = [
        (fit, output)
        for output in OUTPUTS
        if platform in (None, output.platform)
        for name in output.commands
        if (fit := _fit(words, name.split()))
    ]
    best = max((fit for fit, _ in fitting), default=0)
    return list(dict.fromkeys(output for fit, output in fitting if fit == best))


def read_command(command: str) -> tuple[list[str], str | None]:
    """The words of a command without ports, numbers and filters, and the port that it names."""
    typed = command.strip().lower()[:200].split("|")[0].split()
    words: list[str] = []
    port: str | None = None
    skip = False
    for index, word in enumerate(typed):
        following = typed[index + 1] if index + 1 < len(typed) else ""
        if skip:
            skip = False
        elif (named := normalise_interface(word)) is not None:
            port = port or named
        elif index > 0 and (named := normalise_interface(word + following)) is not None:
            port, skip = port or named, True
        elif not word.isdigit():
            words.append(word)
    return words, port


def find_marked(lines: Iterable[str], platform: str | None) -> list[Output]:
    """The outputs whose marks are in a line, the more telling first."""
    folded = [" ".join(line.lower().split()) for line in lines if line.strip()]
    return [
        output
        for output in OUTPUTS
        if platform in (None, output.platform)
        and any(_has_mark(line, mark) for mark in output.marks for line in folded)
    ]


def guess_platform(prompt: str | None, command: str | None) -> str | None:
    """Huawei alone has `display` and prompts in brackets."""
    verb = (command or "").strip().lower()[:3]
    if verb == "dis" or (prompt or "")[:1] in ("<", "["):
        return "huawei_vrp"
    return None


def list_supported(platform: str | None = None) -> str:
    """What is understood, as one line for a person."""
    names = [platform] if platform else list(dict.fromkeys(output.platform for output in OUTPUTS))
    return "; ".join(
        f"{name}: {', '.join(output.command for output in OUTPUTS if output.platform == name)}"
        for name in names
    )


def _has_mark(line: str, mark: Sequence[str]) -> bool:
    """All words of the mark, in their order."""
    start = 0
    for word in mark:
        found = line.find(word.lower(), start)
        if found < 0:
            return False
        start = found + len(word)
    return True


def _fit(typed: Sequence[str], words: Sequence[str]) -> int:
    """How well what was typed stands for a command; 0 for not at all. A longer command and whole words fit better."""
    rest = typed[len(words) :]
    stands_for = len(typed) >= len(words) and all(
        word.startswith(short) and len(short) >= min(2, len(word))
        for short, word in zip(typed, words, strict=False)
    )
    if not stands_for or any(word not in QUALIFIERS for word in rest):
        return 0
    return 10 * len(words) + sum(short == word for short, word in zip(typed, words, strict=False))
