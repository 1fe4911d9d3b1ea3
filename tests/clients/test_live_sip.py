"""A SIP device is asked over a real socket: what it is sent, whose answer is believed, and what is made of it."""

import socket

import pytest
from aiosipua.message import SipRequest, SipResponse

from server.clients.live_checks.protocol import LiveAnswer, NotAnswered
from server.clients.live_checks.sip import SipAccount, SipChecker
from server.domain.check_networks import CheckNetworks
from server.domain.live_check import LiveKind, LiveReason, LiveTarget
from tests.clients.sip_peer import (
    PASSWORD,
    USER,
    answer_to,
    call_server,
    phone,
    sip_peer,
    sip_stream_peer,
)

LOOPBACK = CheckNetworks(["127.0.0.0/8"])
NOBODY = SipAccount()
ACCOUNT = SipAccount(USER, PASSWORD)
QUICK = 0.02


def options(port: int, host: str = "127.0.0.1", transport: str = "udp") -> LiveAnswer:
    target = LiveTarget(LiveKind.SIP_OPTIONS, host, port, None, transport)
    return SipChecker(NOBODY, t1_seconds=QUICK).ask(target, LOOPBACK)


def registration(port: int, account: SipAccount = NOBODY) -> LiveAnswer:
    target = LiveTarget(LiveKind.SIP_REGISTRATION, "127.0.0.1", port, "2214")
    return SipChecker(account, t1_seconds=QUICK).ask(target, LOOPBACK)


def test_a_phone_that_answers_says_what_it_is() -> None:
    with sip_peer(phone) as (port, _):
        answer = options(port)

    assert (answer.address, answer.reason, answer.result["status"]) == ("127.0.0.1", None, 200)
    assert answer.result["device"] == "Yealink SIP-T46U 108.86.0.20"


def test_a_request_has_what_the_standard_asks_for() -> None:
    with sip_peer(phone) as (port, seen):
        options(port)

    request = seen[0]
    assert (request.method, request.uri) == ("OPTIONS", f"sip:127.0.0.1:{port}")
    assert request.via[0].branch is not None
    assert request.via[0].branch.startswith("z9hG4bK")
    assert "rport" in request.via[0].params
    assert request.from_addr is not None
    assert request.from_addr.tag
    assert request.to_addr is not None
    assert request.to_addr.tag is None
    assert request.call_id
    assert request.get_header("Max-Forwards") == "70"


def test_a_lost_request_is_sent_again_as_the_same_one() -> None:
    with sip_peer(phone, deaf_to=2) as (port, seen):
        assert options(port).result["status"] == 200

    assert len({(one.via[0].branch, one.call_id, one.get_header("CSeq")) for one in seen}) == 1
    assert len(seen) >= 3


def test_answers_to_other_requests_are_not_believed() -> None:
    def confused(request: SipRequest) -> list[SipResponse]:
        other_branch = answer_to(request, 404, "Not Found", Via="SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKother")
        other_method = answer_to(request, 404, "Not Found", CSeq="1 REGISTER")
        broken = answer_to(request, 404, "Not Found", Via="?", CSeq="?")
        return [other_branch, other_method, broken, answer_to(request, 100, "Trying"), *phone(request)]

    with sip_peer(confused) as (port, _):
        assert options(port).result["status"] == 200


def test_a_device_that_keeps_silent_is_given_up_after_its_time() -> None:
    with sip_peer(lambda _: []) as (port, seen), pytest.raises(NotAnswered) as silent:
        options(port)

    assert (silent.value.reason, silent.value.address) == (LiveReason.TIMED_OUT, "127.0.0.1")
    # T1, 2 T1, 4 T1, then every 8 T1 until 64 T1 (timers E and F): eleven sendings.
    assert 4 <= len(seen) <= 11


def test_a_port_where_nobody_listens_is_told_from_silence() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.bind(("127.0.0.1", 0))
        port = own.getsockname()[1]
    with pytest.raises(NotAnswered) as nobody:
        options(port)

    assert nobody.value.reason is LiveReason.UNREACHABLE


def test_an_answer_over_tcp_may_come_in_pieces() -> None:
    with sip_stream_peer(phone) as port:
        assert options(port, transport="tcp").result["status"] == 200


def test_another_address_that_a_device_names_is_not_asked() -> None:
    with sip_peer(phone) as (elsewhere, seen_elsewhere):

        def moved(request: SipRequest) -> list[SipResponse]:
            return [answer_to(request, 302, "Moved", Contact=f"<sip:127.0.0.1:{elsewhere}>")]

        with sip_peer(moved) as (port, _):
            assert options(port).reason is LiveReason.REDIRECTS

    assert seen_elsewhere == []


def test_a_call_server_names_the_devices_of_a_number_and_is_not_changed() -> None:
    with sip_peer(call_server("10.20.1.44:5060", "10.20.1.45")) as (port, seen):
        answer = registration(port)

    assert answer.result["devices"] == ["10.20.1.44:5060", "10.20.1.45"]
    assert [(one.method, one.get_header("Contact"), one.get_header("Expires")) for one in seen] == [
        ("REGISTER", None, None)
    ]


def test_a_password_is_answered_for_once_and_in_a_transaction_of_its_own() -> None:
    with sip_peer(call_server("10.20.1.44", asks_password=True)) as (port, seen):
        answer = registration(port, ACCOUNT)

    assert (answer.reason, answer.result["devices"]) == (None, ["10.20.1.44"])
    assert [one.get_header("CSeq") for one in seen] == ["1 REGISTER", "2 REGISTER"]
    assert len({one.via[0].branch for one in seen}) == 2
    assert len({(one.call_id, one.get_header("From")) for one in seen}) == 1


def test_a_password_is_not_sent_where_none_is_set() -> None:
    with sip_peer(call_server(asks_password=True)) as (port, seen):
        assert registration(port).reason is LiveReason.ASKS_PASSWORD

    assert len(seen) == 1


def test_a_wrong_password_is_tried_once() -> None:
    with sip_peer(call_server(asks_password=True)) as (port, seen):
        assert registration(port, SipAccount(USER, "wrong")).reason is LiveReason.PASSWORD_REFUSED

    assert len(seen) == 2


def test_a_number_that_the_call_server_does_not_know_is_an_answer() -> None:
    with sip_peer(call_server(known=False)) as (port, _):
        answer = registration(port)

    assert (answer.reason, answer.result["status"]) == (None, 404)


def test_an_account_does_not_show_in_what_is_printed() -> None:
    assert PASSWORD not in repr(ACCOUNT)
