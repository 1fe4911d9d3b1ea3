"""One joint visit with three real phone cores against the real server: everything that may happen to it, and what must hold after."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask

from server.day.phones import Phone, PhoneFleet, phone_fleet
from server.store.events import find_break_in_chain
from server.store.field import FieldState, Op, OpSlot
from server.store.gate import db
from tests.cast import PASSWORD, Cast, make_cast
from tests.conftest import HeldClock
from tests.sync.live_server import serving
from tests.visits import publish_visit

STEPS = {
    "phone.dnd": ("off", "on"),
    "phone.ringer": ("audible", "silent"),
    "phone.forward": ("none", "unwanted"),
}
MODES = ("on", "on", "off", "lose_answer", "double")
ACTIONS = 22


class Day:
    """One joint visit, its phones, and everything that was ever saved on them."""

    def __init__(self, cast: Cast, fleet: PhoneFleet, seed: int, *, roll_back: bool) -> None:
        self.random = random.Random(seed)
        self.visit = publish_visit(
            cast, cast.anna, cast.boris, cast.viktor, at=datetime.now(UTC), hours=2 * seed % 60
        )
        logins = ("anna", "boris", "viktor")
        self.phones = [
            _signed_in(fleet.phone(f"{login}-{seed}", seed=seed * 10 + place), login)
            for place, login in enumerate(logins)
        ]
        self.can_roll_back = roll_back
        self.saved: set[str] = set()
        self.snapshots: dict[str, set[str]] = {}

    def play(self) -> None:
        for _ in range(ACTIONS):
            phone = self.random.choice(self.phones)
            self.random.choices(self._actions(), weights=self._weights())[0](phone)
            assert_counter_equals_rows(phone)

    def become_quiet(self) -> None:
        for _ in range(4):
            for phone in self.phones:
                phone.do("network", mode="on")
                # Starting anew ends every waiting time, as opening the app does.
                phone.do("start")
                phone.do("sync")

    def _actions(self) -> list[Callable[[Phone], None]]:
        return [
            self._answer,
            self._sync,
            self._network,
            self._note,
            self._photo,
            self._report,
            self._kill,
            self._snapshot,
            self._roll_back,
        ]

    def _weights(self) -> list[int]:
        return [32, 26, 12, 8, 3, 4, 6, 4, 5 if self.can_roll_back else 0]

    def _answer(self, phone: Phone) -> None:
        step = self.random.choice(list(STEPS))
        phone.do("set_answer", visit=self.visit, step=step, raw={"opt": self.random.choice(STEPS[step])})
        self.note_saved(phone)

    def _note(self, phone: Phone) -> None:
        phone.do("add_note", visit=self.visit, text="loose cord")
        self.note_saved(phone)

    def _photo(self, phone: Phone) -> None:
        phone.do("add_photo", visit=self.visit, size=3000, salt=self.random.randrange(10**6))
        self.note_saved(phone)

    def _report(self, phone: Phone) -> None:
        phone.do(
            "set_status", visit=self.visit, state=self.random.choice(("travelling", "on_site", "work_done"))
        )
        self.note_saved(phone)

    def _sync(self, phone: Phone) -> None:
        phone.do("sync")

    def _network(self, phone: Phone) -> None:
        phone.do("network", mode=self.random.choice(MODES))

    def _kill(self, phone: Phone) -> None:
        phone.do("kill_during", command={"do": "sync"}, turns=self.random.randrange(1, 6))
        phone.do("start")

    def _snapshot(self, phone: Phone) -> None:
        phone.do("snapshot")
        self.snapshots[phone.name] = set(self.saved)

    def _roll_back(self, phone: Phone) -> None:
        """What was only on the phone since the copy is gone with its storage; that is no fault of the sync."""
        if phone.name not in self.snapshots:
            return
        unsent = {row["op_id"] for row in phone.state()["rows"]["outbox"]}
        self.saved -= unsent - self.snapshots[phone.name]
        phone.do("restore")

    def note_saved(self, phone: Phone) -> None:
        self.saved |= {row["op_id"] for row in phone.state()["rows"]["outbox"]}


def live_phones(app: Flask, clock: HeldClock) -> Iterator[tuple[Cast, PhoneFleet]]:
    clock.now = datetime.now(UTC)
    cast = make_cast(clock())
    with serving(app) as base, phone_fleet(base) as fleet:
        yield cast, fleet


def _signed_in(phone: Phone, login: str) -> Phone:
    phone.do("sign_in", login=login, password=PASSWORD)
    phone.do("sync")
    return phone


def assert_counter_equals_rows(phone: Phone) -> None:
    state = phone.state()
    assert state["status"]["unsentOps"] == len(state["rows"]["outbox"]), "the unsent count equals the rows"


def assert_whole(day: Day) -> None:
    states = [phone.state() for phone in day.phones]
    assert [state["faults"] for state in states] == [[], [], []]
    assert [state["rows"]["outbox"] for state in states] == [[], [], []], "the outbox is empty after quiet"
    ops = {op.op_id: op for op in rows(Op)}
    assert day.saved <= ops.keys(), "every op that was saved is on the server"
    assert {ops[op].status for op in day.saved} <= {"applied"}
    slots = rows(OpSlot)
    assert len(slots) == len({(slot.device_id, slot.seq) for slot in slots})
    first, *others = [state["views"][day.visit]["fields"] for state in states]
    assert all(other == first for other in others), "all views are equal after quiet"
    assert first == _fields_on_server(day.visit), "and equal to the server's"
    _assert_nothing_replaced_unseen(day.visit, list(ops.values()))
    assert find_break_in_chain(db.session) is None


def _assert_nothing_replaced_unseen(visit: str, ops: list[Op]) -> None:
    answers = [op.payload for op in ops if op.visit_id == visit and (op.field or "").startswith("step/")]
    shown = {value["op_id"] for field in rows(FieldState) for value in field.shown}
    replaced = {over for payload in answers for over in payload["over"]}
    assert all(op["op_id"] in shown | replaced for op in answers), "no answer went that nobody had seen"


def _fields_on_server(visit: str) -> dict[str, Any]:
    return {
        state.field: sorted(
            ({"op_id": value["op_id"], "value": value["value"]} for value in state.shown),
            key=lambda value: str(value["op_id"]),
        )
        for state in rows(FieldState)
        if state.visit_id == visit
    }


def rows(table: type[Any]) -> list[Any]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(table)))
