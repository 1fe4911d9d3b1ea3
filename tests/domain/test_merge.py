"""The field merge and its table against the vectors that phones run too."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from server.domain.sync.merge import FieldOp, MergedField, ShownValue, is_same_value, merge_ops
from server.domain.sync.standing import device_time, standing

VECTORS = Path(__file__).parents[1] / "vectors"


def _cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in json.loads((VECTORS / name).read_text())]


@pytest.mark.parametrize("case", _cases("merge/fields.json"))
def test_merge_gives_what_the_vector_says_in_every_order_and_twice(case: dict[str, Any]) -> None:
    ops = [_field_op(op) for op in case["ops"]]

    for order in itertools.permutations(ops):
        state = merge_ops(merge_ops(MergedField(), order), order)

        assert {value.op_id for value in state.shown} == set(case["shown"])
        assert state.ctx == case["ctx"]
        field = case["ops"][0]["field"] if case["ops"] else ""
        assert standing(field, state.shown).conflict is case["conflict"]


@pytest.mark.parametrize("case", _cases("standing/fields.json"))
def test_standing_values_are_ordered_as_the_vector_says(case: dict[str, Any]) -> None:
    values = [
        ShownValue(value["op_id"], "A", seq, value["value"], at=value["at"])
        for seq, value in enumerate(case["values"])
    ]

    for some in (values, values[::-1]):
        stands = standing(case["field"], some)

        assert [value.op_id for value in stands.values] == case["order"]
        assert stands.conflict is case["conflict"]


@pytest.mark.parametrize(("one", "other"), [(1, True), ({"a": [1]}, {"a": [1, 2]}), ("1", 1), ({}, [])])
def test_values_that_json_tells_apart_are_different(one: Any, other: Any) -> None:
    assert not is_same_value(one, other)


@pytest.mark.parametrize(
    "at",
    [
        {},
        {"wall": "yesterday"},
        {"wall": "2026-11-24T10:00:00"},
        {"wall": "2026-11-24T10:00:00Z", "off": 10**30},
    ],
)
def test_a_senseless_clock_gives_no_time_and_no_error(at: dict[str, Any]) -> None:
    assert device_time(at) is None


def _field_op(op: dict[str, Any]) -> FieldOp:
    return FieldOp(ShownValue(op["op_id"], op["device"], op["seq"], op["value"]), op["seen"], op["over"])
