"""A live check: the server itself asks a device at a site. What may be asked, how it can end, and what an answer means for triage."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from server.domain.problems import Invalid


class LiveKind(StrEnum):
    SIP_OPTIONS = "sip_options"
    SIP_REGISTRATION = "sip_registration"
    SNMP_PORT = "snmp_port"


class LiveState(StrEnum):
    """`refused`: nothing was sent. `failed`: it ended on our side."""

    ASKED = "asked"
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    FAILED = "failed"


class LiveReason(StrEnum):
    """Why a check ended otherwise than with the plain answer. Screens have the sentence in both languages."""

    OUTSIDE_NETWORKS = "outside_networks"
    OWN_ADDRESS = "own_address"
    NO_NETWORKS = "no_networks"
    NAME_UNKNOWN = "name_unknown"
    NO_CREDENTIALS = "no_credentials"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    ASKS_PASSWORD = "asks_password"
    PASSWORD_REFUSED = "password_refused"
    REDIRECTS = "redirects"
    NO_SUCH_PORT = "no_such_port"
    NOT_UNDERSTOOD = "not_understood"
    TOO_LATE = "too_late"
    TURNED_OFF = "turned_off"
    BROKEN = "broken"


STATE_OF = {
    LiveReason.OUTSIDE_NETWORKS: LiveState.REFUSED,
    LiveReason.OWN_ADDRESS: LiveState.REFUSED,
    LiveReason.NO_NETWORKS: LiveState.REFUSED,
    LiveReason.NAME_UNKNOWN: LiveState.REFUSED,
    LiveReason.NO_CREDENTIALS: LiveState.REFUSED,
    LiveReason.TIMED_OUT: LiveState.NO_ANSWER,
    LiveReason.UNREACHABLE: LiveState.NO_ANSWER,
    LiveReason.ASKS_PASSWORD: LiveState.ANSWERED,
    LiveReason.PASSWORD_REFUSED: LiveState.ANSWERED,
    LiveReason.REDIRECTS: LiveState.ANSWERED,
    LiveReason.NO_SUCH_PORT: LiveState.ANSWERED,
    LiveReason.NOT_UNDERSTOOD: LiveState.ANSWERED,
    LiveReason.TOO_LATE: LiveState.FAILED,
    LiveReason.TURNED_OFF: LiveState.FAILED,
    LiveReason.BROKEN: LiveState.FAILED,
}
USUAL_PORT = {LiveKind.SIP_OPTIONS: 5060, LiveKind.SIP_REGISTRATION: 5060, LiveKind.SNMP_PORT: 161}
# Somebody on the telephone waits for it; an answer that comes much later would be read as if it were of now.
ASKED_IN_VAIN_AFTER = timedelta(minutes=10)

_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_ADDRESS = re.compile(r"[0-9a-f:.]{2,45}")
# What RFC 3261 lets stand in the user part of an address without escaping, and people dial.
_NUMBER = re.compile(r"[0-9A-Za-z+*._-]{1,40}")
_INTERFACE = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./:_-]{0,59}")


@dataclass(frozen=True)
class LiveTarget:
    """`subject`: the number whose registration is asked, or the interface of a switch by name or index."""

    kind: LiveKind
    host: str
    port: int
    subject: str | None = None
    transport: str = "udp"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def read_target(
    *, kind: LiveKind, host: str, port: int | None, subject: str | None, transport: str, ports: "PortRange"
) -> LiveTarget:
    """A target in its one form. Raises Invalid, naming the member, its value and what is allowed."""
    wanted = host.strip().lower().removeprefix("[").removesuffix("]")
    is_address = ":" in wanted and _ADDRESS.fullmatch(wanted) is not None
    if not is_address and _NAME.fullmatch(wanted) is None:
        raise Invalid(
            "/host", f"{host!r} is neither an address nor a name; write 10.20.1.5 or pbx.aist.example."
        )
    usual = USUAL_PORT[kind] if USUAL_PORT[kind] in ports else ports.first
    chosen = usual if port is None else port
    if chosen not in ports:
        raise Invalid("/port", f"Port {chosen} is not asked here; allowed are {ports}.")
    if transport == "tcp" and kind is LiveKind.SNMP_PORT:
        raise Invalid("/transport", "SNMP is asked over udp, not tcp.")
    return LiveTarget(kind, wanted, chosen, _read_subject(kind, subject), transport)


def _read_subject(kind: LiveKind, subject: str | None) -> str | None:
    wanted = (subject or "").strip()
    if not wanted and kind is LiveKind.SIP_OPTIONS:
        return None
    if kind is LiveKind.SNMP_PORT:
        if _INTERFACE.fullmatch(wanted) is None:
            raise Invalid(
                "/subject", f"{wanted!r} is no interface; write its name or number, as Gi1/0/12 or 12."
            )
    elif _NUMBER.fullmatch(wanted) is None:
        raise Invalid("/subject", f"{wanted!r} is no number; write it as the call server knows it, as 2214.")
    return wanted


@dataclass(frozen=True)
class PortRange:
    first: int
    last: int

    def __contains__(self, port: int) -> bool:
        return self.first <= port <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def read_ports(text: str) -> PortRange:
    """`161` or `5060-5090`. Raises ValueError with what is wrong."""
    first, _, last = text.partition("-")
    if not first.strip().isdecimal() or not (last or first).strip().isdecimal():
        raise ValueError("write one port or a range, as 5060-5090")
    found = PortRange(int(first), int(last or first))
    if not 1 <= found.first <= found.last <= 65535:
        raise ValueError("ports go from 1 to 65535, the smaller one first")
    return found


def verdict(kind: LiveKind, result: dict[str, Any]) -> str | None:
    """The result of the catalogue's remote check that an answer speaks for; None when it speaks for none."""
    if kind is LiveKind.SIP_REGISTRATION:
        if result.get("status") == 404:
            return "unknown"
        if result.get("status") != 200:
            return None
        return "registered" if result.get("devices") else "unregistered"
    if kind is LiveKind.SNMP_PORT and "oper" in result:
        if result["oper"] != "up":
            return "down"
        return "no-power" if result.get("poe") in ("disabled", "searching", "fault") else "up"
    return None
