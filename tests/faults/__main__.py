"""`./run faults [sync|checklists]`: the long runs behind the short ones of the suite. Ends with pytest's own count."""

import argparse
import os
import sys

import pytest

# Each long run is a test of the suite with its size turned up by an environment variable that the test reads.
RUNS = {
    "sync": (
        ["tests/sync/test_sync_simulation.py"],
        {"ONEVISIT_SIM_SECONDS": "600", "ONEVISIT_SIM_SEEDS": "1000"},
    ),
    "checklists": (["tests/checklists"], {"ONEVISIT_CASES": "20000"}),
    "acts": (["tests/verify"], {"ONEVISIT_FLIPS": "10000"}),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run faults")
    parser.add_argument("name", choices=("all", *RUNS), nargs="?", default="all")
    name = parser.parse_args().name
    codes = []
    for run, (paths, sizes) in RUNS.items():
        if name in ("all", run):
            os.environ.update(sizes)
            codes.append(int(pytest.main(["-q", *paths])))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
