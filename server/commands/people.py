"""Accounts, skills and absences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from server.commands.access import hash_password
from server.domain.actor import ROLES, Actor
from server.domain.clock import iso
from server.domain.problems import Conflict, Forbidden, Invalid, NotFound
from server.store.events import record
from server.store.gate import write_tx
from server.store.ids import new_id
from server.store.people import Absence, Person, Skill, UserSession


@dataclass(frozen=True)
class NewPerson:
    """`skills` maps a trade to a level 1–4; `home` is {"address", "lat", "lon"}; `shift` as in store.people.Person."""

    login: str
    name: str
    roles: Sequence[str]
    password: str | None
    language: str = "ru"
    group: str | None = None
    phone: str | None = None
    email: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    shift: dict[str, Any] | None = None
    home: dict[str, Any] | None = None
    demo: bool = False


def add_person(*, person: NewPerson, by: Actor, at: datetime) -> str:
    """Make an account. Raises Invalid for an unknown role and Conflict when the login is taken."""
    unknown = sorted(set(person.roles) - set(ROLES))
    if unknown:
        raise Invalid("/roles", f"Unknown role {', '.join(unknown)}; allowed are {', '.join(ROLES)}.")
    _check_admin(person.roles, by)
    person_id = new_id()
    password_hash = None if person.password is None else hash_password(person.password)
    with write_tx() as session:
        if session.scalar(sa.select(Person.id).where(Person.login == person.login)) is not None:
            raise Conflict("login_taken", f"The login {person.login} is taken; choose another.")
        home = person.home or {}
        session.add(
            Person(
                id=person_id,
                login=person.login,
                name=person.name,
                roles=list(person.roles),
                language=person.language,
                group=person.group,
                phone=person.phone,
                email=person.email,
                password_hash=password_hash,
                shift=person.shift,
                home_address=home.get("address"),
                home_lat=home.get("lat"),
                home_lon=home.get("lon"),
                demo=person.demo,
                skills=[Skill(trade=trade, level=level) for trade, level in person.skills.items()],
            )
        )
        record(session, "person.added", by=by, at=at, data={"person": person_id, "login": person.login})
    return person_id


def set_skills(*, person: str, skills: Mapping[str, int], by: Actor, at: datetime) -> None:
    """Replace all skills of a person."""
    with write_tx() as session:
        found = session.get(Person, person)
        if found is None:
            raise NotFound("There is no such person.")
        found.skills.clear()
        session.flush()
        found.skills.extend(Skill(trade=trade, level=level) for trade, level in sorted(skills.items()))
        record(session, "person.changed", by=by, at=at, data={"person": person, "skills": dict(skills)})


def change_person(*, person: str, changes: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Change name, roles, language, group, phone, email, shift or active. Disabling ends all sessions at once."""
    with write_tx() as session:
        found = session.get(Person, person)
        if found is None:
            raise NotFound("There is no such person.")
        _check_admin([*found.roles, *changes.get("roles", ())], by)
        for name, value in changes.items():
            # Hours may change without a word about lunch and overtime; these stay.
            setattr(found, name, {**(found.shift or {}), **value} if name == "shift" and value else value)
        if changes.get("active") is False:
            session.execute(sa.delete(UserSession).where(UserSession.person_id == person))
        record(session, "person.changed", by=by, at=at, data={"person": person, "changed": sorted(changes)})


def add_absence(
    *, person: str, starts_at: datetime, ends_at: datetime, reason: str, by: Actor, at: datetime
) -> str:
    """Note that a person is away. Visits planned in that time stay and need a new crew: the plan screen shows them."""
    if ends_at <= starts_at:
        raise Invalid("/to", f"The absence ends ({ends_at}) before it starts ({starts_at}).")
    absence = new_id()
    with write_tx() as session:
        if session.get(Person, person) is None:
            raise NotFound("There is no such person.")
        session.add(
            Absence(id=absence, person_id=person, starts_at=starts_at, ends_at=ends_at, reason=reason)
        )
        record(
            session,
            "person.absent",
            by=by,
            at=at,
            data={"person": person, "absence": absence, "reason": reason},
        )
    return absence


def remove_absence(*, person: str, absence: str, by: Actor, at: datetime) -> None:
    """Take back an absence that was noted by mistake. Doing it twice is a quiet success."""
    with write_tx() as session:
        found = session.get(Absence, absence)
        if found is None or found.person_id != person:
            return
        session.delete(found)
        data = {
            "person": person,
            "absence": absence,
            "from": iso(found.starts_at),
            "to": iso(found.ends_at),
            "reason": found.reason,
        }
        record(session, "person.absence_removed", by=by, at=at, data=data)


def _check_admin(roles: Sequence[str], by: Actor) -> None:
    """Otherwise a lead could make themselves an admin."""
    if "admin" in roles and not by.may("admin"):
        raise Forbidden("Only an admin makes or changes an admin.")
