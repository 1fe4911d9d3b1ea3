"""A switch is asked by real SNMP, v2c and v3, how a port stands."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from server.clients.live_checks.protocol import NotAnswered
from server.clients.live_checks.snmp import SnmpChecker
from server.clients.live_checks.snmp_session import SnmpSecrets
from server.domain.check_networks import CheckNetworks
from server.domain.live_check import LiveKind, LiveReason, LiveTarget
from tests.clients.snmp_agent import AUTH_KEY, COMMUNITY, PRIVACY_KEY, USER, snmp_agent

LOOPBACK = CheckNetworks(["127.0.0.0/8"])
V2 = SnmpSecrets(community=COMMUNITY)
V3 = SnmpSecrets(user=USER, auth_key=AUTH_KEY, privacy_key=PRIVACY_KEY)


@pytest.fixture(scope="module")
def agent() -> Iterator[int]:
    with snmp_agent() as port:
        yield port


def target(port: int, subject: str, host: str = "127.0.0.1") -> LiveTarget:
    return LiveTarget(LiveKind.SNMP_PORT, host, port, subject)


def test_a_port_says_link_speed_errors_and_power(agent: int) -> None:
    answer = SnmpChecker(V2).ask(target(agent, "Gi1/0/2"), LOOPBACK)

    assert (answer.address, answer.reason) == ("127.0.0.1", None)
    assert answer.result == {
        "index": 2,
        "name": "Gi1/0/2",
        "alias": "ward 4",
        "admin": "up",
        "oper": "up",
        "speed_mbps": 100,
        "in_errors": 12,
        "poe": "fault",
    }


@pytest.mark.parametrize("written", ["GigabitEthernet1/0/1", "gi 1/0/1", "1"])
def test_a_port_is_found_however_its_name_is_written(agent: int, written: str) -> None:
    result = SnmpChecker(V2).ask(target(agent, written), LOOPBACK).result

    assert (result["name"], result["alias"], result["poe"]) == ("Gi1/0/1", "reception", "delivering")


def test_power_of_an_access_port_is_not_told_of_the_uplink_with_the_same_number(agent: int) -> None:
    result = SnmpChecker(V2).ask(target(agent, "Te1/1/1"), LOOPBACK).result

    assert (result["speed_mbps"], result["poe"]) == (10_000, None)


def test_version_3_is_asked_with_its_keys(agent: int) -> None:
    assert SnmpChecker(V3).ask(target(agent, "3"), LOOPBACK).result["oper"] == "down"


@pytest.mark.parametrize("subject", ["Gi1/0/7", "77"])
def test_a_port_that_the_switch_does_not_have_is_said(agent: int, subject: str) -> None:
    assert SnmpChecker(V2).ask(target(agent, subject), LOOPBACK).reason is LiveReason.NO_SUCH_PORT


def test_wrong_keys_of_version_3_are_told_from_silence(agent: int) -> None:
    wrong = SnmpSecrets(user=USER, auth_key="not-the-right-one", privacy_key=PRIVACY_KEY)

    with pytest.raises(NotAnswered) as refused:
        SnmpChecker(wrong).ask(target(agent, "1"), LOOPBACK)

    assert refused.value.reason is LiveReason.PASSWORD_REFUSED


def test_without_a_community_nothing_is_sent(agent: int) -> None:
    with pytest.raises(NotAnswered) as refused:
        SnmpChecker(SnmpSecrets()).ask(target(agent, "1"), LOOPBACK)

    assert refused.value.reason is LiveReason.NO_CREDENTIALS


def test_an_address_outside_the_networks_is_not_asked(agent: int) -> None:
    with pytest.raises(NotAnswered) as refused:
        SnmpChecker(V2).ask(target(agent, "1"), CheckNetworks(["10.20.1.0/24"]))

    assert refused.value.reason is LiveReason.OWN_ADDRESS


def test_what_another_address_sends_is_not_listened_to(agent: int) -> None:
    """Somebody on the network answers faster than the switch, with all that stands in the answer right."""
    with relay(agent, answers_from="127.0.0.2") as port, pytest.raises(NotAnswered) as silent:
        SnmpChecker(V2, try_seconds=0.1).ask(target(port, "1"), LOOPBACK)

    assert silent.value.reason is LiveReason.TIMED_OUT


@contextmanager
def relay(agent: int, *, answers_from: str) -> Iterator[int]:
    """Hands every message on to the agent, and its answer back from another address."""
    udp = (socket.AF_INET, socket.SOCK_DGRAM)
    with socket.socket(*udp) as front, socket.socket(*udp) as back, socket.socket(*udp) as other:
        front.bind(("127.0.0.1", 0))
        other.bind((answers_from, 0))
        back.connect(("127.0.0.1", agent))
        front.settimeout(1)
        back.settimeout(1)

        def serve() -> None:
            with suppress(TimeoutError):
                while True:
                    message, sender = front.recvfrom(65535)
                    back.send(message)
                    other.sendto(back.recv(65535), sender)

        thread = threading.Thread(target=serve)
        thread.start()
        yield front.getsockname()[1]
        thread.join()


def test_secrets_do_not_show_in_what_is_printed() -> None:
    assert COMMUNITY not in repr(V2)
    assert AUTH_KEY not in repr(V3)
