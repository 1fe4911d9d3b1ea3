"""Take the demo out again: its people and customers, and everything that hangs on them. The event log stays, as always."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from server.domain.actor import SYSTEM
from server.store.articles import Article
from server.store.base import Base
from server.store.events import AnySession, record
from server.store.field import Op, OpSlot
from server.store.gate import write_tx
from server.store.people import Person
from server.store.sites import Customer

Doomed = dict[str, set[Any]]


def remove_demo(*, at: datetime) -> int:
    """Remove all demo rows, and what was done at demo sites or by demo people. Returns how many rows went."""
    with write_tx() as session:
        doomed: Doomed = {
            table.__tablename__: set(session.scalars(sa.select(table.id).where(table.demo)))
            for table in (Person, Customer, Article)
        }
        if not any(doomed.values()):
            return 0
        _spread(session, doomed)
        removed = _delete_operations(session, doomed)
        for table in reversed(Base.metadata.sorted_tables):
            removed += _delete_rows(session, table, doomed)
        record(session, "demo.removed", by=SYSTEM, at=at, data={"rows": removed})
    return removed


def _spread(session: AnySession, doomed: Doomed) -> None:
    """Parents before children, and again until nothing new is found: tables refer to each other in rings (repeat_of)."""
    grew = True
    while grew:
        grew = False
        for table in Base.metadata.sorted_tables:
            if "id" not in table.c:
                continue
            condition = _refers(table, doomed)
            if condition is None:
                continue
            found = set(session.scalars(sa.select(table.c.id).where(condition)))
            known = doomed.setdefault(table.name, set())
            grew = grew or bool(found - known)
            known |= found


def _refers(table: sa.Table, doomed: Doomed) -> sa.ColumnElement[bool] | None:
    """Rows that cannot stay: a required reference to a doomed row, or the site and customer of something."""
    conditions = [
        column.in_(doomed[key.column.table.name])
        for column in table.c
        for key in column.foreign_keys
        if doomed.get(key.column.table.name) and not column.nullable
    ]
    return sa.or_(*conditions) if conditions else None


def _delete_rows(session: AnySession, table: sa.Table, doomed: Doomed) -> int:
    for column in table.c:
        for key in column.foreign_keys:
            if column.nullable and (gone := doomed.get(key.column.table.name)):
                # The check on visits allows repeat_of and repeat_reason only together.
                values = {column.name: None} | ({"repeat_reason": None} if column.name == "repeat_of" else {})
                session.execute(sa.update(table).where(column.in_(gone)).values(**values))
    conditions = [condition for condition in (_refers(table, doomed),) if condition is not None]
    if "id" in table.c and doomed.get(table.name):
        conditions.append(table.c.id.in_(doomed[table.name]))
    if not conditions:
        return 0
    return int(session.execute(sa.delete(table).where(sa.or_(*conditions))).rowcount)  # type: ignore[attr-defined]


def _delete_operations(session: AnySession, doomed: Doomed) -> int:
    """Operations name their visit without a foreign key, since one may come for a visit that is unknown."""
    ops = set(session.scalars(sa.select(Op.op_id).where(Op.visit_id.in_(doomed.get("visit", set())))))
    session.execute(sa.delete(OpSlot).where(OpSlot.op_id.in_(ops)))
    session.execute(sa.delete(Op).where(Op.op_id.in_(ops)))
    return len(ops)
