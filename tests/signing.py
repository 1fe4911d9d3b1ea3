"""Work on a visit as a phone would record it, and a customer's word on it, signed with the phone's key."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from checklists import assess
from server.clients.pdf.fake import FakeRenderer
from server.commands.acts import note_late_facts
from server.commands.signoff import receive_sign_off
from server.commands.sync.fields import merge_into_field
from server.core import Services
from server.domain.actor import Actor
from server.domain.clock import iso
from server.domain.sync.merge import FieldOp, ShownValue
from server.domain.visit import OPEN
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs
from server.queries.fields import shown_fields
from server.queries.visit_record import visit_record
from server.report.act import build_act
from server.store.acts import Act, SignOff
from server.store.events import Event, record
from server.store.field import Op, StoredFile
from server.store.gate import db, write_tx
from server.store.ids import new_id
from server.store.people import Device
from server.store.visits import Visit
from tests.conftest import HeldClock
from tests.report import samples


@dataclass
class Phone:
    """A phone of one engineer, whose ops arrive as soon as they are written. All phones share one test key."""

    person: Actor
    visit: str
    clock: HeldClock
    device: str
    seq: int = 0

    def write(
        self, name: str, value: Mapping[str, Any], *, status: str = "applied", blind: bool = False
    ) -> str:
        """One op on a field, with its state, as sync stores it; `blind` if the phone had not seen what stands. Returns its id."""
        self.seq += 1
        op_id, at = new_id(), self._at()
        shown = ShownValue(op_id, self.device, self.seq, dict(value), str(self.person.person), at)
        with write_tx() as session:
            op = Op(
                op_id=op_id,
                device_id=self.device,
                seq=self.seq,
                type="answer.set",
                visit_id=self.visit,
                field=name,
                person_id=self.person.person,
                payload={"op_id": op_id, "value": dict(value), "at": at},
                payload_hash="0" * 64,
                status=status,
                received_at=self.clock(),
            )
            session.add(op)
            session.flush()
            if status == "applied":
                stands = [] if blind else shown_fields(session, self.visit).get(name, [])
                seen = {self.device: self.seq - 1} | {one["device"]: one["seq"] for one in stands}
                over = [one["op_id"] for one in stands]
                merge_into_field(session, visit=self.visit, field=name, op=FieldOp(shown, seen, over))
                facts = {"visit": self.visit, "field": name, "op": op_id}
                record(session, "visit.field_changed", by=self.person, at=self.clock(), **facts)
                _tell(session, self.visit, op_id, name, self.clock())
        return op_id

    def sign_off(self, *, word: str = "accepted", language: str = "en", **changed: Any) -> dict[str, Any]:
        """The value of a sign.capture op over everything that is shown now."""
        act = self._build(kind="act", word={"result": word}, language=language)
        return {"act": act, "statement": self.statement(act, **changed)}

    def refusal(self, how: str = "refused") -> dict[str, Any]:
        refusal = {"how": how, "reason": "The head nurse is in a meeting"}
        act = self._build(kind="refusal", refusal=refusal, language="en")
        return {"act": act, "statement": self.statement(act), "refusal": refusal}

    def statement(self, act: dict[str, Any], **changed: Any) -> dict[str, Any]:
        shown = shown_fields(db.session, self.visit)
        covers = {
            "fields": {name: [one["op_id"] for one in values] for name, values in shown.items()},
            "files": sorted(one["sha256"] for one in act["photos"]),
        }
        device = {"id": self.device, "public_key": samples.jwk(samples.device_key())}
        facts = {"covers": covers, "device": device, "nonce": secrets.token_hex(16)}
        return samples.statement_of(act, **(facts | changed))

    def send(self, value: Mapping[str, Any], *, refused: bool = False) -> str:
        """Let the server receive a sign-off; returns the act id."""
        by = replace(self.person, device=self.device, ip="192.0.2.7", user_agent="Mozilla/5.0")
        with write_tx() as session:
            receive_sign_off(
                session,
                op_id=new_id(),
                visit_id=self.visit,
                value=value,
                refused=refused,
                by=by,
                at=self.clock(),
            )
        return str(value["act"]["act_id"])

    def _build(self, *, language: str, **parts: Any) -> dict[str, Any]:
        facts = {"id": self.visit, **visit_record(db.session, self.visit)}
        fields = shown_fields(db.session, self.visit)
        return build_act(
            facts,
            fields,
            assessment=assess(facts["checklist"], fields),
            act_id=new_id(),
            at=iso(self.clock()),
            language=language,
            **parts,
        )

    def _at(self) -> dict[str, Any]:
        wall = iso(self.clock.advance(seconds=1))
        return {"wall": wall, "mono": 1000, "boot": "b1", "off": 0, "off_age_s": 60, "hlc": "0"}


def _tell(session: Any, visit: str, op_id: str, name: str, at: datetime) -> None:
    found = session.get_one(Visit, visit)
    if found.state not in OPEN:
        note_late_facts(session, found, op_id=op_id, field=name, at=at)


def enroll_phone(person: Actor, visit: str, clock: HeldClock) -> Phone:
    device = f"d-{secrets.token_hex(8)}"
    with write_tx() as session:
        key = samples.jwk(samples.device_key())
        session.add(
            Device(id=device, person_id=str(person.person), name="Pixel", public_key=key, enrolled_at=clock())
        )
    return Phone(person, visit, clock, device)


def mend(phone: Phone) -> None:
    """The shortest work that an act can show: one answer, cause and remedy, and the time it took."""
    step = phone_step(phone.visit)
    phone.write(f"step/{step}", {"k": "pass", "opt": "yes"})
    phone.write("outcome/remedy", {"k": "done", "text": "Switched Do Not Disturb off"})
    phone.write(
        f"time/{new_id()}",
        {"kind": "work", "from": iso(phone.clock()), "to": iso(phone.clock()), "minutes": 20},
    )


def phone_step(visit: str) -> str:
    """The id of the first step of the visit that is answered by yes or no."""
    steps = visit_record(db.session, visit)["checklist"]["steps"]
    return str(next(one["id"] for one in steps if one["kind"] == "yes_no"))


def take_photo(phone: Phone, *, stored: bool) -> str:
    """A photo op; its bytes arrive with it or later by `store_photo`."""
    content = samples.picture(1, size=(64, 48))
    sha256 = hashlib.sha256(content).hexdigest()
    phone.write(
        f"photo/{new_id()}", {"sha256": sha256, "size": len(content), "mime": "image/jpeg", "step": None}
    )
    if stored:
        store_photo(phone, content)
    return sha256


def store_photo(phone: Phone, content: bytes | None = None) -> None:
    content = content or samples.picture(1, size=(64, 48))
    sha256 = hashlib.sha256(content).hexdigest()
    folder: Path = services_of_now().settings.data_dir / "files"
    folder.mkdir(exist_ok=True)
    (folder / sha256).write_bytes(content)
    with write_tx() as session:
        session.add(
            StoredFile(
                visit_id=phone.visit,
                sha256=sha256,
                size=len(content),
                mime="image/jpeg",
                stored_at=phone.clock(),
            )
        )
        record(
            session,
            "file.stored",
            by=phone.person,
            at=phone.clock(),
            visit=phone.visit,
            data={"sha256": sha256},
        )


def with_fake_renderer(app: Flask) -> Services:
    """The app's services with the quick renderer in place, for web and jobs alike."""
    app.extensions["onevisit"] = replace(app.extensions["onevisit"], renderer=FakeRenderer())
    found: Services = app.extensions["onevisit"]
    return found


def services_of_now() -> Services:
    found: Services = current_app.extensions["onevisit"]
    return found


def run_jobs(services: Services) -> int:
    return run_due_jobs(services, HANDLERS)


def act_of(act_id: str) -> Act | None:
    db.session.rollback()
    return db.session.get(Act, act_id)


def sign_off_of(act_id: str) -> SignOff:
    db.session.rollback()
    return db.session.get_one(SignOff, act_id)


def kinds_of(visit: str) -> list[str]:
    """Kinds of the events of a visit, in order, without the changes of fields."""
    db.session.rollback()
    rows = db.session.query(Event).filter(Event.visit_id == visit).order_by(Event.rev).all()
    return [one.kind for one in rows if one.kind != "visit.field_changed"]
