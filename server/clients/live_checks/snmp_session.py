"""SNMP v2c and v3 by pysnmp: read values of one agent, which alone is listened to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pysnmp.carrier.asyncio.dgram.udp import UdpAsyncioTransport
from pysnmp.carrier.asyncio.dgram.udp6 import Udp6AsyncioTransport
from pysnmp.entity.engine import SnmpEngine
from pysnmp.error import PySnmpError
from pysnmp.hlapi.v3arch.asyncio import (
    CommunityData,
    ContextData,
    Udp6TransportTarget,
    UdpTransportTarget,
    UsmUserData,
    bulk_walk_cmd,
    get_cmd,
)
from pysnmp.hlapi.v3arch.asyncio import auth as methods
from pysnmp.proto import errind
from pysnmp.proto.rfc1905 import EndOfMibView, NoSuchInstance, NoSuchObject
from pysnmp.smi.rfc1902 import ObjectIdentity, ObjectType

from server.clients.live_checks.protocol import NotAnswered
from server.domain.live_check import LiveReason

TRY_SECONDS = 1.5
RETRIES = 2
MOST_ROWS = 2000
ROWS_AT_ONCE = 25
HASHES = {
    "sha": methods.usmHMACSHAAuthProtocol,
    "sha256": methods.usmHMAC192SHA256AuthProtocol,
    "sha512": methods.usmHMAC384SHA512AuthProtocol,
}
CIPHERS = {"aes": methods.usmAesCfb128Protocol, "aes256": methods.usmAesCfb256Protocol}
ABSENT = (NoSuchObject, NoSuchInstance, EndOfMibView)
ABOUT_PASSWORD = (
    errind.UnknownUserName,
    errind.WrongDigest,
    errind.UnsupportedSecurityLevel,
    errind.DecryptionError,
    errind.AuthenticationFailure,
    errind.AuthenticationError,
    errind.UnknownSecurityName,
)
SILENT = (errind.RequestTimedOut, errind.EmptyResponse)


@dataclass(frozen=True)
class SnmpSecrets:
    """v3 where a user is given, else v2c."""

    community: str = ""
    user: str = ""
    auth_key: str = ""
    privacy_key: str = ""
    auth_method: str = "sha256"
    privacy_method: str = "aes"

    def __repr__(self) -> str:
        return "SnmpSecrets(…)"


class SnmpSession:
    def __init__(self, engine: SnmpEngine, auth: Any, target: Any, address: str) -> None:
        self._engine = engine
        self._auth = auth
        self._target = target
        self._address = address

    async def get(self, oids: Sequence[str]) -> list[Any]:
        """The values in the order asked; None where the agent has none. Raises NotAnswered."""
        fault, status, _, bindings = await get_cmd(
            self._engine, self._auth, self._target, ContextData(), *map(_object, oids), lookupMib=False
        )
        self._check(fault, status)
        return [None if isinstance(value, ABSENT) else value for _, value in bindings]

    async def walk(self, column: str) -> dict[tuple[int, ...], Any]:
        """A column of a table by index. Raises NotAnswered."""
        rows: dict[tuple[int, ...], Any] = {}
        walked = bulk_walk_cmd(
            self._engine,
            self._auth,
            self._target,
            ContextData(),
            0,
            ROWS_AT_ONCE,
            _object(column),
            lookupMib=False,
            lexicographicMode=False,
            maxRows=MOST_ROWS,
        )
        depth = column.count(".") + 1
        async for fault, status, _, bindings in walked:
            self._check(fault, status)
            for name, value in bindings:
                if not isinstance(value, ABSENT):
                    rows[tuple(name)[depth:]] = value
        return rows

    def _check(self, fault: Any, status: Any) -> None:
        if fault:
            # The library's own words are not handed on: they may repeat what was sent.
            raise NotAnswered(_reason(fault), self._address)
        if int(status):
            raise NotAnswered(LiveReason.NOT_UNDERSTOOD, self._address)


@asynccontextmanager
async def snmp_session(
    address: str, port: int, secrets: SnmpSecrets, *, try_seconds: float
) -> AsyncIterator[SnmpSession]:
    engine = SnmpEngine()
    kind = _target_of(address)
    try:
        target = await kind.create((address, port), timeout=try_seconds, retries=RETRIES)
        yield SnmpSession(engine, _auth_of(secrets), target, address)
    except PySnmpError as error:
        raise NotAnswered(LiveReason.UNREACHABLE, address) from error
    finally:
        engine.close_dispatcher()


def _target_of(address: str) -> Any:
    """A target whose socket hears nobody but `address`: pysnmp's own listens to all."""
    is_six = ":" in address
    transport: Any = Udp6AsyncioTransport if is_six else UdpAsyncioTransport

    class OnlyFrom(transport):  # type: ignore[misc] # pysnmp has no types
        def datagram_received(self, datagram: bytes, sender: Any) -> None:
            if sender[0] == address:
                super().datagram_received(datagram, sender)

    class Target(Udp6TransportTarget if is_six else UdpTransportTarget):  # type: ignore[misc]
        PROTO_TRANSPORT = OnlyFrom

    return Target


def _auth_of(secrets: SnmpSecrets) -> Any:
    if not secrets.user:
        return CommunityData("onevisit", secrets.community, mpModel=1)
    return UsmUserData(
        secrets.user,
        authKey=secrets.auth_key or None,
        privKey=secrets.privacy_key or None,
        authProtocol=HASHES[secrets.auth_method] if secrets.auth_key else methods.usmNoAuthProtocol,
        privProtocol=CIPHERS[secrets.privacy_method] if secrets.privacy_key else methods.usmNoPrivProtocol,
    )


def _reason(fault: Any) -> LiveReason:
    if isinstance(fault, SILENT):
        return LiveReason.TIMED_OUT
    if isinstance(fault, ABOUT_PASSWORD):
        return LiveReason.PASSWORD_REFUSED
    return LiveReason.NOT_UNDERSTOOD


def _object(oid: str) -> Any:
    return ObjectType(ObjectIdentity(oid))
