"""The life of a visit, and which of two states stands when two phones report at once."""

from enum import StrEnum

from server.domain.problems import WrongState


class VisitState(StrEnum):
    PUBLISHED = "published"
    TRAVELLING = "travelling"
    ON_SITE = "on_site"
    WORK_DONE = "work_done"
    SIGNED = "signed"
    SEALED = "sealed"
    ABORTED = "aborted"
    CANCELLED = "cancelled"


class AbortReason(StrEnum):
    NO_ACCESS = "no_access"
    CUSTOMER_ABSENT = "customer_absent"
    MISSING_PART = "missing_part"
    MISSING_SKILL = "missing_skill"
    UNSAFE = "unsafe"
    WRONG_SITE = "wrong_site"
    NOT_FIXED = "not_fixed"
    ENGINEER_ILL = "engineer_ill"
    OTHER = "other"


class RepeatReason(StrEnum):
    """Why a second trip was needed within 30 days of the first."""

    PART = "part"
    SKILL = "skill"
    TIME = "time"
    ACCESS = "access"
    DIAGNOSIS = "diagnosis"
    CUSTOMER = "customer"
    NEW_FAULT = "new_fault"


S = VisitState
ORDER = (S.PUBLISHED, S.TRAVELLING, S.ON_SITE, S.WORK_DONE, S.SIGNED, S.SEALED)
OPEN = frozenset({S.PUBLISHED, S.TRAVELLING, S.ON_SITE, S.WORK_DONE})
RUNNING = frozenset({S.TRAVELLING, S.ON_SITE, S.WORK_DONE})
# Once the work is done only the customer's word, a refusal or an absence ends a visit.
CANCELLABLE = frozenset({S.PUBLISHED, S.TRAVELLING, S.ON_SITE})
ENDED = frozenset({S.SIGNED, S.SEALED, S.ABORTED, S.CANCELLED})

# An aborted trip needs a next one: this is the coded reason under which that next visit counts as a repeat.
REPEAT_AFTER: dict[AbortReason, RepeatReason] = {
    AbortReason.NO_ACCESS: RepeatReason.ACCESS,
    AbortReason.CUSTOMER_ABSENT: RepeatReason.CUSTOMER,
    AbortReason.MISSING_PART: RepeatReason.PART,
    AbortReason.MISSING_SKILL: RepeatReason.SKILL,
    AbortReason.UNSAFE: RepeatReason.ACCESS,
    AbortReason.WRONG_SITE: RepeatReason.ACCESS,
    AbortReason.NOT_FIXED: RepeatReason.DIAGNOSIS,
    AbortReason.ENGINEER_ILL: RepeatReason.TIME,
    AbortReason.OTHER: RepeatReason.TIME,
}


def further(now: VisitState, reported: VisitState) -> VisitState:
    """The state that stands when `reported` arrives from a phone: the further of the two; an ended visit stays ended.

    Raises WrongState when a phone reports work on a cancelled or aborted visit: a dispatcher decides that.
    """
    if now in (S.CANCELLED, S.ABORTED):
        raise WrongState(
            f"The visit is {now}; {reported} was recorded and a dispatcher decides what it means."
        )
    if reported is S.ABORTED:
        if now in (S.SIGNED, S.SEALED):
            raise WrongState(f"The visit is {now} and can no longer be aborted.")
        return reported
    return max(now, reported, key=ORDER.index)


def find_repeat_reason(ended_reason: str | None) -> RepeatReason | None:
    """Why the next visit is needed, if the way this one ended says it."""
    if ended_reason in list(AbortReason):
        return REPEAT_AFTER[AbortReason(ended_reason)]
    return None
