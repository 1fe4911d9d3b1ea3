"""The customer's word arrives: the sign-off is kept, the visit is signed, its tickets end or go on. Sealing follows as a job."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import rfc8785
import sqlalchemy as sa

from server.commands.bookings import end_bookings
from server.domain import ticket as tickets
from server.domain.actor import Actor
from server.domain.problems import Invalid, NotFound, WrongState
from server.domain.signoff import ACCEPTED, ReceivedSignOff, read_sign_off
from server.domain.ticket import TicketState
from server.domain.visit import OPEN, AbortReason, VisitState
from server.report.act import content_hash
from server.store.acts import Act, Csat, SignedStatement, SignOff
from server.store.events import AnySession, record
from server.store.jobs import enqueue
from server.store.tickets import Ticket
from server.store.visits import Visit

Outcome = Literal["done", "again"]


def receive_sign_off(
    session: AnySession, *, op_id: str, visit_id: str, value: Any, refused: bool, by: Actor, at: datetime
) -> None:
    """Keep what a phone sent, in the caller's transaction. Several customers may sign one content.

    Raises Invalid for what cannot be kept as a sign-off: a broken shape, another content under a known act id, or a
    nonce that was used.
    """
    received = read_sign_off(value, refused=refused)
    visit = _get_visit(session, visit_id)
    is_first = _keep(session, received, visit_id, op_id=op_id, by=by, at=at)
    if not is_first:
        _note_further_signer(session, received, visit_id, op_id=op_id, by=by, at=at)
    elif received.kind == "addendum":
        enqueue_sealing(session, received.act_id, visit_id, at=at)
    elif visit.state in OPEN:
        _sign(session, visit, received, by=by, at=at)
    else:
        _raise(session, received, visit_id, f"visit_{visit.state}", op_id=op_id, by=by, at=at)
        enqueue_sealing(session, received.act_id, visit_id, at=at)


def give_rating(
    session: AnySession, *, op_id: str, visit_id: str, value: Any, by: Actor, at: datetime
) -> None:
    """Keep the customer's rating, or that it was skipped. A first mark stands; a later one replaces only a skip."""
    rating, skipped, comment = _read_rating(value)
    kept = session.get(Csat, visit_id)
    if kept is None:
        session.add(
            Csat(visit_id=visit_id, op_id=op_id, rating=rating, skipped=skipped, comment=comment, given_at=at)
        )
    elif kept.skipped and not skipped:
        kept.op_id, kept.rating, kept.skipped, kept.comment, kept.given_at = op_id, rating, False, comment, at
    else:
        return
    # The mark stays out of the log: phones and the board read it.
    record(session, "csat.given", by=by, at=at, visit=visit_id)


def settle_refusal(
    session: AnySession, *, visit_id: str, outcome: Outcome, reason: str, note: str, by: Actor, at: datetime
) -> None:
    """A dispatcher decides what a refusal or absence means: the tickets are done, or need another visit.

    Raises WrongState when there is nothing to settle, and Invalid when another visit is asked for without a coded reason.
    """
    visit = _get_visit(session, visit_id)
    refusal = session.scalar(
        sa.select(SignOff).where(SignOff.visit_id == visit_id, SignOff.kind == "refusal")
    )
    if refusal is None or visit.state not in (VisitState.SIGNED, VisitState.SEALED) or visit.ended_reason:
        raise WrongState(f"Visit {visit.label} has no refusal or absence that waits to be settled.")
    if outcome == "again" and reason not in list(AbortReason):
        raise Invalid("/reason", f"Another visit needs one of: {', '.join(AbortReason)}.")
    visit.ended_reason, visit.ended_note = reason, note or None
    record(
        session, "visit.settled", by=by, at=at, visit=visit_id, data={"outcome": outcome, "reason": reason}
    )
    target = TicketState.DONE if outcome == "done" else TicketState.READY
    _end_tickets(session, visit, target, reason=reason, by=by, at=at)


def enqueue_sealing(session: AnySession, act_id: str, visit_id: str, *, at: datetime) -> None:
    enqueue(session, "seal_act", key=None, at=at, payload={"act_id": act_id, "visit": visit_id})


