"""One SIP request and its final answer (RFC 3261, 17.1.2): retransmitted over UDP, matched by branch, never sent elsewhere."""

from __future__ import annotations

import socket
import time
from types import TracebackType
from typing import Self

from aiosipua.headers import CSeq, Via, stringify_cseq, stringify_via
from aiosipua.message import SipMessage, SipRequest, SipResponse
from aiosipua.utils import format_addr, generate_branch

from server.clients.live_checks.protocol import NotAnswered
from server.domain.live_check import LiveReason

# RFC 3261, 17.1.1.1 lets closed, private networks use a smaller estimate of the round trip than half a second.
T1_SECONDS = 0.25
# How many times T1 the interval between two sendings grows to, and the whole exchange lasts (timers E and F).
LONGEST_INTERVAL = 8
WHOLE = 64
LARGEST_MESSAGE = 64 * 1024


class SipExchange:
    """A socket that is connected to one address: the kernel drops whatever comes from another one."""

    def __init__(self, address: str, port: int, *, transport: str, t1_seconds: float = T1_SECONDS) -> None:
        self._address = address
        self._t1 = t1_seconds
        self._is_stream = transport == "tcp"
        self._buffer = b""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM if self._is_stream else socket.SOCK_DGRAM)
        self._socket.settimeout(WHOLE * t1_seconds)
        try:
            self._socket.connect((address, port))
        except TimeoutError as error:
            self._socket.close()
            raise NotAnswered(LiveReason.TIMED_OUT, address) from error
        except OSError as error:
            self._socket.close()
            raise NotAnswered(LiveReason.UNREACHABLE, address) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    @property
    def own_address(self) -> str:
        """This side's address and port as they stand in a header."""
        host, port = self._socket.getsockname()[:2]
        return format_addr(host, port)

    def ask(self, request: SipRequest, *, sequence: int) -> SipResponse:
        """Send a request as a transaction of its own and wait for the final answer. Raises NotAnswered."""
        host, port = self._socket.getsockname()[:2]
        branch = generate_branch()
        via = Via(
            transport="TCP" if self._is_stream else "UDP",
            host=f"[{host}]" if ":" in host else host,
            port=port,
            params={"branch": branch, "rport": None},
        )
        request.headers.set_single("Via", stringify_via(via))
        request.headers.set_single("CSeq", stringify_cseq(CSeq(sequence, request.method)))
        request.headers.set_single("Max-Forwards", "70")
        try:
            if self._is_stream:
                return self._ask_stream(bytes(request), branch, request.method)
            return self._ask_datagram(bytes(request), branch, request.method)
        except TimeoutError as error:
            raise NotAnswered(LiveReason.TIMED_OUT, self._address) from error
        except OSError as error:
            # Among them the port's own word that nobody listens there (ICMP).
            raise NotAnswered(LiveReason.UNREACHABLE, self._address) from error

    def _ask_datagram(self, message: bytes, branch: str, method: str) -> SipResponse:
        ends_at = time.monotonic() + WHOLE * self._t1
        interval = self._t1
        self._socket.send(message)
        send_at = time.monotonic() + interval
        while (now := time.monotonic()) < ends_at:
            if now >= send_at:
                self._socket.send(message)
                interval = min(2 * interval, LONGEST_INTERVAL * self._t1)
                send_at = now + interval
            self._socket.settimeout(max(0.001, min(send_at, ends_at) - now))
            try:
                answer = _read(self._socket.recv(LARGEST_MESSAGE))
            except TimeoutError:
                continue
            if answer is None or not _belongs(answer, branch, method):
                continue
            if answer.status_code >= 200:
                return answer
            interval = LONGEST_INTERVAL * self._t1
            send_at = time.monotonic() + interval
        raise TimeoutError

    def _ask_stream(self, message: bytes, branch: str, method: str) -> SipResponse:
        ends_at = time.monotonic() + WHOLE * self._t1
        self._socket.sendall(message)
        while (left := ends_at - time.monotonic()) > 0:
            whole = self._take_message()
            if whole is None:
                if len(self._buffer) > LARGEST_MESSAGE:
                    raise NotAnswered(LiveReason.NOT_UNDERSTOOD, self._address)
                self._socket.settimeout(left)
                received = self._socket.recv(LARGEST_MESSAGE)
                if not received:
                    raise ConnectionResetError("the connection ended before an answer")
                self._buffer += received
                continue
            answer = _read(whole)
            if answer is not None and _belongs(answer, branch, method) and answer.status_code >= 200:
                return answer
        raise TimeoutError

    def _take_message(self) -> bytes | None:
        """The next whole message of the stream: headers, and as much body as they say (18.3)."""
        # Line ends between messages keep a connection open (7.5).
        self._buffer = self._buffer.lstrip(b"\r\n")
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return None
        answer = _read(head + found)
        length = 0 if answer is None else _length(answer)
        if len(rest) < length:
            return None
        self._buffer = rest[length:]
        return head + found + rest[:length]


def _read(data: bytes) -> SipResponse | None:
    try:
        message = SipMessage.parse(data)
    except ValueError:
        return None
    return message if isinstance(message, SipResponse) else None


def _belongs(answer: SipResponse, branch: str, method: str) -> bool:
    """17.1.3: the branch of the topmost Via and the method of the CSeq say whose answer it is."""
    try:
        vias, sequence = answer.via, answer.cseq
    except ValueError:
        return False
    return bool(vias) and vias[0].branch == branch and sequence is not None and sequence.method == method


def _length(answer: SipResponse) -> int:
    text = (answer.get_header("Content-Length") or "0").strip()
    return int(text) if text.isdecimal() else 0
