"""The start-up check of the SQLite library."""

import pytest

from server.store.sqlite_floor import is_below_floor


@pytest.mark.parametrize(
    ("version", "below"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_a_library_with_the_wal_reset_fault_is_recognised(version: tuple[int, int, int], below: bool) -> None:
    assert is_below_floor(version) is below
