"""Makes plain lines of what was pasted: no pager, no terminal codes, no line that is too long; and cuts it at the commands in it."""

import re
from dataclasses import dataclass

MAX_CHARS = 256 * 1024
MAX_LINE = 320
"""The rules of a template may need the cube of a line's length, so a line that no device prints is cut."""

_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]{0,16}[A-Za-z]|[()][A-Z0-9]|[=>78])")
_BLANKS = re.compile(r" {65,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
_PAGERS = (
    re.compile(r" {0,80}-{2,4} ?\(?more\)? ?-{2,4} {0,80}", re.IGNORECASE),
    re.compile(
        r"More: <space>, {1,4}Quit: q(?: or CTRL\+Z)?,(?: One line:)? {0,4}(?:One line: )?<(?:return|CR)> {0,80}",
        re.IGNORECASE,
    ),
    re.compile(
        r"More\? Enter - next line; Space - next page; Q - quit; R - show the rest\.? {0,80}", re.IGNORECASE
    ),
)
_PROMPT = re.compile(
    r"(?:[\w.@~:/()-]{1,64}[#>]|<[\w.@~-]{1,64}>|\[[~*]?[\w.@/-]{1,64}\])[ ]{0,4}(?:do )?(\S.{0,200})?"
)
_BARE_COMMAND = re.compile(r"((?:show|sho|sh|display|displ|disp|dis) [a-z][\w ./:|-]{2,120})", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """The output of one command. `prompt` and `command` are as pasted, None where they were not."""

    prompt: str | None
    command: str | None
    lines: tuple[str, ...]


def clean_lines(text: str) -> list[str]:
    """Plain lines without what a terminal added."""
    plain = _ESCAPE.sub("", text.replace("\r\r\n", "\n").replace("\r\n", "\n"))
    if "\x08" in plain:
        plain = _rub_out(plain)
    lines = []
    for line in plain.replace("\t", "    ").replace("\ufeff", "").replace("\u00a0", " ").split("\n"):
        # A bare carriage return begins the line anew, or is the line's end of an old terminal.
        for part in line.split("\r"):
            kept = _without_pager(_BLANKS.sub(" " * 64, _CONTROL.sub("", part))[: MAX_LINE * 2])
            if kept is not None:
                lines.append(kept[:MAX_LINE].rstrip())
    return lines


def split_sections(lines: list[str]) -> list[Section]:
    """Cut at prompts with a command behind them; what stands before the first is a section without a command."""
    sections: list[Section] = []
    prompt: str | None = None
    command: str | None = None
    kept: list[str] = []
    for line in lines:
        stripped = line.strip()
        found = _PROMPT.fullmatch(stripped) if stripped[:1] not in ("-", "") else None
        bare = _BARE_COMMAND.fullmatch(stripped) if found is None else None
        if found is None and bare is None:
            kept.append(line)
            continue
        if command is not None or any(one.strip() for one in kept):
            sections.append(Section(prompt, command, tuple(kept)))
        command = found.group(1) if found is not None else bare.group(1) if bare is not None else None
        prompt, kept = (stripped if found is not None else None), []
    if command is not None or any(one.strip() for one in kept):
        sections.append(Section(prompt, command, tuple(kept)))
    return sections


def _rub_out(text: str) -> str:
    """Text as it stands after its backspaces: a pager takes its own word back with them."""
    kept: list[str] = []
    for char in text:
        if char != "\x08":
            kept.append(char)
        elif kept and kept[-1] != "\n":
            kept.pop()
    return "".join(kept)


def _without_pager(line: str) -> str | None:
    """The line without the pager's word; None when nothing else was there."""
    if "more" not in line.lower():
        return line
    shorter = line
    for pager in _PAGERS:
        shorter = pager.sub("", shorter)
    return None if shorter != line and not shorter.strip() else shorter