def _keep(
    session: AnySession, received: ReceivedSignOff, visit_id: str, *, op_id: str, by: Actor, at: datetime
) -> bool:
    """True when this content is new here."""
    hashed = _hash(received.act)
    kept = session.get(SignOff, received.act_id)
    if kept is not None and (kept.content_hash, kept.visit_id) != (hashed, visit_id):
        raise Invalid("/value/act", "Another content was already signed under the id of this act.")
    if kept is not None and any(one.nonce == received.nonce for one in kept.statements):
        raise Invalid("/value/statement/nonce", "This statement was already used.")
    sign_off = kept or SignOff(
        act_id=received.act_id,
        visit_id=visit_id,
        kind=received.kind,
        content_hash=hashed,
        act=dict(received.act),
        covers=received.covers,
        received_at=at,
    )
    sign_off.statements.append(
        SignedStatement(
            op_id=op_id,
            act_id=received.act_id,
            nonce=received.nonce,
            statement=dict(received.statement),
            refusal=None if received.refusal is None else dict(received.refusal),
            received_at=at,
            received_ip=by.ip,
            received_agent=by.user_agent,
        )
    )
    session.add(sign_off)
    session.flush()
    return kept is None


def _sign(session: AnySession, visit: Visit, received: ReceivedSignOff, *, by: Actor, at: datetime) -> None:
    visit.state = VisitState.SIGNED
    end_bookings(visit, at)
    visit.state_since = at
    for link in visit.tickets:
        link.is_open = False
    kind, target = _meaning(received)
    data = {"act_id": received.act_id, "word": received.result}
    record(session, kind, by=by, at=at, visit=visit.id, device_at=received.signed_at, data=data)
    if kind == "visit.not_accepted":
        visit.ended_reason = AbortReason.NOT_FIXED
    if target is not None:
        _end_tickets(session, visit, target, reason=received.result or "", by=by, at=at)


def _meaning(received: ReceivedSignOff) -> tuple[str, TicketState | None]:
    """The event of a sign-off and where the tickets go; a refusal or absence waits for a dispatcher."""
    if received.kind == "refusal":
        return "visit.refused", None
    if received.result in ACCEPTED:
        return "visit.signed", TicketState.DONE
    return "visit.not_accepted", TicketState.READY


def _end_tickets(
    session: AnySession, visit: Visit, target: TicketState, *, reason: str, by: Actor, at: datetime
) -> None:
    for link in visit.tickets:
        ticket = session.get_one(Ticket, link.ticket_id)
        if ticket.state is TicketState.PLANNED:
            # No phone said that it was on the way, but the sign-off proves that the crew came.
            _move(session, ticket, TicketState.UNDER_WAY, "ticket.started", visit, by=by, at=at)
        if ticket.state is not TicketState.UNDER_WAY:
            continue
        if target is TicketState.DONE:
            ticket.ended_at = at
            _move(session, ticket, target, "ticket.done", visit, by=by, at=at)
        else:
            _move(session, ticket, target, "ticket.ready", visit, by=by, at=at, reason=reason)


def _move(
    session: AnySession,
    ticket: Ticket,
    to: TicketState,
    kind: str,
    visit: Visit,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    ticket.state = tickets.move(ticket.label, ticket.state, to)
    ticket.state_since = at
    data = {"reason": reason} if reason else {}
    record(session, kind, by=by, at=at, ticket=ticket.id, visit=visit.id, data=data)


def _note_further_signer(
    session: AnySession, received: ReceivedSignOff, visit_id: str, *, op_id: str, by: Actor, at: datetime
) -> None:
    if session.get(Act, received.act_id) is not None:
        _raise(session, received, visit_id, "signed_after_sealing", op_id=op_id, by=by, at=at)


def _raise(
    session: AnySession,
    received: ReceivedSignOff,
    visit_id: str,
    reason: str,
    *,
    op_id: str,
    by: Actor,
    at: datetime,
) -> None:
    data = {"reason": reason, "act_id": received.act_id}
    record(session, "op.raised", by=by, at=at, visit=visit_id, op=op_id, data=data)


def _hash(act: Mapping[str, Any]) -> str:
    try:
        return content_hash(act)
    except rfc8785.CanonicalizationError as error:
        raise Invalid("/value/act", f"The act has no canonical form: {error}") from None


def _get_visit(session: AnySession, visit_id: str) -> Visit:
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise NotFound("There is no such visit.")
    return visit


def _read_rating(value: Any) -> tuple[int | None, bool, str | None]:
    rating = value.get("rating") if isinstance(value, Mapping) else None
    if rating is not None and (type(rating) is not int or not 1 <= rating <= 5):
        raise Invalid("/value/rating", f"A rating is 1 to 5 or skipped, not {rating!r}.")
    comment = value.get("comment") if isinstance(value, Mapping) else None
    text = comment.strip()[:2000] if isinstance(comment, str) else ""
    return rating, rating is None, text or None
