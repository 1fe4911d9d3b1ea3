"""A real SNMP agent on loopback, by pysnmp's command responder: a switch with four ports, for v2c and v3."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config, engine
from pysnmp.entity.rfc3413 import cmdrsp, context
from pysnmp.proto.api import v2c

COMMUNITY = "aist-read"
USER, AUTH_KEY, PRIVACY_KEY = "onevisit", "auth-of-aist", "privacy-of-aist"
UP, DOWN = 1, 2
DELIVERING, FAULT = 3, 4


def switch() -> dict[str, Any]:
    """Gi1/0/1 gives a phone power; Gi1/0/2 has link and no power; Gi1/0/3 is down; Te1/1/1 is the uplink."""
    values: dict[str, Any] = {}
    ports = [
        # index, name, alias, oper, bit/s, Mbit/s, errors, power
        (1, "Gi1/0/1", "reception", UP, 1_000_000_000, 1000, 0, DELIVERING),
        (2, "Gi1/0/2", "ward 4", UP, 100_000_000, 100, 12, FAULT),
        (3, "Gi1/0/3", "", DOWN, 0, 0, 0, 2),
        (49, "Te1/1/1", "uplink", UP, 4_294_967_295, 10_000, 0, None),
    ]
    for index, name, alias, oper, speed, high_speed, errors, power in ports:
        entry, more = f"1.3.6.1.2.1.2.2.1.{{}}.{index}", f"1.3.6.1.2.1.31.1.1.1.{{}}.{index}"
        values[entry.format(2)] = v2c.OctetString(name.replace("Gi", "GigabitEthernet"))
        values[entry.format(3)] = v2c.Integer32(6)
        values[entry.format(5)] = v2c.Gauge32(speed)
        values[entry.format(7)] = v2c.Integer32(UP)
        values[entry.format(8)] = v2c.Integer32(oper)
        values[entry.format(14)] = v2c.Counter32(errors)
        values[more.format(1)] = v2c.OctetString(name)
        values[more.format(15)] = v2c.Gauge32(high_speed)
        values[more.format(18)] = v2c.OctetString(alias)
        if power is not None:
            values[f"1.3.6.1.2.1.105.1.1.1.6.1.{index}"] = v2c.Integer32(power)
    return values


class _Table:
    """What the agent knows, read in the order of object identifiers as the protocol wants it."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._rows = sorted((tuple(map(int, oid.split("."))), value) for oid, value in values.items())

    def read_variables(self, *wanted: Any, **_: Any) -> list[Any]:
        found = dict(self._rows)
        return [(name, found.get(tuple(name), v2c.NoSuchInstance())) for name, _ in wanted]

    def read_next_variables(self, *wanted: Any, **_: Any) -> list[Any]:
        return [self._after(name) for name, _ in wanted]

    def _after(self, name: Any) -> Any:
        for oid, value in self._rows:
            if oid > tuple(name):
                return v2c.ObjectIdentifier(oid), value
        return name, v2c.EndOfMibView()


@contextmanager
def snmp_agent(values: Mapping[str, Any] | None = None) -> Iterator[int]:
    """The port of a running agent."""
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    own.bind(("127.0.0.1", 0))
    own.setblocking(False)
    with _loop() as call:
        agent = call(lambda: _start(_Table(switch() if values is None else values), own))
        try:
            yield own.getsockname()[1]
        finally:
            call(agent.close_dispatcher)


def _start(table: _Table, own: socket.socket) -> Any:
    agent = engine.SnmpEngine()
    transport = udp.UdpTransport().open_server_mode(sock=own)
    config.add_transport(agent, udp.DOMAIN_NAME, transport)
    config.add_v1_system(agent, "aist", COMMUNITY)
    config.add_v3_user(
        agent, USER, config.USM_AUTH_HMAC192_SHA256, AUTH_KEY, config.USM_PRIV_CFB128_AES, PRIVACY_KEY
    )
    config.add_vacm_user(agent, 2, "aist", "noAuthNoPriv", readSubTree=(1, 3, 6))
    config.add_vacm_user(agent, 3, USER, "authPriv", readSubTree=(1, 3, 6))
    about = context.SnmpContext(agent)
    about.unregister_context_name(v2c.OctetString(b""))
    about.register_context_name(v2c.OctetString(b""), table)
    for responder in (cmdrsp.GetCommandResponder, cmdrsp.NextCommandResponder, cmdrsp.BulkCommandResponder):
        responder(agent, about)
    return agent


@contextmanager
def _loop() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """An event loop in a thread of its own; what is called in it is waited for."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def run(act: Callable[[], Any]) -> Any:
        return act()

    try:
        yield lambda act: asyncio.run_coroutine_threadsafe(run(act), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(_end_tasks(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end_tasks() -> None:
    """What the agent began and never ends by itself, such as its timer."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
