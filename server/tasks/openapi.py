"""The description of the API as a file."""

import argparse
import json
from pathlib import Path

from server.web.openapi import document


def write_description(arguments: argparse.Namespace) -> int:
    Path(arguments.file).write_text(json.dumps(document(), indent=1, ensure_ascii=False) + "\n")
    return 0
