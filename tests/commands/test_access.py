"""Getting in: what is verified when nobody has the login."""

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from server.commands.access import write_unknown_hash


def test_a_login_that_nobody_has_is_verified_at_the_cost_of_a_known_one_and_never_fits() -> None:
    hasher = PasswordHasher(time_cost=2, memory_cost=64, parallelism=2)
    unknown = write_unknown_hash(hasher)

    assert not hasher.check_needs_rehash(unknown)
    with pytest.raises(VerifyMismatchError):
        hasher.verify(unknown, "")
