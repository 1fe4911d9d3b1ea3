"""From a paste on the phone to facts in its feed: pushed, read by the worker, judged by the checklist as frozen in the visit."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from checklists import assess
from server.core import Services
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs
from server.store.events import find_break_in_chain
from server.store.field import Op
from server.store.gate import db
from server.store.ids import new_id
from server.store.jobs import Job
from tests.cast import Cast
from tests.conftest import MONDAY
from tests.signing import with_fake_renderer
from tests.visits import publish_visit
from tests.web.test_sync_http import HttpPhone

STATUS = """SW-2F#show interfaces Gi1/0/7 status
Port      Name               Status       Vlan       Duplex  Speed Type
Gi1/0/7   Desk 214           connected    20         a-full a-1000 10/100/1000BaseTX
SW-2F#"""
POWER = """SW-2F#show power inline Gi1/0/7
Interface Admin  Oper       Power   Device              Class Max
                            (Watts)
--------- ------ ---------- ------- ------------------- ----- ----
Gi1/0/7   auto   {} IP Phone 7841       1     30.0
SW-2F#"""


class Anna:
    """Anna's phone at the clinic's dead phone. What she writes is pushed at once, over what stands."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.services: Services = with_fake_renderer(app)
        self.phone = HttpPhone(app)
        self.person = cast.anna.person
        self.visit = publish_visit(cast, cast.anna, at=MONDAY)
        self.seq = 0

    def write(self, field: str, value: dict[str, Any]) -> dict[str, Any]:
        standing = self.changes().get(field, {})
        self.seq += 1
        op = {
            "op_id": new_id(),
            "seq": self.seq,
            "v": 1,
            "type": "answer.set",
            "visit": self.visit,
            "field": field,
            "value": value,
            "seen": standing.get("ctx", {}),
            "over": [one["op_id"] for one in standing.get("shown", [])],
            "at": {
                "wall": "2026-11-23T09:00:00+03:00",
                "mono": 1,
                "boot": "b",
                "off": 0,
                "hlc": f"{self.seq:06d}",
            },
            "author": self.person,
            "prev": "",
        }
        (result,) = self.phone.push(op).get_json()["results"]
        return dict(result)

    def paste(self, text: str) -> None:
        assert self.write("step/port.reading", {"k": "done", "text": text})["status"] == "applied"
        run_due_jobs(self.services, HANDLERS)

    def changes(self) -> dict[str, dict[str, Any]]:
        """The fields of the visit as a phone gets them that pulls everything."""
        page = self.phone.feed().get_json()
        return {one["field"]: one for one in page["changes"] if one["kind"] == "field"}

    def value(self, field: str) -> dict[str, Any] | None:
        shown = self.changes().get(field, {}).get("shown", [])
        return dict(shown[0]["value"]) if shown else None

    def assessment(self) -> dict[str, Any]:
        page = self.phone.feed().get_json()
        (record,) = (one for one in page["changes"] if one["kind"] == "visit")
        answers = {field: one["shown"] for field, one in self.changes().items()}
        return assess(record["checklist"], answers)


@pytest.fixture
def anna(sqlite_app: Flask, sqlite_cast: Cast) -> Anna:
    return Anna(sqlite_app, sqlite_cast)


def test_a_pasted_output_becomes_facts_that_the_checklist_uses(anna: Anna) -> None:
    anna.paste(STATUS)

    assert anna.value("parsed/port.link") == {"k": "pass", "opt": "up"}
    assert anna.value("parsed/port.speed") == {"k": "pass", "opt": "gigabit"}
    assert anna.value("parsed/port.vlan") == {"k": "done", "num": "20"}
    summary = anna.value("reading/port.reading") or {}
    assert (summary["understood"], summary["command"], summary["interface"], summary["rows"]) == (
        True,
        "show interfaces status",
        "gi1/0/7",
        1,
    )
    found = anna.assessment()
    assert found["findings"]["port.link"] == {"result": "pass", "conflict": False, "source": "reading"}
    assert "port.link" not in found["missing"]
    assert find_break_in_chain(db.session) is None


def test_the_engineer_is_the_author_and_the_server_the_device(anna: Anna) -> None:
    anna.paste(STATUS)

    (shown,) = anna.changes()["parsed/port.link"]["shown"]

    assert (shown["author_name"], shown["device"]) == ("Anna Ivanova", f"server-{anna.visit}")
    kept = db.session.get_one(Op, shown["op_id"])
    assert (kept.type, kept.status, kept.field) == ("fact.read", "applied", "parsed/port.link")


def test_what_a_person_measured_counts_and_the_difference_is_named(anna: Anna) -> None:
    anna.write("step/port.poe", {"k": "fail", "num": "2.1", "unit": "W"})

    anna.paste(POWER.format("on         15.4   "))

    found = anna.assessment()
    assert found["findings"]["port.poe"]["result"] == "fail"
    (difference,) = found["differences"]
    assert (difference["step"], difference["measured"]["num"], difference["parsed"]["num"]) == (
        "port.poe",
        "2.1",
        "15.4",
    )


def test_a_second_paste_after_the_repair_keeps_that_it_was_wrong(anna: Anna) -> None:
    anna.paste(POWER.format("faulty     0.0    "))
    anna.paste(POWER.format("on         15.4   "))

    value = anna.value("parsed/port.poe") or {}

    assert (value["k"], value["num"], value["fixed"]) == ("pass", "15.4", True)


def test_a_fact_is_withdrawn_with_the_text_that_said_it(anna: Anna) -> None:
    """The wrong port's output was pasted first."""
    anna.paste(STATUS)
    anna.paste(POWER.format("on         15.4   "))

    assert anna.value("parsed/port.link") is None
    assert anna.assessment()["findings"]["port.link"]["result"] == "open"


