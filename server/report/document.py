"""Turns an act with its statements and receipt into the printable document: HTML, assets and attachments. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server.report import display
from server.report.act import canonical, short_code
from server.report.receipt import NO_TRUSTED_TIME
from server.report.safe_text import visible
from server.report.statement import is_plain_path

Json = Mapping[str, Any]

_HERE = Path(__file__).parent
_MOODS = {"accepted": "pass", "accepted_with_remarks": "warn", "not_accepted": "fail"}
_COLOURS = {
    "accepted": "green",
    "accepted_with_remarks": "amber",
    "not_accepted": "red",
}


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF. `relationship` is the AFRelationship of PDF/A-3."""

    name: str
    content: bytes
    relationship: str
    description: str


@dataclass(frozen=True)
class Document:
    """All that a renderer needs: the HTML may name only `asset:` URLs of `assets`."""

    html: str
    assets: Mapping[str, bytes]
    attachments: Sequence[Attachment]
    identifier: bytes
    sealed_at: datetime


def write_document(
    act: Json, statements: Sequence[Json], receipt: Json, *, photos: Mapping[str, bytes]
) -> Document:
    """The document of one act. `photos` maps SHA-256 to bytes; a photo without bytes leaves a marked empty frame."""
    shown = {one["sha256"] for one in act["photos"]} & photos.keys()
    drawings = {f"drawing/{index}": one for index, one in enumerate(statements) if _is_png(one)}
    assets = {
        **_page_assets(),
        **{f"photo/{sha256}": photos[sha256] for sha256 in sorted(shown)},
        **{name: base64.b64decode(one["signature"]["data"]) for name, one in drawings.items()},
    }
    return Document(
        html=_write_html(act, statements, receipt, shown),
        assets=assets,
        attachments=_attachments(act, statements, receipt),
        identifier=hashlib.sha256(canonical(receipt)).digest()[:16],
        sealed_at=datetime.fromisoformat(receipt["sealed_at"]),
    )


def _write_html(act: Json, statements: Sequence[Json], receipt: Json, photos: set[str]) -> str:
    words: Mapping[str, str] = display.LANGUAGES[act["language"]].PAGE
    page = _Page(act, statements, receipt, words)
    return _environment().get_template("act.html.j2").render(
        act=act, receipt=receipt, photos=photos, w=words, **page.context()
    )  # fmt: skip


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_make_visible,
        trim_blocks=True,
    )


