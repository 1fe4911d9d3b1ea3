"""The life of a ticket: one transition table, asked by every command that changes a state."""

from enum import StrEnum

from server.domain.problems import WrongState


class TicketState(StrEnum):
    NEW = "new"
    TRIAGED = "triaged"
    READY = "ready"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    SOLVED_REMOTELY = "solved_remotely"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


S = TicketState
TRANSITIONS: dict[TicketState, frozenset[TicketState]] = {
    S.NEW: frozenset({S.TRIAGED, S.READY, S.SOLVED_REMOTELY, S.CANCELLED}),
    S.TRIAGED: frozenset({S.READY, S.SOLVED_REMOTELY, S.CANCELLED, S.TRIAGED}),
    S.READY: frozenset({S.TRIAGED, S.PLANNED, S.SOLVED_REMOTELY, S.CANCELLED, S.READY}),
    S.PLANNED: frozenset({S.READY, S.UNDER_WAY, S.CANCELLED, S.SOLVED_REMOTELY}),
    # Back to ready when a visit is aborted or the customer says that it does not work; done only by a settled visit.
    S.UNDER_WAY: frozenset({S.READY, S.DONE, S.CANCELLED}),
    S.DONE: frozenset(),
    S.SOLVED_REMOTELY: frozenset({S.READY, S.TRIAGED}),
    S.CANCELLED: frozenset(),
}
OPEN = frozenset({S.NEW, S.TRIAGED, S.READY, S.PLANNED, S.UNDER_WAY})


def move(number: str, now: TicketState, to: TicketState) -> TicketState:
    """The new state. Raises WrongState with both states in the sentence."""
    if to not in TRANSITIONS[now]:
        allowed = ", ".join(sorted(TRANSITIONS[now])) or "nothing"
        raise WrongState(f"Ticket {number} is {now}; from there it can become {allowed}, not {to}.")
    return to
