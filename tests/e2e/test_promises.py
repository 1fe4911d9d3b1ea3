"""A proposal that touches what customers were promised: nobody misses it, and nothing changes without a reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Playwright, expect

from server.commands.people import add_absence
from server.commands.places import Share, publish_by_hand
from server.commands.triage import triage_ticket
from server.commands.visits import lock_in_plan
from server.domain.actor import Actor
from server.domain.visit import VisitState
from server.settings import Settings
from tests.commands.flow import TRAVEL, report
from tests.e2e.desk import OpenDesk, open_desk
from tests.e2e.people import World, for_a_visit, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NETWORK = ("network", 2, 30)
TELEPHONY = ("telephony", 3, 30)


@dataclass(frozen=True)
class Said:
    texts: tuple[str, ...]
    promised: str
    may_move: str
    propose: str
    changes: str
    no_place: str
    kept: str
    under_way: str
    moves: str
    one_trip: str
    publish: str
    why: str
    reason: str
    done: str


SAID = {
    "en": Said(
        texts=(
            "The ward has no telephone",
            "The lab is offline",
            "The reception is offline",
            "The archive is offline",
            "Room 7 is offline",
        ),
        promised="What is promised",
        may_move="May move what has not begun",
        propose="Propose a plan",
        changes="2 promised visits change",
        no_place="no place",
        kept="kept as it is",
        under_way="under way",
        moves="moves",
        one_trip="Same site, no drive: one trip",
        publish="Move 1, call off 1, publish 1",
        why="Why what was promised changes",
        reason="Boris and Viktor are ill, both customers were called",
        done="Published: 2. Called off: 1",
    ),
    "ru": Said(
        texts=(
            "В отделении молчит телефон",
            "В лаборатории нет сети",
            "В регистратуре нет сети",
            "В архиве нет сети",
            "В кабинете 7 нет сети",
        ),
        promised="Что уже назначено",
        may_move="Можно перенести то, что не началось",
        propose="Предложить план",
        changes="Изменятся 2 назначенных выезда",
        no_place="места нет",
        kept="закреплён",
        under_way="в работе",
        moves="переносится",
        one_trip="Тот же объект, без дороги: одна поездка",
        publish="Перенести 1, отменить 1, назначить 1",
        why="Почему меняется назначенное",
        reason="Борис и Виктор заболели, обоим заказчикам позвонили",
        done="Назначено: 2. Отменено: 1",
    ),
}


def two_fall_ill(world: World) -> None:
    """V-0001 of Boris nobody else can do, V-0002 of Viktor Anna can; she is on V-0003, V-0004 is kept, T-0005 is new."""
    cast, now = world.cast, world.now
    # Promises are made on whole minutes.
    next_minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    promised = (
        (cast.boris, TELEPHONY, 4),
        (cast.viktor, NETWORK, 4),
        (cast.anna, NETWORK, 1),
        (cast.anna, NETWORK, 6),
    )
    for ticket, (engineer, part, hours) in zip(world.tickets, promised, strict=False):
        triage_ticket(ticket=ticket, triage=for_a_visit(part), by=cast.operator, at=now)
        visit = publish_by_hand(
            ticket=ticket,
            crew=[Share(engineer.person or "", (part[0],))],
            start=next_minute + timedelta(hours=hours),
            repeat_reason=None,
            reason="The clinic asked for it",
            travel=TRAVEL,
            by=cast.dispatcher,
            at=now,
        )
        if hours == 1:
            report(visit, VisitState.TRAVELLING, cast.anna, now)
        if hours == 6:
            lock_in_plan(visit=visit, locked=True, by=cast.dispatcher, at=now)
    triage_ticket(ticket=world.tickets[4], triage=for_a_visit(NETWORK), by=cast.operator, at=now)
    for engineer in (cast.boris, cast.viktor):
        _fall_ill(world, engineer)


def _fall_ill(world: World, engineer: Actor) -> None:
    add_absence(
        person=engineer.person or "",
        starts_at=world.now,
        ends_at=world.now + timedelta(days=1),
        reason="flu",
        by=world.cast.lead,
        at=world.now,
    )


@pytest.fixture(scope="module", params=["en", "ru"])
def desk(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenDesk]:
    def fill(settings: Settings) -> None:
        two_fall_ill(make_world(settings, texts=SAID[request.param].texts))

    folder = tmp_path_factory.mktemp(f"promises-{request.param}")
    with open_desk(playwright, folder, language=request.param, fill=fill) as opened:
        yield opened


@pytest.fixture
def said(desk: OpenDesk) -> Said:
    return SAID[desk.language]


def test_what_stays_and_what_runs_is_marked_on_the_day_and_the_hours_can_be_read(
    desk: OpenDesk, said: Said
) -> None:
    desk.go("plan")

    expect(desk.page.get_by_role("link", name=re.compile(f"V-0004.*{said.kept}"))).to_be_visible()
    expect(desk.page.get_by_role("link", name=re.compile(f"V-0003.*{said.under_way}"))).to_be_visible()
    legend = desk.page.locator("ul.legend")
    expect(legend).to_contain_text(said.kept)
    expect(legend).to_contain_text(said.under_way)
    now = desk.page.locator(".now > span").bounding_box()
    assert now is not None
    for hour in desk.page.locator(".scale > span").all():
        box = hour.bounding_box()
        assert box is not None
        assert now["y"] + now["height"] <= box["y"] + 1
    desk.window.check_access()


def test_promises_that_a_proposal_changes_come_first_and_change_only_with_a_reason(
    desk: OpenDesk, said: Said
) -> None:
    desk.go("plan")
    desk.page.get_by_label(said.promised).select_option(label=said.may_move)
    desk.press(said.propose)

    changes = desk.panel.get_by_role("region", name=said.changes)
    expect(changes).to_be_visible(timeout=60_000)
    dropped = changes.get_by_role("listitem").filter(has_text="V-0001")
    for part in ("T-0001", "Aist clinic", "Boris Smirnov", said.no_place):
        expect(dropped).to_contain_text(part)
    moved = changes.get_by_role("listitem").filter(has_text="V-0002")
    for part in ("T-0002", "Aist clinic", "Viktor Lebedev", "Anna Ivanova"):
        expect(moved).to_contain_text(part)
    day = desk.page.get_by_role("group")
    expect(day.get_by_role("link", name=re.compile(f"V-0001.*{said.no_place}"))).to_be_visible()
    expect(day.get_by_role("link", name=re.compile(f"V-0002.*, {said.moves}"))).to_be_visible()
    desk.window.check_access()

    desk.press(f"{said.publish}…")
    confirm = desk.panel.get_by_role("form", name=said.publish)
    desk.window.check_access()
    desk.press(said.publish, within=confirm)
    expect(desk.panel.get_by_text(said.done)).to_have_count(0)
    confirm.get_by_label(said.why).fill(said.reason)
    desk.press(said.publish, within=confirm)

    expect(desk.panel.get_by_text(said.done)).to_be_visible()
    expect(
        day.get_by_role("link", name=re.compile("V-0002.*Anna Ivanova|Anna Ivanova.*V-0002"))
    ).to_be_visible()
    expect(day.get_by_role("link", name=re.compile("V-0001"))).to_have_count(0)


def test_visits_of_one_engineer_at_one_site_are_drawn_with_one_drive(desk: OpenDesk, said: Said) -> None:
    """Anna drives to the clinic for V-0003 and stays for all that comes after."""
    desk.go("plan")

    anna = desk.page.get_by_role("group").get_by_role("link", name=re.compile("Anna Ivanova, V-"))
    expect(anna).to_have_count(4)
    expect(anna.filter(has_not_text="V-0003").and_(desk.page.get_by_title(said.one_trip))).to_have_count(3)
    expect(desk.page.locator(".travel")).to_have_count(1)
