"""Which SQLite libraries can corrupt a database in WAL mode, and what protects ours."""

import sqlite3

Version = tuple[int, int, int]

# Fixed in 3.51.3 and, for older branches, in 3.50.7 and 3.44.6 (sqlite.org/wal.html, "The WAL-Reset Bug").
FIXED_BRANCHES: dict[tuple[int, int], int] = {(3, 50): 7, (3, 44): 6}
FIXED: Version = (3, 51, 3)


def is_below_floor(version: Version = sqlite3.sqlite_version_info) -> bool:
    """True when the library has the WAL-reset fault: then every commit and checkpoint must pass the gate, as ours do."""
    if version >= FIXED:
        return False
    patch = FIXED_BRANCHES.get(version[:2])
    return patch is None or version[2] < patch


def describe() -> str:
    """One line for /health and the log."""
    version = sqlite3.sqlite_version
    if not is_below_floor():
        return version
    return (
        f"{version}: has the WAL-reset fault. All our writes pass one gate, which excludes it; "
        "let no other program write to or checkpoint this file."
    )
