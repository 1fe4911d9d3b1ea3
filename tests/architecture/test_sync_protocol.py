"""The examples in docs/sync-protocol.md are what the server really reads and writes."""

import json
import re
from hashlib import sha256
from typing import Any

import pytest
import rfc8785

from server.domain.sync.op import FIELDS_OF_TYPE, read_op
from server.domain.sync.reasons import REASONS
from server.domain.sync.values import check_value
from server.web.field.sync import PushBody
from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs" / "sync-protocol.md").read_text()


@pytest.fixture(scope="module")
def examples() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Push, its answer, and a page of the feed."""
    push, answer, feed = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    return push, answer, feed


def test_the_server_reads_the_push_of_the_page(examples: Any) -> None:
    push, _, _ = examples

    body = PushBody.model_validate(push)

    for raw in body.ops:
        check_value(read_op(raw))


def test_the_ops_of_the_page_are_chained(examples: Any) -> None:
    push, _, _ = examples
    before = push["device"].encode()

    for op in push["ops"]:
        assert op["prev"] == sha256(before).hexdigest()
        before = rfc8785.dumps(op)


def test_the_answer_of_the_page_belongs_to_its_push(examples: Any) -> None:
    push, answer, _ = examples

    places = [(op["op_id"], op["seq"]) for op in push["ops"]]

    assert [(result["op_id"], result["seq"]) for result in answer["results"]] == places
    assert answer["last_seq"] == push["ops"][-1]["seq"]


def test_the_feed_of_the_page_shows_what_the_push_left_standing(examples: Any) -> None:
    push, answer, feed = examples
    (change,) = feed["changes"]

    assert [shown["op_id"] for shown in change["shown"]] == [push["ops"][-1]["op_id"]]
    assert change["shown"][0]["value"] == push["ops"][-1]["value"]
    assert feed["next"] == change["rev"] == answer["results"][-1]["rev"]


def test_the_sum_of_the_page_is_right(examples: Any) -> None:
    _, _, feed = examples
    (change,) = feed["changes"]
    (op_id,) = [shown["op_id"] for shown in change["shown"]]

    digest = sha256(rfc8785.dumps([change["field"], op_id])).hexdigest()

    assert feed["sums"] == {change["visit"]: {"n": 1, "x": digest}}


def test_the_page_lists_every_type_of_op() -> None:
    assert [kind for kind in (*FIELDS_OF_TYPE, "raw") if f"`{kind}`" not in PAGE] == []


def test_every_reason_is_told_in_both_languages() -> None:
    assert [reason for reason, text in REASONS.items() if not (text["en"] and text["ru"])] == []
