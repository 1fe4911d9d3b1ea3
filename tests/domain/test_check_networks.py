"""Which addresses the networks of a site let a live check reach, and how they may be written."""

import pytest

from server.domain.check_networks import CheckNetworks, read_networks
from server.domain.live_check import LiveReason
from server.domain.problems import Invalid

CLINIC = CheckNetworks(["10.20.1.0/24", "fd00:20::/64"])


@pytest.mark.parametrize("address", ["10.20.1.5", "fd00:20::5", "::ffff:10.20.1.5"])
def test_an_address_inside_is_let_through(address: str) -> None:
    assert CLINIC.why_not(address) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("10.20.2.5", LiveReason.OUTSIDE_NETWORKS),
        ("8.8.8.8", LiveReason.OUTSIDE_NETWORKS),
        ("::ffff:10.20.2.5", LiveReason.OUTSIDE_NETWORKS),
        ("10.20.1.255", LiveReason.OUTSIDE_NETWORKS),
        ("224.0.0.1", LiveReason.OUTSIDE_NETWORKS),
        ("0.0.0.0", LiveReason.OUTSIDE_NETWORKS),
        ("127.0.0.1", LiveReason.OWN_ADDRESS),
        ("::1", LiveReason.OWN_ADDRESS),
        ("::ffff:127.0.0.1", LiveReason.OWN_ADDRESS),
        ("169.254.169.254", LiveReason.OWN_ADDRESS),
        ("fe80::1", LiveReason.OWN_ADDRESS),
    ],
)
def test_an_address_outside_is_refused(address: str, reason: LiveReason) -> None:
    assert CLINIC.why_not(address) is reason


def test_the_servers_own_side_is_open_only_when_it_is_written_as_such() -> None:
    assert CheckNetworks(["127.0.0.0/8"]).why_not("127.0.0.1") is None
    assert CheckNetworks(["126.0.0.0/7"]).why_not("127.0.0.1") is LiveReason.OWN_ADDRESS


def test_without_networks_nothing_is_asked() -> None:
    assert CheckNetworks([]).why_not("10.20.1.5") is LiveReason.NO_NETWORKS


def test_networks_are_kept_in_one_form_and_once() -> None:
    assert read_networks([" 10.20.1.0/24", "10.20.1.0/255.255.255.0", "10.20.3.7"]) == [
        "10.20.1.0/24",
        "10.20.3.7/32",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("10.20.1.5/24", "is not a network"),
        ("office", "is not a network"),
        ("0.0.0.0/0", "too wide"),
        ("fd00::/8", "too wide"),
        ("224.0.0.0/24", "holds no devices"),
    ],
)
def test_what_is_no_network_of_a_site_is_refused_by_its_place(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        read_networks(["10.20.1.0/24", text])

    assert refused.value.extra["errors"][0]["pointer"] == "/networks/1"
