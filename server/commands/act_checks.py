"""What must hold before an act is sealed: everything covered is here, and it is what was signed. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from checklists import assess
from server.domain.consent import CLAUSES, CONSENTS
from server.report.act import find_differences, rebuild_act
from server.report.statement import check_statement
from server.store.acts import SignedStatement, SignOff
from server.store.events import AnySession
from server.store.field import Op, StoredFile
from server.store.people import Device, Person

HERE = ("applied", "attached")

Shown = dict[str, Any]
Missing = dict[str, str]


@dataclass(frozen=True)
class Judgement:
    """`faults` forbid the seal; `header_changes` are edits of the office that the receipt names."""

    faults: Sequence[str]
    header_changes: Sequence[str]
    device_keys: Mapping[str, Mapping[str, str]]


def find_missing(session: AnySession, sign_off: SignOff) -> list[Missing]:
    """What the sign-off covers and the server does not have yet: [{"kind": "op"|"file", "id", "why"}]."""
    ids = _covered_ids(sign_off)
    rows = session.execute(sa.select(Op.op_id, Op.status).where(Op.op_id.in_(ids))).all()
    states = {row.op_id: row.status for row in rows}
    ops = [
        {"kind": "op", "id": op_id, "why": states.get(op_id, "not_here")}
        for op_id in ids
        if states.get(op_id) not in (*HERE, "dismissed")
    ]
    wanted = sign_off.covers["files"]
    stored = set(
        session.scalars(
            sa.select(StoredFile.sha256).where(
                StoredFile.visit_id == sign_off.visit_id,
                StoredFile.sha256.in_(wanted),
                StoredFile.stored_at.is_not(None),
            )
        )
    )
    return ops + [{"kind": "file", "id": one, "why": "not_here"} for one in wanted if one not in stored]


def judge(session: AnySession, sign_off: SignOff, *, record: Mapping[str, Any]) -> Judgement:
    """Compare what was signed with what the server has. Call it when nothing is missing."""
    keys = {device: key for device, key in map(_device_of, sign_off.statements) if device}
    registered = {device: _registered_key(session, device) for device in keys}
    faults = _statement_faults(sign_off, registered)
    fields, wrong_ops = read_covered(session, sign_off.visit_id, sign_off.covers["fields"])
    work, header = _differences(sign_off, record, fields)
    faults += [*wrong_ops, *work]
    known = {device: key for device, key in registered.items() if key is not None}
    return Judgement(faults, header, known)


def _covered_ids(sign_off: SignOff) -> list[str]:
    return sorted({op_id for ops in sign_off.covers["fields"].values() for op_id in ops})


def _statement_faults(sign_off: SignOff, registered: Mapping[str, Mapping[str, str] | None]) -> list[str]:
    if not sign_off.statements and sign_off.kind != "addendum":
        return ["statement: there is none"]
    faults = []
    for one in sign_off.statements:
        device, _ = _device_of(one)
        failed = check_statement(one.statement, sign_off.act, registered.get(device))
        faults += [f"statement: {name}" for name in failed]
        if one.statement["covers"] != sign_off.statements[0].statement["covers"]:
            faults.append("statement: it covers other entries than the first one")
    return faults


def _device_of(one: SignedStatement) -> tuple[str, Any]:
    device = one.statement.get("device")
    if not isinstance(device, Mapping) or not isinstance(device.get("id"), str):
        return "", None
    return device["id"], device.get("public_key")


def _registered_key(session: AnySession, device: str) -> Mapping[str, str] | None:
    found = session.get(Device, device)
    return None if found is None else found.public_key


def read_covered(
    session: AnySession, visit_id: str, covered: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[Shown]], list[str]]:
    """The shown values of these fields and op ids, read from the stored ops; and what is wrong with naming them so."""
    ids = {op_id for named in covered.values() for op_id in named}
    query = sa.select(Op, Person.name).outerjoin(Person, Person.id == Op.person_id).where(Op.op_id.in_(ids))
    ops = {row.Op.op_id: row for row in session.execute(query)}
    fields: dict[str, list[Shown]] = {}
    faults = []
    for field, named in covered.items():
        for op_id in named:
            op = ops[op_id].Op
            if op.status not in HERE:
                faults.append(f"content: entry {op_id} was dismissed")
            elif (op.visit_id, op.field) != (visit_id, field):
                faults.append(f"content: entry {op_id} does not belong to {field} of this visit")
            else:
                fields.setdefault(field, []).append(shown_value(op, ops[op_id].name))
    return fields, faults


def shown_value(op: Op, author_name: str | None) -> Shown:
    """A stored op as the value that phones show."""
    return {
        "op_id": op.op_id,
        "seq": op.seq,
        "device": op.device_id,
        "author": op.person_id,
        "author_name": author_name or "",
        "value": op.payload["value"],
        "at": op.payload["at"],
    }


def _differences(
    sign_off: SignOff, record: Mapping[str, Any], fields: Mapping[str, Sequence[Shown]]
) -> tuple[list[str], list[str]]:
    """Faults of the content, and JSON pointers of the header that the office changed since."""
    act = sign_off.act
    try:
        record = {**record, **_wordings_of(act)}
        assessment = assessment_for(sign_off.kind, record, fields)
        rebuilt = rebuild_act(act, record, fields, assessment=assessment)
        work, header = find_differences(act, rebuilt)
        faults = [f"content: {pointer} differs from what was recorded" for pointer in work]
        if act["visit"]["id"] != sign_off.visit_id:
            faults.append("content: it was signed for another visit")
        if not _has_shape(act, rebuilt):
            faults.append("content: a part of it is missing or of another kind")
        shown = {one["sha256"] for one in act["photos"]}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return [f"content: it cannot be read ({type(error).__name__}: {error})"], []
    uncovered = sorted(shown - set(sign_off.covers["files"]))
    return [*faults, *(f"content: the photo {one} is shown but not covered" for one in uncovered)], header


def _has_shape(signed: Any, rebuilt: Any) -> bool:
    """Whether the page can be written from it: the same members everywhere, also where the office changed a value."""
    if isinstance(rebuilt, Mapping):
        return (
            isinstance(signed, Mapping)
            and signed.keys() == rebuilt.keys()
            and all(_has_shape(signed[key], part) for key, part in rebuilt.items())
        )
    if isinstance(rebuilt, list):
        return isinstance(signed, list) and all(_has_shape(one, rebuilt[0]) for one in signed if rebuilt)
    return isinstance(signed, str)


def _wordings_of(act: Mapping[str, Any]) -> dict[str, Any]:
    """Consent and clause in the version that was signed, if the product has it: a newer one may be in force by now."""
    known = {
        "consent": CONSENTS.get((act["consent"]["id"], act["consent"]["version"])),
        "clause": CLAUSES.get((act["clause"]["id"], act["clause"]["version"])),
    }
    return {name: wording.as_json() for name, wording in known.items() if wording is not None}


def assessment_for(
    kind: str, record: Mapping[str, Any], fields: Mapping[str, Sequence[Shown]]
) -> Mapping[str, Any]:
    """What the engine says of the answers. An addendum shows its own steps only and misses none."""
    if kind == "addendum":
        steps = [field.removeprefix("step/") for field in fields if field.startswith("step/")]
        return {"visible": steps, "missing": []}
    return assess(record["checklist"], fields)
