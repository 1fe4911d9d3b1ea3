"""Address services are asked over real HTTP, through geopy, one after the other."""

from urllib.parse import parse_qs, urlsplit

import pytest

from server.clients.geocoding.chain import GeocoderChain, read_chain
from server.clients.geocoding.protocol import Found, GeocoderFailed
from server.domain.travel import Place
from tests.clients.http_service import service

TVERSKAYA = "Москва, Тверская улица, 13"
NOMINATIM = [{"display_name": "13, Тверская улица, Москва", "lat": "55.7614", "lon": "37.6097"}]
PHOTON = {
    "features": [
        {
            "geometry": {"coordinates": [37.6097, 55.7614]},
            "properties": {"name": "Тверская улица", "housenumber": "13", "city": "Москва"},
        }
    ]
}


def test_first_service_that_knows_the_address_answers() -> None:
    with service([]) as (empty, _), service(NOMINATIM) as (full, seen):
        chain = GeocoderChain(read_chain(f"nominatim={empty}, nominatim={full}"))
        found = chain.find(TVERSKAYA, language="ru")

    assert found == [Found("13, Тверская улица, Москва", Place(55.7614, 37.6097), "nominatim")]
    asked = parse_qs(urlsplit(seen[0]).query)
    assert (asked["q"], asked["accept-language"]) == ([TVERSKAYA], ["ru"])


def test_service_that_fails_is_passed_over() -> None:
    with service(b"<html>", status=502) as (broken, _), service(PHOTON) as (full, _):
        found = GeocoderChain(read_chain(f"nominatim={broken},photon={full}")).find(TVERSKAYA, language="ru")

    assert [(one.place, one.source) for one in found] == [(Place(55.7614, 37.6097), "photon")]


def test_address_that_nobody_knows_is_no_failure() -> None:
    with service([]) as (empty, _), service({}, status=500) as (broken, _):
        chain = GeocoderChain(read_chain(f"nominatim={broken},nominatim={empty}"))
        assert chain.find("Нигде, 1", language="ru") == []


def test_chain_whose_services_all_fail_names_each() -> None:
    with service(b"<html>", status=502) as (broken, _):
        chain = GeocoderChain(read_chain(f"nominatim={broken},photon=http://127.0.0.1:1"))
        with pytest.raises(GeocoderFailed) as failed:
            chain.find(TVERSKAYA, language="ru")
    assert "nominatim: " in str(failed.value)
    assert "photon: " in str(failed.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("google=https://maps.example", "'google' is no known service"),
        ("nominatim", "needs an address"),
        ("photon=geo.example", "needs an address"),
    ],
)
def test_chain_that_makes_no_sense_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_chain(text)
