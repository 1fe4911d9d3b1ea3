"""Time as the server sees it: aware UTC, handed in so that tests can hold it still."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and Z; raises ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError(f"A time without zone: {moment}")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
