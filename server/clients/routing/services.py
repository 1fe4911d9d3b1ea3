"""OSRM and Valhalla over HTTP: one table of driving times a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import requests

from server.clients.routing.protocol import RouterFailed, Table
from server.domain.travel import Place

SECONDS = 10


class OsrmRouter:
    """The table service of OSRM (project-osrm.org/docs, HTTP API v1). A server takes 100 places a table unless told otherwise."""

    name = "osrm"
    most_places = 50

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def table(self, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        places = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in (*origins, *destinations))
        sources = ";".join(str(number) for number in range(len(origins)))
        targets = ";".join(str(len(origins) + number) for number in range(len(destinations)))
        answer = _ask(
            lambda: requests.get(
                f"{self._url}/table/v1/driving/{places}",
                params={"annotations": "duration", "sources": sources, "destinations": targets},
                timeout=SECONDS,
            )
        )
        if answer.get("code") != "Ok":
            raise RouterFailed(f"OSRM answered {answer.get('code')!r}: {answer.get('message', 'no message')}")
        return _checked(answer.get("durations"), len(origins), len(destinations))


class ValhallaRouter:
    """The time-distance matrix of Valhalla (valhalla.github.io, matrix API). A server takes 2,500 pairs unless told otherwise."""

    name = "valhalla"
    most_places = 50

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def table(self, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        body = {
            "sources": [{"lat": place.lat, "lon": place.lon} for place in origins],
            "targets": [{"lat": place.lat, "lon": place.lon} for place in destinations],
            "costing": "auto",
        }
        answer = _ask(lambda: requests.post(f"{self._url}/sources_to_targets", json=body, timeout=SECONDS))
        rows = answer.get("sources_to_targets")
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise RouterFailed(f"Valhalla answered without a matrix: {answer.get('error', 'no reason')}")
        times = [[cell.get("time") if isinstance(cell, dict) else None for cell in row] for row in rows]
        return _checked(times, len(origins), len(destinations))


def _ask(send: Callable[[], requests.Response]) -> dict[str, Any]:
    try:
        response = send()
        answer = response.json()
    except requests.JSONDecodeError:
        raise RouterFailed(f"the routing service answered {response.status_code} without JSON") from None
    except requests.RequestException as failure:
        raise RouterFailed(f"the routing service cannot be reached: {type(failure).__name__}") from failure
    if not isinstance(answer, dict):
        raise RouterFailed("the routing service answered with something that is no object")
    return answer


def _checked(times: Any, rows: int, columns: int) -> Table:
    """Whole seconds of the shape that was asked for. A time that is negative or no number fails the table."""
    if not isinstance(times, list) or len(times) != rows or any(len(row) != columns for row in times):
        raise RouterFailed(f"the routing service answered with a table that is not {rows} by {columns}")
    table: Table = []
    for row in times:
        if any(time is not None and not (isinstance(time, int | float) and time >= 0) for time in row):
            raise RouterFailed("the routing service answered with a time that is no time")
        table.append([None if time is None else round(time) for time in row])
    return table
