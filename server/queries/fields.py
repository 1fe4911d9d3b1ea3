"""The fields of a visit as they stand, with the names of their authors."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from server.store.events import AnySession
from server.store.field import FieldState
from server.store.people import Person


def shown_fields(session: AnySession, visit_id: str) -> dict[str, list[dict[str, Any]]]:
    """Per field the shown values, the one that stands first in front: op_id, seq, device, author, author_name, value, at."""
    states = session.scalars(
        sa.select(FieldState).where(FieldState.visit_id == visit_id).order_by(FieldState.field)
    ).all()
    names = author_names(session, states)
    return {state.field: named_values(state, names) for state in states}


def named_values(state: FieldState, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [value | {"author_name": names.get(value["author"], "")} for value in state.shown]


def author_names(session: AnySession, states: Iterable[FieldState]) -> dict[str, str]:
    """Names by person id of everybody whose values stand in these fields."""
    authors = {value["author"] for state in states for value in state.shown}
    if not authors:
        return {}
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(sorted(authors))))
    return {row.id: row.name for row in rows}
