"""From a sign-off to a sealed act: number and receipt first, then the file, then the visit is sealed and learned from.

Rendering and sealing happen between two transactions, in a job: a slow page must not hold the write gate. Both
transactions may be repeated after a crash; there is one number and one file per act.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from server.commands.act_checks import assessment_for, find_missing, judge, read_covered
from server.commands.signoff import enqueue_sealing
from server.domain.actor import SYSTEM, Actor
from server.domain.clock import iso
from server.domain.problems import NotFound, WrongState
from server.domain.signoff import find_contradictions, find_late, is_work
from server.domain.visit import VisitState
from server.report.act import build_act, content_hash
from server.report.receipt import Sealing, build_receipt, statement_hash
from server.store.acts import Act, SignOff
from server.store.events import AnySession, get_installation, has_recorded, next_number, record
from server.store.field import FieldState
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.visits import Visit

Json = dict[str, Any]
# The visit record of the feed, which does not name its own id.
ReadRecord = Callable[[AnySession, str], Mapping[str, Any]]
Learn = Callable[..., str]


@dataclass(frozen=True)
class Reserved:
    """An act with its number, ready to be rendered."""

    act_id: str
    visit_id: str
    act: Json
    statements: Sequence[Json]
    receipt: Json


def reserve_act(
    *, act_id: str, seal_key: Callable[[], str], read_record: ReadRecord, at: datetime
) -> Reserved | None:
    """Check a sign-off and give its act a number. None when it waits, is alarmed, or is sealed already.

    Raises NotFound. The number is taken in the transaction that writes the receipt, so a repeat finds both.
    """
    with write_tx() as session:
        sign_off = session.get(SignOff, act_id, with_for_update=True)
        if sign_off is None:
            raise NotFound("There is no such sign-off.")
        act = session.get(Act, act_id)
        if act is not None and act.pdf_sha256 is not None:
            return None
        if act is None:
            act = _number(session, sign_off, seal_key=seal_key, read_record=read_record, at=at)
        if act is None:
            return None
        signed = _statements_of(sign_off, act)
        return Reserved(act_id, sign_off.visit_id, sign_off.act, signed, act.receipt)


def seal_visit(
    *,
    act_id: str,
    pdf_sha256: str,
    token_hash: str,
    link_days: int,
    learn: Learn,
    at: datetime,
) -> bool:
    """Register the sealed file; the visit is sealed and learned from in the same transaction. False when it was before."""
    with write_tx() as session:
        act = session.get_one(Act, act_id, with_for_update=True)
        if act.pdf_sha256 is not None:
            return False
        sign_off = session.get_one(SignOff, act_id)
        act.pdf_sha256, act.sealed_at = pdf_sha256, at
        act.token_hash, act.token_expires_at = token_hash, at + timedelta(days=link_days)
        sign_off.state, sign_off.missing, sign_off.faults = "sealed", [], []
        visit = session.get_one(Visit, act.visit_id)
        is_first = act.kind != "addendum" and visit.state is VisitState.SIGNED
        if is_first:
            visit.state, visit.state_since = VisitState.SEALED, at
        kind = "visit.sealed" if is_first else "visit.addendum_sealed"
        data = {"act_id": act_id, "number": act.label, "kind": act.kind, "sha256": pdf_sha256}
        record(session, kind, by=SYSTEM, at=at, visit=visit.id, data=data)
        if is_first:
            learn(session, visit.id, by=SYSTEM, at=at)
        _note_late(session, visit.id, at=at)
    return True


def note_late_facts(session: AnySession, visit: Visit, *, op_id: str, field: str, at: datetime) -> None:
    """Called for each op on a visit that ended: an act that waits for it is tried again, what no act covers is due an addendum.

    Runs in the caller's transaction, after the state of the field was written.
    """
    covering = [
        one for one in _sign_offs_of(session, visit.id) if op_id in one.covers["fields"].get(field, ())
    ]
    for one in covering:
        if one.state == "waiting":
            enqueue_sealing(session, one.act_id, visit.id, at=at)
    is_signed = visit.state in (VisitState.SIGNED, VisitState.SEALED)
    if is_signed and not covering and is_work(field):
        session.flush()
        _note_late(session, visit.id, at=at)


def make_addendum(*, visit_id: str, read_record: ReadRecord, at: datetime) -> str | None:
    """Put what came after the sign-off into an addendum without signature. None when the first act is not sealed or nothing is late."""
    with write_tx() as session:
        # Two jobs must not put the same facts into two addenda.
        session.get_one(Visit, visit_id, with_for_update=True)
        first = session.scalars(
            sa.select(Act)
            .where(Act.visit_id == visit_id, Act.kind != "addendum", Act.pdf_sha256.is_not(None))
            .order_by(Act.number)
        ).first()
        found = _find_late(session, visit_id)
        if first is None or not found:
            return None
        covered = {field: [one["op_id"] for one in values] for field, values in found.items()}
        # Read as the check before the seal reads them.
        late, _ = read_covered(session, visit_id, covered)
        signed = session.get_one(SignOff, first.act_id)
        act_id = new_id()
        facts = {**read_record(session, visit_id), "id": visit_id}
        act = build_act(
            facts,
            late,
            assessment=assessment_for("addendum", facts, late),
            act_id=act_id,
            at=iso(at),
            language=signed.act["language"],
            kind="addendum",
            previous={"act_id": first.act_id, "content_hash": first.content_hash},
        )
        files = {one["sha256"] for one in act["photos"]} | {
            sha for step in act["steps"] for sha in step["photos"]
        }
        covers = {"fields": covered, "files": sorted(files)}
        session.add(
            SignOff(
                act_id=act_id,
                visit_id=visit_id,
                kind="addendum",
                content_hash=content_hash(act),
                act=act,
                covers=covers,
                received_at=at,
            )
        )
        return act_id


def check_again(*, act_id: str, by: Actor, at: datetime) -> None:
    """Try to seal a waiting or alarmed act anew, after a person removed the cause."""
    with write_tx() as session:
        sign_off = session.get(SignOff, act_id)
        if sign_off is None:
            raise NotFound("There is no such act.")
        if sign_off.state == "sealed":
            raise WrongState("This act is sealed.")
        enqueue_sealing(session, act_id, sign_off.visit_id, at=at)


def mark_mailed(*, act_id: str, recipients: int, at: datetime) -> None:
    with write_tx() as session:
        act = session.get_one(Act, act_id)
        act.mailed_at = at
        data = {"act_id": act_id, "recipients": recipients}
        record(session, "act.mailed", by=SYSTEM, at=at, visit=act.visit_id, data=data)


def revoke_link(*, act_id: str, by: Actor, at: datetime) -> None:
    """End the public link of an act; the mailed file stays what it is. Repeating it is harmless."""
    with write_tx() as session:
        act = session.get(Act, act_id)
        if act is None:
            raise NotFound("There is no such act.")
        if act.token_revoked_at is None:
            act.token_revoked_at = at
            record(session, "act.link_revoked", by=by, at=at, visit=act.visit_id, data={"act_id": act_id})


def _number(
    session: AnySession,
    sign_off: SignOff,
    *,
    seal_key: Callable[[], str],
    read_record: ReadRecord,
    at: datetime,
) -> Act | None:
    missing = find_missing(session, sign_off)
    if missing:
        _set_waiting(session, sign_off, missing, at)
        return None
    facts = {**read_record(session, sign_off.visit_id), "id": sign_off.visit_id}
    judgement = judge(session, sign_off, record=facts)
    if judgement.faults:
        _set_alarmed(session, sign_off, judgement.faults, at)
        return None
    sign_off.missing, sign_off.faults, sign_off.state = [], [], "waiting"
    number = next_number(session, "act")
    act = Act(
        act_id=sign_off.act_id,
        number=number,
        visit_id=sign_off.visit_id,
        kind=sign_off.kind,
        content_hash=sign_off.content_hash,
        receipt={},
    )
    sealing = _sealing(
        session, sign_off, act.label, judgement.device_keys, judgement.header_changes, seal_key(), at
    )
    act.receipt = build_receipt(sign_off.act, [one.statement for one in sign_off.statements], sealing)
    session.add(act)
    return act


def _sealing(
    session: AnySession,
    sign_off: SignOff,
    label: str,
    device_keys: Mapping[str, Mapping[str, str]],
    header_changes: Sequence[str],
    seal_key: str,
    at: datetime,
) -> Sealing:
    installation = get_installation(session)
    first = sign_off.statements[0] if sign_off.statements else None
    return Sealing(
        number=label,
        received_at=iso(sign_off.received_at),
        sealed_at=iso(at),
        installation={"id": str(installation.id), "name": installation.name},
        epoch=installation.epoch,
        seal_key=seal_key,
        audit={"position": installation.rev, "hash": installation.head},
        device_keys=device_keys,
        checks=dict.fromkeys(("hashes", "device_key", "complete", "rebuilt"), "ok"),
        ip=(first.received_ip if first else None) or "",
        user_agent=(first.received_agent if first else None) or "",
        header_changes=header_changes,
        note=_note(session, sign_off),
    )


def _note(session: AnySession, sign_off: SignOff) -> str:
    """A word on the page when the visit has another act beside this one."""
    if sign_off.kind == "addendum":
        return ""
    other = session.scalars(
        sa.select(Act)
        .where(Act.visit_id == sign_off.visit_id, Act.act_id != sign_off.act_id, Act.kind != "addendum")
        .order_by(Act.number)
    ).first()
    if other is None:
        return ""
    words = {"en": "The same visit has another act: {}", "ru": "По этому же выезду есть другой акт: {}"}
    return words.get(sign_off.act["language"], words["en"]).format(other.label)


def _statements_of(sign_off: SignOff, act: Act) -> list[Json]:
    """The statements that the receipt names: one that came after the number was given is not among them."""
    by_hash = {statement_hash(one.statement): one.statement for one in sign_off.statements}
    return [by_hash[one] for one in act.receipt["statements"]]


def _set_waiting(session: AnySession, sign_off: SignOff, missing: list[dict[str, str]], at: datetime) -> None:
    if (sign_off.state, sign_off.missing) == ("waiting", missing):
        return
    sign_off.state, sign_off.missing, sign_off.faults = "waiting", missing, []
    data = {"act_id": sign_off.act_id, "missing": len(missing)}
    record(session, "act.waiting", by=SYSTEM, at=at, visit=sign_off.visit_id, data=data)


def _set_alarmed(session: AnySession, sign_off: SignOff, faults: Sequence[str], at: datetime) -> None:
    if (sign_off.state, sign_off.faults) == ("alarmed", list(faults)):
        return
    sign_off.state, sign_off.missing, sign_off.faults = "alarmed", [], list(faults)
    data = {"act_id": sign_off.act_id, "faults": list(faults)[:20]}
    record(session, "act.alarmed", by=SYSTEM, at=at, visit=sign_off.visit_id, data=data)


def _note_late(session: AnySession, visit_id: str, *, at: datetime) -> None:
    """Say once in a transaction that an addendum is due; its job collects everything late."""
    late = _find_late(session, visit_id)
    if not late or has_recorded(session, "visit.addendum_due", visit=visit_id):
        return
    acts = [one.act for one in _sign_offs_of(session, visit_id)]
    data = {"fields": sorted(late)[:50], "contradicts": find_contradictions(late, acts)}
    record(session, "visit.addendum_due", by=SYSTEM, at=at, visit=visit_id, data=data)


def _find_late(session: AnySession, visit_id: str) -> dict[str, list[Any]]:
    states = session.scalars(sa.select(FieldState).where(FieldState.visit_id == visit_id))
    shown = {one.field: one.shown for one in states}
    return find_late(shown, [one.covers for one in _sign_offs_of(session, visit_id)])


def _sign_offs_of(session: AnySession, visit_id: str) -> Sequence[SignOff]:
    return session.scalars(sa.select(SignOff).where(SignOff.visit_id == visit_id)).all()
