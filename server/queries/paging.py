"""Pages of lists that are ordered by number, newest first."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from server.domain.problems import Invalid
from server.store.events import AnySession


@dataclass(frozen=True)
class Page:
    """`cursor` is the number of the last row of the page before."""

    cursor: str | None = None
    limit: int = 50


def find_page(
    session: AnySession, found: sa.Select[Any], number: Any, page: Page
) -> tuple[list[Any], str | None, int]:
    """Rows of this page, the cursor of the next one or None, and how many rows there are in all. Raises Invalid."""
    total = session.scalar(sa.select(sa.func.count()).select_from(found.order_by(None).subquery())) or 0
    if page.cursor is not None:
        if not page.cursor.isdecimal():
            raise Invalid("/cursor", "This is no cursor of this list.")
        found = found.where(number < min(int(page.cursor), 2**31 - 1))
    rows = list(session.scalars(found.order_by(number.desc()).limit(page.limit + 1)).unique())
    is_last = len(rows) <= page.limit
    rows = rows[: page.limit]
    return rows, None if is_last or not rows else str(rows[-1].number), total


def contains(column: Any, text: str) -> Any:
    """Whether a column contains the text, in any case: SQLite folds Latin letters only, so common spellings are tried."""
    spellings = {text, text.lower(), text.upper(), text.capitalize(), text.title()}
    return sa.or_(*(column.icontains(spelling, autoescape=True) for spelling in sorted(spellings)))
