"""Load the demo once: places and people, the knowledge of the last weeks, and this morning's tickets."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.commands.access import hash_password
from server.commands.board import set_limit
from server.commands.tickets import NewTicket, open_ticket
from server.commands.triage import triage_ticket
from server.demo.history import write_history
from server.demo.morning import triage_of
from server.demo.places import Ids, opened_at, read, write_people, write_sites
from server.demo.words import PASSWORD
from server.domain.actor import SYSTEM, Actor
from server.domain.ticket import Priority
from server.domain.wip import Column
from server.store.events import record
from server.store.gate import write_tx

LIMITS = ((Column.TRIAGE, 15, False), (Column.READY, 30, False), (Column.UNDER_WAY, 1, True))


def load_places(*, language: str, zone: str, at: datetime) -> Ids:
    """People, customers, sites, and the articles that the history of the last weeks wrote."""
    ids = Ids()
    password_hash = hash_password(PASSWORD)
    with write_tx() as session:
        write_people(session, ids, language=language, password_hash=password_hash)
        write_sites(session, ids, language=language, zone=zone)
        articles = write_history(session, at=at)
        data = {"sites": len(ids.sites), "people": len(ids.people), "articles": articles}
        record(session, "demo.loaded", by=SYSTEM, at=at, data=data)
    return ids


def load_demo(*, language: str, zone: str, at: datetime) -> int:
    """Everything, with the day's tickets: some new, the others triaged by the first line. Returns how many tickets."""
    ids = load_places(language=language, zone=zone, at=at)
    for column, limit, per_person in LIMITS:
        set_limit(column=column, limit=limit, per_person=per_person, by=SYSTEM, at=at)
    midnight = datetime.combine(at.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))
    operators = [
        Actor(ids.people[person["id"]], person["name"][language], frozenset(person["roles"]))
        for person in read("people")["people"]
        if person["roles"] == ["operator"]
    ]
    entries = sorted(read("tickets")["tickets"], key=lambda t: (t.get("day", 0), t["opened"]))
    arrived = [entry for entry in entries if "arrives" not in entry]
    for number, entry in enumerate(arrived):
        by = operators[number % len(operators)]
        moment = opened_at(entry, now=at, midnight=midnight)
        ticket = open_ticket(ticket=_new_ticket(entry, ids, midnight), by=by, at=moment)
        if not _is_left_new(entry, number):
            triage_ticket(
                ticket=ticket, triage=triage_of(entry), by=by, at=min(moment + timedelta(minutes=6), at)
            )
    return len(arrived)


def _is_left_new(entry: dict[str, Any], number: int) -> bool:
    """What the newcomer triages: every fifth call, and the phones that do not ring."""
    return number % 5 == 4 or entry["symptom"] == "phone-does-not-ring"


def _new_ticket(entry: dict[str, Any], ids: Ids, midnight: datetime) -> NewTicket:
    due = None
    if entry["due"]:
        hours, minutes = (int(part) for part in entry["due"].split(":"))
        due = midnight + timedelta(hours=hours, minutes=minutes)
    site = next(site for site in read("sites")["sites"] if site["id"] == entry["site"])
    return NewTicket(
        customer=ids.customers[site["customer"]],
        site=ids.sites[entry["site"]],
        contact=ids.contacts[entry["contact"]],
        asset=ids.assets.get(entry["asset"]) if entry["asset"] else None,
        symptom=entry["symptom"],
        text=entry["text"],
        language=entry["language"],
        priority=Priority(entry["priority"]),
        due=due,
        demo=True,
    )
