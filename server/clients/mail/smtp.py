"""Sends letters through the organisation's mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.clients.mail.message import build_message
from server.clients.mail.protocol import Letter, MailNotSent

_SECONDS = 30


@dataclass(frozen=True)
class MailServer:
    """Where letters go out. `security` is how the connection is protected; "none" is for a server on this machine."""

    host: str
    port: int
    sender: str
    sender_name: str
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str | None = None
    password: str | None = None


class SmtpMail:
    def __init__(self, server: MailServer, *, now: Callable[[], datetime]) -> None:
        self._server = server
        self._now = now

    def send(self, letter: Letter) -> str:
        server = self._server
        message = build_message(letter, sender=server.sender, sender_name=server.sender_name, at=self._now())
        try:
            with self._connect() as connection:
                self._introduce(connection)
                connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, reason = next(iter(refusal.recipients.values()))
            raise MailNotSent(f"{code} {_text(reason)}", is_final=code >= 500) from refusal
        except smtplib.SMTPResponseException as answer:
            # A wrong password is ours to mend, and the letter can go afterwards.
            is_ours = isinstance(answer, smtplib.SMTPAuthenticationError)
            raise MailNotSent(
                f"{answer.smtp_code} {_text(answer.smtp_error)}",
                is_final=answer.smtp_code >= 500 and not is_ours,
            ) from answer
        except (smtplib.SMTPException, OSError) as failure:
            raise MailNotSent(f"the mail server cannot be reached: {failure}") from failure
        return str(message["Message-ID"])

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=_SECONDS)

    def _introduce(self, connection: smtplib.SMTP) -> None:
        if self._server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if self._server.user is not None:
            connection.login(self._server.user, self._server.password or "")


def _text(reason: bytes | str) -> str:
    return reason.decode(errors="replace") if isinstance(reason, bytes) else reason
