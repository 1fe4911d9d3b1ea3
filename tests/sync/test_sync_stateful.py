"""Hypothesis plays a joint visit on real phone cores against the real server and looks for an order of faults that loses something."""

import os
from collections.abc import Iterator
from itertools import count
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from server.day.phones import PhoneFleet, is_available
from tests.cast import Cast
from tests.conftest import HeldClock
from tests.sync.joint_visit import MODES, STEPS, Day, assert_counter_equals_rows, assert_whole, live_phones

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(
        not is_available() and not os.environ.get("CI"), reason="Node.js and the field app are not here"
    ),
]

PHONES = st.integers(0, 2)


class JointVisit(RuleBasedStateMachine):
    """Three phones at one visit. `live` is set by the test; every example gets a visit and phones of its own."""

    live: ClassVar[tuple[Cast, PhoneFleet]]
    numbers: ClassVar[Iterator[int]] = count(1000)

    @initialize()
    def publish(self) -> None:
        self.day = Day(*self.live, next(self.numbers), roll_back=False)

    @rule(phone=PHONES, step=st.sampled_from(sorted(STEPS)), option=st.integers(0, 1))
    def answer(self, phone: int, step: str, option: int) -> None:
        self.day.phones[phone].do(
            "set_answer", visit=self.day.visit, step=step, raw={"opt": STEPS[step][option]}
        )
        self.day.note_saved(self.day.phones[phone])

    @rule(phone=PHONES)
    def note(self, phone: int) -> None:
        self.day.phones[phone].do("add_note", visit=self.day.visit, text="loose cord")
        self.day.note_saved(self.day.phones[phone])

    @rule(phone=PHONES, mode=st.sampled_from(sorted(set(MODES))))
    def network(self, phone: int, mode: str) -> None:
        self.day.phones[phone].do("network", mode=mode)

    @rule(phone=PHONES)
    def sync(self, phone: int) -> None:
        self.day.phones[phone].do("sync")

    @rule(phone=PHONES, turns=st.integers(1, 6))
    def kill_while_it_syncs(self, phone: int, turns: int) -> None:
        self.day.phones[phone].do("kill_during", command={"do": "sync"}, turns=turns)
        self.day.phones[phone].do("start")

    @invariant()
    def the_unsent_count_equals_the_rows(self) -> None:
        for phone in self.day.phones:
            assert_counter_equals_rows(phone)

    def teardown(self) -> None:
        self.day.become_quiet()
        assert_whole(self.day)


@pytest.fixture
def live(sqlite_app: Flask, clock: HeldClock) -> Iterator[tuple[Cast, PhoneFleet]]:
    yield from live_phones(sqlite_app, clock)


def test_no_order_of_faults_loses_or_doubles_anything(live: tuple[Cast, PhoneFleet]) -> None:
    JointVisit.live = live
    few = settings(
        max_examples=8,
        stateful_step_count=18,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(JointVisit, settings=few)
