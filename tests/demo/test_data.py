"""The demo day's data holds together: references resolve, both languages are there, somebody can do every part."""

import csv
import math
import os
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "server" / "demo" / "data"
SHARED = Path(os.environ.get("ONEVISIT_SHARED", ROOT.parent / "shared"))
ADDRESSES = SHARED / "data" / "geo" / "derived_moscow_addresses.csv"
TRADES = {"network", "telephony", "workplace", "servers", "power"}
SYMPTOMS = {
    "phone-does-not-ring", "phone-dead", "phone-not-registered", "bad-call-quality", "no-network", "slow-network",
    "wifi-bad", "printer-does-not-print", "server-unreachable", "ups-alarm", "new-workplace", "move-phone",
}  # fmt: skip
CENTRE = (55.7558, 37.6173)


def read_data(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


PEOPLE = read_data("people")
SITES = read_data("sites")
TICKETS = read_data("tickets")
HISTORY = read_data("history")
ENGINEERS = {p["id"]: p for p in PEOPLE["people"] if "engineer" in p["roles"]}
SITE_BY_ID = {site["id"]: site for site in SITES["sites"]}


def km_from_centre(lat: float, lon: float) -> float:
    """Flat distance; one degree is 111.2 km north and 62.6 km east at this latitude."""
    return math.hypot((lat - CENTRE[0]) * 111.2, (lon - CENTRE[1]) * 62.6)


def texts_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping below `value` that names a language."""
    if isinstance(value, dict):
        if {"en", "ru"} & set(value):
            yield value
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def covers(crew: tuple[dict[str, Any], ...], needs: list[dict[str, Any]]) -> bool:
    return all(any(p["skills"].get(need["trade"], 0) >= need["level"] for p in crew) for need in needs)


def visits_needed() -> list[dict[str, Any]]:
    return [ticket for ticket in TICKETS["tickets"] if not ticket["truth"]["solved_remotely"]]


@pytest.mark.parametrize(
    "rows",
    [
        PEOPLE["groups"], PEOPLE["people"], SITES["customers"], SITES["sites"], TICKETS["tickets"], HISTORY["visits"],
        [asset for site in SITES["sites"] for asset in site["assets"]],
        [site["contact"] for site in SITES["sites"]],
    ],
)  # fmt: skip
def test_ids_are_unique(rows: list[dict[str, Any]]) -> None:
    ids = [row["id"] for row in rows]

    assert len(set(ids)) == len(ids)


def test_rules_of_sites_name_engineers_and_say_why_somebody_may_not_go_there() -> None:
    rules = [rule for site in SITES["sites"] for rule in site.get("who", [])]

    assert {rule["rule"] for rule in rules} == {"preferred", "forbidden"}
    assert {rule["person"] for rule in rules} <= ENGINEERS.keys()
    assert all("reason" in rule for rule in rules if rule["rule"] == "forbidden")


def test_the_company_has_the_people_of_a_working_day() -> None:
    roles = [role for person in PEOPLE["people"] for role in person["roles"]]

    expected = {"operator": 3, "dispatcher": 2, "lead": 1, "admin": 1, "expert": 1, "engineer": 14}
    assert {role: roles.count(role) for role in set(roles)} == expected
    assert len(PEOPLE["groups"]) == 5


def test_every_person_belongs_to_a_group_and_has_known_skills() -> None:
    groups = {group["id"] for group in PEOPLE["groups"]}

    for person in PEOPLE["people"]:
        assert person["group"] in groups
        assert set(person["skills"]) <= TRADES
        assert set(person["skills"].values()) <= {1, 2, 3, 4}
        assert "password" not in person


def test_twenty_customers_have_sixty_sites_with_equipment() -> None:
    customers = {customer["id"] for customer in SITES["customers"]}

    assert len(customers) == 20
    assert len(SITE_BY_ID) == 60
    assert {site["customer"] for site in SITES["sites"]} == customers
    assert all(1 <= len(site["assets"]) <= 3 for site in SITES["sites"])


def test_serials_and_labels_are_unique() -> None:
    assets = [asset for site in SITES["sites"] for asset in site["assets"]]

    assert len({asset["serial"] for asset in assets}) == len(assets)
    assert len({asset["label"] for asset in assets}) == len(assets)


def test_places_are_in_moscow_and_spread_over_its_districts() -> None:
    places = [*SITES["sites"], *(person["home"] for person in PEOPLE["people"])]

    assert all(km_from_centre(place["lat"], place["lon"]) <= 20 for place in places)
    assert len({site["district"] for site in SITES["sites"]}) >= 40


@pytest.mark.skipif(not ADDRESSES.exists(), reason="the public address table is not here")
def test_coordinates_are_those_of_the_public_address_table() -> None:
    with ADDRESSES.open(encoding="utf-8") as table:
        known = {(round(float(row["lat"]), 6), round(float(row["lon"]), 6)) for row in csv.DictReader(table)}

    assert {(site["lat"], site["lon"]) for site in SITES["sites"]} <= known


def test_contacts_cannot_be_reached_by_mistake() -> None:
    for contact in (site["contact"] for site in SITES["sites"]):
        assert contact["phone"].startswith("+7 000 ")
        assert contact["email"].endswith(".example.org")
    assert all(person["phone"].startswith("+7 000 ") for person in PEOPLE["people"])


@pytest.mark.parametrize("name", ["people", "sites", "tickets"])
def test_every_text_is_there_in_both_languages(name: str) -> None:
    for text in texts_in(read_data(name)):
        assert text["en"]
        assert text["ru"]


def test_tickets_name_known_sites_contacts_assets_and_symptoms() -> None:
    for ticket in TICKETS["tickets"]:
        site = SITE_BY_ID[ticket["site"]]
        assert ticket["contact"] == site["contact"]["id"]
        assert ticket["asset"] in {asset["id"] for asset in site["assets"]} | {None}
        assert ticket["symptom"] in SYMPTOMS
        assert ticket["priority"] in {"low", "normal", "high", "urgent"}
        assert ticket["text"].strip()


def test_forty_tickets_of_which_eleven_need_no_trip() -> None:
    solved = [ticket["truth"] for ticket in TICKETS["tickets"] if ticket["truth"]["solved_remotely"]]

    assert (len(TICKETS["tickets"]), len(solved), len(visits_needed())) == (40, 11, 29)
    assert all(truth["check"] and not truth["needs"] for truth in solved)
    assert {ticket["symptom"] for ticket in TICKETS["tickets"]} == SYMPTOMS


def test_the_silent_phone_has_four_causes() -> None:
    causes = {t["truth"]["cause"] for t in TICKETS["tickets"] if t["symptom"] == "phone-does-not-ring"}

    assert causes >= {"dnd-on", "no-power", "wrong-voice-vlan", "not-registered"}


def test_every_visit_can_be_covered_alone_or_by_two_even_without_the_one_who_falls_ill() -> None:
    ill = {event["person"] for event in TICKETS["events"] if event["kind"] == "falls_ill"}
    well = [person for person in ENGINEERS.values() if person["id"] not in ill]

    for ticket in visits_needed():
        needs = ticket["truth"]["needs"]
        crews = [(person,) for person in well] + list(combinations(well, 2))
        assert needs
        assert any(covers(crew, needs) for crew in crews), ticket["id"]


def test_some_visits_of_two_trades_fit_one_engineer_and_some_need_two() -> None:
    several = [ticket["truth"]["needs"] for ticket in visits_needed() if len(ticket["truth"]["needs"]) > 1]

    alone = [needs for needs in several if any(covers((person,), needs) for person in ENGINEERS.values())]
    assert 9 <= len(several) <= 12
    assert 3 <= len(alone) < len(several)


def test_two_customers_refuse_and_one_is_absent() -> None:
    answers = [ticket["truth"]["customer"] for ticket in visits_needed()]

    assert (answers.count("refuses"), answers.count("absent"), answers.count("signs")) == (2, 1, 26)
    assert all(
        (t["truth"]["rating"] is not None) == (t["truth"]["customer"] == "signs") for t in TICKETS["tickets"]
    )


def test_one_urgent_ticket_arrives_at_noon() -> None:
    arriving = [ticket for ticket in TICKETS["tickets"] if "arrives" in ticket]

    assert [(ticket["priority"], ticket["arrives"]) for ticket in arriving] == [("urgent", "12:00")]
    assert {event["ticket"] for event in TICKETS["events"] if event["kind"] == "ticket_arrives"} == {
        arriving[0]["id"]
    }


def test_events_name_known_engineers() -> None:
    ill = [event for event in TICKETS["events"] if event["kind"] == "falls_ill"]

    assert [(event["at"], event["person"] in ENGINEERS) for event in ill] == [("10:30", True)]


def test_history_names_known_sites_and_engineers() -> None:
    assert len(HISTORY["visits"]) == 25
    for visit in HISTORY["visits"]:
        assert visit["site"] in SITE_BY_ID
        assert visit["engineer"] in ENGINEERS
        assert visit["symptom"] in SYMPTOMS
        assert 1 <= visit["days_ago"] <= 60
        assert visit["language"] in {"en", "ru"}


def test_history_knows_several_silent_phones() -> None:
    assert sum(visit["symptom"] == "phone-does-not-ring" for visit in HISTORY["visits"]) >= 5
