"""Promised visits that a published proposal moves or drops: other people, another time or none, never half.

Nobody's promise changes without a reason, which stays in the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from server.commands.bookings import replace_crew
from server.commands.collisions import check_allowed, check_people, name_clash
from server.commands.drives import mend_drives, set_drives
from server.commands.refusals import refuse
from server.commands.visits import call_off, lock_visit, make_ready
from server.domain.actor import Actor
from server.domain.broken import Broken
from server.domain.clock import iso
from server.domain.local_day import LocalDay
from server.domain.problems import Conflict, Problem
from server.domain.proposal import PlannedMember
from server.domain.travel import Place, TravelRule
from server.domain.visit import VisitState
from server.store.events import AnySession, record
from server.store.savepoint import savepoint
from server.store.sites import Site
from server.store.visits import Visit


@dataclass(frozen=True)
class Move:
    """`was`: who started when, as the proposal knew it. No `proposal`: a visit planned by hand makes it later, and says why itself."""

    key: str
    visit: str
    crew: tuple[PlannedMember, ...]
    was: Mapping[str, datetime]
    why: Mapping[str, str]
    proposal: str | None
    reason: str | None = None


@dataclass(frozen=True)
class Drop:
    """A promised visit for which the proposal has no place: it is called off, and its ticket waits for a plan again."""

    key: str
    visit: str
    was: Mapping[str, datetime]
    proposal: str
    reason: str


@dataclass(frozen=True)
class Refusal:
    """Why one visit was not published; `text` says it in both languages, with names."""

    key: str
    code: str
    detail: str
    text: Mapping[str, str] | None = None


@dataclass
class Published:
    """Ids of the visits that are promised now, new or moved; of those called off; and what was refused without hurting them."""

    published: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def refusal_of(key: str, problem: Problem) -> Refusal:
    return Refusal(key, problem.code, problem.detail, problem.extra.get("text"))


class _NotMoved(Exception):
    """One move that cannot be made; the others are tried again without it."""

    def __init__(self, move: Move, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.move = move
        self.problem = problem


def read_move(visit: Mapping[str, Any], proposal: str, reason: str) -> Move:
    """From a visit of a proposal that has `was`."""
    return Move(
        visit["key"], visit["visit"], read_crew(visit), _read_was(visit), visit["why"], proposal, reason
    )


def read_drop(visit: Mapping[str, Any], proposal: str, reason: str) -> Drop:
    """From a dropped visit of a proposal."""
    return Drop(visit["key"], visit["visit"], _read_was(visit), proposal, reason)


def read_crew(visit: Mapping[str, Any]) -> tuple[PlannedMember, ...]:
    return tuple(
        PlannedMember(
            person=member["person"],
            trades=tuple(member["trades"]),
            travel_start=datetime.fromisoformat(member["travel_start"]),
            start=datetime.fromisoformat(member["start"]),
            end=datetime.fromisoformat(member["end"]),
            is_lead=member["lead"],
        )
        for member in visit["crew"]
    )


def _read_was(visit: Mapping[str, Any]) -> dict[str, datetime]:
    return {member["person"]: datetime.fromisoformat(member["start"]) for member in visit["was"]["crew"]}


def apply_drops(
    session: AnySession,
    drops: Sequence[Drop],
    outcome: Published,
    *,
    travel: TravelRule,
    by: Actor,
    at: datetime,
) -> None:
    """Call visits off in the caller's transaction, before moves take the time that becomes free. One that changed meanwhile stays."""
    for drop in drops:
        visit = lock_visit(session, drop.visit)
        try:
            _check_unchanged(session, visit, drop.was)
        except Conflict as conflict:
            outcome.refused.append(refusal_of(drop.key, conflict))
            continue
        call_off(
            session,
            visit,
            reason="cancelled",
            note=drop.reason,
            proposal=drop.proposal,
            travel=travel,
            by=by,
            at=at,
        )
        make_ready(session, visit, reason=drop.reason, proposal=drop.proposal, by=by, at=at)
        outcome.dropped.append(visit.id)


def apply_moves(
    session: AnySession,
    moves: Sequence[Move],
    outcome: Published,
    *,
    day: LocalDay,
    travel: TravelRule,
    by: Actor,
    at: datetime,
) -> None:
    """Move visits in the caller's transaction, all of them at once, so that two may change places.

    One that cannot be moved stays where it was, and the others are tried again around it.
    """
    left = sorted(moves, key=lambda move: min(member.start for member in move.crew))
    while left:
        try:
            with savepoint(session):
                _move_all(session, left, day=day, travel=travel, by=by, at=at)
            break
        except _NotMoved as refused:
            left.remove(refused.move)
            outcome.refused.append(refusal_of(refused.move.key, refused.problem))
    outcome.published += [move.visit for move in left]


def _move_all(
    session: AnySession, moves: Sequence[Move], *, day: LocalDay, travel: TravelRule, by: Actor, at: datetime
) -> None:
    visits = []
    for move in moves:
        visit = lock_visit(session, move.visit)
        try:
            _check_unchanged(session, visit, move.was)
        except Conflict as conflict:
            raise _NotMoved(move, conflict) from conflict
        visits.append(visit)
    for visit in visits:
        for member in visit.crew:
            member.released = True
    session.flush()
    for move, visit in zip(moves, visits, strict=True):
        try:
            with savepoint(session):
                _move(session, visit, move, travel=travel, by=by, at=at)
        except Problem as problem:
            raise _NotMoved(move, problem) from problem
        except IntegrityError as error:
            raise _NotMoved(move, name_clash(session, error, move.crew)) from error
    people = {person for move in moves for person in (*move.was, *(m.person for m in move.crew))}
    mend_drives(session, sorted(people), day, travel=travel, at=at)


def _check_unchanged(session: AnySession, visit: Visit, was: Mapping[str, datetime]) -> None:
    if (broken := _find_change(visit, was)) is not None:
        raise refuse(session, broken, on=visit.starts_at)


def _find_change(visit: Visit, was: Mapping[str, datetime]) -> Broken | None:
    if visit.state is not VisitState.PUBLISHED:
        return Broken("begun", visit=visit.label, state=visit.state.value)
    if visit.is_locked:
        return Broken("locked", visit=visit.label)
    then = {person: iso(start) for person, start in was.items()}
    # A proposal keeps times as they are written.
    if {member.person_id: iso(member.starts_at) for member in visit.crew} != then:
        return Broken("moved_already", visit=visit.label)
    return None


def _move(
    session: AnySession, visit: Visit, move: Move, *, travel: TravelRule, by: Actor, at: datetime
) -> None:
    site = session.get_one(Site, visit.site_id)
    place = Place(site.lat, site.lon)
    check_allowed(session, site.id, move.crew)
    check_people(session, move.crew, place, travel=travel, at=at)
    then = visit.starts_at
    crew = set_drives(session, move.crew, place, travel=travel, at=at, visit=visit.id)
    visit.starts_at = min(member.start for member in crew)
    visit.why = dict(move.why)
    replace_crew(session, visit, crew, at)
    now = {member.person for member in crew}
    data = {
        "added": sorted(now - set(move.was)),
        "removed": sorted(set(move.was) - now),
        "was": iso(then),
        "start": iso(visit.starts_at),
        "proposal": move.proposal,
    }
    if move.reason is not None:
        data["reason"] = move.reason
    record(session, "visit.crew_changed", by=by, at=at, visit=visit.id, data=data)
