"""Routing services are asked over real HTTP; the server behind the socket is ours, since theirs is not on this machine."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from server.clients.routing.protocol import RouterFailed
from server.clients.routing.services import OsrmRouter, ValhallaRouter
from server.domain.travel import Place
from tests.clients.http_service import service

KREMLIN, ARBAT, MOON = Place(55.752, 37.6175), Place(55.7494, 37.5916), Place(0.0, 0.0)
SECONDS = {(KREMLIN.key, ARBAT.key): 412.4, (ARBAT.key, KREMLIN.key): 500.0}


def osrm(request: str) -> dict[str, Any]:
    """A table as OSRM gives it: coordinates are longitude first, rows are the sources."""
    parts = urlsplit(request)
    points = parts.path.rpartition("/")[2].split(";")
    places = [Place(float(lat), float(lon)) for lon, lat in (point.split(",") for point in points)]
    asked = parse_qs(parts.query)
    sources = [places[int(number)] for number in asked["sources"][0].split(";")]
    targets = [places[int(number)] for number in asked["destinations"][0].split(";")]
    return {
        "code": "Ok",
        "durations": [[SECONDS.get((a.key, b.key), 0 if a == b else None) for b in targets] for a in sources],
    }


def valhalla(request: dict[str, Any]) -> dict[str, Any]:
    """A matrix as Valhalla gives it: a cell names its row and column; a pair without a road has no time."""
    sources = [Place(one["lat"], one["lon"]) for one in request["sources"]]
    targets = [Place(one["lat"], one["lon"]) for one in request["targets"]]
    return {
        "sources_to_targets": [
            [
                {"from_index": i, "to_index": j, "time": SECONDS.get((a.key, b.key), 0 if a == b else None)}
                for j, b in enumerate(targets)
            ]
            for i, a in enumerate(sources)
        ]
    }


@pytest.mark.parametrize(("client", "answer"), [(OsrmRouter, osrm), (ValhallaRouter, valhalla)])
def test_drives_come_by_direction_and_a_place_without_roads_has_none(client: Any, answer: Any) -> None:
    with service(answer) as (url, _):
        table = client(url).table([KREMLIN, ARBAT], [KREMLIN, ARBAT, MOON])

    assert table == [[0, 412, None], [500, 0, None]]


@pytest.mark.parametrize("client", [OsrmRouter, ValhallaRouter])
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"<html>Bad gateway</html>", "without JSON"),
        ([], "no object"),
        ({"code": "InvalidUrl", "error": "no"}, "InvalidUrl|without a matrix"),
        ({"code": "Ok", "durations": [[1]], "sources_to_targets": [[{"time": 1}]]}, "not 2 by 2"),
        (
            {
                "code": "Ok",
                "durations": [[0, -5], [1, 0]],
                "sources_to_targets": [[{"time": 0}, {"time": -5}], [{"time": 1}, {"time": 0}]],
            },
            "no time",
        ),
    ],
)
def test_nonsense_fails_with_the_reason(client: Any, answer: Any, reason: str) -> None:
    with service(answer) as (url, _), pytest.raises(RouterFailed, match=reason):
        client(url).table([KREMLIN, ARBAT], [KREMLIN, ARBAT])


def test_service_that_is_not_there_fails_at_once() -> None:
    with pytest.raises(RouterFailed, match="cannot be reached"):
        OsrmRouter("http://127.0.0.1:1").table([KREMLIN], [ARBAT])
