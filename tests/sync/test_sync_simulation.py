"""Seeded days of real phone cores against the real server: losses, doubles, kills, roll-backs, photos.

A failing seed names itself and repeats the run: phones and schedule take all their chance from it.
"""

import os
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from server.day.phones import PhoneFleet, is_available
from server.store.field import StoredFile
from tests.cast import Cast
from tests.conftest import HeldClock
from tests.sync.joint_visit import Day, assert_whole, live_phones, rows

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(
        not is_available() and not os.environ.get("CI"), reason="Node.js and the field app are not here"
    ),
]

BUDGET_S = float(os.environ.get("ONEVISIT_SIM_SECONDS", "20"))
SEEDS = int(os.environ.get("ONEVISIT_SIM_SEEDS", "8"))


@pytest.fixture
def live(sqlite_app: Flask, clock: HeldClock) -> Iterator[tuple[Cast, PhoneFleet]]:
    yield from live_phones(sqlite_app, clock)


@pytest.fixture
def live_anywhere(app: Flask, clock: HeldClock) -> Iterator[tuple[Cast, PhoneFleet]]:
    yield from live_phones(app, clock)


@pytest.mark.parametrize("roll_back", [False, True], ids=["losses", "losses and roll-backs"])
def test_whatever_happens_on_the_way_nothing_is_lost_or_doubled(
    live: tuple[Cast, PhoneFleet], roll_back: bool
) -> None:
    started = time.monotonic()
    for seed in range(1, SEEDS + 1):
        if time.monotonic() - started > BUDGET_S:
            break
        day = Day(*live, seed, roll_back=roll_back)
        try:
            day.play()
            day.become_quiet()
            assert_whole(day)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error


def test_a_joint_day_ends_alike_on_both_databases(live_anywhere: tuple[Cast, PhoneFleet]) -> None:
    day = Day(*live_anywhere, 99, roll_back=False)

    day.play()
    day.become_quiet()

    assert_whole(day)


def test_a_photo_arrives_byte_for_byte_and_its_tick_comes_back(live: tuple[Cast, PhoneFleet]) -> None:
    day = Day(*live, 7, roll_back=False)
    phone = day.phones[0]

    photo = phone.do("add_photo", visit=day.visit, size=400_000, salt=5)
    phone.do("sync")
    phone.do("sync")  # the first run sends the bytes after it has pulled

    view = next(one for one in phone.do("open_visit", visit=day.visit)["photos"] if one["id"] == photo)
    stored = rows(StoredFile)
    assert view["state"] == "stored"
    assert [file.sha256 for file in stored] == [view["value"]["sha256"]]
    assert stored[0].clean_name is not None
    assert phone.unsent() == 0
