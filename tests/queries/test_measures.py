"""Measures recomputed from the event log, on both databases."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from server.domain.actor import SYSTEM
from server.domain.problems import Invalid
from server.domain.ticket import TicketState
from server.domain.visit import VisitState
from server.queries.measures import get_measures
from server.store.acts import Csat
from server.store.events import record
from server.store.gate import write_tx
from server.store.ids import new_id
from tests.cast import Cast
from tests.closed_visits import add_ticket, add_visit
from tests.conftest import MONDAY

HOUR = timedelta(hours=1)


def test_a_ticket_fixed_on_the_first_trip_is_counted(app: Flask, cast: Cast) -> None:
    ticket = add_ticket(cast, MONDAY, TicketState.DONE)
    _trip(cast, ticket, MONDAY + HOUR)
    _tell("ticket.done", ticket, MONDAY + 3 * HOUR)

    measures = _measure()

    assert (measures["first_time_fix"]["value"], measures["first_time_fix"]["n"]) == (1.0, 1)
    assert measures["trips_per_ticket"]["value"] == 1.0
    assert measures["time_to_resolve"]["details"]["median_minutes"] == 180.0
    assert measures["time_to_resolve"]["cases"] == [{"ticket": ticket, "number": "T-0001"}]


def test_a_second_trip_carries_its_coded_reason(app: Flask, cast: Cast) -> None:
    ticket = add_ticket(cast, MONDAY, TicketState.DONE)
    first = _trip(cast, ticket, MONDAY + HOUR, VisitState.ABORTED)
    _trip(cast, ticket, MONDAY + 5 * HOUR, repeat_of=first, repeat_reason="part")
    _tell("ticket.done", ticket, MONDAY + 7 * HOUR)

    measures = _measure()

    assert measures["first_time_fix"]["value"] == 0.0
    assert (measures["repeats"]["value"], measures["repeats"]["details"]["by_reason"]["part"]) == (0.5, 1)


def test_two_visits_one_after_the_other_at_one_site_are_one_trip_and_no_repeat(
    app: Flask, cast: Cast
) -> None:
    """Anna is at the clinic for two tickets; the next day she comes again for a third."""
    for hours in (1, 2, 25):
        ticket = add_ticket(cast, MONDAY, TicketState.DONE)
        _trip(cast, ticket, MONDAY + hours * HOUR)
        _tell("ticket.done", ticket, MONDAY + hours * HOUR + HOUR)

    measures = _measure()

    assert measures["trips_per_ticket"]["details"]["trips"] == 2
    assert measures["trips_per_ticket"]["value"] == round(2 / 3, 3)
    assert (measures["repeats"]["n"], measures["repeats"]["details"]["repeats"]) == (2, 1)


def test_a_visit_that_never_set_out_is_no_trip(app: Flask, cast: Cast) -> None:
    ticket = add_ticket(cast, MONDAY, TicketState.READY)
    add_visit(cast, ticket, MONDAY, VisitState.CANCELLED)

    assert _measure()["repeats"]["n"] == 0


def test_a_remote_fix_that_was_opened_again_is_not_solved(app: Flask, cast: Cast) -> None:
    held = add_ticket(cast, MONDAY, TicketState.SOLVED_REMOTELY)
    reopened = add_ticket(cast, MONDAY, TicketState.READY)
    for ticket in (held, reopened):
        _tell("ticket.solved_remotely", ticket, MONDAY + HOUR)
    _tell("ticket.ready", reopened, MONDAY + 2 * HOUR)

    remote = _measure()["solved_remotely"]

    assert (remote["value"], remote["n"], remote["cases"][0]["ticket"]) == (1.0, 1, held)


def test_a_cancelled_ticket_is_not_solved(app: Flask, cast: Cast) -> None:
    _tell("ticket.cancelled", add_ticket(cast, MONDAY, TicketState.CANCELLED), MONDAY + HOUR)

    assert _measure()["time_to_resolve"]["n"] == 0


def test_ratings_are_shown_from_five_on_and_skipped_ones_do_not_count(app: Flask, cast: Cast) -> None:
    for day, rating in enumerate((5, 4, 3, 5, 3, None)):
        visit = add_visit(cast, add_ticket(cast, MONDAY), MONDAY + timedelta(days=day), VisitState.SEALED)
        with write_tx() as session:
            session.add(
                Csat(
                    visit_id=visit,
                    op_id=new_id(),
                    rating=rating,
                    skipped=rating is None,
                    given_at=MONDAY + timedelta(days=day),
                )
            )

    all_five = _measure()["csat"]
    without_one = _measure(end=MONDAY + timedelta(days=4))["csat"]

    assert (all_five["value"], all_five["n"], all_five["cases"]) == (4.0, 5, [])
    assert (without_one["value"], without_one["n"]) == (None, 4)


def test_an_override_shows_in_the_measures(app: Flask, cast: Cast) -> None:
    ticket = add_ticket(cast, MONDAY)
    _tell("wip.overridden", ticket, MONDAY + HOUR, data={"column": "ready", "reason": "urgent"})

    overrides = _measure()["wip_overrides"]

    assert (overrides["value"], overrides["details"]["by_column"]) == (1.0, {"ready": 1})


def test_days_are_days_of_the_installations_zone_the_last_one_included(app: Flask, cast: Cast) -> None:
    measures = get_measures(
        start=date(2026, 11, 23), end=date(2026, 11, 23), at=MONDAY, repeat_days=30, with_cases=False
    )

    assert (measures["from"], measures["to"]) == ("2026-11-22T21:00:00.000Z", "2026-11-23T21:00:00.000Z")


def test_a_period_that_ends_before_it_starts_is_refused(app: Flask, cast: Cast) -> None:
    with pytest.raises(Invalid, match="before it starts"):
        get_measures(start=MONDAY, end=MONDAY - HOUR, at=MONDAY, repeat_days=30)


def test_cases_are_left_out_for_whom_they_are_not(app: Flask, cast: Cast) -> None:
    _tell("ticket.solved_remotely", add_ticket(cast, MONDAY, TicketState.SOLVED_REMOTELY), MONDAY + HOUR)

    assert _measure(with_cases=False)["solved_remotely"]["cases"] == []


def _measure(end: datetime = MONDAY + timedelta(days=20), **options: Any) -> dict[str, Any]:
    return get_measures(start=MONDAY, end=end, at=MONDAY, repeat_days=30, **options)


def _trip(
    cast: Cast, ticket: str, at: datetime, state: VisitState = VisitState.SEALED, **columns: Any
) -> str:
    visit = add_visit(cast, ticket, at, state, **columns)
    with write_tx() as session:
        record(session, "visit.travelling", by=SYSTEM, at=at, visit=visit)
        record(session, "visit.arrived", by=SYSTEM, at=at + HOUR, visit=visit)
    return visit


def _tell(kind: str, ticket: str, at: datetime, **facts: Any) -> None:
    with write_tx() as session:
        record(session, kind, by=SYSTEM, at=at, ticket=ticket, **facts)
