"""The scenarios screen: which recent days can be tried again, what was asked, and what came out."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from server.domain.clock import iso
from server.domain.local_day import LocalDay, local_day_of
from server.domain.problems import NotFound
from server.store.events import AnySession, get_installation
from server.store.gate import read_session
from server.store.people import Person
from server.store.recent_days import days_with_facts
from server.store.scenarios import Scenario

RECENT_DAYS = 14
LIMIT = 50


def list_scenarios(*, at: datetime) -> dict[str, Any]:
    """The newest scenarios, and the days of the last two weeks that can be tried, the newest first."""
    session = read_session()
    rows = session.scalars(
        sa.select(Scenario).order_by(Scenario.asked_at.desc(), Scenario.id.desc()).limit(LIMIT)
    ).all()
    names = _names(session, rows)
    today = local_day_of(at, get_installation(session).zone)
    recent = [LocalDay(today.day - timedelta(days=back), today.zone) for back in range(RECENT_DAYS)]
    return {
        "items": [_scenario(found, names) for found in rows],
        "days": [
            {"day": day.day.isoformat(), "source": source} for day, source in days_with_facts(session, recent)
        ],
    }


def get_scenario(scenario: str) -> dict[str, Any]:
    """One scenario with each of its days. Raises NotFound."""
    session = read_session()
    found = session.get(Scenario, scenario, populate_existing=True)
    if found is None:
        raise NotFound("There is no such scenario.")
    result = found.result or {}
    return {
        **_scenario(found, _names(session, [found])),
        "outcomes": result.get("days", []),
        "search": result.get("search"),
        "error": found.error,
    }


def _scenario(found: Scenario, names: dict[str, str]) -> dict[str, Any]:
    result = found.result or {}
    change = dict(found.change)
    if change["kind"] == "skill":
        change["name"] = names.get(change["person"])
    return {
        "id": found.id,
        "state": found.state,
        "asked_by": None if found.asked_by is None else names.get(found.asked_by),
        "asked_at": iso(found.asked_at),
        "change": change,
        "days": found.days,
        "progress": found.progress,
        "counted": result.get("counted", 0),
        "before": result.get("before"),
        "after": result.get("after"),
    }


def _names(session: AnySession, scenarios: Collection[Scenario]) -> dict[str, str]:
    ids = {one.asked_by for one in scenarios if one.asked_by is not None}
    ids |= {one.change["person"] for one in scenarios if one.change["kind"] == "skill"}
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}
