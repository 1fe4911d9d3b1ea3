"""The verifier of acts, with the certificates of this machine's installation where there is one."""

import argparse
import os
from pathlib import Path

from server.clients.seal.key_folder import trusted_pem
from server.verify import cli


def verify_acts(arguments: argparse.Namespace) -> int:
    return cli.main(arguments.rest, trusted_pem=_own_certificates())


def _own_certificates() -> bytes:
    folder = Path(os.environ.get("ONEVISIT_DATA_DIR", ".onevisit")) / "seal"
    try:
        return trusted_pem(folder)
    except (OSError, ValueError):
        return b""
