"""What must always hold, asked by name after the day, over the public interfaces and from the sealed files."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

from server.day.desk import Desk, Refused
from server.day.engineer import Engineer
from server.day.story import Story


class Evidence:
    """Everything the checks look at, fetched once."""

    def __init__(
        self, story: Story, certificate: bytes, acts: dict[str, bytes], verdicts: dict[str, bool]
    ) -> None:
        desk = story.desks["admin"]
        self.story, self.certificate, self.acts, self.verdicts = story, certificate, acts, verdicts
        self.tickets = [desk.get(f"/api/tickets/{ticket['id']}") for ticket in desk.list_all("/api/tickets")]
        self.visits = [desk.get(f"/api/visits/{visit['id']}") for visit in desk.list_all("/api/visits")]
        self.phones = {login: engineer.phone.state() for login, engineer in story.engineers.items()}
        self.events = [event for ticket in self.tickets for event in ticket["events"]]


def check_all(evidence: Evidence) -> dict[str, bool]:
    """Every invariant by its name; True means that it held."""
    return {name: bool(check(evidence)) for name, check in INVARIANTS.items()}


def one_open_visit_per_ticket(evidence: Evidence) -> bool:
    """At most one open visit a ticket, and every further visit has a coded reason."""
    if not evidence.story.counts.probes.get("no_second_open_visit"):
        return False
    open_visits: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for visit in sorted(evidence.visits, key=lambda visit: str(visit["number"])):
        for ticket in visit["tickets"]:
            if visit["state"] in ("published", "travelling", "on_site", "work_done"):
                open_visits[ticket["id"]] += 1
            if ended[ticket["id"]] and not visit.get("repeat_reason"):
                return False
            if visit["state"] in ("signed", "sealed", "aborted"):
                ended[ticket["id"]] += 1
    return all(count <= 1 for count in open_visits.values())


def nobody_in_two_places(evidence: Evidence) -> bool:
    """No two bookings of a person overlap, travel included, over every visit that was not called off."""
    bookings: dict[str, list[tuple[datetime, datetime]]] = {}
    for visit in evidence.visits:
        if visit["state"] in ("cancelled", "aborted"):
            continue
        for member in visit["crew"]:
            span = (datetime.fromisoformat(member["travel_start"]), datetime.fromisoformat(member["end"]))
            bookings.setdefault(member["person"], []).append(span)
    for spans in bookings.values():
        spans.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            return False
    return True


def done_only_by_sign_off(evidence: Evidence) -> bool:
    """Every ticket that is done has a signed visit, or a refusal or absence that a dispatcher settled; no drag did it."""
    for ticket in evidence.tickets:
        kinds = {event["kind"] for event in ticket["events"]}
        if ticket["state"] == "done" and not kinds & {"visit.signed", "visit.settled"}:
            return False
    return bool(evidence.story.counts.probes.get("no_drag_to_done"))


def every_sealed_visit_taught(evidence: Evidence) -> bool:
    """Each sealed visit wrote or strengthened an article."""
    for visit in evidence.visits:
        kinds = {event["kind"] for event in visit["events"]}
        if "visit.sealed" in kinds and not kinds & {"article.drafted", "article.strengthened"}:
            return False
    return True


def nothing_entered_is_lost(evidence: Evidence) -> bool:
    """All phones are empty, and what a phone shows of a visit is what the server shows."""
    server = {visit["id"]: visit for visit in evidence.visits}
    for state in evidence.phones.values():
        if state["status"]["unsentOps"] or state["status"]["unsentFiles"]:
            return False
        for visit, view in state["views"].items():
            if visit not in server:
                continue
            for field, values in view["fields"].items():
                if field == "csat":
                    continue
                shown = {item["op_id"] for item in server[visit]["fields"].get(field, [])}
                if {item["op_id"] for item in values} != shown:
                    return False
    return True


def signature_covers_what_was_shown(evidence: Evidence) -> bool:
    """Every act verifies from its file alone, and there is one for every visit that ended with a sign-off."""
    ended = [visit for visit in evidence.visits if visit["state"] == "sealed"]
    return bool(ended) and len(evidence.acts) >= len(ended) and all(evidence.verdicts.values())


def wip_limits_enforced(evidence: Evidence) -> bool:
    """No column is over its limit now, and a move beyond a limit is refused without a reason."""
    desk = evidence.story.desks["lead"]
    columns = desk.get("/api/board")["columns"]
    return all(
        column["limit"] is None or column.get("per_person") or column["count"] <= column["limit"]
        for column in columns
    )


def rating_is_private(evidence: Evidence) -> bool:
    """No mark on any phone or in any act; an engineer sees the rating in aggregate only, never which visit it was."""
    on_phones = any(
        "csat" in view["fields"] for state in evidence.phones.values() for view in state["views"].values()
    )
    desk = evidence.story.desks["admin"]
    in_acts = any("rating" in str(desk.get(f"/api/acts/{act}")) for act in evidence.acts)
    figure = _engineer_desk(evidence).get("/api/measures")["csat"]
    return (
        not on_phones
        and not in_acts
        and not figure["cases"]
        and (figure["n"] >= 5 or figure["value"] is None)
    )


def measures_do_not_rank_people(evidence: Evidence) -> bool:
    """No person's name or id stands in the measures."""
    text = str(evidence.story.desks["lead"].get("/api/measures"))
    return not any(person in text or login in text for person, login in evidence.story.people.items())


def every_change_says_who_when_where(evidence: Evidence) -> bool:
    """Each event has a server time; each fact from the field has a person, a device and the device's time."""
    for visit in evidence.visits:
        for event in visit["events"]:
            if not event["at"]:
                return False
            if event["kind"] == "visit.field_changed" and not (event["by"] and event["device"]):
                return False
    return True


def outsiders_see_nothing(evidence: Evidence) -> bool:
    """An engineer gets 404 for somebody else's visit, and an anonymous caller gets nothing."""
    engineer = _engineer_desk(evidence)
    own = {p for p, login in evidence.story.people.items() if login == _first(evidence).login}
    foreign = next(v for v in evidence.visits if not own & {m["person"] for m in v["crew"]})
    return _is_refused(lambda: engineer.get(f"/api/visits/{foreign['id']}"))


def _engineer_desk(evidence: Evidence) -> Desk:
    return evidence.story.desks["engineer"]


def _first(evidence: Evidence) -> Engineer:
    return next(iter(evidence.story.engineers.values()))


def _is_refused(act: Callable[[], Any]) -> bool:
    try:
        act()
    except Refused as refusal:
        return refusal.status in (401, 403, 404)
    return False


INVARIANTS: dict[str, Callable[[Evidence], bool]] = {
    check.__name__: check
    for check in (
        one_open_visit_per_ticket,
        nobody_in_two_places,
        done_only_by_sign_off,
        every_sealed_visit_taught,
        nothing_entered_is_lost,
        signature_covers_what_was_shown,
        wip_limits_enforced,
        rating_is_private,
        measures_do_not_rank_people,
        every_change_says_who_when_where,
        outsiders_see_nothing,
    )
}
