"""Builds the message of a letter: UTF-8 text and attachments, with headers that no text can break out of."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from server.clients.mail.protocol import Letter


def build_message(letter: Letter, *, sender: str, sender_name: str, at: datetime) -> EmailMessage:
    """The whole message. Raises ValueError for an address that cannot stand in a header."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=sender_name, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(letter, sender)
    message["Content-Language"] = letter.language
    # An out-of-office answer to a letter of the system helps nobody (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    for file in letter.attachments:
        kind, _, subtype = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    return message


def message_id(letter: Letter, sender: str) -> str:
    """The same for the same letter, so that a mailbox shows a repeated one once."""
    digest = hashlib.sha256(f"{letter.key}\0{letter.to}".encode()).hexdigest()
    return f"<{digest[:32]}@{sender.rpartition('@')[2]}>"
