"""Who is in the crew of a visit, and who ever was."""

import sqlalchemy as sa

from server.store.events import AnySession
from server.store.visits import CrewMember, FormerMember


def is_or_was_assigned(session: AnySession, visit: str, person: str | None) -> bool:
    """Rights on a visit outlive the assignment: what was recorded then must still arrive and be seen."""
    now = sa.select(CrewMember.visit_id).where(CrewMember.visit_id == visit, CrewMember.person_id == person)
    once = sa.select(FormerMember.visit_id).where(
        FormerMember.visit_id == visit, FormerMember.person_id == person
    )
    return session.scalars(sa.union_all(now, once).limit(1)).first() is not None
