"""Live checks: asked by a person at a ticket or a visit, answered by a job, kept as evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from server.clients.live_checks.protocol import LiveChecker, NotAnswered
from server.domain import ticket as tickets
from server.domain import visit as visits
from server.domain.actor import SYSTEM, Actor
from server.domain.check_networks import CheckNetworks, is_address
from server.domain.clock import Clock
from server.domain.live_check import (
    ASKED_IN_VAIN_AFTER,
    STATE_OF,
    LiveKind,
    LiveReason,
    LiveState,
    LiveTarget,
)
from server.domain.problems import Conflict, Invalid, NotFound, TooManyAttempts, WrongState
from server.store.events import AnySession, record
from server.store.gate import read_session, write_tx
from server.store.ids import new_id
from server.store.live_checks import LiveCheck
from server.store.sites import Customer, Site
from server.store.tickets import Ticket
from server.store.visits import Visit

OFFICE = ("operator", "dispatcher", "lead", "expert")
SPAN = timedelta(minutes=1)


@dataclass(frozen=True)
class About:
    """What a check is asked for: a ticket, or a visit."""

    ticket: str | None = None
    visit: str | None = None


def ask_live_check(*, about: About, target: LiveTarget, per_minute: int, by: Actor, at: datetime) -> str:
    """Let the server ask a device. Returns the check's id; the answer comes by the job.

    Raises NotFound, WrongState, Conflict when the site names no networks, Invalid for an address outside them,
    TooManyAttempts when the customer's devices were asked too often.
    """
    with write_tx() as session:
        site = _find_site(session, about, by)
        # Held, so that of two who ask at once one is counted before the other.
        customer = session.get_one(Customer, site.customer_id, with_for_update=True)
        _check_networks(site, target)
        _check_pace(session, customer, per_minute, at)
        check = LiveCheck(
            id=new_id(),
            customer_id=customer.id,
            site_id=site.id,
            ticket_id=about.ticket,
            visit_id=about.visit,
            kind=target.kind.value,
            host=target.host,
            port=target.port,
            subject=target.subject,
            transport=target.transport,
            asked_by=by.person,
            asked_at=at,
        )
        session.add(check)
        record(
            session,
            "check.asked",
            by=by,
            at=at,
            ticket=about.ticket,
            visit=about.visit,
            data=_told(check),
        )
        return check.id


def answer_live_check(*, check: str, checkers: Mapping[LiveKind, LiveChecker], now: Clock) -> None:
    """Ask the device and keep what it says. Asks nothing when the check has ended meanwhile."""
    session = read_session()
    asked = session.get(LiveCheck, check)
    if asked is None or asked.state != LiveState.ASKED:
        return
    target, is_late = asked.target, now() - asked.asked_at > ASKED_IN_VAIN_AFTER
    # As they are now: somebody may have closed a network since the check was asked.
    networks = CheckNetworks(session.get_one(Site, asked.site_id).check_networks)
    session.rollback()
    checker = checkers.get(target.kind)
    reason: LiveReason | None
    address: str | None = None
    result: dict[str, Any] = {}
    if is_late or checker is None:
        reason = LiveReason.TOO_LATE if is_late else LiveReason.TURNED_OFF
    else:
        try:
            answer = checker.ask(target, networks)
            reason, address, result = answer.reason, answer.address, answer.result
        except NotAnswered as failure:
            reason, address = failure.reason, failure.address
    _end(check, reason, at=now(), address=address, result=result)


def give_up_live_check(*, check: str, at: datetime) -> None:
    """No answer will come: the worker failed at it. May be told twice."""
    _end(check, LiveReason.BROKEN, at=at)


def _find_site(session: AnySession, about: About, by: Actor) -> Site:
    """Raises NotFound, also for an engineer who is not in the crew now, and WrongState when it is over."""
    if about.visit is not None:
        visit = session.get(Visit, about.visit)
        if visit is None or not (by.may(*OFFICE) or _is_crew(visit, by)):
            raise NotFound("There is no such visit.")
        if visit.state not in visits.OPEN:
            raise WrongState(f"Visit {visit.label} is {visit.state}; nothing is checked for it any more.")
        return session.get_one(Site, visit.site_id)
    ticket = None if about.ticket is None else session.get(Ticket, about.ticket)
    if ticket is None:
        raise NotFound("There is no such ticket.")
    if ticket.state not in tickets.OPEN:
        raise WrongState(f"Ticket {ticket.label} is {ticket.state}; nothing is checked for it any more.")
    return session.get_one(Site, ticket.site_id)


def _is_crew(visit: Visit, by: Actor) -> bool:
    return any(member.person_id == by.person for member in visit.crew)


def _check_networks(site: Site, target: LiveTarget) -> None:
    """A name is judged by the job, when it is known what it means."""
    networks = CheckNetworks(site.check_networks)
    if not site.check_networks:
        raise Conflict(
            "no_check_networks",
            f"{site.name} names no networks for live checks. A lead adds them at the site.",
        )
    if not is_address(target.host):
        return
    if reason := networks.why_not(target.host):
        is_own = reason is LiveReason.OWN_ADDRESS
        whose = "belongs to the server itself" if is_own else "is outside the networks of the site"
        raise Invalid("/host", f"{target.host} {whose}; allowed is what lies in {networks}.")


def _check_pace(session: AnySession, customer: Customer, per_minute: int, at: datetime) -> None:
    recent = session.scalars(
        sa.select(LiveCheck.asked_at)
        .where(LiveCheck.customer_id == customer.id, LiveCheck.asked_at > at - SPAN)
        .order_by(LiveCheck.asked_at)
    ).all()
    if len(recent) >= per_minute:
        seconds = max(1, round((recent[-per_minute] + SPAN - at).total_seconds()))
        raise TooManyAttempts(
            f"Devices of {customer.name} were asked {len(recent)} times within a minute; at most {per_minute} "
            f"are allowed. Try again in {seconds} s.",
            retry_after=seconds,
        )


def _end(
    check: str,
    reason: LiveReason | None,
    *,
    at: datetime,
    address: str | None = None,
    result: dict[str, Any] | None = None,
) -> None:
    with write_tx() as session:
        found = session.get(LiveCheck, check, with_for_update=True)
        if found is None or found.state != LiveState.ASKED:
            return
        state = LiveState.ANSWERED if reason is None else STATE_OF[reason]
        found.end(state, reason, at)
        found.address, found.result = address, result or {}
        told = _told(found) | {
            "state": found.state,
            "reason": found.reason,
            "address": address,
            "result": found.result,
        }
        record(
            session,
            "check.answered",
            by=SYSTEM,
            at=at,
            ticket=found.ticket_id,
            visit=found.visit_id,
            data=told,
        )


def _told(check: LiveCheck) -> dict[str, Any]:
    return {
        "check": check.id,
        "kind": check.kind,
        "target": str(check.target),
        "subject": check.subject,
    }
