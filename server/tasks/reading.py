"""Reads a device's output from a file and prints its rows and facts; needs no installation."""

import argparse
import json
import sys
from pathlib import Path

from server.readings import Unreadable, read_output
from server.readings.clean import MAX_CHARS

# A character needs at most four bytes; more than this cannot be read whatever it is.
MAX_BYTES = 4 * MAX_CHARS


def read_file(arguments: argparse.Namespace) -> int:
    """0 when it was read, 2 with one line about what is wrong otherwise."""
    try:
        text = _read_text(arguments.file)
        reading = read_output(text, arguments.platform, arguments.command_line, arguments.interface)
    except OSError as error:
        print(f"onevisit reading: {arguments.file}: {error.strerror}.", file=sys.stderr)
        return 2
    except Unreadable as error:
        print(f"onevisit reading: {error}", file=sys.stderr)
        return 2
    if reading.interface is not None and not reading.facts:
        print(f"onevisit reading: the output says nothing about {reading.interface}.", file=sys.stderr)
    shown = {
        "platform": reading.platform,
        "command": reading.command,
        "interface": reading.interface,
        "rows": list(reading.rows),
        "facts": dict(reading.facts),
    }
    print(json.dumps(shown, ensure_ascii=False, indent=2))
    return 0


def _read_text(name: str) -> str:
    if name == "-":
        raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with Path(name).open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise Unreadable(
            "too_large",
            f"{name} is larger than {MAX_BYTES} bytes; at most {MAX_CHARS} characters can be read.",
        )
    return raw.decode("utf-8", errors="replace")
