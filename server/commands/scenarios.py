"""A scenario: asked for, tried day by day, ready with its figures, or given up."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from server.domain.actor import SYSTEM, Actor
from server.domain.local_day import LocalDay, local_day_of
from server.domain.planning import PRICES, Prices
from server.domain.problems import Invalid, NotFound, WrongState
from server.domain.scenario import AddedEngineer, Change, RaisedSkill, apply_change, read_change
from server.domain.scenario_figures import DayOutcome, sum_up
from server.domain.travel import TravelRule
from server.store.drives import with_measured
from server.store.events import AnySession, get_installation, record
from server.store.gate import read_session, write_tx
from server.store.ids import new_id
from server.store.people import Person
from server.store.recent_days import DayFacts, places_of_jobs, read_facts
from server.store.scenarios import Scenario

UNDER_WAY = frozenset({"queued", "running"})


@dataclass(frozen=True)
class DayToTry:
    """A day's facts, and its problem with the change; both None for a day without facts."""

    day: str
    facts: DayFacts | None = None
    changed: dict[str, Any] | None = None


def ask_scenario(*, change: Change, days: Sequence[date], by: Actor, at: datetime) -> str:
    """Ask what these days would have been with a change; it is tried in the background. Returns the scenario's id."""
    scenario = new_id()
    with write_tx() as session:
        _check_days(days, today=local_day_of(at, get_installation(session).zone).day)
        _check_change(session, change)
        session.add(
            Scenario(
                id=scenario,
                asked_by=by.person,
                asked_at=at,
                change=change.to_json(),
                days=[day.isoformat() for day in sorted(set(days))],
            )
        )
        record(session, "scenario.asked", by=by, at=at, data={"scenario": scenario})
    return scenario


def begin_scenario(*, scenario: str, travel: TravelRule, prices: Prices = PRICES) -> list[DayToTry] | None:
    """The days to try. None when nobody waits any more. Begun again, it has the facts of the first time."""
    session = read_session()
    found = session.get(Scenario, scenario, populate_existing=True)
    if found is None or found.state not in UNDER_WAY:
        return None
    zone = get_installation(session).zone
    days = [LocalDay(date.fromisoformat(day), zone) for day in found.days]
    problems = found.problems
    if problems is None:
        facts = {day.day.isoformat(): read_facts(session, day, travel=travel, prices=prices) for day in days}
        problems = {day: asdict(one) for day, one in facts.items() if one is not None}
    change = read_change(found.change)
    to_try = [_day_to_try(session, day, change, problems.get(day.day.isoformat()), travel) for day in days]
    with write_tx() as session:
        found = _get(session, scenario)
        if found.state not in UNDER_WAY:
            return None
        found.state, found.progress, found.problems = "running", 0.0, problems
    return to_try


def keep_scenario_progress(*, scenario: str, share: float) -> bool:
    """Show how far it is. False when a lead stopped it."""
    with write_tx() as session:
        found = _get(session, scenario)
        if found.state != "running":
            return False
        found.progress = round(share, 3)
    return True


def finish_scenario(
    *, scenario: str, outcomes: Sequence[DayOutcome], search: dict[str, Any], at: datetime
) -> None:
    """Keep what came out, with how it was searched. A scenario that was stopped stays stopped."""
    with write_tx() as session:
        found = _get(session, scenario)
        if found.state != "running":
            return
        found.state, found.progress = "ready", 1.0
        found.result = {**sum_up(outcomes), "search": search}
        record(session, "scenario.ready", by=SYSTEM, at=at, data={"scenario": scenario})


def fail_scenario(*, scenario: str, error: str, at: datetime) -> None:
    with write_tx() as session:
        found = _get(session, scenario)
        if found.state in UNDER_WAY:
            found.state, found.error = "failed", error
            record(session, "scenario.ready", by=SYSTEM, at=at, data={"scenario": scenario, "failed": True})


def cancel_scenario(*, scenario: str, by: Actor, at: datetime) -> None:
    """Stop it. One that is already cancelled is a quiet success."""
    with write_tx() as session:
        found = _get(session, scenario)
        if found.state == "cancelled":
            return
        if found.state not in UNDER_WAY:
            raise WrongState("The scenario has ended; there is nothing to stop.")
        found.state = "cancelled"
        record(session, "scenario.cancelled", by=by, at=at, data={"scenario": scenario})


def restart_scenario(session: AnySession, *, scenario: str, by: Actor, at: datetime) -> None:
    """Try one again that was given up, in the caller's transaction; with the facts that it had, at the same address."""
    found = _get(session, scenario)
    if found.state != "failed":
        raise WrongState("Only a scenario that was given up is tried again.")
    found.state, found.progress, found.error = "queued", 0.0, None
    record(session, "scenario.asked", by=by, at=at, data={"scenario": scenario})


def _check_days(days: Sequence[date], *, today: date) -> None:
    if not days:
        raise Invalid("/days", "Choose at least one day.")
    if any(day > today for day in days):
        raise Invalid("/days", "A day to come has no facts yet; choose days up to today.")


def _check_change(session: AnySession, change: Change) -> None:
    if isinstance(change, RaisedSkill):
        person = session.get(Person, change.person)
        if person is None or "engineer" not in person.roles:
            raise Invalid("/change/person", "There is no such engineer.")
    if isinstance(change, AddedEngineer) and change.start >= change.end:
        raise Invalid("/change/shift", f"Shift ends before it starts ({change.start}-{change.end}).")


def _day_to_try(
    session: AnySession, day: LocalDay, change: Change, kept: dict[str, Any] | None, travel: TravelRule
) -> DayToTry:
    if kept is None:
        return DayToTry(day.day.isoformat())
    facts = DayFacts(**kept)
    places = {}
    if isinstance(change, AddedEngineer):
        places = places_of_jobs(session, facts.problem)
        travel = with_measured(session, travel, [change.home, *places.values()])
    changed = apply_change(facts.problem, change, day=day, places=places, travel=travel)
    return DayToTry(day.day.isoformat(), facts, changed)


def _get(session: AnySession, scenario: str) -> Scenario:
    found = session.get(Scenario, scenario, with_for_update=True)
    if found is None:
        raise NotFound("There is no such scenario.")
    return found
