"""SNMP: how one port of a switch stands, by IF-MIB (RFC 2863) and, where the switch has it, its power by RFC 3621."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from server.clients.live_checks.address import find_address, shown
from server.clients.live_checks.protocol import LiveAnswer, NotAnswered
from server.clients.live_checks.snmp_session import TRY_SECONDS, SnmpSecrets, SnmpSession, snmp_session
from server.domain.check_networks import CheckNetworks
from server.domain.live_check import LiveReason, LiveTarget
from server.settings import Settings

WHOLE_SECONDS = 20
IF_ENTRY = "1.3.6.1.2.1.2.2.1"
IF_X_ENTRY = "1.3.6.1.2.1.31.1.1.1"
DESCRIPTION, TYPE, SPEED, ADMIN, OPER, IN_ERRORS = (f"{IF_ENTRY}.{column}" for column in (2, 3, 5, 7, 8, 14))
NAME, HIGH_SPEED, ALIAS = (f"{IF_X_ENTRY}.{column}" for column in (1, 15, 18))
POE_DETECTION = "1.3.6.1.2.1.105.1.1.1.6"
STATES = {1: "up", 2: "down", 3: "testing", 4: "unknown", 5: "dormant", 6: "absent", 7: "lower_down"}
# ifType of a wired port: ethernetCsmacd, and two that old switches still say.
ETHERNET = (6, 62, 117)
POE_STATES = {1: "disabled", 2: "searching", 3: "delivering", 4: "fault", 5: "test", 6: "fault"}
# What ifSpeed says when the speed does not fit into it.
SPEED_TOO_HIGH = 4_294_967_295
LONG_NAMES = {
    "gigabitethernet": "gi",
    "fastethernet": "fa",
    "tengigabitethernet": "te",
    "twogigabitethernet": "tw",
    "ethernet": "eth",
}


class SnmpChecker:
    def __init__(self, secrets: SnmpSecrets, *, try_seconds: float = TRY_SECONDS) -> None:
        self._secrets = secrets
        self._try_seconds = try_seconds

    def ask(self, target: LiveTarget, networks: CheckNetworks) -> LiveAnswer:
        address = find_address(target.host, networks)
        if not (self._secrets.user or self._secrets.community):
            raise NotAnswered(LiveReason.NO_CREDENTIALS, address)
        return asyncio.run(self._ask(target, address))

    async def _ask(self, target: LiveTarget, address: str) -> LiveAnswer:
        try:
            async with (
                asyncio.timeout(WHOLE_SECONDS),
                snmp_session(address, target.port, self._secrets, try_seconds=self._try_seconds) as session,
            ):
                index = await _find_index(session, str(target.subject))
                if index is None:
                    return LiveAnswer(address, {}, LiveReason.NO_SUCH_PORT)
                return LiveAnswer(address, await _read_port(session, index))
        except TimeoutError as error:
            raise NotAnswered(LiveReason.TIMED_OUT, address) from error


async def _find_index(session: SnmpSession, subject: str) -> int | None:
    if subject.isdecimal():
        (state,) = await session.get([f"{OPER}.{subject}"])
        return None if state is None else int(subject)
    wanted = _short(subject)
    for column in (NAME, DESCRIPTION):
        for index, name in (await session.walk(column)).items():
            if _short(str(name)) == wanted:
                return index[0]
    return None


async def _read_port(session: SnmpSession, index: int) -> dict[str, Any]:
    columns = (NAME, DESCRIPTION, ALIAS, TYPE, ADMIN, OPER, SPEED, HIGH_SPEED, IN_ERRORS)
    name, description, alias, kind, admin, oper, speed, high_speed, in_errors = await session.get(
        [f"{column}.{index}" for column in columns]
    )
    names = [shown(one, 60) for one in (name, description) if one is not None]
    shown_name = next(filter(None, names), str(index))
    return {
        "index": index,
        "name": shown_name,
        "alias": "" if alias is None else shown(alias, 60),
        "admin": "unknown" if admin is None else STATES.get(int(admin), "unknown"),
        "oper": "unknown" if oper is None else STATES.get(int(oper), "unknown"),
        "speed_mbps": _speed(speed, high_speed),
        "in_errors": None if in_errors is None else int(in_errors),
        "poe": await _read_power(session, index, shown_name, kind),
    }


def _speed(speed: Any, high_speed: Any) -> int | None:
    if high_speed is not None and int(high_speed) > 0:
        return int(high_speed)
    return None if speed is None or int(speed) == SPEED_TOO_HIGH else int(speed) // 1_000_000


async def _read_power(session: SnmpSession, index: int, name: str, kind: Any) -> str | None:
    """Whether the port gives power. None where the switch does not say it, or not of which port.

    RFC 3621 counts ports by group (a unit of a stack) and number, not by ifIndex: the numbers in the interface's name say which.
    """
    place = _place(name)
    if place is None or kind is None or int(kind) not in ETHERNET:
        return None
    rows = await session.walk(POE_DETECTION)
    state = rows.get((max(place[0], 1), place[2]))
    if state is None:
        return None
    names = await session.walk(NAME)
    digits = len(_numbers(name))
    others = [_place(str(other)) for key, other in names.items() if len(_numbers(str(other))) == digits]
    # Gi1/0/1 and the uplink Te1/1/1 are both port 1 of unit 1: power comes from the first module.
    is_first = not any(
        other[0] == place[0] and other[2] == place[2] and other[1] < place[1]
        for other in others
        if other is not None
    )
    return POE_STATES.get(int(state), "unknown") if is_first else None


def _place(name: str) -> tuple[int, int, int] | None:
    """Unit, module and port of an interface, as far as its name has them."""
    numbers = _numbers(name)
    if not numbers:
        return None
    return (numbers[0] if len(numbers) > 1 else 1, numbers[1] if len(numbers) > 2 else 0, numbers[-1])


def _numbers(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]


def _short(name: str) -> str:
    """GigabitEthernet1/0/12, Gi1/0/12 and gi 1/0/12 are one port."""
    plain = re.sub(r"\s+", "", name).lower()
    word = re.match(r"[a-z]+", plain)
    if word is None:
        return plain
    return LONG_NAMES.get(word[0], word[0]) + plain[word.end() :]


def open_snmp(settings: Settings) -> SnmpChecker:
    return SnmpChecker(
        SnmpSecrets(
            community=settings.snmp_community,
            user=settings.snmp_user,
            auth_key=settings.snmp_auth_key,
            privacy_key=settings.snmp_privacy_key,
            auth_method=settings.snmp_auth_method,
            privacy_method=settings.snmp_privacy_method,
        )
    )
