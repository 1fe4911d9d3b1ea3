"""Two engineers, two phones, no network: what both saw and did becomes one visit and one act."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from server.day.desk import Desk
from server.settings import Settings
from tests.cast import PASSWORD
from tests.e2e.browser import window
from tests.e2e.field_screens import FieldScreens
from tests.e2e.live import Live, running
from tests.e2e.people import make_world
from tests.visits import phone_checklist, publish_visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def joint_visit(settings: Settings) -> None:
    """Boris leads and has telephony, Viktor has the network."""
    world = make_world(settings, texts=())
    publish_visit(world.cast, world.cast.boris, world.cast.viktor, at=datetime.now(UTC))


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    with running(tmp_path / "data", language="en", fill=joint_visit) as started:
        yield started


@pytest.fixture
def crew(live: Live, playwright: Playwright, tmp_path: Path) -> Iterator[tuple[FieldScreens, FieldScreens]]:
    steps = {step["id"]: step for step in phone_checklist()["steps"]}
    with ExitStack() as stack:
        opened = [
            stack.enter_context(
                window(playwright, live.base_url, tmp_path / login, language="en", phone=True)
            )
            for login in ("boris", "viktor")
        ]
        boris, viktor = (FieldScreens(one, "en", steps) for one in opened)
        yield boris, viktor


def test_two_phones_without_network_end_alike_and_with_one_act(
    live: Live, crew: tuple[FieldScreens, FieldScreens]
) -> None:
    boris, viktor = crew
    for phone, login, trade in ((boris, "boris", "telephony"), (viktor, "viktor", "network")):
        phone.sign_in(login)
        phone.open_visit()
        phone.window.go_offline()
        phone.travel_and_arrive()
        phone.begin_checklist()
        phone.answer_all(trades={trade})

    for phone in crew:
        phone.window.come_back()
    for phone in crew:
        phone.see_all_sent()
    boris.go_on()
    boris.answer_all()
    boris.say_outcome("Moved the phone to a port that gives power")
    boris.hand_over()
    boris.let_customer_sign("Nina Orlova", "Head nurse")
    boris.take_phone_back()

    for phone in crew:
        phone.see_sealed()
        phone.open_whole_list()
    seen = [phone.page.get_by_role("main").inner_text() for phone in crew]
    assert seen[0] == seen[1]
    acts = Desk(live.base_url, "dmitri", PASSWORD).get("/api/acts")["items"]
    assert [act["state"] for act in acts] == ["sealed"]
