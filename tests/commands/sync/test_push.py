"""The outcome of every op, by the table of the sync protocol, section 4.2."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.access import revoke_device
from server.commands.sync import apply
from server.domain.actor import Actor
from server.domain.problems import Forbidden, NotSignedIn
from server.domain.sync.line import DeviceRevoked, DeviceUnknown, EpochChanged
from server.domain.visit import VisitState
from server.store.events import Event, find_break_in_chain
from server.store.field import FieldState, Op, OpSlot
from server.store.gate import db
from server.store.ids import new_id
from server.store.people import Device
from server.store.tickets import Ticket
from server.store.visits import CrewMember, Visit, VisitTicket
from tests.cast import Cast
from tests.conftest import MONDAY
from tests.sync.devices import PlainDevice, enrol, reissue
from tests.visits import publish_visit, set_state, take_away


@pytest.fixture
def anna(cast: Cast) -> PlainDevice:
    return enrol(cast.anna, at=MONDAY)


@pytest.fixture
def boris(cast: Cast) -> PlainDevice:
    return enrol(cast.boris, at=MONDAY)


@pytest.fixture
def visit(cast: Cast) -> str:
    return publish_visit(cast, cast.anna, cast.boris, at=MONDAY)


def test_ops_in_order_are_applied_and_get_rising_revs(app: Flask, visit: str, anna: PlainDevice) -> None:
    pushed = anna.push(anna.status(visit, "on_site"), anna.answer(visit, "on"), anna.note(visit))

    assert [result["status"] for result in pushed.results] == ["applied"] * 3
    revs = [result["rev"] for result in pushed.results]
    assert revs == sorted(revs)
    assert pushed.last_seq == 3
    assert _shown(visit, "step/phone.dnd") == [{"k": "fail", "opt": "on"}]
    assert find_break_in_chain(db.session) is None


def test_a_repeated_batch_is_answered_with_the_revs_of_the_first_time(
    app: Flask, visit: str, anna: PlainDevice
) -> None:
    batch = [anna.answer(visit, "on"), anna.note(visit)]
    first = anna.push(*batch)

    again = anna.push(*batch)

    assert [result["status"] for result in again.results] == ["duplicate", "duplicate"]
    assert [result["rev"] for result in again.results] == [result["rev"] for result in first.results]
    assert _count(Op) == 2


def test_a_hole_stops_the_batch_and_names_what_is_expected(app: Flask, visit: str, anna: PlainDevice) -> None:
    first, _lost, third = anna.note(visit), anna.note(visit), anna.note(visit)

    pushed = anna.push(first, third)

    assert [result["status"] for result in pushed.results] == ["applied", "gap"]
    assert pushed.results[1]["expected"] == 2
    assert pushed.last_seq == 1


def test_a_used_number_with_another_op_is_key_reuse_and_an_alarm(
    app: Flask, visit: str, anna: PlainDevice
) -> None:
    anna.push(anna.note(visit))
    anna.seq = 0

    result = anna.outcome(anna.note(visit, "after the roll-back"))

    assert result["status"] == "key_reuse"
    assert "device.key_reused" in _kinds()
    assert _count(Op) == 1


def test_an_op_issued_again_under_a_new_device_is_a_duplicate_that_uses_up_its_number(
    app: Flask, cast: Cast, visit: str, anna: PlainDevice
) -> None:
    op = anna.answer(visit, "on")
    first = anna.outcome(op)
    renewed = enrol(cast.anna, at=MONDAY)

    pushed = renewed.push(reissue(op, renewed), renewed.note(visit))

    assert [result["status"] for result in pushed.results] == ["duplicate", "applied"]
    assert pushed.results[0]["rev"] == first["rev"]
    assert (_count(Op), _count(OpSlot)) == (2, 3)


def test_the_second_value_under_one_id_is_kept_aside_and_never_replaces_the_first(
    app: Flask, visit: str, anna: PlainDevice
) -> None:
    op = anna.answer(visit, "on")
    anna.push(op)
    other = op | {"value": {"k": "pass", "opt": "off"}}

    for _ in range(2):
        assert anna.outcome(other)["status"] == "duplicate"

    assert _shown(visit, "step/phone.dnd") == [{"k": "fail", "opt": "on"}]
    assert _reasons() == ["second_value"]


def test_the_same_op_wrapped_as_opaque_bytes_is_no_second_value(
    app: Flask, visit: str, anna: PlainDevice
) -> None:
    op = anna.note(visit)
    anna.push(op)

    result = anna.outcome({"op_id": op["op_id"], "seq": 1, "v": 0, "type": "raw", "bytes": "e30="})

    assert (result["status"], result["first_status"]) == ("duplicate", "applied")
    assert _reasons() == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"author": "somebody-else"}, "author_differs"),
        ({"visit": "01930e02-0000-7000-8000-000000000009"}, "visit_unknown"),
        ({"visit": "V-0001"}, "malformed"),
        ({"v": 0}, "malformed"),
        ({"over": "all"}, "malformed"),
        ({"seen": {"d": -1}}, "malformed"),
        ({"field": "step/no.such.step"}, "step_unknown"),
        ({"tpl": "telephony.ip-phone@999"}, "template_unknown"),
        ({"field": "note/01930e02-0000-7000-8000-000000000009"}, "field_of_other_type"),
        ({"value": {"k": "pass", "opt": "no-such-option"}}, "value_invalid"),
        ({"value": {"k": "pass", "opt": "on"}}, "value_invalid"),
        ({"value": "on"}, "value_invalid"),
        ({"value": {"k": "na", "why": "x" * 70_000}}, "too_large"),
        ({"value": {"k": "na", "why": "NUL \0"}}, "malformed"),
        ({"value": {"k": "na", "why": "half \ud800"}}, "malformed"),
        ({"extra": 2**60}, "malformed"),
        ({"type": "raw", "v": 0, "bytes": "AAAA"}, "unreadable"),
    ],
)
def test_a_wrong_op_goes_aside_with_its_reason_and_the_queue_goes_on(
    app: Flask, visit: str, anna: PlainDevice, changes: dict[str, Any], reason: str
) -> None:
    wrong = anna.answer(visit, "on") | changes

    pushed = anna.push(wrong, anna.note(visit))

    assert pushed.results[0]["status"] == "quarantined"
    assert pushed.results[0]["reason"] == reason
    assert pushed.results[0]["rev"] > 0
    assert pushed.results[1]["status"] == "applied"
    assert _shown(visit, "step/phone.dnd") == []


@pytest.mark.parametrize("changes", [{"type": "weather.set"}, {"field": "weather/today"}, {"v": 2}])
def test_what_is_not_known_yet_is_deferred(
    app: Flask, visit: str, anna: PlainDevice, changes: dict[str, Any]
) -> None:
    result = anna.outcome(anna.note(visit) | changes)

    assert result["status"] == "deferred"
    assert "op.deferred" in _kinds()


def test_an_op_whose_handler_fails_leaves_nothing_behind_but_itself(
    app: Flask, visit: str, anna: PlainDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_facts: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(apply, "_reach_stage", fail)
    result = anna.outcome(anna.note(visit))

    assert (result["status"], result["reason"]) == ("quarantined", "failed")
    assert _count(FieldState) == 0
    assert "visit.field_changed" not in _kinds()


def test_two_who_did_not_see_each_other_are_told_of_the_conflict(
    app: Flask, visit: str, anna: PlainDevice, boris: PlainDevice
) -> None:
    first = anna.outcome(anna.answer(visit, "off"))
    second = boris.outcome(boris.answer(visit, "on"))

    assert ("conflict" in first, second["conflict"]) == (False, True)
    assert [value["k"] for value in _shown(visit, "step/phone.dnd")] == ["fail", "pass"]


def test_an_author_who_is_no_longer_assigned_is_late_but_counts(
    app: Flask, cast: Cast, visit: str, anna: PlainDevice
) -> None:
    take_away(visit, cast.anna, at=MONDAY)

    result = anna.outcome(anna.answer(visit, "on"))

    assert result["status"] == "applied"
    assert db.session.get_one(Op, result["op_id"]).late
    assert _raised() == ["late_author"]


def test_an_engineer_who_was_never_assigned_writes_into_the_quarantine(
    app: Flask, cast: Cast, visit: str
) -> None:
    stranger = enrol(cast.outsider, at=MONDAY)

    result = stranger.outcome(stranger.answer(visit, "on"))

    assert (result["status"], result["reason"]) == ("quarantined", "not_assigned")


def test_work_on_a_cancelled_visit_is_kept_with_it_and_does_not_revive_it(
    app: Flask, visit: str, anna: PlainDevice
) -> None:
    set_state(visit, VisitState.CANCELLED, kind="visit.cancelled", at=MONDAY)

    pushed = anna.push(anna.status(visit, "work_done"), anna.answer(visit, "on"))

    assert [result["status"] for result in pushed.results] == ["applied", "applied"]
    assert db.session.get_one(Visit, visit).state is VisitState.CANCELLED
    assert _shown(visit, "step/phone.dnd") == [{"k": "fail", "opt": "on"}]
    assert _raised() == ["visit_ended"]


def test_the_visit_goes_as_far_as_the_furthest_phone_and_never_back(
    app: Flask, visit: str, anna: PlainDevice, boris: PlainDevice
) -> None:
    anna.push(anna.status(visit, "work_done"))
    boris.push(boris.status(visit, "travelling"))

    assert db.session.get_one(Visit, visit).state is VisitState.WORK_DONE
    assert _ticket_state(visit) == "under_way"


def test_an_aborted_visit_frees_its_crew_and_its_ticket(app: Flask, visit: str, anna: PlainDevice) -> None:
    anna.push(anna.status(visit, "on_site"), anna.status(visit, "aborted", reason="no_access"))

    assert db.session.get_one(Visit, visit).ended_reason == "no_access"
    assert all(db.session.scalars(sa.select(CrewMember.released)))
    assert not any(db.session.scalars(sa.select(VisitTicket.is_open)))
    assert _ticket_state(visit) == "ready"


def test_a_fact_that_comes_after_the_sign_off_makes_an_addendum_due_once(
    app: Flask, visit: str, anna: PlainDevice
) -> None:
    set_state(visit, VisitState.SIGNED, kind="visit.signed", at=MONDAY)

    anna.push(anna.answer(visit, "on"), anna.note(visit))

    assert _kinds().count("visit.addendum_due") == 1


def test_a_rating_is_kept_apart_from_ops_and_fields(app: Flask, visit: str, anna: PlainDevice) -> None:
    op = anna.op("csat.set", visit, "csat", {"rating": 2, "skipped": False, "comment": "slow"})

    first = anna.outcome(op)
    # A phone that no longer holds the mark sends the op without it; the first one stands.
    again = anna.outcome(op | {"value": None})

    assert (first["status"], again["status"]) == ("applied", "duplicate")
    assert db.session.get_one(Op, op["op_id"]).payload["value"] is None
    assert (_count(FieldState), _reasons()) == (0, [])


def test_a_broken_chain_is_raised_and_the_op_counts(app: Flask, visit: str, anna: PlainDevice) -> None:
    result = anna.outcome(anna.note(visit) | {"prev": "0" * 64})

    assert result["status"] == "applied"
    assert _raised() == ["chain_broken"]


def test_the_heartbeat_of_a_device_is_kept_also_without_ops(app: Flask, anna: PlainDevice) -> None:
    heartbeat = {"visits": {new_id(): {"ops": 3, "files": 1}}, "oldest_s": 60, "persisted": True}

    assert anna.push(heartbeat=heartbeat).results == []
    assert db.session.get_one(Device, anna.id).heartbeat == heartbeat


def test_a_device_is_asked_for_its_line_before_its_ops(
    app: Flask, cast: Cast, visit: str, anna: PlainDevice
) -> None:
    anna.push(anna.note(visit))

    with pytest.raises(EpochChanged) as changed:
        anna.push(epoch="another")
    with pytest.raises(DeviceUnknown):
        anna.push(device="d-unknown")
    with pytest.raises(NotSignedIn):
        anna.push(by=Actor(None))
    with pytest.raises(Forbidden):
        anna.push(by=cast.boris)

    assert changed.value.extra["last_seq"] == 1


def test_a_withdrawn_device_is_told_so_also_when_it_is_not_signed_in(
    app: Flask, cast: Cast, anna: PlainDevice
) -> None:
    revoke_device(device=anna.id, by=cast.admin, at=MONDAY)

    with pytest.raises(DeviceRevoked):
        anna.push(by=Actor(None))


def test_the_same_batch_five_times_at_once_makes_one_row_each(
    app: Flask, visit: str, anna: PlainDevice
) -> None:
    rounds = 12
    batches = [[anna.note(visit) for _ in range(3)] for _ in range(rounds)]
    answers: list[list[dict[str, Any]]] = []

    def send(batch: list[dict[str, Any]], barrier: threading.Barrier) -> None:
        with app.app_context():
            barrier.wait()
            answers.append(anna.push(*batch).results)
            db.session.remove()

    for batch in batches:
        barrier = threading.Barrier(5)
        threads = [threading.Thread(target=send, args=(batch, barrier)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    statuses = [result["status"] for answer in answers for result in answer]
    assert statuses.count("applied") == rounds * 3
    assert statuses.count("duplicate") == rounds * 3 * 4
    db.session.rollback()
    assert (_count(Op), _count(OpSlot), _count(FieldState)) == (rounds * 3,) * 3
    assert find_break_in_chain(db.session) is None


def _shown(visit: str, field: str) -> list[Any]:
    state = db.session.get(FieldState, (visit, field))
    return [] if state is None else [value["value"] for value in state.shown]


def _count(table: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _kinds() -> list[str]:
    return list(db.session.scalars(sa.select(Event.kind).order_by(Event.rev)))


def _raised() -> list[str]:
    return [
        event.data["reason"]
        for event in db.session.scalars(sa.select(Event).where(Event.kind == "op.raised"))
    ]


def _reasons() -> list[str | None]:
    return list(db.session.scalars(sa.select(Op.reason).where(Op.status == "quarantined")))


def _ticket_state(visit: str) -> str:
    ticket = db.session.scalars(
        sa.select(Ticket).join(VisitTicket).where(VisitTicket.visit_id == visit)
    ).one()
    return ticket.state.value
