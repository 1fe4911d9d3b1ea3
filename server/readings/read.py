"""Reads what was pasted: finds the commands in it, runs their templates, and tells the facts of one port."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from textwrap import dedent
from typing import Any

from checklists import InvalidAnswer, compose, judge
from checklists.loading import HOME
from checklists.yaml_file import read_yaml_file
from server.readings.clean import MAX_CHARS, Section, clean_lines, split_sections
from server.readings.facts import (
    LEASE_LISTS,
    VLAN_LISTS,
    Facts,
    facts_about,
    facts_of_port,
    facts_of_vlans,
    lease_of,
    ports_of,
)
from server.readings.interfaces import normalise_interface
from server.readings.outputs import (
    Output,
    find_marked,
    find_outputs,
    find_platform,
    guess_platform,
    list_supported,
    read_command,
)
from server.readings.templates import Parsed, Patience, Row, TooSlow, join_rows, run_template

Steps = Mapping[str, Mapping[str, Any]]
MAX_PORTS = 1000
MAX_COMMANDS = 50
# The longest output of a stack takes a second or two; what takes longer is made to.
LONGEST_SECONDS = 6.0


class Unreadable(ValueError):
    """The text cannot be read; `code` is for programs, the message for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True)
class Part:
    """The output of one command within what was pasted. `beside` are rows that only facts are taken from."""

    output: Output
    rows: Sequence[Row]
    beside: Sequence[Row]
    named_port: str | None
    """The port that its command names."""


@dataclass(frozen=True)
class Reading:
    """What was understood. Platform, command and rows are those of the first command; facts come from all of them.

    `facts` have the form of stored answers. `interface` is the port they are about, None where they hold for the
    whole output.
    """

    platform: str
    command: str
    rows: Sequence[Row]
    interface: str | None
    facts: Mapping[str, dict[str, Any]]
    commands: Sequence[str] = field(default=())


def read_output(
    text: str,
    platform: str | None = None,
    command: str | None = None,
    interface: str | None = None,
    steps: Steps | None = None,
    group: str = "port",
) -> Reading:
    """Read one or several outputs. `steps` judge the facts (by fact, as composed); without it those of the catalogue do.

    `group` is what the output was asked about: a port, or a switch by its uplink.

    Raises Unreadable, and nothing else, whatever the text is.
    """
    if len(text) > MAX_CHARS:
        raise Unreadable(
            "too_large", f"The text has {len(text)} characters; at most {MAX_CHARS} can be read."
        )
    known = _check_platform(platform)
    port = _check_port(interface)
    if command is not None and not find_outputs(command, known):
        raise Unreadable(
            "unknown_command",
            f"The command {command[:80]!r} is not supported. Supported: {list_supported(known)}.",
        )
    try:
        parts = _read_parts(text, known, command, Patience(LONGEST_SECONDS))
    except TooSlow:
        raise Unreadable(
            "not_understood", "The text is not the output of a device: reading it takes too long."
        ) from None
    if not parts:
        raise Unreadable(
            "not_understood",
            f"No output of {command or 'a supported command'} was found in the text. Supported: {list_supported(known)}.",
        )
    about = port or _only_port(parts)
    first = parts[0]
    return Reading(
        platform=first.output.platform,
        command=first.output.command,
        rows=first.rows,
        interface=about,
        facts=_judge(
            facts_about(_merge_facts(parts, about), group), _catalogue_steps() if steps is None else steps
        ),
        commands=tuple(part.output.command for part in parts),
    )


def _check_platform(platform: str | None) -> str | None:
    known = None if platform is None else find_platform(platform)
    if platform is not None and known is None:
        raise Unreadable(
            "unknown_platform",
            f"The platform {platform[:40]!r} is not supported. Supported: cisco_ios, huawei_vrp, eltex.",
        )
    return known


def _check_port(interface: str | None) -> str | None:
    port = None if interface is None else normalise_interface(interface)
    if interface is not None and port is None:
        raise Unreadable(
            "unknown_interface", f"{interface[:60]!r} is no name of an interface, such as Gi1/0/7 or GE0/0/1."
        )
    return port


def _read_parts(text: str, platform: str | None, command: str | None, patience: Patience) -> list[Part]:
    lines = clean_lines(text)
    sections = split_sections(lines)[:MAX_COMMANDS]
    if command is not None:
        wanted = find_outputs(command, platform)
        echoed = [
            one for one in sections if one.command and set(find_outputs(one.command, platform)) & set(wanted)
        ]
        chosen = echoed or [Section(None, None, tuple(lines))]
        found = [_read_part(one, wanted, read_command(one.command or command)[1], patience) for one in chosen]
        return [part for part in found if part is not None]
    parts = []
    for section in sections:
        outputs = _guess_outputs(section, platform)
        port = read_command(section.command)[1] if section.command else None
        part = _read_part(section, outputs, port, patience)
        if part is not None:
            parts.append(part)
    return parts


