"""Who is who."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from server.domain.clock import iso
from server.domain.problems import NotFound
from server.store.gate import read_session
from server.store.people import Absence, Device, Person


def get_me(person: str) -> dict[str, Any]:
    found = read_session().get(Person, person)
    if found is None:
        raise NotFound("There is no such person.")
    return {
        "id": found.id,
        "name": found.name,
        "login": found.login,
        "roles": found.roles,
        "language": found.language,
    }


def list_people() -> list[dict[str, Any]]:
    """Everybody with an account, by name, with skills, shift, coming absences and devices."""
    session = read_session()
    people = session.scalars(
        sa.select(Person).options(selectinload(Person.skills)).order_by(Person.name)
    ).all()
    absences = session.scalars(sa.select(Absence).order_by(Absence.starts_at)).all()
    devices = session.scalars(sa.select(Device).order_by(Device.enrolled_at)).all()
    return [
        {
            "id": person.id,
            "login": person.login,
            "name": person.name,
            "roles": person.roles,
            "language": person.language,
            "group": person.group,
            "phone": person.phone,
            "email": person.email,
            "active": person.active,
            "skills": [{"trade": skill.trade, "level": skill.level} for skill in person.skills],
            "shift": person.shift,
            "home": _home(person),
            "absences": [
                {"id": a.id, "from": iso(a.starts_at), "to": iso(a.ends_at), "reason": a.reason}
                for a in absences
                if a.person_id == person.id
            ],
            "devices": [_device(device) for device in devices if device.person_id == person.id],
        }
        for person in people
    ]


def _home(person: Person) -> dict[str, Any] | None:
    if person.home_lat is None:
        return None
    return {"address": person.home_address, "lat": person.home_lat, "lon": person.home_lon}


def _device(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "name": device.name,
        "enrolled_at": iso(device.enrolled_at),
        "revoked_at": None if device.revoked_at is None else iso(device.revoked_at),
        "heartbeat": device.heartbeat,
        "heartbeat_at": None if device.heartbeat_at is None else iso(device.heartbeat_at),
    }
