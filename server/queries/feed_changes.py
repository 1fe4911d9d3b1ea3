"""What one feed page brings: each thing once, in its state now, under the rev of the last event of the page about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import rfc8785
import sqlalchemy as sa

from server.queries.fields import author_names, named_values
from server.queries.visit_record import visit_record
from server.store.acts import Act, SignOff
from server.store.events import AnySession, Event
from server.store.field import FieldState, Op, StoredFile

ACT_KINDS = frozenset(
    {
        "visit.signed",
        "visit.not_accepted",
        "visit.refused",
        "visit.sealed",
        "visit.addendum_sealed",
        "act.waiting",
        "act.alarmed",
    }
)
STATUS_ON_PHONE = {"dismissed": "quarantined"}
Change = dict[str, Any]


@dataclass
class Touched:
    """Things that a page tells about, each with its rev."""

    visits: dict[str, int] = field(default_factory=dict)
    fields: dict[tuple[str, str], int] = field(default_factory=dict)
    files: dict[tuple[str, str], int] = field(default_factory=dict)
    acts: dict[str, int] = field(default_factory=dict)
    ops: dict[str, int] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        """Later events of the same thing raise its rev, so events come in order."""
        if event.kind == "op.settled" and event.op_id is not None:
            self.ops[event.op_id] = event.rev
        elif event.visit_id is not None:
            self._note_of_visit(event.visit_id, event)

    def _note_of_visit(self, visit: str, event: Event) -> None:
        if event.kind == "visit.field_changed":
            self.fields[visit, str(event.field)] = event.rev
        elif event.kind == "file.stored":
            self.files[visit, event.data["sha256"]] = event.rev
        elif event.kind.startswith(("visit.", "ticket.", "check.")):
            self.visits[visit] = event.rev
        if event.kind in ACT_KINDS:
            self.acts[visit] = event.rev


def note_whole(session: AnySession, touched: Touched, visits: Iterable[str]) -> None:
    """Everything that these visits have, whatever its rev."""
    ids = list(visits)
    last = sa.select(Event.visit_id, Event.kind, Event.field, sa.func.max(Event.rev).label("rev")).where(
        Event.visit_id.in_(ids), Event.kind != "file.stored"
    )
    for row in session.execute(last.group_by(Event.visit_id, Event.kind, Event.field)):
        visit, kind, name, rev = str(row.visit_id), row.kind, str(row.field), row.rev
        touched.visits[visit] = max(rev, touched.visits.get(visit, 0))
        if kind == "visit.field_changed":
            touched.fields[visit, name] = rev
        elif kind in ACT_KINDS:
            touched.acts[visit] = max(rev, touched.acts.get(visit, 0))
    stored = sa.select(Event).where(Event.visit_id.in_(ids), Event.kind == "file.stored").order_by(Event.rev)
    for event in session.scalars(stored):
        touched.note(event)


def read_changes(session: AnySession, touched: Touched, *, person: str) -> list[Change]:
    """In the order of revs."""
    changes = [
        *_visits(session, touched, person),
        *_fields(session, touched),
        *_files(session, touched),
        *_acts(session, touched),
        *_ops(session, touched),
    ]
    return sorted(changes, key=lambda change: int(change["rev"]))


def visit_sums(session: AnySession, visits: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Per visit the number of shown values and the XOR of their hashes: a phone compares them with its cache."""
    ids = list(visits)
    sums = dict.fromkeys(ids, (0, 0))
    for state in session.scalars(sa.select(FieldState).where(FieldState.visit_id.in_(ids))):
        for value in state.shown:
            count, xor = sums[state.visit_id]
            digest = sha256(rfc8785.dumps([state.field, value["op_id"]])).digest()
            sums[state.visit_id] = (count + 1, xor ^ int.from_bytes(digest, "big"))
    return {visit: {"n": count, "x": f"{xor:064x}"} for visit, (count, xor) in sums.items()}


def _visits(session: AnySession, touched: Touched, person: str) -> Iterator[Change]:
    for visit, rev in touched.visits.items():
        yield {"kind": "visit", "id": visit, "rev": rev} | visit_record(session, visit, person=person)


def _fields(session: AnySession, touched: Touched) -> Iterator[Change]:
    visits = {visit for visit, _ in touched.fields}
    wanted = sa.select(FieldState).where(FieldState.visit_id.in_(visits))
    states = [s for s in session.scalars(wanted) if (s.visit_id, s.field) in touched.fields]
    names = author_names(session, states)
    for state in states:
        yield {
            "kind": "field",
            "visit": state.visit_id,
            "field": state.field,
            "rev": touched.fields[state.visit_id, state.field],
            "shown": named_values(state, names),
            "ctx": state.ctx,
            "over": state.over,
        }


def _files(session: AnySession, touched: Touched) -> Iterator[Change]:
    for (visit, digest), rev in touched.files.items():
        if session.get(StoredFile, (visit, digest)) is not None:
            yield {"kind": "file", "visit": visit, "sha256": digest, "rev": rev, "state": "stored"}


def _acts(session: AnySession, touched: Touched) -> Iterator[Change]:
    rows = session.execute(
        sa.select(SignOff, Act)
        .outerjoin(Act, Act.act_id == SignOff.act_id)
        .where(SignOff.visit_id.in_(list(touched.acts)))
    )
    for sign_off, act in rows:
        change = {
            "kind": "act",
            "visit": sign_off.visit_id,
            "rev": touched.acts[sign_off.visit_id],
            "act_id": sign_off.act_id,
            "state": "alarm" if sign_off.state == "alarmed" else sign_off.state,
            "missing": sign_off.missing,
        }
        yield change | ({} if act is None else {"number": act.label})


def _ops(session: AnySession, touched: Touched) -> Iterator[Change]:
    """Own ops whose outcome changed after they were answered."""
    for op in session.scalars(sa.select(Op).where(Op.op_id.in_(list(touched.ops)))):
        is_taken = op.status in ("attached", "applied")
        change = {
            "kind": "op",
            "op_id": op.op_id,
            "rev": touched.ops[op.op_id],
            "visit": op.visit_id,
            "field": op.field,
            # What was dismissed stays with the engineer as refused, with the dispatcher's words as the reason.
            "status": "applied" if is_taken else STATUS_ON_PHONE.get(op.status, op.status),
        }
        yield change | ({"reason": op.reason} if op.reason and not is_taken else {})
