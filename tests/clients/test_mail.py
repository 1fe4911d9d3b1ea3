"""A letter arrives whole: in the folder or at a mail server, with its act, and no text breaks out of a header."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from server.clients.mail.folder import FolderMail
from server.clients.mail.message import build_message
from server.clients.mail.protocol import AttachedFile, Letter, MailNotSent
from server.clients.mail.smtp import MailServer, SmtpMail

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 \x00\xff"


def _letter(**changed: Any) -> Letter:
    known: dict[str, Any] = {
        "key": "act-1",
        "to": "olga@example.org",
        "subject": "Акт A-2026-0042, Офис на Лесной",
        "text": "Акт — во вложении.\n",
        "language": "ru",
        "attachments": [AttachedFile("act-A-2026-0042.pdf", PDF)],
    }
    return Letter(**(known | changed))


def _folder(path: Path) -> FolderMail:
    return FolderMail(path, sender="acts@desk.example", sender_name="Северный ветер", now=lambda: NOW)


def test_letter_lands_in_the_folder_with_its_act(tmp_path: Path) -> None:
    _folder(tmp_path / "mail").send(_letter())

    (file,) = (tmp_path / "mail").iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    (attached,) = message.iter_attachments()
    assert file.suffix == ".eml"
    assert message["Subject"] == "Акт A-2026-0042, Офис на Лесной"
    assert message["From"] == "Северный ветер <acts@desk.example>"
    body = message.get_body()
    assert body is not None
    assert body.get_content().splitlines() == ["Акт — во вложении."]
    assert (attached.get_filename(), attached.get_content()) == ("act-A-2026-0042.pdf", PDF)


def test_letter_sent_twice_is_one_file_with_one_message_id(tmp_path: Path) -> None:
    mail = _folder(tmp_path)

    assert mail.send(_letter()) == mail.send(_letter())
    assert mail.send(_letter(key="act-2")) != mail.send(_letter())
    assert len(list(tmp_path.iterdir())) == 2


def test_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file in the way")

    with pytest.raises(MailNotSent, match="could not be written"):
        _folder(tmp_path / "mail").send(_letter())


@pytest.mark.parametrize("changed", [{"subject": "a\nBcc: x@y"}, {"to": "nobody"}, {"subject": "a\rb"}])
def test_letter_that_would_break_its_header_cannot_be_made(changed: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="letter"):
        _letter(**changed)


def test_address_with_a_second_header_is_refused() -> None:
    letter = _letter(to="a@b.example\nBcc: all@b.example")

    with pytest.raises(ValueError, match=r"."):
        build_message(letter, sender="acts@desk.example", sender_name="x", at=NOW)


class _Postbox(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321 to take one letter, or to refuse its recipient."""

    refusing: ClassVar[bytes] = b""
    received: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self._take()
            elif command == b"RCPT" and self.refusing:
                self.wfile.write(self.refusing + b"\r\n")
                continue
            elif command == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.received.append(b"".join(lines))


@pytest.fixture
def postbox() -> Iterator[tuple[type[_Postbox], SmtpMail]]:
    handler = type("Postbox", (_Postbox,), {"received": [], "refusing": b""})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = MailServer(
            "127.0.0.1", server.server_address[1], "acts@desk.example", "Desk", security="none"
        )
        yield handler, SmtpMail(address, now=lambda: NOW)
        server.shutdown()


def test_mail_server_gets_the_letter(postbox: tuple[type[_Postbox], SmtpMail]) -> None:
    handler, mail = postbox

    identifier = mail.send(_letter())

    (received,) = handler.received
    message = email.message_from_bytes(received, policy=email.policy.default)
    assert message["Message-ID"] == identifier
    assert next(message.iter_attachments()).get_content() == PDF


@pytest.mark.parametrize(
    ("answer", "is_final"), [(b"550 no such user", True), (b"451 come back later", False)]
)
def test_refused_recipient_tells_whether_to_try_again(
    postbox: tuple[type[_Postbox], SmtpMail], answer: bytes, is_final: bool
) -> None:
    handler, mail = postbox
    handler.refusing = answer

    with pytest.raises(MailNotSent, match=answer.decode()) as failure:
        mail.send(_letter())

    assert failure.value.is_final is is_final


def test_missing_mail_server_is_worth_another_try() -> None:
    mail = SmtpMail(MailServer("127.0.0.1", 9, "a@b.example", "x", security="none"), now=lambda: NOW)

    with pytest.raises(MailNotSent, match="cannot be reached") as failure:
        mail.send(_letter())

    assert not failure.value.is_final
