"""SIP: whether a device answers at all (OPTIONS), and which devices a call server has for a number (REGISTER without Contact).

Such a REGISTER only asks for the bindings that there are; it changes none (RFC 3261, 10.2.3).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from aiosipua.auth import SipDigestAuth, answer_challenge
from aiosipua.message import SipRequest, SipResponse
from aiosipua.utils import bracket_ipv6, format_addr, generate_call_id, generate_tag

from server.clients.live_checks.address import find_address, shown
from server.clients.live_checks.protocol import LiveAnswer, NotAnswered
from server.clients.live_checks.sip_exchange import T1_SECONDS, SipExchange
from server.domain.check_networks import CheckNetworks
from server.domain.live_check import LiveKind, LiveReason, LiveTarget
from server.settings import Settings

USUAL_PORT = 5060
MOST_DEVICES = 10


@dataclass(frozen=True)
class SipAccount:
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return "SipAccount(…)"


class SipChecker:
    def __init__(self, account: SipAccount, *, t1_seconds: float = T1_SECONDS) -> None:
        self._account = account
        self._t1 = t1_seconds

    def ask(self, target: LiveTarget, networks: CheckNetworks) -> LiveAnswer:
        address = find_address(target.host, networks)
        with SipExchange(address, target.port, transport=target.transport, t1_seconds=self._t1) as exchange:
            begun = time.monotonic()
            if target.kind is LiveKind.SIP_OPTIONS:
                answer = exchange.ask(_options(target, exchange), sequence=1)
                reason = _redirects(answer)
            else:
                answer, reason = self._ask_registration(target, exchange, address)
            result = _result(answer, milliseconds=round((time.monotonic() - begun) * 1000))
        if target.kind is LiveKind.SIP_REGISTRATION and answer.status_code == 200:
            result["devices"] = _devices(answer)
        return LiveAnswer(address, result, reason)

    def _ask_registration(
        self, target: LiveTarget, exchange: SipExchange, address: str
    ) -> tuple[SipResponse, LiveReason | None]:
        request = _register(target)
        answer = exchange.ask(request, sequence=1)
        # A nonce that has just run out is no refusal of the password: the second challenge brings a new one.
        for attempt in (2, 3):
            if answer.status_code not in (401, 407):
                break
            if not self._account.user:
                return answer, LiveReason.ASKS_PASSWORD
            if attempt == 3 and "stale=true" not in _challenge(answer).lower().replace('"', ""):
                break
            header = _answer_challenge(self._account, answer, request)
            if header is None:
                raise NotAnswered(LiveReason.NOT_UNDERSTOOD, address)
            request.headers.set_single(*header)
            answer = exchange.ask(request, sequence=attempt)
        return answer, _judge_registration(answer, has_account=bool(self._account.user))


def _judge_registration(answer: SipResponse, *, has_account: bool) -> LiveReason | None:
    if answer.status_code in (200, 404):
        return None
    if answer.status_code in (401, 403, 407):
        return LiveReason.PASSWORD_REFUSED if has_account else LiveReason.ASKS_PASSWORD
    return _redirects(answer) or LiveReason.NOT_UNDERSTOOD


def _redirects(answer: SipResponse) -> LiveReason | None:
    """Another address may be named; it is not asked."""
    return LiveReason.REDIRECTS if 300 <= answer.status_code < 400 else None


def _options(target: LiveTarget, exchange: SipExchange) -> SipRequest:
    user = f"{target.subject}@" if target.subject else ""
    uri = f"sip:{user}{_domain(target)}"
    request = SipRequest(method="OPTIONS", uri=f"{uri};transport=tcp" if target.transport == "tcp" else uri)
    own = exchange.own_address
    request.set_header("From", f"<sip:onevisit@{own}>;tag={generate_tag()}")
    request.set_header("To", f"<{uri}>")
    request.set_header("Call-ID", generate_call_id(own.rpartition(":")[0]))
    request.set_header("Contact", f"<sip:onevisit@{own}>")
    request.set_header("Accept", "application/sdp")
    return request


def _register(target: LiveTarget) -> SipRequest:
    domain = _domain(target)
    request = SipRequest(method="REGISTER", uri=f"sip:{domain}")
    request.set_header("From", f"<sip:{target.subject}@{domain}>;tag={generate_tag()}")
    request.set_header("To", f"<sip:{target.subject}@{domain}>")
    request.set_header("Call-ID", generate_call_id("onevisit.invalid"))
    return request


def _domain(target: LiveTarget) -> str:
    if target.port == USUAL_PORT:
        return str(bracket_ipv6(target.host))
    return str(format_addr(target.host, target.port))


def _answer_challenge(
    account: SipAccount, answer: SipResponse, request: SipRequest
) -> tuple[str, str] | None:
    return answer_challenge(
        SipDigestAuth(account.user, account.password),
        answer,
        answer.status_code,
        request.method,
        request.uri,
    )


def _challenge(answer: SipResponse) -> str:
    return answer.get_header("WWW-Authenticate") or answer.get_header("Proxy-Authenticate") or ""


def _result(answer: SipResponse, *, milliseconds: int) -> dict[str, Any]:
    says = answer.get_header("Server") or answer.get_header("User-Agent") or ""
    return {
        "status": answer.status_code,
        "phrase": shown(answer.reason_phrase, 60),
        "device": shown(says),
        "milliseconds": milliseconds,
    }


def _devices(answer: SipResponse) -> list[str]:
    """Where the number is registered, as host and port: what else stands in a Contact may name people."""
    try:
        contacts = answer.contact
    except ValueError:
        return []
    found = [contact.uri for contact in contacts if contact.uri.host][:MOST_DEVICES]
    return [
        shown(format_addr(uri.host, uri.port) if uri.port else bracket_ipv6(uri.host), 80) for uri in found
    ]


def open_sip(settings: Settings) -> SipChecker:
    return SipChecker(SipAccount(settings.sip_user, settings.sip_password))
