"""A day that changed is planned again: which days changed and why, and a proposal for each, asked for by the system itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from server.commands.plans import add_proposal
from server.domain.actor import SYSTEM
from server.domain.local_day import LocalDay, local_day_of
from server.domain.site import SiteRule
from server.domain.ticket import Priority, TicketState
from server.domain.visit import VisitState
from server.store.events import AnySession, Event, get_installation
from server.store.gate import write_tx
from server.store.jobs import enqueue
from server.store.people import Absence, Person
from server.store.sites import Site, SitePerson
from server.store.tickets import Ticket
from server.store.turn import wait_for_turn
from server.store.visits import CrewMember, Proposal, Visit

CHANGES = (
    "person.absent",
    "person.absence_removed",
    "site.person_set",
    "ticket.ready",
    "visit.cancelled",
    "visit.aborted",
    "visit.overran",
)
LOOK_BACK = timedelta(days=1)
# What belongs together comes within seconds: somebody is marked ill, then their visits are released.
SETTLE = timedelta(seconds=20)

Words = dict[str, str]


@dataclass
class _Changed:
    """One day: the last change of it, and each change in words."""

    rev: int = 0
    words: list[Words] = field(default_factory=list)


def schedule_replan(*, at: datetime) -> None:
    """Look at the day in a moment, once however much happens until then."""
    with write_tx() as session:
        _enqueue(session, at + SETTLE)


def ask_replans(*, every: timedelta, at: datetime) -> list[str]:
    """Ask for a proposal for each day that changed since it was last planned, seldom enough; returns their ids.

    A day whose turn has not come yet is looked at again when it has.
    """
    asked = []
    with write_tx() as session:
        # Two workers must not both find that nobody asked yet.
        wait_for_turn(session, "replan")
        zone = get_installation(session).zone
        for day, changed in sorted(_read_changes(session, zone, at).items()):
            last = _last(session, day)
            if last is not None and last.base_rev >= changed.rev:
                continue
            due = _turn(session, day, every)
            if due is not None and due > at:
                _enqueue(session, due)
                continue
            asked.append(
                add_proposal(session, day=day, may_move=True, by=SYSTEM, at=at, reason=_join(changed.words))
            )
    return asked


def _read_changes(session: AnySession, zone: str, at: datetime) -> dict[date, _Changed]:
    today = local_day_of(at, zone)
    events = session.scalars(
        sa.select(Event).where(Event.kind.in_(CHANGES), Event.at > at - LOOK_BACK).order_by(Event.rev)
    ).all()
    found: dict[date, _Changed] = {}
    for event in events:
        # What a dispatcher published of a proposal is the answer to a change, not one.
        if event.data.get("proposal") is not None:
            continue
        for day, words in _affected(session, event, today):
            if day >= today.day and _has_plan(session, LocalDay(day, zone)):
                changed = found.setdefault(day, _Changed())
                changed.rev = event.rev
                if words not in changed.words:
                    changed.words.append(words)
    return found


def _affected(session: AnySession, event: Event, today: LocalDay) -> Iterable[tuple[date, Words]]:
    if event.kind == "person.absent":
        return _away(session, event, today.zone)
    if event.kind == "person.absence_removed":
        return _back(session, event, today.zone)
    if event.kind == "site.person_set":
        return _unwanted(session, event, today.zone)
    if event.kind == "ticket.ready":
        ticket = session.get_one(Ticket, event.ticket_id)
        is_urgent = ticket.priority is Priority.URGENT and ticket.state is TicketState.READY
        if event.visit_id is not None or not is_urgent:
            return []
        return [(today.day, _urgent(ticket))]
    visit = session.get_one(Visit, event.visit_id)
    return [(local_day_of(visit.starts_at, today.zone).day, _of_visit(visit, event))]


def _away(session: AnySession, event: Event, zone: str) -> Iterable[tuple[date, Words]]:
    """The days on which somebody who is away has promised something that has not begun."""
    absence = session.get(Absence, event.data.get("absence", ""))
    if absence is None:
        return []
    promised = _promised_by(absence.person_id).where(
        CrewMember.busy_from < absence.ends_at, CrewMember.busy_to > absence.starts_at
    )
    name = session.get_one(Person, absence.person_id).name
    words = {
        "en": f"{name} is away: {absence.reason}",
        "ru": f"{name} отсутствует: {absence.reason}",
    }
    return _on_days_of(session, promised, zone, words)


def _back(session: AnySession, event: Event, zone: str) -> Iterable[tuple[date, Words]]:
    """The planned days of an absence that was taken back."""
    start, end = (datetime.fromisoformat(event.data[name]) for name in ("from", "to"))
    planned = sa.select(Visit.starts_at).where(
        Visit.starts_at >= local_day_of(start, zone).midnight, Visit.starts_at < end
    )
    name = session.get_one(Person, event.data["person"]).name
    words = {"en": f"{name} is not away after all", "ru": f"{name}: отсутствие отменено"}
    return _on_days_of(session, planned, zone, words)


def _unwanted(session: AnySession, event: Event, zone: str) -> Iterable[tuple[date, Words]]:
    """The days on which somebody has promised to go where they may not go any more."""
    rule = session.get(SitePerson, (event.data["site"], event.data["person"]))
    if rule is None or rule.rule is not SiteRule.FORBIDDEN:
        return []
    promised = _promised_by(rule.person_id).where(Visit.site_id == rule.site_id)
    name = session.get_one(Person, rule.person_id).name
    site = session.get_one(Site, rule.site_id).name
    words = {
        "en": f"{name} may not go to {site}: {rule.reason}",
        "ru": f"{name}: нельзя на объект {site}, причина — {rule.reason}",
    }
    return _on_days_of(session, promised, zone, words)


def _promised_by(person: str) -> sa.Select[datetime]:
    """When somebody's visits that have not begun start."""
    return (
        sa.select(CrewMember.starts_at)
        .join(Visit, Visit.id == CrewMember.visit_id)
        .where(CrewMember.person_id == person, ~CrewMember.released, Visit.state == VisitState.PUBLISHED)
    )


