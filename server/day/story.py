"""The plot of the day: who calls, who goes, what breaks, and what is settled in the evening."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from server.day.clock import DayClock
from server.day.desk import Desk, Refused
from server.day.engineer import Engineer, Truth
from server.demo.morning import triage_body
from server.demo.places import read

Say = Callable[[str], None]
RAIN_OFFLINE = 4  # engineers without signal from their first visit to the evening
WAIT_SECONDS = 90


@dataclass
class Counts:
    """What the report needs and only the story knows."""

    opened: int = 0
    solved_remotely: int = 0
    probes: dict[str, bool] = field(default_factory=dict)
    settled: int = 0


class Story:
    """Plays against the HTTP interfaces; the clock jumps to whatever comes next."""

    def __init__(
        self,
        *,
        clock: DayClock,
        midnight: datetime,
        desks: dict[str, Desk],
        engineers: dict[str, Engineer],
        seed: int,
        tickets: list[dict[str, Any]],
        say: Say,
    ) -> None:
        self.clock, self.midnight, self.desks, self.engineers, self.say = (
            clock,
            midnight,
            desks,
            engineers,
            say,
        )
        self.dice = random.Random(seed)
        self._tickets = tickets
        self.counts = Counts()
        self.truths: dict[str, Truth] = {}
        self.sites = {site["name"]: site["id"] for site in desks["operator"].list_all("/api/sites")}
        self.symptoms = {
            entry["id"]: entry for entry in desks["operator"].get("/api/catalogue/symptoms")["items"]
        }
        self.people = {
            person["id"]: person["login"] for person in desks["dispatcher"].get("/api/people")["items"]
        }
        self._running: dict[str, tuple[dict[str, Any], str]] = {}
        self._worked: set[str] = set()
        self._offline_logins: set[str] = set()

    def play(self) -> None:
        """From the first phone's sign-in until everything is sent and settled."""
        self.take_calls()
        self.probe_limit()
        self.plan_and_publish()
        self.probe_guards()
        self.choose_offline()
        for moment, act in (("10:30", self.fall_ill), ("12:00", self.urgent_ticket)):
            self.work_until(moment)
            self.jump(moment)
            act()
        self.work_until(None)
        self.evening()

    def jump(self, clock_time: str) -> None:
        self.clock.jump_to(self.at(clock_time))

    def at(self, clock_time: str, *, day: int = 0) -> datetime:
        hours, minutes = (int(part) for part in clock_time.split(":"))
        return self.midnight + timedelta(days=day, hours=hours, minutes=minutes)

    def take_calls(self) -> None:
        """Phones sign in, and the first line works through what comes in until a quarter to ten."""
        self.sign_in_phones()
        for entry in sorted(self._tickets, key=lambda t: (t.get("day", 0), t["opened"])):
            if "arrives" not in entry:
                self.open_and_triage(entry)
        self.jump("09:45")

    def sign_in_phones(self) -> None:
        for engineer in self.engineers.values():
            engineer.sign_in()
        self.say(f"{len(self.engineers)} phones signed in and enrolled")

    # Morning: the first line

    def open_and_triage(self, entry: dict[str, Any]) -> str:
        """The call comes in, the first line asks and checks. Returns the ticket's id."""
        ticket = self.open_ticket(entry)
        desk = self.desks["operator"]
        desk.get("/api/knowledge", symptom=entry["symptom"], q=entry["text"][:80], language=entry["language"])
        self._triage(desk, ticket, entry)
        return ticket

    def open_ticket(self, entry: dict[str, Any]) -> str:
        """The call comes in at its time, or now if that is past. Returns the ticket's id."""
        self.clock.jump_to(self.at(entry.get("arrives", entry["opened"]), day=entry.get("day", 0)))
        desk = self.desks["operator"]
        body = {"site": self._site_id(entry["site"]), "text": entry["text"], "symptom": entry["symptom"]}
        body |= {"priority": entry["priority"], "language": entry["language"]}
        site = desk.get(f"/api/sites/{body['site']}")
        if site["contacts"]:
            body["contact"] = site["contacts"][0]["id"]
        if entry.get("due"):
            body["due"] = self.at(entry["due"]).isoformat()
        body["customer"] = site["customer"]["id"]
        ticket = desk.post("/api/tickets", body)
        self.counts.opened += 1
        truth = entry["truth"]
        self.truths[ticket["id"]] = Truth(
            cause=truth["cause"],
            cause_text=truth["cause_text"][entry["language"]],
            remedy=truth["remedy"][entry["language"]],
            customer=truth["customer"] or "signs",
            rating=truth["rating"],
            language=entry["language"],
            contact=site["contacts"][0]["name"] if site["contacts"] else "Administrator",
        )
        return str(ticket["id"])

    def _triage(self, desk: Desk, ticket: str, entry: dict[str, Any]) -> None:
        body = triage_body(entry, self.symptoms[entry["symptom"]])
        self.counts.solved_remotely += body["outcome"] == "solved"
        answer = desk.post(f"/api/tickets/{ticket}/triage", body)
        self.say(f"{answer['number']} {entry['symptom']}: {answer['state'].replace('_', ' ')}")

    def _site_id(self, slug: str) -> str:
        names = next(site["name"] for site in read("sites")["sites"] if site["id"] == slug)
        return str(self.sites.get(names["en"]) or self.sites[names["ru"]])

    # The plan

    def plan_and_publish(self) -> None:
        """Ask for a proposal, look at it, publish it whole."""
        desk = self.desks["dispatcher"]
        day = self.at("12:00").date().isoformat()
        proposal = desk.post("/api/plan/proposals", {"day": day})["id"]
        found = self._wait(lambda: self._finished(proposal), "the planner")
        if found["state"] != "ready":
            raise RuntimeError(f"The planner found no plan: {found.get('error')}")
        published = desk.post(f"/api/plan/proposals/{proposal}/publish", {"visits": None})
        self.say(
            f"plan: {len(published['published'])} visits published, {len(published['refused'])} refused, "
            f"{len(found['unplanned'])} tickets left out"
        )
        self._sync_all()

    def _finished(self, proposal: str) -> dict[str, Any] | None:
        found: dict[str, Any] = self.desks["dispatcher"].get(f"/api/plan/proposals/{proposal}")
        return found if found["state"] in ("ready", "failed", "cancelled") else None

    def fall_ill(self) -> None:
        """Dina goes home; her visits that have not begun are planned anew."""
        event = next(event for event in read("tickets")["events"] if event["kind"] == "falls_ill")
        person = next(id_ for id_, login in self.people.items() if login == event["person"])
        now = self.clock()
        desk = self.desks["dispatcher"]
        absence = {"from": now.isoformat(), "to": self.at("23:00").isoformat(), "reason": "ill"}
        desk.post(f"/api/people/{person}/absences", absence)
        desk.post("/api/plan/release", {"person": person, "from": now.isoformat()})
        self.say(f"{event['person']} falls ill at {event['at']}")
        self.plan_and_publish()

    def urgent_ticket(self) -> None:
        """A whole clinic without telephones at noon: the best place is taken at once."""
        entry = next(entry for entry in self._tickets if "arrives" in entry)
        ticket = self.open_and_triage(entry)
        desk = self.desks["dispatcher"]
        places = desk.post("/api/plan/insert", {"ticket": ticket})["items"]
        if places:
            desk.post("/api/plan/insert/take", {"ticket": ticket, "place": places[0]["key"]})
            self.say(f"urgent ticket at noon: best of {len(places)} places taken")
            self._sync_all()
        else:
            self.plan_and_publish()

    def probe_guards(self) -> None:
        """What must be refused is refused, asked over HTTP like anybody could."""
        dispatcher = self.desks["dispatcher"]
        visits = [
            visit
            for visit in dispatcher.get("/api/plan", day=self._day())["visits"]
            if visit["state"] == "published"
        ]
        ticket = visits[0]["ticket"]["id"]
        self._expect(
            "no_drag_to_done", lambda: dispatcher.post("/api/board/moves", {"ticket": ticket, "to": "done"})
        )
        other = visits[1]
        crew = [{"person": m["person"], "trades": m["trades"]} for m in other["crew"]]
        again = {"ticket": ticket, "crew": crew, "start": other["start"]}
        self._expect("no_second_open_visit", lambda: dispatcher.post("/api/visits", again))

    def probe_limit(self) -> None:
        """With room for one card in triage, a second one is refused; then everything is put back."""
        lead = self.desks["lead"]
        columns = {column["id"]: column for column in lead.get("/api/board")["columns"]}
        first, second = (card["ticket"] for card in columns["ready"]["cards"][:2])
        was = {key: columns["triage"][key] for key in ("limit", "per_person")}
        room = columns["triage"]["count"] + 1
        lead.put("/api/board/limits/triage", {"limit": room, "per_person": False})
        lead.post("/api/board/moves", {"ticket": first, "to": "triage"})
        self._expect(
            "no_move_beyond_the_limit",
            lambda: lead.post("/api/board/moves", {"ticket": second, "to": "triage"}),
        )
        lead.post("/api/board/moves", {"ticket": first, "to": "ready"})
        lead.put("/api/board/limits/triage", was)

    def _expect(self, name: str, act: Callable[[], Any]) -> None:
        try:
            act()
        except Refused as refusal:
            self.counts.probes[name] = refusal.status in (409, 422)
        else:
            self.counts.probes[name] = False

    def _day(self) -> str:
        return self.at("12:00").date().isoformat()

    # The field

    def choose_offline(self) -> None:
        """Some engineers work without signal until the evening, among them both phones of one joint visit."""
        visits = self._open_visits()
        joint = next((visit for visit in visits if len(visit["crew"]) > 1), None)
        logins = [] if joint is None else [self.people[member["person"]] for member in joint["crew"]]
        others = sorted({self.people[m["person"]] for visit in visits for m in visit["crew"]} - set(logins))
        self.dice.shuffle(others)
        self._offline_logins = set(logins) | set(others[: max(0, RAIN_OFFLINE - len(logins))])
        for login in self._offline_logins:
            self.engineers[login].go_offline()
        self.say(f"without signal until the evening: {', '.join(sorted(self._offline_logins))}")

    def work_until(self, clock_time: str | None) -> None:
        """Do what crews do before the time, in its order: set off, arrive, and finish. Visits run side by side."""
        until = None if clock_time is None else self.at(clock_time)
        while (nearest := self._nearest()) is not None:
            moment, act = nearest
            if until is not None and moment >= until:
                return
            self.clock.jump_to(moment)
            act()

    def _nearest(self) -> tuple[datetime, Callable[[], None]] | None:
        """The earliest next thing that any crew does, or None when nobody has anything left today."""
        agenda: list[tuple[datetime, str, Callable[[], None]]] = []
        for visit in self._open_visits():
            # A crew without signal has finished what the office still sees as published.
            if visit["id"] not in self._running and visit["id"] not in self._worked:
                first = min(_moment(member["travel_start"]) for member in visit["crew"])
                agenda.append((first, visit["number"], partial(self.set_off, visit)))
        for visit, stage in self._running.values():
            if stage == "travelling":
                agenda.append((_moment(visit["start"]), visit["number"], partial(self.arrive, visit)))
            elif stage == "on_site":
                agenda.append((_moment(visit["end"]), visit["number"], partial(self.finish, visit)))
        if not agenda:
            return None
        moment, _, act = min(agenda, key=lambda item: item[:2])
        return moment, act

    def _open_visits(self) -> list[dict[str, Any]]:
        visits = self.desks["dispatcher"].get("/api/plan", day=self._day())["visits"]
        return sorted(
            (v for v in visits if v["state"] == "published"), key=lambda v: (v["start"], v["number"])
        )

    def _crew(self, visit: dict[str, Any]) -> list[tuple[Engineer, dict[str, Any]]]:
        """The lead first."""
        members = sorted(visit["crew"], key=lambda member: not member["lead"])
        return [(self.engineers[self.people[member["person"]]], member) for member in members]

    def set_off(self, visit: dict[str, Any]) -> None:
        """Whoever has the longest way sets off first; the others may still be at their last visit."""
        self._running[visit["id"]] = (visit, "travelling")
        first = min(member["travel_start"] for member in visit["crew"])
        for engineer, member in self._crew(visit):
            engineer.set_clock()
            engineer.fetch(visit["id"])
            self._trouble(engineer)
            if member["travel_start"] == first:
                engineer.travel(visit["id"])

    def arrive(self, visit: dict[str, Any]) -> None:
        self._running[visit["id"]] = (visit, "on_site")
        for engineer, _ in self._crew(visit):
            engineer.set_clock()
            engineer.arrive(visit["id"])
            engineer.sync()

    def finish(self, visit: dict[str, Any]) -> None:
        """Everybody answers for their own trades; the lead does what is left, names the cause and hands the phone over."""
        truth = self.truths[visit["ticket"]["id"]]
        (lead, _), *mates = self._crew(visit)
        for engineer, member in mates:
            engineer.set_clock()
            engineer.answer_all(visit["id"], truth, self.dice, trades=set(member["trades"]))
            engineer.sync()
        lead.set_clock()
        lead.sync()
        lead.answer_all(visit["id"], truth, self.dice)
        lead.finish(visit["id"], truth)
        lead.let_customer_sign(visit["id"], truth)
        for engineer, _ in self._crew(visit):
            self._calm(engineer)
            engineer.sync()
        del self._running[visit["id"]]
        self._worked.add(visit["id"])
        signal = "offline" if lead.is_offline else "online"
        self.say(f"{visit['number']} {'joint' if mates else 'solo'}, {signal}: customer {truth.customer}")

    def _trouble(self, engineer: Engineer) -> None:
        """A quarter of the trips have a bad network: answers get lost, or arrive twice."""
        if not engineer.is_offline and self.dice.random() < 0.25:
            engineer.phone.do("network", mode=self.dice.choice(["lose_answer", "double"]))

    def _calm(self, engineer: Engineer) -> None:
        if not engineer.is_offline:
            engineer.phone.do("network", mode="on")

    def _sync_all(self) -> None:
        for engineer in self.engineers.values():
            engineer.sync()

    # Evening

    def evening(self) -> None:
        """Everybody has signal again; what was refused or nobody signed is settled."""
        self.clock.jump_to(max(self.clock(), self.at("19:00")))
        for login in sorted(self._offline_logins):
            self.engineers[login].come_back()
        for engineer in self.engineers.values():
            engineer.set_clock()
            engineer.phone.do("network", mode="on")
            self._wait(partial(self._is_quiet, engineer), f"the phone of {engineer.login}")
        # Whoever was quiet first has not yet heard what the mates of a joint visit sent after them.
        self._sync_all()
        desk = self.desks["dispatcher"]
        for item in desk.get("/api/attention")["items"]:
            if item["code"] != "refusal_to_settle":
                continue
            body = {"outcome": "done", "reason": "customer", "note": "The customer confirmed by phone."}
            desk.post(f"/api/visits/{item['visit']['id']}/settle", body)
            self.counts.settled += 1
        self.say(f"all phones are empty; {self.counts.settled} refusals and absences settled")

    def _is_quiet(self, engineer: Engineer) -> bool | None:
        engineer.sync()
        return True if engineer.phone.unsent() == 0 else None

    def _wait(self, ask: Callable[[], Any], what: str) -> Any:
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            found = ask()
            if found is not None:
                return found
            time.sleep(0.2)
        raise RuntimeError(f"Waited {WAIT_SECONDS} s for {what}")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
