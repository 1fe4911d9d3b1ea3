"""The letter that brings a sealed act to the customer. Its SHA-256 in their mailbox is evidence of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.report import display
from server.report.act import short_code
from server.report.safe_text import visible


def act_letter(
    act: Mapping[str, Any], receipt: Mapping[str, Any], *, sha256: str, link: str = ""
) -> tuple[str, str]:
    """Subject and text in the language of the act. `link` is the public page of the act, if there is one."""
    words: Mapping[str, str] = display.LANGUAGES[act["language"]].LETTER
    known = {
        "number": receipt["number"],
        "title": words[f"{act['kind']}"],
        "customer": _line(act["customer"]["name"]),
        "site": _line(", ".join(part for part in (act["site"]["name"], act["site"]["address"]) if part)),
        "made": act["made"],
        "word": (act.get("word") or act.get("refusal") or {"text": words["unsigned"]})["text"],
        "code": short_code(receipt["content_hash"]),
        "sha256": sha256,
        "installation": _line(receipt["installation"]["name"]),
    }
    text = words["text"].format_map(known)
    if link:
        text += words["link"].format(link=link)
    return words["subject"].format_map(known), text


def _line(text: str) -> str:
    """Text of other people as one line of ours."""
    return " ".join(visible(text).split())


def file_name(receipt: Mapping[str, Any]) -> str:
    """A name that every mail program and file system takes (RFC 6266)."""
    number = "".join(
        one if one.isascii() and (one.isalnum() or one in "-_") else "-" for one in receipt["number"]
    )
    return f"act-{number}.pdf"
