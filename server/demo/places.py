"""The demo's people, customers, sites and history as rows; `load` decides which of them are written."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from server.domain.site import SiteRule
from server.store.events import AnySession
from server.store.ids import new_id
from server.store.people import Person, Skill
from server.store.sites import Asset, Contact, Customer, Site, SitePerson

DATA = Path(__file__).parent / "data"
ALL_DAYS = {"daily": [0, 1, 2, 3, 4, 5, 6], "mon-sat": [0, 1, 2, 3, 4, 5], "mon-fri": [0, 1, 2, 3, 4]}


@dataclass
class Ids:
    """What became of the data's short ids."""

    people: dict[str, str] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    assets: dict[str, str] = field(default_factory=dict)


@cache
def read(name: str) -> dict[str, Any]:
    """One data file of the demo, read once; nobody changes it."""
    document: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text())
    return document


def write_people(session: AnySession, ids: Ids, *, language: str, password_hash: str) -> None:
    """Everybody of the outsourcer. Shifts hold on every day, so that the demo plays at a weekend too."""
    groups = {group["id"]: group["name"][language] for group in read("people")["groups"]}
    for entry in read("people")["people"]:
        start, end = entry["shift"].split("-")
        ids.people[entry["id"]] = new_id()
        session.add(
            Person(
                id=ids.people[entry["id"]],
                login=entry["login"],
                name=entry["name"][language],
                roles=entry["roles"],
                language=entry["language"] if language == "ru" else language,
                group=groups[entry["group"]],
                phone=entry["phone"],
                email=f"{entry['login']}@onevisit.example",
                password_hash=password_hash,
                shift={
                    "start": start,
                    "end": end,
                    "days": ALL_DAYS["daily"],
                    "break": entry.get("lunch"),
                    "overtime_minutes": entry.get("overtime", 0),
                },
                home_address=entry["home"]["address"],
                home_lat=entry["home"]["lat"],
                home_lon=entry["home"]["lon"],
                demo=True,
                skills=[Skill(trade=trade, level=level) for trade, level in entry["skills"].items()],
            )
        )
    session.flush()


def write_sites(session: AnySession, ids: Ids, *, language: str, zone: str) -> None:
    """All customers with their sites, contacts, assets, and who is preferred or forbidden there."""
    data = read("sites")
    networks = {}
    for entry in data["customers"]:
        ids.customers[entry["id"]] = new_id()
        networks[entry["id"]] = [network["subnet"] for network in entry["networks"]]
        session.add(
            Customer(
                id=ids.customers[entry["id"]],
                name=entry["name"][language],
                language="ru",
                email=f"office@{entry['id']}.example",
                demo=True,
            )
        )
    session.flush()
    for entry in data["sites"]:
        _write_site(session, ids, entry, language=language, zone=zone, networks=networks[entry["customer"]])


def _write_site(
    session: AnySession, ids: Ids, entry: dict[str, Any], *, language: str, zone: str, networks: list[str]
) -> None:
    site = ids.sites[entry["id"]] = new_id()
    hours, contact = entry["hours"], entry["contact"]
    session.add(
        Site(
            id=site,
            customer_id=ids.customers[entry["customer"]],
            name=entry["name"][language],
            address=entry["address"],
            lat=entry["lat"],
            lon=entry["lon"],
            zone=zone,
            hours=f"{hours['from']}-{hours['to']}",
            access=entry["access"][language],
            networks=networks,
            demo=True,
        )
    )
    session.flush()
    ids.contacts[contact["id"]] = new_id()
    session.add(
        Contact(
            id=ids.contacts[contact["id"]],
            site_id=site,
            name=contact["name"][language],
            position=contact["role"][language],
            phone=contact["phone"],
            email=contact["email"],
        )
    )
    for asset in entry["assets"]:
        ids.assets[asset["id"]] = new_id()
        session.add(
            Asset(
                id=ids.assets[asset["id"]],
                site_id=site,
                kind=asset["kind"],
                name=asset["name"][language],
                model=asset["model"],
                serial=asset["serial"],
                label=asset["label"],
            )
        )

    for rule in entry.get("who", []):
        session.add(
            SitePerson(
                site_id=site,
                person_id=ids.people[rule["person"]],
                rule=SiteRule(rule["rule"]),
                reason=rule["reason"][language] if "reason" in rule else None,
            )
        )


def opened_at(entry: dict[str, Any], *, now: datetime, midnight: datetime) -> datetime:
    """When a ticket of the data was opened: today at its time, or just now for what lies ahead of the clock."""
    hours, minutes = (int(part) for part in entry["opened"].split(":"))
    moment = midnight + timedelta(days=entry.get("day", 0), hours=hours, minutes=minutes)
    return min(moment, now)