def _on_days_of(
    session: AnySession, starts: sa.Select[datetime], zone: str, words: Words
) -> list[tuple[date, Words]]:
    days = {local_day_of(start, zone).day for start in session.scalars(starts)}
    return [(day, words) for day in sorted(days)]


def _urgent(ticket: Ticket) -> Words:
    return {
        "en": f"urgent {ticket.label} waits for a visit",
        "ru": f"срочная заявка {ticket.label} ждёт выезда",
    }


def _of_visit(visit: Visit, event: Event) -> Words:
    minutes = event.data.get("minutes", 0)
    return {
        "visit.cancelled": {"en": f"{visit.label} was called off", "ru": f"выезд {visit.label} отменён"},
        "visit.aborted": {"en": f"{visit.label} was broken off", "ru": f"выезд {visit.label} прерван"},
        "visit.overran": {
            "en": f"{visit.label} is {minutes} minutes past its end",
            "ru": f"выезд {visit.label} затянулся на {minutes} мин",
        },
    }[event.kind]


def _has_plan(session: AnySession, day: LocalDay) -> bool:
    """A day that nobody has planned yet has nothing to plan again."""
    promised = sa.select(Visit.id).where(Visit.starts_at >= day.midnight, Visit.starts_at < day.next_midnight)
    return session.scalars(promised.limit(1)).first() is not None


def _last(session: AnySession, day: date, *, automatic: bool = False) -> Proposal | None:
    found = sa.select(Proposal).where(Proposal.day == day.isoformat())
    if automatic:
        found = found.where(Proposal.is_automatic)
    return session.scalars(found.order_by(Proposal.asked_at.desc(), Proposal.base_rev.desc())).first()


def _turn(session: AnySession, day: date, every: timedelta) -> datetime | None:
    last = _last(session, day, automatic=True)
    return None if last is None else last.asked_at + every


def _join(words: Iterable[Mapping[str, str]]) -> Words:
    joined = {language: "; ".join(one[language] for one in words) for language in ("en", "ru")}
    return {language: text[:1].upper() + text[1:] for language, text in joined.items()}


def _enqueue(session: AnySession, due: datetime) -> None:
    seconds = SETTLE.total_seconds()
    slot = -int(-due.timestamp() // seconds)
    enqueue(
        session,
        "replan",
        key=f"replan/{slot}",
        at=datetime.fromtimestamp(slot * seconds, tz=due.tzinfo),
        payload={},
    )
