"""The answer of a reading step becomes facts of its visit: fields `parsed/<fact>` and `reading/<step>`, written by the server.

A fact that the output says never overrules what a person measured: it lies in a field of its own, and the checklist
engine takes it only where nobody answered the step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from checklists import judge
from server.commands.sync.canonical import canonical_bytes, content_hash
from server.commands.sync.fields import read_state, write_state
from server.domain.actor import Actor
from server.domain.sync.merge import FieldOp, MergedField, ShownValue, merge_ops
from server.domain.sync.op import OP_VERSION
from server.domain.sync.standing import device_time
from server.readings import Unreadable, find_interfaces, read_output
from server.store.events import AnySession, record
from server.store.field import FieldState, Op, OpSlot
from server.store.gate import read_session, write_tx
from server.store.ids import new_id
from server.store.visits import Visit

FACT_READ = "fact.read"
OUTLET = "step/port.outlet"
Json = dict[str, Any]


@dataclass(frozen=True)
class Understood:
    """What the text said: the summary for the step, and facts as answers of their steps."""

    summary: Json
    facts: Mapping[str, Json]


def read_answer(*, op_id: str, at: datetime) -> bool:
    """Read what an engineer pasted and write what it says. False when there is nothing to do: a newer answer stands, or it was done.

    Reading happens outside the transaction: it may take seconds, and one writer at a time has the gate.
    """
    session = read_session()
    op = session.get_one(Op, op_id)
    visit = session.get_one(Visit, op.visit_id)
    step = str(op.field).removeprefix("step/").split("@")[0]
    text = op.payload["value"].get("text")
    understood = _understand(session, visit, step, text if isinstance(text, str) else "")
    with write_tx() as session:
        visit = session.get_one(Visit, op.visit_id, with_for_update=True)
        op = session.get_one(Op, op_id)
        stands = session.get(FieldState, (visit.id, op.field))
        if stands is None or stands.shown[0]["op_id"] != op_id:
            return False
        writer = _Writer(session, visit, op, at)
        before = writer.summary_of(step)
        if before.get("op") == op_id:
            return False
        _write(writer, step, understood, given_before=before.get("facts", []))
    return True


def server_device(visit_id: str) -> str:
    """The device under which the server writes facts of a visit: its ops have an order of their own there."""
    return f"server-{visit_id}"


def _understand(session: AnySession, visit: Visit, step: str, text: str) -> Understood:
    steps = {one["fact"]: one for one in visit.checklist["steps"] if one["kind"] != "reading"}
    group = step.split(".")[0]
    port = _named_port(session, visit) if group == "port" else None
    if not text:
        return Understood({"k": "na", "understood": False, "rows": 0, "why": "no_text"}, {})
    try:
        reading = read_output(text, interface=port, steps=steps, group=group)
        if not reading.facts and port is not None:
            # The label of the outlet may name the port otherwise than the switch does.
            reading = read_output(text, steps=steps, group=group)
    except Unreadable as refusal:
        return Understood({"k": "done", "understood": False, "rows": 0, "why": refusal.code}, {})
    summary = {
        "k": "done",
        "understood": True,
        "platform": reading.platform,
        "command": reading.command,
        "commands": list(reading.commands),
        "rows": len(reading.rows),
    }
    named = {} if reading.interface is None else {"interface": reading.interface}
    return Understood(summary | named, reading.facts)


def _named_port(session: AnySession, visit: Visit) -> str | None:
    """The one port that the engineer noted for the outlet, if they noted one."""
    noted = session.get(FieldState, (visit.id, OUTLET))
    text = noted.shown[0]["value"].get("text") if noted is not None and noted.shown else None
    found = find_interfaces(text) if isinstance(text, str) else []
    return found[0] if len(found) == 1 else None


def _write(writer: "_Writer", step: str, understood: Understood, *, given_before: Sequence[str]) -> None:
    steps = {one["fact"]: one for one in writer.visit.checklist["steps"]}
    for fact in given_before:
        if fact not in understood.facts:
            writer.withdraw(f"parsed/{fact}")
    for fact, value in understood.facts.items():
        field = f"parsed/{fact}"
        entered = {key: part for key, part in value.items() if key not in ("k", "unit")}
        writer.put(field, judge(steps[fact], entered, writer.values_of(field)))
    facts = sorted(understood.facts)
    writer.put(f"reading/{step}", {**understood.summary, "facts": facts, "op": writer.source.op_id})


class _Writer:
    """Writes fields of one visit as ops of the server, in the name of who pasted the text. The visit is locked."""

    def __init__(self, session: AnySession, visit: Visit, source: Op, at: datetime) -> None:
        self.session = session
        self.visit = visit
        self.source = source
        self.at = at
        self.device = server_device(visit.id)
        last = session.scalar(sa.select(sa.func.max(OpSlot.seq)).where(OpSlot.device_id == self.device))
        self.seq = last or 0

    def values_of(self, field: str) -> list[Json]:
        return [shown.value for shown in self._state(field).shown]

    def summary_of(self, step: str) -> Json:
        return next(iter(self.values_of(f"reading/{step}")), {})

    def put(self, field: str, value: Json) -> None:
        """Let the value stand in the field in place of what the server wrote there before. The same again changes nothing."""
        state = self._state(field)
        if [shown.value for shown in state.shown] == [value]:
            return
        self.seq += 1
        op_id = new_id()
        at = dict(self.source.payload["at"])
        seen = {self.device: self.seq - 1}
        over = [shown.op_id for shown in state.shown]
        self._keep(op_id, field, value, seen=seen, over=over)
        shown = ShownValue(op_id, self.device, self.seq, value, str(self.source.person_id), at)
        write_state(
            self.session, self.visit.id, field, merge_ops(state, [FieldOp(shown, seen, over)]), op_id=op_id
        )
        self._record(field, op_id)

    def withdraw(self, field: str) -> None:
        """Nothing stands in the field any more: the text that said it was replaced by one that does not."""
        state = self._state(field)
        if not state.shown:
            return
        ctx = {**state.ctx, self.device: max(self.seq, state.ctx.get(self.device, 0))}
        over = (*state.over, *(shown.op_id for shown in state.shown))
        write_state(self.session, self.visit.id, field, MergedField((), ctx, over), op_id=None)
        self._record(field, None)

    def _state(self, field: str) -> MergedField:
        row = self.session.get(FieldState, (self.visit.id, field))
        return MergedField() if row is None else read_state(row)

    def _keep(
        self, op_id: str, field: str, value: Json, *, seen: Mapping[str, int], over: Sequence[str]
    ) -> None:
        """Kept as every op is: a sign-off names the values that it covers by their ops."""
        payload = {
            "op_id": op_id,
            "seq": self.seq,
            "v": OP_VERSION,
            "type": FACT_READ,
            "visit": self.visit.id,
            "field": field,
            "value": value,
            "seen": dict(seen),
            "over": list(over),
            "at": self.source.payload["at"],
            "author": self.source.person_id,
        }
        self.session.add(OpSlot(device_id=self.device, seq=self.seq, op_id=op_id))
        self.session.add(
            Op(
                op_id=op_id,
                device_id=self.device,
                seq=self.seq,
                type=FACT_READ,
                visit_id=self.visit.id,
                field=field,
                person_id=self.source.person_id,
                payload=payload,
                payload_hash=content_hash(payload, canonical_bytes(payload)),
                status="applied",
                received_at=self.at,
            )
        )

    def _record(self, field: str, op_id: str | None) -> None:
        record(
            self.session,
            "visit.field_changed",
            by=Actor(person=self.source.person_id, device=self.device),
            at=self.at,
            visit=self.visit.id,
            field=field,
            op=op_id,
            device_at=device_time(self.source.payload["at"]),
            data={"type": FACT_READ, "from": self.source.op_id},
        )
