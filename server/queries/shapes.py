"""How sites, contacts, assets and crews are written in answers of the console; shared by its lists and details."""

from typing import Any

from server.domain.clock import iso
from server.store.people import Person
from server.store.sites import Asset, Contact, Customer, Site
from server.store.visits import CrewMember


def site_json(site: Site, customer: Customer | None = None) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": site.id,
        "name": site.name,
        "address": site.address,
        "lat": site.lat,
        "lon": site.lon,
        "zone": site.zone,
        "hours": site.hours,
        "access": site.access,
    }
    if customer is not None:
        shape["customer"] = {"id": customer.id, "name": customer.name}
    return shape


def contact_json(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "name": contact.name,
        "position": contact.position,
        "phone": contact.phone,
        "email": contact.email,
    }


def asset_json(asset: Asset) -> dict[str, Any]:
    return {
        "id": asset.id,
        "kind": asset.kind,
        "name": asset.name,
        "model": asset.model,
        "serial": asset.serial,
        "label": asset.label,
    }


def member_json(member: CrewMember, person: Person) -> dict[str, Any]:
    return {
        "person": person.id,
        "name": person.name,
        "trades": member.trades,
        "lead": member.is_lead,
        "minutes": member.minutes,
        "travel_start": iso(member.busy_from),
        "start": iso(member.starts_at),
        "end": iso(member.busy_to),
    }


def named(person: Person | None) -> dict[str, str] | None:
    return None if person is None else {"id": person.id, "name": person.name}
