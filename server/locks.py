"""Who uses a data folder: locks that end with their process, also when it is killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_LOCK, WORKER_LOCK = "server.lock", "worker.lock"


@contextmanager
def held_lock(file: Path, *, exclusive: bool) -> Iterator[bool]:
    """False when somebody else holds it in a way that excludes this one. Never waits."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _take(descriptor, exclusive)
    finally:
        os.close(descriptor)


def _take(descriptor: int, exclusive: bool) -> bool:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
