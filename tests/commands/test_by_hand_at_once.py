"""Two dispatchers at once, one of them by hand: what the first one published counts when the second one's visit is judged.

Anna's new visit lasts from 10:30 to 11:20; while it waits for her row, a colleague promises her for 11:00 at the same clinic.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from server.commands.publish import NewVisit, add_visit
from server.domain.problems import Conflict
from server.domain.proposal import PlannedMember
from server.store.events import Event
from server.store.gate import db, write_tx
from server.store.people import Person
from server.store.visits import Visit
from tests.cast import Cast
from tests.commands.flow import TRAVEL, get, ready_ticket
from tests.commands.test_by_hand import clock, publish, shares
from tests.commands.test_replan import wait_for_waiting
from tests.conftest import MONDAY


def test_a_soft_rule_that_a_colleague_broke_meanwhile_needs_a_reason(app: Flask, cast: Cast) -> None:
    ticket, colleagues = ready_ticket(cast, MONDAY), ready_ticket(cast, MONDAY)

    with pytest.raises(Conflict) as refused:
        publish_while_a_colleague_does(app, cast, lambda: by_hand(cast, ticket, reason=None), colleagues)

    assert refused.value.code == "reason_needed"
    assert "delays" in {rule["code"] for rule in refused.value.extra["rules"]}
    db.session.rollback()
    assert [visit.starts_at for visit in db.session.query(Visit)] == [clock(11)]


def test_with_a_reason_the_colleagues_visit_is_made_later_and_the_rule_is_kept(
    app: Flask, cast: Cast
) -> None:
    ticket, colleagues = ready_ticket(cast, MONDAY), ready_ticket(cast, MONDAY)

    visit, promised = publish_while_a_colleague_does(
        app, cast, lambda: by_hand(cast, ticket, reason="The ward has no telephone"), colleagues
    )

    assert get(Visit, visit).starts_at == clock(10, 30)
    assert get(Visit, promised).starts_at == clock(11, 20)
    event = db.session.query(Event).filter(Event.kind == "visit.published", Event.visit_id == visit).one()
    assert "delays" in event.data["rules"]


def by_hand(cast: Cast, ticket: str, *, reason: str | None) -> str:
    return publish(cast, ticket, clock(10, 30), shares(cast.anna, cast.anna), reason=reason)


def publish_while_a_colleague_does(
    app: Flask, cast: Cast, publish_mine: Callable[[], str], ticket: str
) -> tuple[str, str]:
    """Mine in a session of its own, which has looked at the day and waits for Anna; and the colleague's visit."""
    anna = cast.anna.person or ""
    start, end = clock(11), clock(11, 50)
    crew = (PlannedMember(anna, ("network", "telephony"), start - timedelta(minutes=27), start, end, True),)

    def mine() -> str:
        with app.app_context():
            return publish_mine()

    with ThreadPoolExecutor(1) as pool:
        with write_tx() as session:
            session.get(Person, anna, with_for_update=True)
            publishing = pool.submit(mine)
            wait_for_waiting(app)
            new = NewVisit("T", ticket, crew, {"en": "", "ru": ""})
            promised = add_visit(session, new, travel=TRAVEL, by=cast.lead, at=MONDAY)
        return publishing.result(), promised
