"""Where an address is: asked once, answered by a job, and asked again only when that can help."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from flask import Flask

from server.clients.geocoding.protocol import Found, GeocoderFailed
from server.commands.addresses import ask_address
from server.domain.travel import Place
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs
from server.queries.addresses import get_lookup
from server.store.gate import db
from tests.cast import Cast
from tests.conftest import HeldClock

ARBAT = "Москва, улица Арбат, 10"
HERE = Found("10, улица Арбат, Москва", Place(55.7513, 37.5985), "nominatim")


class Directory:
    """Knows what it is told; None means that it cannot be reached. Says how often it was asked."""

    def __init__(self, *answers: list[Found] | None) -> None:
        self._answers = list(answers)
        self.asked = 0

    def find(self, address: str, *, language: str) -> Sequence[Found]:
        self.asked += 1
        answer = self._answers.pop(0)
        if answer is None:
            raise GeocoderFailed("nominatim: GeocoderUnavailable: no route to host")
        return answer


def ask(app: Flask, cast: Cast, clock: HeldClock, directory: Directory, address: str = ARBAT) -> str:
    """Ask and let the worker have its turn; the state afterwards."""
    lookup = ask_address(address=address, language="ru", by=cast.operator, at=clock())
    run_due_jobs(replace(app.extensions["onevisit"], geocoder=directory), HANDLERS)
    db.session.rollback()
    state: str = get_lookup(lookup)["state"]
    return state


def test_an_address_is_asked_once_however_it_is_spaced(app: Flask, cast: Cast, clock: HeldClock) -> None:
    directory = Directory([HERE])
    assert ask(app, cast, clock, directory) == "found"
    clock.advance(days=400)
    assert ask(app, cast, clock, directory, f"  {ARBAT.replace(' ', '  ')} ") == "found"
    assert directory.asked == 1


def test_answer_keeps_label_place_and_source(app: Flask, cast: Cast, clock: HeldClock) -> None:
    ask(app, cast, clock, Directory([HERE]))
    lookup = ask_address(address=ARBAT, language="ru", by=cast.operator, at=clock())
    assert get_lookup(lookup)["matches"] == [
        {"label": "10, улица Арбат, Москва", "lat": 55.7513, "lon": 37.5985, "source": "nominatim"}
    ]


def test_an_unknown_address_is_asked_again_after_a_week(app: Flask, cast: Cast, clock: HeldClock) -> None:
    directory = Directory([], [HERE])
    assert ask(app, cast, clock, directory) == "unknown"
    assert ask(app, cast, clock, directory) == "unknown"
    clock.advance(days=7)
    assert ask(app, cast, clock, directory) == "found"
    assert directory.asked == 2


def test_a_service_that_was_down_is_asked_again_at_once_and_says_why(
    app: Flask, cast: Cast, clock: HeldClock
) -> None:
    directory = Directory(None, [HERE])
    assert ask(app, cast, clock, directory) == "failed"
    lookup = ask_address(address=ARBAT, language="ru", by=cast.operator, at=clock.now - timedelta(minutes=1))
    assert get_lookup(lookup)["state"] == "asked"
    assert ask(app, cast, clock, directory) == "found"
