"""The networks of a site in which live checks may ask: how they are written down, and which addresses they let through."""

import ipaddress
from collections.abc import Iterable

from server.domain.live_check import LiveReason
from server.domain.problems import Invalid

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MOST_NETWORKS = 40
# A site has no network wider than this; a slip such as 0.0.0.0/0 would open the whole world.
WIDEST = {4: 8, 6: 32}


def read_networks(texts: Iterable[str]) -> list[str]:
    """Networks in their one form, each once. Raises Invalid, naming which one is wrong and why."""
    networks: list[str] = []
    for index, text in enumerate(texts):
        try:
            network = ipaddress.ip_network(text.strip())
        except ValueError:
            raise Invalid(
                f"/networks/{index}",
                f"{text!r} is not a network; write its first address and length, as 10.20.1.0/24.",
            ) from None
        if network.prefixlen < WIDEST[network.version]:
            raise Invalid(
                f"/networks/{index}",
                f"{network} is too wide; a network of a site is /{WIDEST[network.version]} or narrower.",
            )
        if network.is_multicast or network.network_address.is_unspecified:
            raise Invalid(f"/networks/{index}", f"{network} holds no devices that could be asked.")
        if str(network) not in networks:
            networks.append(str(network))
    if len(networks) > MOST_NETWORKS:
        raise Invalid("/networks", f"{len(networks)} networks; at most {MOST_NETWORKS} are allowed.")
    return networks


def is_own(network: str) -> bool:
    """Whether a network is of this machine or its cable: loopback or link-local."""
    return _is_own(ipaddress.ip_network(network))


class CheckNetworks:
    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = [ipaddress.ip_network(one) for one in networks]

    def __str__(self) -> str:
        return ", ".join(str(network) for network in self._networks)

    def why_not(self, address: str) -> LiveReason | None:
        """Why this address may not be asked; None when it may."""
        asked = _plain(ipaddress.ip_address(address))
        if not self._networks:
            return LiveReason.NO_NETWORKS
        holding = [network for network in self._networks if asked in network]
        if asked.is_loopback or asked.is_link_local:
            # The server's own side is open only when it was written down as such, never as a part of something wider.
            return None if any(_is_own(network) for network in holding) else LiveReason.OWN_ADDRESS
        if asked.is_multicast or asked.is_unspecified or not holding:
            return LiveReason.OUTSIDE_NETWORKS
        is_broadcast = any(
            network.version == 4 and network.prefixlen < 31 and asked == network.broadcast_address
            for network in holding
        )
        return LiveReason.OUTSIDE_NETWORKS if is_broadcast else None


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_own(network: Network) -> bool:
    return network.is_loopback or network.is_link_local


def _plain(address: Address) -> Address:
    """An IPv4 address in IPv6 clothes (::ffff:10.0.0.1) is judged as what it reaches."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
