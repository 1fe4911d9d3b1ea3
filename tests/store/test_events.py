"""The event log: state and event together or not at all, one order, one chain."""

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.people import NewPerson, add_person
from server.domain.actor import SYSTEM
from server.domain.problems import Conflict
from server.store.events import Event, events_since, find_break_in_chain, get_installation, record
from server.store.gate import db, write_tx
from server.store.people import Person
from tests.cast import Cast
from tests.conftest import MONDAY


def test_events_are_numbered_without_holes_and_the_chain_is_whole(app: Flask, cast: Cast) -> None:
    revs = [event.rev for event in events_since(db.session, 0)]

    assert revs == list(range(1, len(revs) + 1))
    assert find_break_in_chain(db.session) is None


def test_a_failed_command_leaves_neither_state_nor_event(app: Flask, cast: Cast) -> None:
    before = get_installation(db.session).rev

    with pytest.raises(Conflict):
        add_person(person=NewPerson("anna", "Another Anna", ("engineer",), None), by=SYSTEM, at=MONDAY)

    assert get_installation(db.session).rev == before
    assert db.session.scalars(sa.select(Person.name).where(Person.login == "anna")).all() == ["Anna Ivanova"]


def test_an_event_of_a_rolled_back_transaction_is_not_written_by_the_next(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="power cut"):
        _record_and_fail()

    with write_tx() as session:
        record(session, "demo.removed", by=SYSTEM, at=MONDAY)

    assert [event.kind for event in events_since(db.session, 0)][-1] == "demo.removed"
    assert db.session.scalar(sa.select(sa.func.count()).where(Event.kind == "demo.loaded")) == 0


def test_a_row_edited_in_the_database_breaks_the_chain_at_that_row(app: Flask, cast: Cast) -> None:
    with write_tx() as session:
        session.execute(sa.update(Event).where(Event.rev == 3).values(kind="person.changed"))

    assert find_break_in_chain(db.session) == 3


def _record_and_fail() -> None:
    with write_tx() as session:
        record(session, "demo.loaded", by=SYSTEM, at=MONDAY)
        raise RuntimeError("power cut")
