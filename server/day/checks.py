"""What must always hold, asked by name after the day, over the public interfaces and from the sealed files."""

from collections import Counter
from collections.abc import Callable, Iterator
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


def check_all(evidence: Evidence) -> dict[str, list[str]]:
    """Every invariant by its name, each with what breaks it in words; an empty list means that it held."""
    return {name: list(check(evidence)) for name, check in INVARIANTS.items()}


def one_open_visit_per_ticket(evidence: Evidence) -> Iterator[str]:
    """At most one open visit a ticket, and every further visit has a coded reason."""
    if not evidence.story.counts.probes.get("no_second_open_visit"):
        yield "a second open visit for a ticket was not refused"
    open_visits: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for visit in sorted(evidence.visits, key=lambda visit: str(visit["number"])):
        for ticket in visit["tickets"]:
            if visit["state"] in ("published", "travelling", "on_site", "work_done"):
                open_visits[ticket["number"]] += 1
            if ended[ticket["number"]] and not visit.get("repeat_reason"):
                yield f"{visit['number']} repeats {ticket['number']} without a coded reason"
            if visit["state"] in ("signed", "sealed", "aborted"):
                ended[ticket["number"]] += 1
    for number, count in open_visits.items():
        if count > 1:
            yield f"{number} has {count} open visits"


def nobody_in_two_places(evidence: Evidence) -> Iterator[str]:
    """No two bookings of a person overlap, travel included, over every visit that was not called off."""
    bookings: dict[str, list[tuple[datetime, datetime, str]]] = {}
    for visit in evidence.visits:
        if visit["state"] in ("cancelled", "aborted"):
            continue
        for member in visit["crew"]:
            span = (datetime.fromisoformat(member["travel_start"]), datetime.fromisoformat(member["end"]))
            bookings.setdefault(member["person"], []).append((*span, visit["number"]))
    for person, spans in bookings.items():
        for earlier, later in pairwise(sorted(spans)):
            if later[0] < earlier[1]:
                yield f"{evidence.story.people[person]}: {earlier[2]} and {later[2]} overlap"


def done_only_by_sign_off(evidence: Evidence) -> Iterator[str]:
    """Every ticket that is done has a signed visit, or a refusal or absence that a dispatcher settled; no drag did it."""
    if not evidence.story.counts.probes.get("no_drag_to_done"):
        yield "a drag to done was not refused"
    for ticket in evidence.tickets:
        kinds = {event["kind"] for event in ticket["events"]}
        if ticket["state"] == "done" and not kinds & {"visit.signed", "visit.settled"}:
            yield f"{ticket['number']} is done without a sign-off"


def every_sealed_visit_taught(evidence: Evidence) -> Iterator[str]:
    """Each sealed visit wrote or strengthened an article."""
    for visit in evidence.visits:
        kinds = {event["kind"] for event in visit["events"]}
        if "visit.sealed" in kinds and not kinds & {"article.drafted", "article.strengthened"}:
            yield f"{visit['number']} taught nothing"


def nothing_entered_is_lost(evidence: Evidence) -> Iterator[str]:
    """All phones are empty, and what a phone shows of a visit is what the server shows."""
    server = {visit["id"]: visit for visit in evidence.visits}
    for login, state in evidence.phones.items():
        status = state["status"]
        if status["unsentOps"] or status["unsentFiles"]:
            yield f"the phone of {login} holds {status['unsentOps']} operations and {status['unsentFiles']} files"
        for visit, view in state["views"].items():
            for field, values in view["fields"].items() if visit in server else ():
                if field == "csat":
                    continue
                kept = {item["op_id"] for item in server[visit]["fields"].get(field, [])}
                shown = {item["op_id"] for item in values}
                if shown != kept:
                    yield (
                        f"{server[visit]['number']} {field}: the phone of {login} shows {sorted(shown)}, "
                        f"the server {sorted(kept)}"
                    )


def signature_covers_what_was_shown(evidence: Evidence) -> Iterator[str]:
    """Every act verifies from its file alone, and there is one for every visit that ended with a sign-off."""
    ended = [visit for visit in evidence.visits if visit["state"] == "sealed"]
    if not ended:
        yield "no visit was sealed"
    if len(evidence.acts) < len(ended):
        yield f"{len(ended)} visits are sealed, but there are {len(evidence.acts)} acts"
    for act, is_whole in evidence.verdicts.items():
        if not is_whole:
            yield f"act {act} does not verify"


def wip_limits_enforced(evidence: Evidence) -> Iterator[str]:
    """No column is over its limit now, and a move into a full one was refused without a reason."""
    if not evidence.story.counts.probes.get("no_move_beyond_the_limit"):
        yield "a move into a full column was not refused"
    for column in evidence.story.desks["lead"].get("/api/board")["columns"]:
        if column["limit"] is None or column.get("per_person") or column["count"] <= column["limit"]:
            continue
        yield f"column {column['id']} holds {column['count']} of {column['limit']}"


def rating_is_private(evidence: Evidence) -> Iterator[str]:
    """No mark on any phone or in any act; an engineer sees the rating in aggregate only, never which visit it was."""
    for login, state in evidence.phones.items():
        if any("csat" in view["fields"] for view in state["views"].values()):
            yield f"the phone of {login} holds a rating"
    desk = evidence.story.desks["admin"]
    for act in evidence.acts:
        if "rating" in str(desk.get(f"/api/acts/{act}")):
            yield f"act {act} shows a rating"
    figure = _engineer_desk(evidence).get("/api/measures")["csat"]
    if figure["cases"]:
        yield "an engineer sees which visits were rated"
    if figure["n"] < 5 and figure["value"] is not None:
        yield f"an engineer sees a rating of {figure['n']} visits"


def measures_do_not_rank_people(evidence: Evidence) -> Iterator[str]:
    """No person's name or id stands in the measures."""
    text = str(evidence.story.desks["lead"].get("/api/measures"))
    for person, login in evidence.story.people.items():
        if person in text or login in text:
            yield f"the measures name {login}"


def every_change_says_who_when_where(evidence: Evidence) -> Iterator[str]:
    """Each event has a server time; each fact from the field has a person, a device and the device's time."""
    for visit in evidence.visits:
        for event in visit["events"]:
            is_field = event["kind"] == "visit.field_changed"
            if not event["at"] or (is_field and not (event["by"] and event["device"])):
                yield f"{visit['number']}: {event['kind']} does not say who, when or where"


def outsiders_see_nothing(evidence: Evidence) -> Iterator[str]:
    """An engineer gets 404 for somebody else's visit."""
    own = {p for p, login in evidence.story.people.items() if login == _first(evidence).login}
    foreign = next(v for v in evidence.visits if not own & {m["person"] for m in v["crew"]})
    if not _is_refused(lambda: _engineer_desk(evidence).get(f"/api/visits/{foreign['id']}")):
        yield f"{_first(evidence).login} may read {foreign['number']} of another crew"


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


INVARIANTS: dict[str, Callable[[Evidence], Iterator[str]]] = {
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
