"""A real SIP peer on loopback: aiosipua reads and writes its messages, and it answers as a phone or a call server does."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import md5

from aiosipua.headers import parse_auth
from aiosipua.message import SipMessage, SipRequest, SipResponse

USER, PASSWORD, REALM, NONCE = "onevisit", "open-sesame", "aist.example", "4f3c21"
Answers = Callable[[SipRequest], Sequence[SipResponse]]


def answer_to(request: SipRequest, status: int, phrase: str, **headers: str) -> SipResponse:
    """An answer with what RFC 3261, 8.2.6 copies from the request."""
    answer = SipResponse(status_code=status, reason_phrase=phrase)
    for name in ("Via", "From", "Call-ID", "CSeq"):
        answer.set_header(name, request.get_header(name) or "")
    to = request.get_header("To") or ""
    answer.set_header("To", to if status == 100 else f"{to};tag=a6c85cf")
    for name, value in headers.items():
        answer.set_header(name.replace("_", "-"), value)
    return answer


def phone(request: SipRequest) -> list[SipResponse]:
    return [answer_to(request, 200, "OK", User_Agent="Yealink SIP-T46U 108.86.0.20", Allow="INVITE, OPTIONS")]


def call_server(*devices: str, asks_password: bool = False, known: bool = True) -> Answers:
    """Has these devices for every number; with a password only for who knows it (digest, RFC 2617)."""

    def answers(request: SipRequest) -> list[SipResponse]:
        if asks_password and not _knows_password(request):
            challenge = f'Digest realm="{REALM}", nonce="{NONCE}", algorithm=MD5, qop="auth"'
            return [answer_to(request, 401, "Unauthorized", WWW_Authenticate=challenge)]
        if not known:
            return [answer_to(request, 404, "Not Found")]
        answer = answer_to(request, 200, "OK", Server="Asterisk PBX 20.5")
        for device in devices:
            answer.add_header("Contact", f"<sip:2214@{device};ob>;expires=3411")
        return [answer]

    return answers


def _knows_password(request: SipRequest) -> bool:
    given = parse_auth(request.get_header("Authorization") or "").params
    if not given:
        return False
    ha1 = md5(f"{USER}:{REALM}:{PASSWORD}".encode()).hexdigest()
    ha2 = md5(f"{request.method}:{request.uri}".encode()).hexdigest()
    parts = (ha1, NONCE, given.get("nc", ""), given.get("cnonce", ""), "auth", ha2)
    return given.get("response") == md5(":".join(parts).encode()).hexdigest()


@contextmanager
def sip_peer(answers: Answers, *, deaf_to: int = 0) -> Iterator[tuple[int, list[SipRequest]]]:
    """Its UDP port and what it received; it does not answer the first `deaf_to` messages."""
    seen: list[SipRequest] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.bind(("127.0.0.1", 0))
        own.settimeout(0.05)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    data, sender = own.recvfrom(65535)
                except TimeoutError:
                    continue
                request = SipMessage.parse(data)
                assert isinstance(request, SipRequest)
                seen.append(request)
                if len(seen) > deaf_to:
                    for answer in answers(request):
                        own.sendto(bytes(answer), sender)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield own.getsockname()[1], seen
        finally:
            stop.set()
            thread.join()


@contextmanager
def sip_stream_peer(answers: Answers) -> Iterator[int]:
    """The TCP port of a peer that writes each answer in two pieces, after the line ends that keep a connection open."""
    with socket.create_server(("127.0.0.1", 0)) as own:
        own.settimeout(5)

        def serve() -> None:
            connection, _ = own.accept()
            with connection:
                data = b""
                while b"\r\n\r\n" not in data:
                    data += connection.recv(65535)
                request = SipMessage.parse(data)
                assert isinstance(request, SipRequest)
                for answer in answers(request):
                    whole = b"\r\n\r\n" + bytes(answer)
                    connection.sendall(whole[:40])
                    connection.sendall(whole[40:])
                connection.recv(1)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield own.getsockname()[1]
        thread.join()