def _guess_outputs(section: Section, platform: str | None) -> list[Output]:
    """By the command above it, and among equals by the marks in it; without a command by the marks alone."""
    guessed = platform or guess_platform(section.prompt, section.command)
    marked = find_marked(section.lines, guessed)
    named = find_outputs(section.command, guessed) if section.command else []
    if len(named) > 1:
        return [output for output in named if output in marked] or named
    return named or marked[:3]


def _read_part(
    section: Section, outputs: Sequence[Output], named_port: str | None, patience: Patience
) -> Part | None:
    best: tuple[Output, Sequence[str], Parsed] | None = None
    for output in outputs:
        lines, parsed = _parse(output, section.lines, patience)
        if parsed.rows and (best is None or len(parsed.rows) > len(best[2].rows)):
            best = output, lines, parsed
    if best is None:
        return None
    output, lines, parsed = best
    rows = parsed.rows
    if output.also is not None:
        rows = join_rows(rows, run_template(output.also, lines, patience).rows, output.key)
    beside = [] if output.beside is None else run_template(output.beside, lines, patience).rows
    return Part(output, rows, beside, named_port)


def _parse(output: Output, lines: Sequence[str], patience: Patience) -> tuple[Sequence[str], Parsed]:
    """As pasted; and where that leaves something unread, without empty lines, moved to the left, or with a head."""
    best_lines: Sequence[str] = lines
    best = run_template(output.template, lines, patience)
    if best.rows and not best.foreign:
        return best_lines, best
    closed = [line for line in lines if line]
    moved = dedent("\n".join(closed)).split("\n")
    stripped = [line.strip() for line in closed]
    # A head makes rows of what stands above a table, too: only where nothing else reads it.
    for other in (closed, moved, *([*output.head, *body] for body in (closed, stripped) if not best.rows)):
        parsed = run_template(output.template, other, patience)
        if len(parsed.rows) > len(best.rows):
            best_lines, best = other, parsed
    return best_lines, best


def _only_port(parts: Sequence[Part]) -> str | None:
    """The one port that the commands name, else the one that the outputs have."""
    named = {part.named_port for part in parts if part.named_port is not None}
    if named:
        return named.pop() if len(named) == 1 else None
    shown = {port for part in parts for row in part.rows for port in ports_of(row)}
    return shown.pop() if len(shown) == 1 else None


def _merge_facts(parts: Sequence[Part], port: str | None) -> Facts:
    """Of one port the later output counts. Without one, only what the outputs agree on."""
    merged: Facts = {}
    differing: set[str] = set()
    for part in parts:
        if port is not None and part.named_port not in (None, port):
            continue
        for fact, raw in _facts_of(part, port).items():
            if port is None and merged.get(fact, raw) != raw:
                differing.add(fact)
            merged[fact] = raw
    return {fact: raw for fact, raw in merged.items() if fact not in differing}


def _facts_of(part: Part, port: str | None) -> Facts:
    kind = (part.output.platform, part.output.command)
    if kind in VLAN_LISTS:
        return {} if port is None else facts_of_vlans(part.beside or part.rows, port)
    if kind in LEASE_LISTS:
        return lease_of(part.rows) if len(part.rows) == 1 else {}
    by_port = _by_port(part.rows)
    if not by_port:
        # The list of one port, which is named only in the command.
        return facts_of_port(part.output, part.rows, part.beside) if len(part.rows) == 1 else {}
    if port is not None:
        return _facts_here(part, by_port, port)
    facts = [_facts_here(part, by_port, one) for one in list(by_port)[:MAX_PORTS]]
    return {fact: raw for fact, raw in facts[0].items() if all(other.get(fact) == raw for other in facts[1:])}


def _facts_here(part: Part, by_port: Mapping[str, Sequence[Row]], port: str) -> Facts:
    rows = by_port.get(port)
    if not rows:
        return {}
    return facts_of_port(part.output, rows, [row for row in part.beside if port in ports_of(row)])


def _by_port(rows: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        for port in ports_of(row):
            grouped.setdefault(port, []).append(row)
    return grouped


def _judge(facts: Facts, steps: Steps) -> dict[str, dict[str, Any]]:
    """The facts that have a step, as answers of it. What a step cannot take, another edition asks differently: it is left out."""
    judged = {}
    for fact, raw in facts.items():
        step = steps.get(fact)
        if step is None:
            continue
        try:
            judged[fact] = judge(step, raw)
        except InvalidAnswer:
            continue
    return judged


@cache
def _catalogue_steps() -> Steps:
    template = read_yaml_file(HOME / "network" / "access-port.yaml").data
    return {step["fact"]: step for step in compose([template], {})["steps"]}
