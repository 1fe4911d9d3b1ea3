"""The booked time of a visit's crew: given back when the work is over, and handed to another crew."""

from collections.abc import Sequence
from datetime import datetime

from server.domain.proposal import PlannedMember
from server.store.events import AnySession
from server.store.visits import CrewMember, FormerMember, Visit


def end_bookings(visit: Visit, at: datetime) -> None:
    """The work is over: nobody of the crew is busy with it any longer."""
    for member in visit.crew:
        if member.starts_at < at < member.busy_to:
            member.busy_to = at
        elif at <= member.starts_at:
            member.released = True


def replace_crew(session: AnySession, visit: Visit, crew: Sequence[PlannedMember], at: datetime) -> None:
    """Book this crew at its times. Who stays keeps what was recorded; who goes stays known as a former member.

    Raises IntegrityError for a booking that the database refuses.
    """
    there = {member.person_id: member for member in visit.crew}
    staying = {member.person for member in crew}
    for person, member in there.items():
        if person not in staying:
            visit.crew.remove(member)
            session.add(FormerMember(visit_id=visit.id, person_id=person, removed_at=at))
    for position, planned in enumerate(crew):
        member = there.get(planned.person) or CrewMember(
            person_id=planned.person,
            trades=[],
            minutes=0,
            busy_from=planned.travel_start,
            starts_at=planned.start,
            busy_to=planned.end,
        )
        if planned.person not in there:
            visit.crew.append(member)
        member.position, member.is_lead, member.released = position, planned.is_lead, False
        member.trades, member.minutes = list(planned.trades), planned.minutes
        member.busy_from, member.starts_at, member.busy_to = planned.travel_start, planned.start, planned.end
    visit.ends_at = max(member.end for member in crew)
    session.flush()