def _make_visible(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


class _Page:
    """What the template shows beyond the act itself."""

    def __init__(
        self,
        act: Json,
        statements: Sequence[Json],
        receipt: Json,
        words: Mapping[str, str],
    ) -> None:
        self.act = act
        self.statements = statements
        self.receipt = receipt
        self.words = words

    def context(self) -> dict[str, Any]:
        act, words = self.act, self.words
        result = act["word"]["result"] if "word" in act else None
        return {
            **{key: act.get(key) for key in ("word", "refusal")},
            "kicker": words[f"kicker_{act['kind']}"],
            "title": words[self._title(result)],
            "mood": _MOODS.get(result or "", "none"),
            "word_colour": _COLOURS.get(result or "", ""),
            "code": short_code(self.receipt["content_hash"]),
            "first_act": self._first_act(),
            "crew_names": "\n".join(self._crew_line(one) for one in act["crew"]),
            "asset_names": "\n".join(
                _join(one["name"], one["model"], one["serial"]) for one in act["assets"]
            ),
            "parts_line": "; ".join(f"{one['name']} × {one['quantity']}" for one in act["parts"]),
            "put_right": [one["text"] for one in act["steps"] if one["fixed"] == "yes"],
            "verified": [one for one in act["steps"] if one["role"] == "verify"],
            "sections": self._sections(),
            "triage": [said for ticket in act["tickets"] for said in ticket["triage"]],
            "signatures": [
                self._signature(index, one) for index, one in enumerate(self.statements) if "signer" in one
            ],
            "proved": self._proved(),
            "claimed": self._claimed(),
            "trusted_time": self._trusted_time(),
            "summary": words["summary"].format(**act["totals"]),
            "evidence": self._evidence(),
        }

    def _title(self, result: str | None) -> str:
        if self.act["kind"] == "refusal":
            return f"title_{self.act['refusal']['how']}"
        if self.act["kind"] == "addendum":
            return "title_addendum"
        return f"title_{result}" if result else "title_no_word"

    def _first_act(self) -> str:
        previous = self.act.get("previous")
        return f"{self.words['short_code']} {short_code(previous['content_hash'])}" if previous else ""

    def _crew_line(self, member: Json) -> str:
        lead = self.words["lead"] if member["lead"] == "yes" and len(self.act["crew"]) > 1 else ""
        return _join(member["name"], lead)

    def _sections(self) -> list[tuple[str, list[Json]]]:
        sections: dict[str, list[Json]] = {}
        for step in self.act["steps"]:
            sections.setdefault(step["section"], []).append(step)
        return list(sections.items())

    def _signature(self, index: int, statement: Json) -> dict[str, Any]:
        signer, drawing = statement["signer"], statement["signature"]
        width, height = float(drawing["width"]), float(drawing["height"])
        return {
            **{key: signer[key] for key in ("name", "position", "organisation", "basis")},
            "identified": self.words[signer["identified_by"]],
            "at": display.moment(statement["time"]["wall"], self.act["zone"], self.act["language"]),
            "path": "" if _is_png(statement) else _safe_path(drawing["data"]),
            "image": f"drawing/{index}" if _is_png(statement) else "",
            "width": f"{width:g}",
            "height": f"{height:g}",
            # A pen of constant thickness on paper, however large the pad on the screen was.
            "stroke": f"{max(width / 67, height / 22) * 0.7:g}",
        }

    def _proved(self) -> list[str]:
        words = self.words
        proved = [words["proved_1"].format(installation=self.receipt["installation"]["name"])]
        return [
            *proved,
            *([words["proved_2"], words["proved_3"]] if self.statements else [words["proved_addendum"]]),
        ]

    def _claimed(self) -> list[str]:
        if any("signer" in one for one in self.statements):
            return [self.words["claimed_1"], self.words["claimed_2"]]
        return [self.words["claimed_refusal"]]

    def _trusted_time(self) -> str:
        authority = self.receipt["trusted_time"]
        if authority == NO_TRUSTED_TIME:
            return self.words["trusted_none"]
        return self.words["trusted_tsa"].format(tsa=authority)

    def _evidence(self) -> list[tuple[str, str]]:
        words, receipt = self.words, self.receipt
        rows = [
            ("act.json", receipt["content_hash"]),
            *(
                (name, sha256)
                for name, sha256 in zip(
                    statement_names(len(self.statements)),
                    receipt["statements"],
                    strict=True,
                )
            ),
            (words["received"], self._server_time(receipt["received_at"])),
            (words["sealed"], self._server_time(receipt["sealed_at"])),
            (words["header_changed"], ", ".join(receipt["header_changes"])),
            (words["note_on_seal"], receipt["note"]),
        ]
        return [row for row in rows if row[1]]

    def _server_time(self, instant: str) -> str:
        return display.moment(instant, self.act["zone"], self.act["language"])


def statement_names(count: int) -> list[str]:
    """`statement.json`, `statement-2.json` ...: one per customer who signed."""
    return [f"statement-{index}.json" if index > 1 else "statement.json" for index in range(1, count + 1)]


def _attachments(act: Json, statements: Sequence[Json], receipt: Json) -> list[Attachment]:
    signed = zip(statement_names(len(statements)), statements, strict=True)
    attachments = [
        Attachment("act.json", canonical(act), "Source", "What was shown"),
        Attachment("receipt.json", canonical(receipt), "Data", "What the server checked when sealing"),
        *(
            Attachment(name, canonical(one), "Data", "Who signed, signed by the device")
            for name, one in signed
        ),
    ]
    # A name tree is sorted (ISO 32000-2, 7.9.6), and the renderer writes it in the order given.
    return sorted(attachments, key=lambda one: one.name)


def _page_assets() -> dict[str, bytes]:
    fonts = {f"font/{path.name}": path.read_bytes() for path in sorted((_HERE / "fonts").glob("*.ttf"))}
    return {"act.css": (_HERE / "templates" / "act.css").read_bytes(), **fonts}


def _is_png(statement: Json) -> bool:
    return "signature" in statement and statement["signature"]["kind"] == "png"


def _safe_path(path: str) -> str:
    if not is_plain_path(path):
        raise ValueError("the drawing is not a plain SVG path")
    return path


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
