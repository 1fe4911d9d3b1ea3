"""The day in figures: a table for people and JSON for programs."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from server.day.checks import Evidence
from server.domain.travel import Place
from server.domain.trips import Gone, Stop, count_drives, count_trips, tour_of

RELAY_RULE = (
    "A model, not a measurement: in a relay every on-site ticket costs one trip of the second line to look, "
    "one trip for each trade it needs, and one trip of the second line to confirm."
)

MOST_BREACHES = 5


def build_report(
    evidence: Evidence,
    *,
    seed: int,
    seconds: float,
    breaches: dict[str, list[str]],
    files: list[Path],
    trust: Path,
) -> dict[str, Any]:
    """The keys are a contract with whoever reads the JSON."""
    visits = [visit for visit in evidence.visits if visit["state"] != "cancelled"]
    made = [visit for visit in visits if visit["state"] in ("signed", "sealed", "aborted", "work_done")]
    onsite = {ticket["id"] for visit in made for ticket in visit["tickets"]}
    tours = tours_of(made)
    trips = count_trips(tours)
    trades = {ticket["id"]: len(ticket["parts"]) for ticket in evidence.tickets}
    signed_before: set[str] = set()
    confirmations = 0
    for visit in sorted(made, key=lambda visit: str(visit["number"])):
        confirmations += any(ticket["id"] in signed_before for ticket in visit["tickets"])
        if visit["state"] in ("signed", "sealed"):
            signed_before |= {ticket["id"] for ticket in visit["tickets"]}
    return {
        "seed": seed,
        "seconds": round(seconds, 1),
        "tickets": len(evidence.tickets),
        "solved_remotely": sum(ticket["state"] == "solved_remotely" for ticket in evidence.tickets),
        "visits": {
            "solo": sum(len(visit["crew"]) == 1 for visit in made),
            "joint": sum(len(visit["crew"]) > 1 for visit in made),
            "aborted": sum(visit["state"] == "aborted" for visit in made),
        },
        "trips": trips,
        "engineers_sent": count_drives(tours),
        "trips_per_onsite_ticket": round(trips / len(onsite), 2) if onsite else 0,
        "visits_per_onsite_ticket": round(len(made) / len(onsite), 2) if onsite else 0,
        "confirmation_trips": confirmations,
        "relay_model": {"trips": sum(2 + trades.get(ticket, 0) for ticket in onsite), "rule": RELAY_RULE},
        "acts": {
            "sealed": len(evidence.acts),
            "verified": sum(evidence.verdicts.values()),
            "files": [str(path) for path in files],
            "trust": str(trust),
        },
        "articles": {
            "written": _count(evidence, "article.drafted"),
            "strengthened": _count(evidence, "article.strengthened"),
        },
        "ops": _ops(evidence),
        "invariants": {name: not found for name, found in breaches.items()},
    }


def table(report: dict[str, Any], breaches: dict[str, list[str]]) -> str:
    """The same for a person, with the first few breaches of whatever did not hold."""
    visits, acts, ops = report["visits"], report["acts"], report["ops"]
    rows = [
        ("tickets", report["tickets"]),
        ("solved without a trip", report["solved_remotely"]),
        ("visits solo / joint / aborted", f"{visits['solo']} / {visits['joint']} / {visits['aborted']}"),
        ("trips", report["trips"]),
        ("engineers sent", report["engineers_sent"]),
        ("trips per on-site ticket", report["trips_per_onsite_ticket"]),
        ("visits per on-site ticket", report["visits_per_onsite_ticket"]),
        ("trips only to confirm", report["confirmation_trips"]),
        ("the same as a relay (a model)", f"{report['relay_model']['trips']} trips"),
        ("acts sealed / verified", f"{acts['sealed']} / {acts['verified']}"),
        (
            "articles written / strengthened",
            f"{report['articles']['written']} / {report['articles']['strengthened']}",
        ),
        ("operations sent / doubled / lost", f"{ops['sent']} / {ops['duplicates']} / {ops['lost']}"),
    ]
    lines = [
        "",
        *(f"  {name:<36}{value}" for name, value in rows),
        "",
        f"  {report['relay_model']['rule']}",
        "",
    ]
    for name, found in breaches.items():
        lines.append(f"  {'BROKEN' if found else 'holds '}  {name.replace('_', ' ')}")
        lines += [f"            {breach}" for breach in found[:MOST_BREACHES]]
    return "\n".join([*lines, "", f"  Acts and certificate: {Path(acts['trust']).parent}", ""])


def tours_of(visits: list[dict[str, Any]]) -> list[list[Stop]]:
    """One for each engineer, as `server/domain/trips.py` counts trips."""
    gone: dict[str, list[Gone]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: str(visit["planned"]["start"])):
        place = Place(visit["site"]["lat"], visit["site"]["lon"])
        for member in visit["crew"]:
            gone[member["person"]].append(Gone(visit["id"], place, was_left=visit["state"] == "aborted"))
    return [tour_of(own) for own in gone.values()]


def _count(evidence: Evidence, kind: str) -> int:
    return sum(event["kind"] == kind for visit in evidence.visits for event in visit["events"])


def _ops(evidence: Evidence) -> dict[str, int]:
    """Sent: operations the server keeps. Doubled: kept twice under one id. Lost: a phone shows them, the server does not."""
    kept = [
        item["op_id"] for visit in evidence.visits for values in visit["fields"].values() for item in values
    ]
    server = set(kept)
    phones = {
        item["op_id"]
        for state in evidence.phones.values()
        for view in state["views"].values()
        for field, values in view["fields"].items()
        if field != "csat"
        for item in values
    }
    return {"sent": len(server), "duplicates": len(kept) - len(server), "lost": len(phones - server)}
