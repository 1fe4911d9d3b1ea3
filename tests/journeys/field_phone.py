"""A phone in a pocket, in Python: it keeps ops in an outbox while there is no network and pushes them as the field app does."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import rfc8785

from checklists import assess, judge
from server.commands.access import enroll_device
from server.commands.sync.push import Pushed, push
from server.domain.actor import Actor
from server.domain.clock import iso
from server.queries.fields import shown_fields
from server.queries.visit_record import visit_record
from server.report.act import build_act
from server.store.events import get_installation
from server.store.gate import read_session
from server.store.ids import new_id
from tests.conftest import HeldClock
from tests.report import samples

Json = dict[str, Any]
MOST_STEPS = 60


@dataclass
class FieldPhone:
    """One engineer's phone with one visit on it. `fields` is what its screen shows, sent or not."""

    person: Actor
    visit: str
    clock: HeldClock
    device: str
    epoch: str
    record: Json
    fields: dict[str, list[Json]] = field(default_factory=dict)
    outbox: list[Json] = field(default_factory=list)
    seq: int = 0
    prev: str = ""

    def status(self, state: str, reason: str | None = None) -> None:
        value = {"state": state} if reason is None else {"state": state, "reason": reason}
        self._write("visit.status", "status", value)

    def answer(self, step: str, **raw: Any) -> None:
        """One answer, judged on the phone by the checklist engine."""
        steps = {one["id"]: one for one in self.record["checklist"]["steps"]}
        before = [one["value"] for one in self.fields.get(f"step/{step}", [])]
        self._write("answer.set", f"step/{step}", judge(steps[step], raw, before))

    def answer_the_rest(self) -> list[str]:
        """Follow the next best step until nothing required is missing, all of it good. Returns the steps that were asked."""
        asked: list[str] = []
        for _ in range(MOST_STEPS):
            missing = self.assessment()["missing"]
            if not missing:
                return asked
            blocked = self.assessment()["blocked"]
            step = next(one for one in missing if one not in blocked)
            self.answer(step, **self._good_answer(step))
            asked.append(step)
        raise AssertionError("The checklist does not come to an end")

    def close_work(self, *, cause: str, remedy: str, minutes: int) -> None:
        self._write("answer.set", "outcome/cause", {"k": "done", "opt": cause})
        self._write("answer.set", "outcome/remedy", {"k": "done", "text": remedy})
        start = iso(self.clock())
        spent = {
            "kind": "work",
            "from": start,
            "to": iso(self.clock.advance(minutes=minutes)),
            "minutes": minutes,
        }
        self._write("time.add", f"time/{new_id()}", spent)
        self.status("work_done")

    def sign(self, word: str = "accepted", *, language: str = "en") -> str:
        """The customer's word and signature over everything that the screen shows. Returns the act's id."""
        act = self._act(kind="act", word={"result": word}, language=language)
        self._write("sign.capture", f"sign/{act['act_id']}", {"act": act, "statement": self._statement(act)})
        return str(act["act_id"])

    def note_refusal(self, how: str, reason: str) -> str:
        refusal = {"how": how, "reason": reason}
        act = self._act(kind="refusal", refusal=refusal, language="en")
        value = {"act": act, "statement": self._statement(act), "refusal": refusal}
        self._write("sign.refuse", f"sign/{act['act_id']}", value)
        return str(act["act_id"])

    def rate(self, rating: int) -> None:
        self._write("csat.set", "csat", {"rating": rating, "skipped": False})

    def send(self) -> list[str]:
        """Push the outbox; it is emptied by the server's answer alone. Returns the status of each op."""
        answer = self.push(self.outbox)
        self.outbox = [op for op in self.outbox if op["seq"] > answer.last_seq]
        return [result["status"] for result in answer.results]

    def push(self, ops: list[Json]) -> Pushed:
        by = replace(self.person, device=self.device, ip="192.0.2.7", user_agent="Mozilla/5.0")
        return push(device=self.device, epoch=self.epoch, ops=ops, heartbeat=None, by=by, at=self.clock())

    def assessment(self) -> Json:
        return assess(self.record["checklist"], self.fields)

    def _write(self, kind: str, name: str, value: Mapping[str, Any]) -> None:
        stands = self.fields.get(name, [])
        op: Json = {
            "v": 1,
            "op_id": new_id(),
            "seq": self.seq + 1,
            "type": kind,
            "visit": self.visit,
            "field": name,
            "value": dict(value),
            "seen": {one["device"]: one["seq"] for one in stands},
            "over": [one["op_id"] for one in stands],
            "at": self._now(),
            "author": self.person.person,
            "prev": self.prev,
        }
        self.seq, self.prev = self.seq + 1, hashlib.sha256(rfc8785.dumps(op)).hexdigest()
        self.outbox.append(op)
        shown = {key: op[key] for key in ("op_id", "seq", "author", "value", "at")}
        self.fields[name] = [{**shown, "device": self.device, "author_name": self.person.name}]

    def _good_answer(self, step: str) -> Json:
        found = next(one for one in self.record["checklist"]["steps"] if one["id"] == step)
        if found["kind"] in ("choice", "yes_no", "test_call"):
            return {"opt": next(one["id"] for one in found["options"] if one["result"] == "pass")}
        if found["kind"] == "number":
            limits = found["limits"]
            return {"num": str(limits["min"] if limits["min"] is not None else limits["max"])}
        return {"k": "na", "why": "not at this site"}

    def _act(self, *, language: str, **parts: Any) -> Json:
        facts = {"id": self.visit, **self.record}
        return build_act(
            facts,
            self.fields,
            assessment=self.assessment(),
            act_id=new_id(),
            at=iso(self.clock()),
            language=language,
            **parts,
        )

    def _statement(self, act: Json) -> Json:
        covers = {
            "fields": {name: [one["op_id"] for one in values] for name, values in self.fields.items()},
            "files": sorted(one["sha256"] for one in act["photos"]),
        }
        device = {"id": self.device, "public_key": samples.jwk(samples.device_key())}
        return samples.statement_of(act, covers=covers, device=device, nonce=secrets.token_hex(16))

    def _now(self) -> Json:
        wall = iso(self.clock.advance(seconds=5))
        return {"wall": wall, "mono": 1000, "boot": "b1", "off": 0, "off_age_s": 60, "hlc": "0"}


def take_phone(person: Actor, visit: str, clock: HeldClock) -> FieldPhone:
    """A phone that was enrolled at the office and has the visit on it, with whatever others wrote there."""
    key = samples.jwk(samples.device_key())
    device = enroll_device(name="Pixel", public_key=key, token="", by=person, at=clock())
    session = read_session()
    phone = FieldPhone(
        person=person,
        visit=visit,
        clock=clock,
        device=device,
        epoch=get_installation(session).epoch,
        record=visit_record(session, visit, person=str(person.person)),
        fields=shown_fields(session, visit),
    )
    phone.prev = hashlib.sha256(device.encode()).hexdigest()
    return phone
