"""From the name of a target to the one address that is asked: every address that the name has must be allowed."""

from __future__ import annotations

import socket

from server.clients.live_checks.protocol import NotAnswered
from server.domain.check_networks import CheckNetworks
from server.domain.live_check import LiveReason


def find_address(host: str, networks: CheckNetworks) -> str:
    """The address to connect to; a name is never resolved a second time after this. Raises NotAnswered.

    A name with one address inside and one outside is refused: who answers for the name could choose between them.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise NotAnswered(LiveReason.NAME_UNKNOWN) from error
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    for address in addresses:
        if reason := networks.why_not(address.partition("%")[0]):
            raise NotAnswered(reason, address)
    return addresses[0]


def shown(text: object, length: int = 120) -> str:
    """A text of a device, as short and printable as a screen needs it."""
    return "".join(one for one in str(text) if one.isprintable())[:length].strip()
