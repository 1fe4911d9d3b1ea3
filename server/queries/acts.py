"""Acts as people and jobs see them: sealed, waiting or alarmed, with number, file and link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from server.domain.act_link import hash_of
from server.domain.clock import iso
from server.domain.problems import NotFound
from server.store.acts import Act, SignOff
from server.store.field import StoredFile
from server.store.gate import read_session
from server.store.sites import Contact, Customer
from server.store.tickets import Ticket
from server.store.visits import CrewMember, FormerMember, Visit, VisitTicket

STATES = {"waiting": "waiting", "alarmed": "alarm", "sealed": "sealed"}


@dataclass(frozen=True)
class SealedAct:
    """All that a letter and the public page need. `has_link` is False once the link is revoked or expired by then."""

    act_id: str
    number: str
    visit_id: str
    act: dict[str, Any]
    receipt: dict[str, Any]
    sha256: str
    customer: str
    recipients: Sequence[str]
    mailed_at: datetime | None
    has_link: bool


def acts_to_seal(visit: str) -> Sequence[str]:
    """Ids of the visit's acts that wait, oldest first."""
    query = sa.select(SignOff.act_id).where(SignOff.visit_id == visit, SignOff.state == "waiting")
    return read_session().scalars(query.order_by(SignOff.received_at, SignOff.act_id)).all()


def photo_names(visit: str, photos: Sequence[str]) -> dict[str, str]:
    """Under which name the bytes of each photo are kept: the clean copy where there is one, else what was sent."""
    query = sa.select(StoredFile.sha256, StoredFile.clean_name).where(
        StoredFile.visit_id == visit, StoredFile.sha256.in_(photos), StoredFile.stored_at.is_not(None)
    )
    return {row.sha256: row.clean_name or row.sha256 for row in read_session().execute(query)}


def find_sealed_act(act_id: str) -> SealedAct | None:
    """None when there is no such act or it is not sealed yet."""
    found = read_session().get(Act, act_id)
    return None if found is None or found.pdf_sha256 is None else _sealed(found)


def find_act_by_token(token: str, *, at: datetime) -> SealedAct:
    """Raises NotFound for an unknown, revoked or expired link alike: an outsider learns nothing."""
    query = sa.select(Act).where(
        Act.token_hash == hash_of(token),
        Act.pdf_sha256.is_not(None),
        Act.token_revoked_at.is_(None),
        Act.token_expires_at > at,
    )
    found = read_session().scalars(query).one_or_none()
    if found is None:
        raise NotFound("This link does not lead to an act, or no longer does.")
    return _sealed(found)


def list_acts(
    *, state: str | None = None, visit: str | None = None, limit: int = 200
) -> list[dict[str, Any]]:
    """Sign-offs and their acts, newest first. `state` is waiting, alarm or sealed."""
    query = (
        sa.select(SignOff, Act, Visit)
        .join(Visit, Visit.id == SignOff.visit_id)
        .outerjoin(Act, Act.act_id == SignOff.act_id)
    )
    if state is not None:
        query = query.where(SignOff.state == ("alarmed" if state == "alarm" else state))
    if visit is not None:
        query = query.where(SignOff.visit_id == visit)
    rows = read_session().execute(query.order_by(SignOff.received_at.desc()).limit(limit)).all()
    return [_card(row.SignOff, row.Act, row.Visit) for row in rows]


def get_act(act_id: str, *, crew_member: str | None = None) -> dict[str, Any]:
    """One act with its content, statements and receipt. With `crew_member`, NotFound unless they are or were on the visit."""
    session = read_session()
    sign_off = session.get(SignOff, act_id)
    if sign_off is None or (crew_member and not _was_on(sign_off.visit_id, crew_member)):
        raise NotFound("There is no such act.")
    act = session.get(Act, act_id)
    return {
        **_card(sign_off, act, session.get_one(Visit, sign_off.visit_id)),
        "act": sign_off.act,
        "statements": [one.statement for one in sign_off.statements],
        "receipt": act.receipt if act else None,
    }


def _card(sign_off: SignOff, act: Act | None, visit: Visit) -> dict[str, Any]:
    word = sign_off.act.get("word") or {}
    return {
        "id": sign_off.act_id,
        "number": act.label if act else None,
        "kind": sign_off.kind,
        "state": STATES[sign_off.state],
        "visit": {"id": visit.id, "number": visit.label},
        "word": word.get("result"),
        "missing": sign_off.missing,
        "faults": sign_off.faults,
        "received_at": iso(sign_off.received_at),
        "sealed_at": _iso(act.sealed_at if act else None),
        "mailed_at": _iso(act.mailed_at if act else None),
        "sha256": act.pdf_sha256 if act else None,
        "link": None if act is None or act.token_expires_at is None else _link(act),
    }


def _link(act: Act) -> dict[str, Any]:
    return {"expires_at": _iso(act.token_expires_at), "revoked_at": _iso(act.token_revoked_at)}


def _sealed(act: Act) -> SealedAct:
    session = read_session()
    sign_off = session.get_one(SignOff, act.act_id)
    assert act.pdf_sha256 is not None
    customer, recipients = _recipients(act.visit_id)
    return SealedAct(
        act_id=act.act_id,
        number=act.label,
        visit_id=act.visit_id,
        act=sign_off.act,
        receipt=act.receipt,
        sha256=act.pdf_sha256,
        customer=customer,
        recipients=recipients,
        mailed_at=act.mailed_at,
        has_link=act.token_hash is not None and act.token_revoked_at is None,
    )


def _recipients(visit: str) -> tuple[str, list[str]]:
    """The customer's name, and the addresses of the contacts and the customer, each once."""
    query = (
        sa.select(Customer.name, Customer.email, Contact.email.label("contact"))
        .select_from(VisitTicket)
        .join(Ticket, Ticket.id == VisitTicket.ticket_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .where(VisitTicket.visit_id == visit)
        .order_by(Ticket.number)
    )
    rows = read_session().execute(query).all()
    addresses = [
        address for row in rows for address in (row.contact, row.email) if address and "@" in address
    ]
    return ", ".join(dict.fromkeys(row.name for row in rows)), list(dict.fromkeys(addresses))


def _was_on(visit: str, person: str) -> bool:
    session = read_session()
    return (
        session.get(CrewMember, (visit, person)) is not None
        or session.scalars(
            sa.select(FormerMember).where(FormerMember.visit_id == visit, FormerMember.person_id == person)
        ).first()
        is not None
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)
