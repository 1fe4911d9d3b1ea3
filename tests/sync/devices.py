"""A phone as plain data: makes ops with their place in its chain and pushes them through the command."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import rfc8785

from server.commands.access import enroll_device
from server.commands.sync.push import Pushed, push
from server.domain.actor import Actor
from server.domain.clock import iso
from server.store.events import get_installation
from server.store.gate import read_session
from server.store.ids import new_id

PUBLIC_KEY = {"kty": "EC", "crv": "P-256", "x": "x" * 43, "y": "y" * 43}
Json = dict[str, Any]


@dataclass
class PlainDevice:
    """`actor` is the signed-in engineer, bound to this device."""

    actor: Actor
    id: str
    at: datetime
    seq: int = 0
    prev: str = ""
    sent: list[Json] = field(default_factory=list)

    def op(self, type_: str, visit: str, name: str, value: Any, **changes: Any) -> Json:
        """The next op of this device; not sent yet."""
        self.seq += 1
        op = {
            "op_id": new_id(),
            "seq": self.seq,
            "v": 1,
            "type": type_,
            "visit": visit,
            "field": name,
            "value": value,
            "seen": {},
            "over": [],
            "at": {
                "wall": iso(self.at),
                "mono": 1,
                "boot": "b",
                "off": 0,
                "off_age_s": 5,
                "hlc": f"{self.seq:012d}",
            },
            "author": self.actor.person,
            "prev": self.prev,
        } | changes
        self.prev = sha256(rfc8785.dumps(op)).hexdigest()
        return op

    def answer(self, visit: str, opt: str, step: str = "phone.dnd", **changes: Any) -> Json:
        value = {"k": {"off": "pass", "on": "fail"}[opt], "opt": opt}
        return self.op("answer.set", visit, f"step/{step}", value, **changes)

    def note(self, visit: str, text: str = "loose cord") -> Json:
        return self.op("note.add", visit, f"note/{new_id()}", {"text": text})

    def status(self, visit: str, state: str, **more: Any) -> Json:
        return self.op("visit.status", visit, "status", {"state": state} | more)

    def push(self, *ops: Json, **changes: Any) -> Pushed:
        # Through JSON, as on the wire: what comes in shares nothing with what was made here.
        wire = json.loads(json.dumps(ops))
        line = {"device": self.id, "epoch": epoch(), "heartbeat": None, "by": self.actor, "at": self.at}
        return push(ops=wire, **(line | changes))

    def outcome(self, op: Json) -> Json:
        """Push one op alone and return its result."""
        return self.push(op).results[0]


def enrol(actor: Actor, *, at: datetime) -> PlainDevice:
    device = enroll_device(name="phone", public_key=PUBLIC_KEY, token="", by=actor, at=at)
    return PlainDevice(replace(actor, device=device), device, at, prev=sha256(device.encode()).hexdigest())


def epoch() -> str:
    return get_installation(read_session()).epoch


def reissue(op: Json, device: PlainDevice) -> Json:
    """The same op with a new place on another device of the same engineer, as after a re-enrolment."""
    device.seq += 1
    again = op | {"seq": device.seq, "prev": device.prev}
    device.prev = sha256(rfc8785.dumps(again)).hexdigest()
    return again
