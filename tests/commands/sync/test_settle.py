"""What was set aside finds its way: replayed after an upgrade, attached by a dispatcher, settled once."""

import pytest
import sqlalchemy as sa
from flask import Flask

from server.commands.sync.settle import replay_deferred, settle_op
from server.domain.problems import Conflict, Invalid
from server.domain.sync import op as ops
from server.store.field import FieldState, Op
from server.store.gate import db
from tests.cast import Cast
from tests.conftest import MONDAY
from tests.sync.devices import enrol
from tests.visits import publish_visit


def test_a_deferred_op_is_replayed_once_the_version_understands_it(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = publish_visit(cast, cast.anna, at=MONDAY)
    anna = enrol(cast.anna, at=MONDAY)
    op = anna.note(visit) | {"v": 2}
    assert anna.outcome(op)["status"] == "deferred"
    assert replay_deferred(at=MONDAY) == 0

    monkeypatch.setattr(ops, "OP_VERSION", 2)

    assert replay_deferred(at=MONDAY) == 1
    assert db.session.get_one(Op, op["op_id"]).status == "applied"
    assert db.session.scalars(sa.select(FieldState.field)).all() == [op["field"]]


def test_an_op_is_settled_once_and_only_where_it_fits(app: Flask, cast: Cast) -> None:
    visit = publish_visit(cast, cast.anna, at=MONDAY)
    stranger = enrol(cast.outsider, at=MONDAY)
    op = stranger.answer(visit, "on") | {"field": "step/no.such.step"}
    stranger.push(op)

    with pytest.raises(Invalid):
        settle_op(op_id=op["op_id"], action="attach", by=cast.dispatcher, at=MONDAY)
    settle_op(op_id=op["op_id"], action="dismiss", reason="A test entry.", by=cast.dispatcher, at=MONDAY)
    with pytest.raises(Conflict):
        settle_op(op_id=op["op_id"], action="dismiss", reason="Again.", by=cast.dispatcher, at=MONDAY)