def test_text_that_nobody_understands_is_kept_and_says_nothing(anna: Anna) -> None:
    anna.paste("на дисплее ничего не видно")

    assert anna.value("step/port.reading") == {"k": "done", "text": "на дисплее ничего не видно"}
    summary = anna.value("reading/port.reading") or {}
    assert (summary["understood"], summary["why"], summary["facts"]) == (False, "not_understood", [])
    assert [field for field in anna.changes() if field.startswith("parsed/")] == []


def test_the_port_noted_for_the_outlet_is_found_in_a_table_of_many(anna: Anna) -> None:
    head, row = STATUS.splitlines()[1:3]
    table = "\n".join([head, row.replace("connected ", "notconnect"), row.replace("Gi1/0/7", "Gi1/0/8")])
    anna.write("step/port.outlet", {"k": "done", "text": "2.14 / A-07 / sw2 Gi1/0/8"})

    anna.paste(table)

    assert anna.value("parsed/port.link") == {"k": "pass", "opt": "up"}


def test_the_job_of_a_paste_that_was_replaced_or_read_before_changes_nothing(anna: Anna) -> None:
    anna.paste(STATUS)
    before = anna.changes()
    (job,) = db.session.scalars(sa.select(Job).where(Job.kind == "read_output"))

    HANDLERS["read_output"].run(anna.services, job.payload)

    assert anna.changes() == before


def test_a_phone_cannot_write_what_only_the_server_reads(anna: Anna) -> None:
    result = anna.write("parsed/port.link", {"k": "pass", "opt": "up"})

    assert (result["status"], result["reason"]) == ("quarantined", "field_of_other_type")


def test_the_sum_of_the_visit_covers_the_facts_that_were_read(anna: Anna) -> None:
    """A phone that compares sums must not pull the visit anew for ever."""
    anna.paste(STATUS)
    anna.paste(POWER.format("on         15.4   "))

    page = anna.phone.feed().get_json()

    shown = sum(len(one["shown"]) for one in page["changes"] if one["kind"] == "field")
    assert page["sums"][anna.visit]["n"] == shown
