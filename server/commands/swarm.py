"""A swarm: colleagues pulled in on a ticket while its owner keeps it."""

from collections.abc import Sequence
from datetime import datetime

from server.commands.tickets import lock_ticket
from server.domain.actor import Actor
from server.domain.problems import Invalid, WrongState
from server.domain.ticket import OPEN
from server.store.events import AnySession, record
from server.store.gate import write_tx
from server.store.people import Person
from server.store.tickets import SwarmMember, Ticket


def pull_in(*, ticket: str, people: Sequence[str], question: str, by: Actor, at: datetime) -> None:
    """Ask colleagues to help. Who is there already is asked the new question.

    Raises WrongState once the ticket has ended, and Invalid for its owner or somebody without an open account.
    """
    with write_tx() as session:
        found = lock_ticket(session, ticket)
        if found.state not in OPEN:
            raise WrongState(
                f"Ticket {found.label} is {found.state}; there is nothing to help with any more."
            )
        for index, person in enumerate(people):
            _check_helper(session, found, person, f"/people/{index}")
            session.merge(SwarmMember(ticket_id=ticket, person_id=person, question=question, joined_at=at))
        data = {"people": list(people), "question": question}
        record(session, "swarm.joined", by=by, at=at, ticket=ticket, data=data)


def let_go(*, ticket: str, person: str, by: Actor, at: datetime) -> None:
    """Somebody helps no longer. Doing it twice is a quiet success."""
    with write_tx() as session:
        lock_ticket(session, ticket)
        member = session.get(SwarmMember, (ticket, person))
        if member is None:
            return
        session.delete(member)
        record(session, "swarm.left", by=by, at=at, ticket=ticket, data={"person": person})


def _check_helper(session: AnySession, ticket: Ticket, person: str, pointer: str) -> None:
    found = session.get(Person, person)
    if found is None or not found.active:
        raise Invalid(pointer, "There is no such person, or the account is closed.")
    if person == ticket.owner_id:
        raise Invalid(pointer, f"{found.name} owns ticket {ticket.label} and is at work on it already.")
